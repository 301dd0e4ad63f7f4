"""Characters that no face has, on paper: input a tree, output the same with a drawing of empty boxes for each of them.

A character without a glyph may not be set: nobody could read it, copy it or hear it (ISO 14289-1, 7.21.8). The boxes
say where something is missing, and the characters themselves stay in the tree as the drawing's `desc`: they count in
the running text, and are what the drawing says where the text is read out or copied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set

from lxml import etree

from chapbook.model.fragment import SVG

UNSET_CLASS = "unset"
_BOX = "M60 40H540V760H60Z M100 80V720H500V80Z"  # in thousandths of an em, 600 wide and 800 high
_WIDTH = 0.6


def draw_unset(tree: etree._Element, missing: Set[str]) -> None:
    """Draw every run of missing characters."""
    if not missing:
        return
    runs = re.compile(f"([{re.escape(''.join(sorted(missing)))}]+)")
    for element in list(tree.iter(etree.Element)):
        if str(element.tag).startswith(f"{{{SVG}}}"):
            continue
        for child in reversed(element):
            if child.tail and (pieces := runs.split(child.tail))[1:]:
                child.tail = pieces[0]
                _insert(element, element.index(child) + 1, pieces)
        if element.text and (pieces := runs.split(element.text))[1:]:
            element.text = pieces[0]
            _insert(element, 0, pieces)


def _insert(parent: etree._Element, place: int, pieces: list[str]) -> None:
    """Insert drawings and the text behind each. `pieces`: text, then characters and text by turns."""
    for number, (characters, after) in enumerate(zip(pieces[1::2], pieces[2::2], strict=True)):
        drawing = _drawing(characters)
        drawing.tail = after
        parent.insert(place + number, drawing)


def _drawing(characters: str) -> etree._Element:
    """A box for each character; a mark belongs to the one before it."""
    count = max(1, sum(not unicodedata.category(c).startswith("M") for c in characters))
    svg = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})  # type: ignore[dict-item]  # the stubs want str keys
    svg.set("class", UNSET_CLASS)
    svg.set("viewBox", f"0 0 {600 * count} 800")
    svg.set("aria-label", characters)
    svg.set("style", f"width: {_WIDTH * count:.1f}em; height: .8em; vertical-align: -.1em")
    etree.SubElement(svg, f"{{{SVG}}}desc").text = characters
    for number in range(count):
        box = etree.SubElement(svg, f"{{{SVG}}}path", d=_BOX, transform=f"translate({600 * number})")
        box.set("fill-rule", "evenodd")
    return svg
