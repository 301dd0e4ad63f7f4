"""Code blocks and listings: from tokens to `pre` and `code` with coloured words.

Input: a tree with `press:code` elements, and code that the author indented. Output: `<pre><code class="language-x">`
with a `span` for each run of a kind. With a label, a caption or the name of a file it stands in a
`figure class="listing"`, the caption first. Raw text of another format is handed to `raw`.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.draft import SHORT_CAPTION
from chapbook.model.fragment import add_element, h, new_element, press
from chapbook.parse.attributes import parse_attributes
from chapbook.parse.code_colour import knows_language, read_runs
from chapbook.parse.code_lines import fill_code
from chapbook.parse.code_settings import CodeSettings, read_code_settings
from chapbook.parse.lifting import lift_block
from chapbook.parse.raw import place_raw_block
from chapbook.parse.repair import AT
from chapbook.parse.report import Code, Report
from chapbook.trees import move_content, remove, replace

_CAPTION = re.compile(r"\s*Listing: +(?=\S)")
_CAPTION_END = re.compile(r"\s*\{([^{}]*)\}\s*$")


def place_code(section: etree._Element, report: Report) -> None:
    """Put every code block in its place, and colour the spans of code that name a language."""
    for token in list(section.iter(press("code"))):
        code = report.codes[int(token.get("n", "0"))]
        if code.language.startswith("="):
            lift_block(token)
            place_raw_block(token, code, report)
            continue
        block = _make_block(code, report)
        replace(token, block)
        lift_block(block)
    for pre in section.iter(h("pre")):
        if len(pre) == 1 and pre[0].tag == h("code") and not len(pre[0]):
            text, pre[0].text = (pre[0].text or "").removesuffix("\n"), None
            fill_code(pre[0], [("", text)], CodeSettings())
    for span in list(section.iter(h("code"))):
        if span.get("class") and not len(span):
            _colour_span(span)
    for paragraph in list(section.iter(h("p"))):
        if _CAPTION.match(paragraph.text or ""):
            _place_caption(paragraph)


def _make_block(code: Code, report: Report) -> etree._Element:
    settings = read_code_settings(code, report)
    pre = new_element("pre")
    classes = [*settings.classes, *(["numbered"] if settings.first else [])]
    if classes:
        pre.set("class", " ".join(classes))
    inner = add_element(pre, "code")
    if code.language:
        inner.set("class", f"language-{code.language}")
    fill_code(inner, read_runs(code.text, code.language), settings)
    outer = pre
    if settings.file_name or settings.caption or code.attributes.id:
        outer = new_element("figure", class_="listing")
        if settings.caption:
            add_element(outer, "figcaption", settings.caption)
        if settings.file_name:
            add_element(add_element(outer, "p", class_="file-name"), "code", settings.file_name)
        outer.append(pre)
    if code.attributes.id:
        outer.set("id", code.attributes.id)
    short = code.attributes.get("short-caption")
    if short and outer is not pre:
        outer.set(SHORT_CAPTION, short)
    outer.set(AT, str(code.place))
    return outer


def _colour_span(span: etree._Element) -> None:
    """The words of `` `x`{.python} ``."""
    classes = span.get("class", "").split()
    language = classes[0].removeprefix("language-")
    parent = span.getparent()
    if (parent is not None and parent.tag == h("pre")) or not knows_language(language):
        return
    span.set("class", " ".join([f"language-{language}", *classes[1:]]))
    text, span.text = span.text or "", None
    for kind, words in read_runs(text, language):
        add_element(span, "span", words, **({"class_": kind} if kind else {}))


def _place_caption(paragraph: etree._Element) -> None:
    """`Listing: caption {#lst:x}` after a code block, or before one."""
    for block in (paragraph.getprevious(), paragraph.getnext()):
        figure = _uncaptioned(block)
        if figure is not None:
            break
    else:
        return
    words = (paragraph.text or "")[_CAPTION.match(paragraph.text or "").end() :]  # type: ignore[union-attr]  # it did
    paragraph.text = words
    last = paragraph[-1] if len(paragraph) else None
    end = _CAPTION_END.search((paragraph.text if last is None else last.tail) or "")
    if end is not None:
        attributes = parse_attributes(end.group(1))
        if attributes.id and not figure.get("id"):
            figure.set("id", attributes.id)
        if last is None:
            paragraph.text = words[: end.start()]
        else:
            last.tail = (last.tail or "")[: end.start()]
    for name in ("id", AT):
        if paragraph.get(name) and not figure.get(name):
            figure.set(name, paragraph.get(name, ""))
    caption = new_element("figcaption")
    move_content(paragraph, caption)
    figure.insert(0, caption)
    remove(paragraph)


def _uncaptioned(block: etree._Element | None) -> etree._Element | None:
    """The listing that the block is, made when the block is bare code; None when it has a caption or is no code."""
    if block is None or (block.tail or "").strip():
        return None
    if block.tag == h("figure") and block.get("class") == "listing":
        return block if block.find(h("figcaption")) is None else None
    if block.tag != h("pre"):
        return None
    figure = new_element("figure", class_="listing")
    replace(block, figure)
    figure.append(block)
    for name in ("id", AT):
        if block.get(name):
            figure.set(name, block.attrib.pop(name))
    return figure
