"""Deeply indented code on paper: input lines of code, output the same, indented no further than there is room.

A page is narrower than an editor's window: spaces that reach over its edge would become empty lines. White space is no
letter of the running text, so that offsets stay.
"""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import h
from chapbook.trees import has_class

# The parser hangs what turns over no deeper either.
DEEPEST_INDENT = 24


def limit_indents(section: etree._Element) -> None:
    """Take from every line of code the spaces that are too many at its beginning."""
    for line in section.iter(h("span"), h("mark")):
        if has_class(line, "line") and "--indent" in line.get("style", ""):
            text = "".join(str(piece) for piece in line.itertext())
            _take_spaces(line, len(text) - len(text.lstrip(" ")) - DEEPEST_INDENT)


def _take_spaces(line: etree._Element, excess: int) -> None:
    """Take so many spaces from the beginning, whichever elements hold them."""
    for element in line.iter(etree.Element):
        if excess <= 0:
            return
        held = element.text or ""
        taken = min(excess, len(held) - len(held.lstrip(" ")))
        element.text = held[taken:]
        if element.text.strip():
            return
        excess -= taken
        if element is not line and excess > 0:
            tail = element.tail or ""
            taken = min(excess, len(tail) - len(tail.lstrip(" ")))
            element.tail = tail[taken:]
            excess -= taken
