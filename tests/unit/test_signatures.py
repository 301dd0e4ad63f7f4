"""Every booklet that is stacked, cut, folded and gathered is the book, whatever its length, form and direction."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_folding import Grid, bind, cut_apart, pile_up, read_flat

from chapbook.render.pdf import signatures
from chapbook.render.pdf.signatures import (
    MOST_SHEETS_STAPLED,
    SHEETS_PER_SIGNATURE,
    Side,
    fill_sheets,
    fold_order,
    reading_order,
    signature_sizes,
    stack_sides,
)

LENGTHS = (1, 2, 3, 4, 5, 24, 48, 49, 52, 130)


def grid(side: Side, rows: int) -> Grid:
    """What is seen on a side."""
    page_at = {(cell.row, cell.column): cell.page for cell in side.cells}
    assert len(page_at) == len(side.cells), "two pages lie on each other"
    return tuple(tuple(page_at.get((row, column)) for column in (0, 1)) for row in range(rows))


def folded(count: int, most: int, rows: int, *, covered: bool, right_to_left: bool) -> list[int | None]:
    """Print, cut, fold, gather and leaf through a booklet."""
    places = fill_sheets(count, covered=covered)
    sizes = signature_sizes(len(places) // 4, most)
    sides = stack_sides(fold_order(places, sizes, right_to_left=right_to_left), rows)
    pile = cut_apart(pile_up([grid(side, rows) for side in sides]))
    return bind(pile, sizes, from_the_right=right_to_left)


@given(st.integers(1, 400), st.integers(0, 20), st.sampled_from([1, 2]), st.booleans(), st.booleans())
def test_the_folded_sheets_read_in_order(count: int, most: int, rows: int, covered: bool, right_to_left: bool) -> None:
    leafed = folded(count, most, rows, covered=covered, right_to_left=right_to_left)
    assert [page for page in leafed if page is not None] == list(range(count))
    assert len(leafed) == -(-count // 4) * 4
    if covered:
        assert leafed[-1] == count - 1, "a back cover stays at the back"
    else:
        assert leafed[:count] == list(range(count)), "blank pages are at the end"


@pytest.mark.parametrize("right_to_left", [False, True], ids=["ltr", "rtl"])
@pytest.mark.parametrize("rows", [1, 2], ids=["whole", "cut"])
@pytest.mark.parametrize("most", [0, 1, 5, 40])
@pytest.mark.parametrize("count", LENGTHS)
def test_the_lengths_that_are_asked_for(count: int, most: int, rows: int, right_to_left: bool) -> None:
    leafed = folded(count, most, rows, covered=True, right_to_left=right_to_left)
    assert [page for page in leafed if page is not None] == list(range(count))


@given(st.integers(1, 400), st.sampled_from([1, 2]), st.booleans())
def test_sheets_to_be_read_as_they_lie_have_facing_pages_side_by_side(
    count: int, rows: int, right_to_left: bool
) -> None:
    sides = [grid(side, rows) for side in reading_order(range(count), rows, right_to_left=right_to_left)]
    read = read_flat(sides, from_the_right=right_to_left)
    assert read[:count] == list(range(count))
    assert set(read[count:]) <= {None}
    assert len(sides) % 2 == 0
    assert len(sides) < count / (2 * rows) + 2


def test_the_usual_sixteen_pages() -> None:
    folios = fold_order(range(1, 17), (4,))
    assert [side for folio in folios for side in (folio.front, folio.back)] == [
        *((16, 1), (2, 15), (14, 3), (4, 13)),
        *((12, 5), (6, 11), (10, 7), (8, 9)),
    ]


def test_a_book_that_can_be_stapled_is_one_signature() -> None:
    assert signature_sizes(MOST_SHEETS_STAPLED) == (12,)
    assert signature_sizes(MOST_SHEETS_STAPLED + 1) == (4, 3, 3, 3)


def test_no_pages_no_sheets() -> None:
    assert signature_sizes(0) == ()
    assert stack_sides(fold_order((), ()), 1) == ()


@given(st.integers(1, 200), st.integers(0, 40))
def test_signatures_are_even(folios: int, most: int) -> None:
    sizes = signature_sizes(folios, most)
    assert sum(sizes) == folios
    assert max(sizes) - min(sizes) <= 1
    assert list(sizes) == sorted(sizes, reverse=True)
    if most:
        assert max(sizes) <= most
    elif folios > MOST_SHEETS_STAPLED:
        assert max(sizes) <= SHEETS_PER_SIGNATURE


def test_pages_come_closer_to_the_fold_in_every_signature_anew() -> None:
    sides = stack_sides(fold_order(range(24), (4, 2)), 1)
    shifts = [[cell.shift for cell in side.cells] for side in sides[::2]]
    assert shifts == [[0, 0], [1, -1], [2, -2], [3, -3], [0, 0], [1, -1]]


def test_the_outside_of_each_signature_is_known() -> None:
    sides = stack_sides(fold_order(range(24), (4, 2)), 2)
    assert [side.wraps for side in sides] == [((0, 0),), (), ((1, 1),), (), (), ()]
    assert [side.signatures for side in sides[::2]] == [(0,), (0, 1), (0, 1)]


def test_what_the_docstrings_show_is_so() -> None:
    assert doctest.testmod(signatures).failed == 0
