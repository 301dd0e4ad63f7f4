"""Where the blocks of a division stand in the author's files.

Input: a tree, and places kept beside it, so that a line more above a paragraph changes no content. Output: the span of
any element. Counted are the elements of `PLACED` in document order, whoever made them; what has no place of its own
stands where the last one before it does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from chapbook.diagnostics import Span
from chapbook.model.fragment import h

PLACED = tuple(
    map(h, ("p", "li", "dt", "dd", "pre", "table", "tr", "figure", "img", "h1", "h2", "h3", "h4", "h5", "h6"))
)


@dataclass(frozen=True)
class SourcePlaces:
    """`numbers` are those of the placed elements whose place is known, ascending; `spans` are their places."""

    numbers: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()

    def span_of(self, number: int) -> Span | None:
        """The place of the element number `number` among those of `PLACED`, or of the last before it that has one."""
        found = bisect_right(self.numbers, number)
        return self.spans[found - 1] if found else None


NO_PLACES = SourcePlaces()


def placed_elements(tree: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The elements that `SourcePlaces` counts, with their numbers."""
    return enumerate(tree.iter(*PLACED))
