"""Lists while they grow: which list an item belongs to, and whether a list is tight.

Input: the elements in which lists stand, and markers. Output: `ul` and `ol` elements with their `start` and `type`;
in tight lists the paragraphs of the items become plain text (CommonMark 0.31, section 5.3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree import ElementTree

from chapbook.parse.markers import Marker


@dataclass
class List:
    """A list of items or one definition. `prose` holds the paragraphs of its items; `end` is its last line."""

    element: ElementTree.Element
    kind: str
    form: str
    number: int = 0
    end: int = 0
    is_loose: bool = False
    prose: set[ElementTree.Element] = field(default_factory=set)


class Lists:
    """All lists of a chapter. Example items are numbered through it; `examples` gets the numbers of their labels."""

    def __init__(self, examples: dict[str, int]) -> None:
        self._examples = examples
        self._count = 0
        self._all: list[List] = []
        self._last: dict[ElementTree.Element, List] = {}

    def find(self, parent: ElementTree.Element, marker: Marker) -> List | None:
        """The list that `parent` ends with, when the item goes on with it."""
        found = self._last.get(parent[-1]) if len(parent) else None
        return found if found is not None and marker.fits(found.kind, found.form, found.number) else None

    def begin(self, parent: ElementTree.Element, marker: Marker) -> List:
        """A new list in `parent`."""
        element = ElementTree.SubElement(parent, "ul" if marker.is_bullet else "ol")
        number = self._count + 1 if marker.kind == "@" else marker.number
        if not marker.is_bullet and number != 1:
            element.set("start", str(number))
        if marker.kind in "aAiI":
            element.set("type", marker.kind)
        if marker.kind == "@":
            element.set("class", "example")
        found = List(element, "1" if marker.kind == "#" else marker.kind, marker.form, number - 1)
        self._last[element] = found
        self._all.append(found)
        return found

    def begin_definition(self, element: ElementTree.Element, is_loose: bool) -> List:
        """The definition, which is tight or loose as a list is."""
        found = List(element, "", "", is_loose=is_loose)
        self._all.append(found)
        return found

    def add_item(self, items: List, marker: Marker) -> ElementTree.Element:
        """A new item at the end of the list."""
        items.number += 1
        if marker.kind == "@":
            self._count += 1
            if marker.label:
                self._examples.setdefault(marker.label, self._count)
        return ElementTree.SubElement(items.element, "li")

    def finish(self) -> None:
        """Take the paragraphs out of the tight lists."""
        for found in self._all:
            if found.is_loose or not found.prose:
                continue
            for item in [found.element] if not found.kind else list(found.element):
                _unwrap_paragraphs(item, found.prose)


def _unwrap_paragraphs(item: ElementTree.Element, prose: set[ElementTree.Element]) -> None:
    children = list(item)
    item[:] = []
    for child in children:
        if child not in prose:
            item.append(child)
        elif len(item):
            item[-1].tail = "\n".join(filter(None, [item[-1].tail, child.text]))
        else:
            item.text = "\n".join(filter(None, [item.text, child.text]))
