"""Which page falls where: sides, blank versos, folios and running heads, from counted parts alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapbook.model.manuscript import Kind, Matter
from chapbook.numerals import roman
from chapbook.render.locators import roman_value
from chapbook.render.pdf.pagination import BindingError, BoundPart, needed_sorts, number_pages, plan_pages
from chapbook.render.pdf.part import Part, PartPage, Place, Sort


def part(
    division: str, pages: int, kind: Kind = Kind.CHAPTER, matter: Matter = Matter.BODY, *, recto: bool = True
) -> BoundPart:
    laid_out = Part(
        division,
        b"",
        tuple(PartPage(1000 * page) for page in range(pages)),
        (Place(division, 0, 0, 0), Place(f"{division}-end", pages - 1, 0, 0)),
    )
    return BoundPart(laid_out, kind, matter, recto, division.title(), "en", head_verso="Book", head_recto=division)


FRONT = (
    part("half-title", 1, Kind.HALF_TITLE, Matter.FRONT),
    part("title-page", 1, Kind.TITLE_PAGE, Matter.FRONT),
    part("imprint", 1, Kind.IMPRINT, Matter.FRONT, recto=False),
    part("contents", 1, Kind.CONTENTS, Matter.FRONT),
)


def sketch(*parts: BoundPart) -> str:
    """The plan in short: each page's label, with a dot when blank, in brackets when the folio is not printed."""
    return " ".join(
        page.label + "." if page.part is None else page.label if page.folio else f"({page.label})"
        for page in plan_pages(parts)
    )


def test_front_matter_is_roman_and_the_body_starts_again_on_a_recto() -> None:
    assert sketch(*FRONT, part("one", 3), part("two", 2)) == "(i) ii. (iii) (iv) v vi. 1 2 3 4. 5 6"


def test_chapters_that_open_anywhere_follow_each_other_but_page_1_stays_a_recto() -> None:
    parts = (*FRONT, part("one", 3, recto=False), part("two", 2, recto=False))
    assert sketch(*parts) == "(i) ii. (iii) (iv) v vi. 1 2 3 4 5"


def test_the_back_goes_on_counting() -> None:
    assert sketch(part("one", 1), part("index", 2, Kind.INDEX, Matter.BACK)) == "1 2. 3 4"


def test_a_part_opening_has_no_folio_and_what_follows_it_has() -> None:
    assert sketch(part("early", 2, Kind.PART)) == "(1) 2"


def test_openings_and_blank_pages_have_no_running_head() -> None:
    heads = [page.head for page in plan_pages((part("one", 3), part("two", 2)))]
    assert heads == [
        None,
        Sort("Book", "head-verso"),
        Sort("one", "head-recto"),
        None,
        None,
        Sort("Book", "head-verso"),
    ]


def test_needed_sorts_are_whole_heads_and_single_characters() -> None:
    needed = needed_sorts(plan_pages((*FRONT, part("one", 12))))
    assert {sort.text for sort in needed if sort.style == "folio"} == {*"v0123456789"}
    assert {sort.text for sort in needed if sort.style != "folio"} == {"Book", "one"}
    assert len(set(needed)) == len(needed)


def test_the_page_map_says_the_same() -> None:
    parts = (*FRONT, part("one", 3), part("two", 2))
    pages = number_pages(parts, plan_pages(parts))
    assert [page.label for page in pages.pages] == [page.label for page in plan_pages(parts)]
    assert pages.label_of("contents") == "v"
    assert pages.label_of("two-end") == "6"
    assert pages.pages[pages.places["one-end"]].offset == 2000
    assert (pages.pages[9].division, pages.pages[9].offset) == ("", 0)


def test_an_id_that_two_parts_hold_is_named() -> None:
    twice = (part("one", 1), part("one", 1))
    with pytest.raises(BindingError, match="“one”"):
        number_pages(twice, plan_pages(twice))


@given(st.integers(1, 3999))
def test_roman_numerals_are_worth_their_number(number: int) -> None:
    assert roman_value(roman(number)) == number


kinds = st.sampled_from([(Kind.PREFACE, Matter.FRONT), (Kind.CHAPTER, Matter.BODY), (Kind.INDEX, Matter.BACK)])


@given(st.lists(st.tuples(st.integers(1, 9), kinds, st.booleans()), max_size=9))
def test_every_page_stands_once_in_order_and_on_the_side_its_number_asks_for(
    drawn: list[tuple[int, tuple[Kind, Matter], bool]],
) -> None:
    matters = list(Matter)
    drawn.sort(key=lambda item: matters.index(item[1][1]))
    parts = [part(f"p{n}", pages, kind, matter, recto=recto) for n, (pages, (kind, matter), recto) in enumerate(drawn)]
    plan = plan_pages(parts)
    printed = [(page.part, page.page) for page in plan if page.part is not None]
    assert printed == [(n, page) for n, bound in enumerate(parts) for page in range(len(bound.part.pages))]
    for index, page in enumerate(plan):
        number = int(page.label) if page.label.isdigit() else roman_value(page.label)
        assert page.recto == (number % 2 == 1) == (index % 2 == 0)
        assert page.part is not None or not page.recto
        if page.part is not None and page.page == 0 and parts[page.part].opens_recto:
            assert page.recto
