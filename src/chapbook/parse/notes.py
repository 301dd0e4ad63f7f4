"""Notes: from bodies at the end of the tree to bodies at their calls.

Input: `press:note` calls and the `press:notes` element. Output: each first call holds the blocks of its note; further
calls of the same note are empty and have `again`.
"""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import new_element, press
from chapbook.parse.lifting import wrap_loose_text
from chapbook.parse.repair import place_of
from chapbook.parse.report import Report
from chapbook.trees import move_content, remove, unwrap


def place_notes(section: etree._Element, report: Report) -> None:
    """Move every note to its call."""
    bodies = _take_bodies(section, report)
    used: set[str] = set()
    waiting = list(section.iter(press("note")))
    while waiting:
        call = waiting.pop(0)
        label = call.get("label")
        if label is None:
            _wrap_inline_note(call)
        elif label in used:
            call.text = None
            call.set("again", "again")
        elif label in bodies:
            used.add(label)
            call.text = None
            move_content(bodies[label], call)
            wrap_loose_text(call)
            for block in call:
                block.tail = None
            waiting += list(call.iterdescendants(press("note")))
        else:
            message = f"The note “{label}” is called here and defined nowhere."
            report.error("undefined-note", place_of(call), message, f"Write [^{label}]: and its text below.")
            unwrap(call)
    for label, body in bodies.items():
        if label not in used:
            message = f"The note “{label}” is called nowhere, so it is not printed."
            report.warn("unused-note", place_of(body), message, f"Call it with [^{label}], or delete it.")


def _take_bodies(section: etree._Element, report: Report) -> dict[str, etree._Element]:
    """The notes by label, out of the tree; of two with one label the first counts."""
    bodies: dict[str, etree._Element] = {}
    for body in list(section.iter(press("body"))):
        label = body.get("label", "")
        if label in bodies:
            message = f"The note “{label}” is defined twice; this text is not printed."
            report.error("duplicate-note", place_of(body), message, "Give it another label.")
        else:
            bodies[label] = body
        remove(body)  # from wherever it is: an element that was left open can have taken it in
    for holder in list(section.iter(press("notes"))):
        unwrap(holder)
    return bodies


def _wrap_inline_note(call: etree._Element) -> None:
    paragraph = new_element("p")
    move_content(call, paragraph)
    call.append(paragraph)
