"""Places of the author's files that travel with the trees through all steps.

Input: a draft's tree and its places, later a finished tree. Output: an attribute of the PRESS namespace on every
element whose place is known, which steps carry along wherever they move it; and at the end the places beside the tree,
and the tree without them.
"""

from __future__ import annotations

from lxml import etree

from chapbook.diagnostics import Span
from chapbook.model.fragment import press
from chapbook.model.source_places import SourcePlaces, placed_elements

_AT = press("at")


def mark_places(tree: etree._Element, places: SourcePlaces) -> None:
    """Write every place on its element."""
    known = dict(zip(places.numbers, places.spans, strict=True))
    for number, element in placed_elements(tree):
        if number in known:
            span = known[number]
            element.set(_AT, f"{span.line}:{span.column}:{span.file}")


def take_places(tree: etree._Element) -> SourcePlaces:
    """The places, which are then in the tree no more."""
    numbers, spans = [], []
    for number, element in placed_elements(tree):
        if place := element.get(_AT):
            line, column, file = str(place).split(":", 2)
            numbers.append(number)
            spans.append(Span(file, int(line), int(column)))
            del element.attrib[_AT]
    return SourcePlaces(tuple(numbers), tuple(spans))
