"""Divs, notes to the reader, verse, tasks, rules and aligned cells: from what the parser left to what styles know.

Input: the repaired tree. Output: `aside class="note"` and the like for callouts (see `callouts`), `div` for every other
class, `hr class="scene-break"`, list items of tasks with a box, and cells with a class for their alignment.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.fragment import XHTML, h, new_element, press
from chapbook.parse.allowlist import attribute_hint, judge_attribute
from chapbook.parse.callouts import IGNORED, adopt_admonition, adopt_alert, callout_kind, make_callout
from chapbook.parse.figure_rows import LAYOUT, read_columns
from chapbook.parse.index_attributes import MARK_ATTRIBUTES
from chapbook.parse.lifting import is_alone, lift_block
from chapbook.parse.repair import AT
from chapbook.parse.report import Div, Report
from chapbook.trees import has_class, remove, replace

_TASK = re.compile(r"\[([ xX])\]\s+")
_BOXES = {" ": "☐", "x": "☑", "X": "☑"}


def place_asides(section: etree._Element, report: Report) -> None:
    """Make the asides, divs, boxes and rules of the tree."""
    _wrap_divs(section, report)
    for div in list(section.iter(h("div"))):
        if has_class(div, "admonition"):
            adopt_admonition(div)
    for quote in list(section.iter(h("blockquote"))):
        adopt_alert(quote)
    for rule in section.iter(h("hr")):
        rule.set("class", " ".join([*rule.get("class", "").split(), "scene-break"]))
    for cell in section.iter(h("td"), h("th")):
        align = cell.attrib.pop("align", "")
        if align in ("left", "center", "right"):
            cell.set("class", " ".join([*cell.get("class", "").split(), f"align-{align}"]))
        for code in cell.iter(h("code")):
            code.text = (code.text or "").replace("\\|", "|")  # as GitHub writes a pipe in the code of a cell
    for item in section.iter(h("li")):
        _mark_task(item)


def _wrap_divs(section: etree._Element, report: Report) -> None:
    for token in list(section.iter(press("open"), press("close"))):
        _stand_alone(token)
    # From the last to the first, so that an inner div is whole when the outer one takes it in.
    for opening in reversed(list(section.iter(press("open")))):
        div = report.divs[int(opening.get("n", "0"))]
        element = _make_div(div, report)
        end = next(opening.itersiblings(press("close")), None)
        if end is None:
            message = "This div is not closed in the place where it was opened."
            report.error("unclosed-div", div.place, message, "End it with ::: on a line of its own.")
        content = []
        for sibling in opening.itersiblings():
            if sibling is end:
                break
            content.append(sibling)
        for child in content:
            element.append(child)
        _finish_div(element, div)
        replace(opening, element)
        if end is not None:
            remove(end)
    for stray in list(section.iter(press("close"))):
        _restore_stray(stray, report)


def _stand_alone(token: etree._Element) -> None:
    """Let the token stand beside the paragraphs, not in one."""
    parent = token.getparent()
    if parent is not None and parent.tag == h("p") and is_alone(token):
        token.tail = None
        replace(parent, token)
    else:
        lift_block(token)


def _restore_stray(stray: etree._Element, report: Report) -> None:
    div = report.divs[int(stray.get("n", "0"))]
    if not div.source:  # the end of verse, which the author did not write
        remove(stray)
        return
    report.warn("stray-div-end", div.place, "This line closes a div that was not opened.", "Delete it.")
    paragraph = new_element("p", div.source)
    replace(stray, paragraph)


def _make_div(div: Div, report: Report) -> etree._Element:
    attributes = div.attributes
    element = new_element("div")
    if attributes.classes:
        element.set("class", " ".join(attributes.classes))
    if attributes.id:
        element.set("id", attributes.id)
    element.set(AT, str(div.place))
    read_columns(element, attributes)
    for name, value in attributes.without(*IGNORED, *LAYOUT):
        if name in MARK_ATTRIBUTES and "index" in attributes.classes:
            element.set(press(name), value)
            continue
        judged = judge_attribute("div", XHTML, name, value)
        if judged is None:
            report.warn(
                "removed-markup", div.place, f"The attribute {name} of this div was removed.", attribute_hint(name)
            )
        else:
            element.set(*judged)
    return element


def _finish_div(element: etree._Element, div: Div) -> None:
    """What can only be said when the div has its content."""
    title = div.attributes.get("title")
    kind = callout_kind(div.attributes.classes)
    if kind:
        make_callout(element, kind, title)
    elif title:
        element.insert(0, new_element("p", title, class_="note-title"))


def _mark_task(item: etree._Element) -> None:
    holder = item[0] if len(item) and item[0].tag == h("p") and not (item.text or "").strip() else item
    match = _TASK.match((holder.text or "").lstrip())
    if match is None:
        return
    rest = (holder.text or "").lstrip()[match.end() :]
    box = new_element("span", _BOXES[match.group(1)], class_="task-box")
    holder.text = None
    holder.insert(0, box)
    box.tail = f" {rest}"
    item.set("class", " ".join([*item.get("class", "").split(), "task"]))
