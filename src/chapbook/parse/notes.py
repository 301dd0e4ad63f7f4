"""Notes: from bodies at the end of the tree to bodies at their calls.

Input: `press:note` calls and the `press:notes` element. Output: each first call holds the blocks of its note; further
calls of the same note are empty and have `again`.
"""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import h, new_element, press
from chapbook.parse.lifting import move_content, remove, replace
from chapbook.parse.repair import AT, is_phrase, place_of
from chapbook.parse.report import Report

_INLINE = press("inline-note")


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
            _wrap_loose_text(call)
            waiting += list(call.iterdescendants(press("note")))
        else:
            message = f"The note “{label}” is called here and defined nowhere."
            report.error("undefined-note", place_of(call), message, f"Write [^{label}]: and its text below.")
            replace(call, _as_text(call))
    for label, body in bodies.items():
        if label not in used:
            message = f"The note “{label}” is called nowhere, so it is not printed."
            report.warn("unused-note", place_of(body), message, f"Call it with [^{label}], or delete it.")
