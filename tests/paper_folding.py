"""Paper in the hands of a binder: printed sheets are piled, cut, folded, gathered and leafed through.

This knows nothing of the press. A sheet shows a grid of pages in front and another behind, each as it is seen from its
own side; it was turned over about its vertical edge, so what is at the left in front is at the right behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Page = int | None
Row = tuple[Page, ...]
Grid = tuple[Row, ...]


@dataclass(frozen=True)
class Paper:
    """A sheet, or a piece that was cut from one."""

    front: Grid
    back: Grid

    @property
    def is_blank(self) -> bool:
        return all(page is None for row in (*self.front, *self.back) for page in row)


def pile_up(sides: Sequence[Grid]) -> list[Paper]:
    """The pile from foot to head as a printer leaves it: the first sheet at the foot, all fronts facing down."""
    return [Paper(front, back) for front, back in zip(sides[::2], sides[1::2], strict=True)]


def cut_apart(pile: Sequence[Paper]) -> list[Paper]:
    """Cut the pile between its rows, and lay each lower part on the one above it; blank slips at the head are waste."""
    rows = len(pile[0].front)
    laid = [Paper((paper.front[row],), (paper.back[row],)) for row in range(rows) for paper in pile]
    while laid[-1].is_blank:
        laid.pop()
    return laid


def fold_and_leaf(pile: Sequence[Paper], *, from_the_right: bool = False) -> list[Page]:
    """Fold the pile in the middle, its head inside, and turn the leaves: both pages of each."""
    near, far = (1, 0) if from_the_right else (0, 1)  # the halves that lie in front and behind, seen from the head
    pages: list[Page] = []
    for paper in pile:  # a half's underside is seen first; in front it stands on the other side
        pages += [paper.front[0][far], paper.back[0][near]]
    for paper in reversed(pile):
        pages += [paper.back[0][far], paper.front[0][near]]
    return pages


def bind(pile: Sequence[Paper], sizes: Sequence[int], *, from_the_right: bool = False) -> list[Page]:
    """Take signature after signature from the foot of the pile, fold each, and leaf through the gathered book."""
    pages: list[Page] = []
    rest = list(pile)
    for size in sizes:
        signature, rest = rest[:size], rest[size:]
        pages += fold_and_leaf(signature, from_the_right=from_the_right)
    assert not rest, "sheets are left over"
    return pages


def read_flat(sides: Sequence[Grid], *, from_the_right: bool = False) -> list[Page]:
    """Read sheets that are not folded, side after side, line by line."""
    return [page for side in sides for row in side for page in (reversed(row) if from_the_right else row)]
