"""Spans whose class HTML has an element for.

Input: `span class="kbd"` and the like, from `[Ctrl]{.kbd}`. Output: `kbd`, `mark`, `u`, with the other classes kept.
"""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import h
from chapbook.parse.lifting import rename

_ELEMENTS = {"kbd": "kbd", "mark": "mark", "underline": "u", "ul": "u"}


def place_spans(section: etree._Element) -> None:
    """Rename the spans."""
    for span in list(section.iter(h("span"))):
        classes = span.get("class", "").split()
        name = next((c for c in classes if c in _ELEMENTS), None)
        if name is None:
            continue
        rename(span, _ELEMENTS[name])
        kept = [c for c in classes if c != name]
        if kept:
            span.set("class", " ".join(kept))
        else:
            del span.attrib["class"]
