"""The attributes of an index mark, wherever it is written: on a span, a heading, a figure, a table or a div."""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import press

MARK_ATTRIBUTES = ("entry", "see", "see-also", "sort", "in", "range")
# The class of the place where an entry is treated above all.
PRINCIPAL = "principal"


def is_marked(classes: str | None) -> bool:
    """Whether an element of these classes goes into the index."""
    return "index" in (classes or "").split()


def carry_mark(source: etree._Element, target: etree._Element) -> None:
    """Give the target what the source, which it replaces, says of the index; their classes are carried elsewhere."""
    for name in MARK_ATTRIBUTES:
        value = source.get(press(name), source.get(name))
        if value is not None:
            target.set(press(name), value)
