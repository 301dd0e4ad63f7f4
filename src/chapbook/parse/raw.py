"""Raw text of one output format, as Pandoc has it: ```` ```{=html} ```` and `` `<b>`{=html} ``.

Input: the text and its format. Output: HTML through the same repair and allowlist as all HTML of a chapter; a page
break for TeX that only asks for one. Any other format is left out, which is reported.
"""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import h, new_element, press
from chapbook.parse.lifting import IN_LINES, lift_block
from chapbook.parse.page_breaks import is_page_break, new_page_break
from chapbook.parse.repair import place_of, repair_html
from chapbook.parse.report import Code, Report
from chapbook.trees import move_content, replace, unwrap

_HTML = frozenset({"html", "html4", "html5", "epub", "epub2", "epub3"})
_SHOWN = 40


def place_raw_block(token: etree._Element, code: Code, report: Report) -> None:
    """Put the content of a raw block where its token stands."""
    _place(token, code.language.removeprefix("="), code.text, code.place, report)


def place_raw_spans(section: etree._Element, report: Report) -> None:
    """Put the content of every raw span in its place."""
    for span in list(section.iter(press("raw"))):
        _place(span, span.get("format", ""), span.text or "", place_of(span), report)


def _place(holder: etree._Element, form: str, text: str, place: int | None, report: Report) -> None:
    content = new_element("section")
    if form in _HTML:
        content = repair_html(text, report, place)
    elif is_page_break(text):
        content.append(new_page_break())
    else:
        shown = " ".join(text.split())
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        message = f"“{shown}” is raw {form}, which no edition can hold, so it is left out."
        report.warn("raw-format", place, message, "Write it in Markdown or HTML, or drop the “=” to print it as code.")
    wrapper = new_element("div")
    move_content(content, wrapper)
    blocks = [child for child in wrapper if str(child.tag).startswith(h("")) and child.tag not in IN_LINES]
    replace(holder, wrapper)
    unwrap(wrapper)
    for block in blocks:
        lift_block(block)
