"""Which page stands where on the sheets, so that they are a book when they are folded, or can be read as they lie.

Input: how many pages there are, and how they are put on paper. Output: the sides of all sheets in the order of
printing, front and back of each in turn. A sheet is turned over like a page, about its vertical edge. Nothing here
knows a size; pages are counted from 0, and None is a place without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PAGES_PER_SHEET = 4  # of one that is folded once
MOST_SHEETS_STAPLED = 12  # 48 pages: more are too thick for a stapler, and gape
SHEETS_PER_SIGNATURE = 4  # 16 pages: what lies flat when it is sewn

Place = int | None


@dataclass(frozen=True)
class Cell:
    """A page on a side: in the column at the left (0) or the right (1), and in a row counted from the top.

    `shift` counts by how many sheets it is moved to the right, against creep.
    """

    page: int
    column: int
    row: int
    shift: int = 0


@dataclass(frozen=True)
class Side:
    """One side of a sheet of paper. `sheet` counts from 0; the places without a page are in no cell.

    `signatures` are those that have a sheet here, counted from 0; none for sheets that are not folded. `wraps` are the
    rows in which the outside of a whole signature stands, with the number of the signature.
    """

    sheet: int
    back: bool
    cells: tuple[Cell, ...]
    signatures: tuple[int, ...] = ()
    wraps: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Folio:
    """A sheet folded once, as it lies open: the places at the left and the right, in front and behind.

    `depth` counts the sheets around it in its signature.
    """

    front: tuple[Place, Place]
    back: tuple[Place, Place]
    signature: int
    depth: int


def signature_sizes(folios: int, most: int = 0) -> tuple[int, ...]:
    """How many sheets each signature takes, `most` at most, as even as can be; the first ones are the thicker.

    Without `most`, a book that can be stapled is one signature.

    >>> signature_sizes(12), signature_sizes(13), signature_sizes(13, 20)
    ((12,), (4, 3, 3, 3), (13,))
    """
    if not folios:
        return ()
    most = most or (folios if folios <= MOST_SHEETS_STAPLED else SHEETS_PER_SIGNATURE)
    count = -(-folios // most)
    return tuple(folios // count + (number < folios % count) for number in range(count))


def fill_sheets(count: int, *, covered: bool) -> tuple[Place, ...]:
    """All pages, and as many empty places as fill the last sheet: at the end, but a cover stays the last page."""
    places: list[Place] = list(range(count))
    end = count - 1 if covered else count
    places[end:end] = [None] * (-count % PAGES_PER_SHEET)
    return tuple(places)


def fold_order(places: Sequence[Place], sizes: Sequence[int], *, right_to_left: bool = False) -> tuple[Folio, ...]:
    """The sheets of each signature in turn, the outermost first.

    >>> [(f.front, f.back) for f in fold_order(range(8), (2,))]
    [((7, 0), (1, 6)), ((5, 2), (3, 4))]
    """
    folios = []
    start = 0
    for signature, size in enumerate(sizes):
        end = start + size * PAGES_PER_SHEET
        for depth in range(size):
            first, last = start + 2 * depth, end - 1 - 2 * depth
            front, back = (places[last], places[first]), (places[first + 1], places[last - 1])
            if right_to_left:
                front, back = (front[1], front[0]), (back[1], back[0])
            folios.append(Folio(front, back, signature, depth))
        start = end
    return tuple(folios)


def stack_sides(folios: Sequence[Folio], rows: int) -> tuple[Side, ...]:
    """The sheets for a pile that is cut between its rows: each lower row is then laid on the one above it.

    So the sheets of the first row are the outer ones, in a pile that is printed from its foot.
    """
    piled = -(-len(folios) // rows)
    sides = []
    for sheet in range(piled):
        here = [(row, folios[row * piled + sheet]) for row in range(rows) if row * piled + sheet < len(folios)]
        signatures = tuple(sorted({folio.signature for _, folio in here}))
        wraps = tuple((row, folio.signature) for row, folio in here if folio.depth == 0)
        fronts = tuple(cell for row, folio in here for cell in _cells(folio.front, row, folio.depth))
        backs = tuple(cell for row, folio in here for cell in _cells(folio.back, row, folio.depth))
        sides += [Side(sheet, False, fronts, signatures, wraps), Side(sheet, True, backs, signatures)]
    return tuple(sides)


def reading_order(places: Sequence[Place], rows: int, *, right_to_left: bool = False) -> tuple[Side, ...]:
    """Sides to be read as they lie: in every row two pages that face each other in the book, the rows from the top."""
    per_side = 2 * rows
    sides = []
    for number in range(-(-len(places) // per_side)):
        cells = []
        for index, page in enumerate(places[number * per_side : (number + 1) * per_side]):
            if page is not None:
                column = 1 - index % 2 if right_to_left else index % 2
                cells.append(Cell(page, column, index // 2))
        sides.append(Side(number // 2, bool(number % 2), tuple(cells)))
    if len(sides) % 2:
        sides.append(Side(len(sides) // 2, True, ()))
    return tuple(sides)


def _cells(pair: tuple[Place, Place], row: int, depth: int) -> Iterator[Cell]:
    """Both pages come closer to the fold by a sheet's thickness for each sheet around them."""
    for column, page in enumerate(pair):
        if page is not None:
            yield Cell(page, column, row, -depth if column else depth)
