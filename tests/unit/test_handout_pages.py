"""The pages of a handout: heads, the book's page numbers at their lines, numbers of lines, from facts alone."""

from __future__ import annotations

import pickle
from dataclasses import replace

import msgspec
import pytest

from chapbook.model.handout import HandoutSettings
from chapbook.model.manuscript import Kind, Matter
from chapbook.render.editions import handout_geometry
from chapbook.render.pdf.handout import Member
from chapbook.render.pdf.handout_pages import HandoutPlan, Turn, find_place
from chapbook.render.pdf.pagination import BoundPart, PlacedSorts, PlannedPage
from chapbook.render.pdf.part import Geometry, Line, Part, PartPage, pack_words

ONE = handout_geometry(210, 297, HandoutSettings())
TWO = handout_geometry(210, 297, HandoutSettings(columns=2))
MM = 72 / 25.4
# Ten letters to a line, in words that begin at 0, 4 and 7; six lines to a page. The space before the last is known.
LINES = tuple(
    Line(
        n // 6,
        0,
        700 - 15 * (n % 6),
        pack_words((10 * n + at, 100.0 + 6 * at, 3.4 * (at > 4)) for at in (0, 4, 7)),
        counted=n != 0,
    )
    for n in range(12)
)
ALONE = (Member("one", Kind.CHAPTER, 0, head="One"),)


def part(lines: tuple[Line, ...] = LINES) -> BoundPart:
    laid_out = Part("one", b"", (PartPage(0), PartPage(60)), (), lines=lines)
    return BoundPart(laid_out, Kind.CHAPTER, Matter.BODY, True, "One", "en", head_verso="Book", head_recto="One")


def plan(
    *turns: Turn,
    geometry: Geometry = ONE,
    step: int = 0,
    rtl: bool = False,
    form: str = "page {} of {}",
    members: tuple[Member, ...] = ALONE,
) -> HandoutPlan:
    return HandoutPlan("Book", form, geometry, step, {"one": turns}, {"one": members}, rtl)


def text(placed: PlacedSorts) -> str:
    return "".join(sort.text for sort in placed.sorts)


def beside(page: PlannedPage) -> list[tuple[str, float, float]]:
    return [(text(p), round(p.x_pt / MM, 1), p.y_pt) for p in page.placed if not p.is_head]


def test_words_are_kept_to_the_last_bit_in_the_cache_and_between_processes() -> None:
    words = ((0, 0.1 + 0.2, 0.0), (7, -28.35, 2 / 3), (2**32 - 1, 595.28, 3.4))
    line = Line(3, 1, 1 / 3, pack_words(words), counted=False)
    assert len(line.packed) == 20 * len(words)
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(line), type=Line)
    for found in (line, stored, pickle.loads(pickle.dumps(line))):  # noqa: S301 – our own bytes
        assert (found, found.words, found.offset) == (line, words, 0)
    assert replace(line, packed=pack_words(words[1:])).offset == 7


@pytest.mark.parametrize(
    ("offset", "place"),
    [(0, (0, 0)), (3, (0, 0)), (4, (0, 1)), (9, (0, 2)), (10, (1, 0)), (75, (7, 1)), (500, (11, 2))],
)
def test_a_place_is_found_by_its_offset(offset: int, place: tuple[int, int]) -> None:
    assert find_place(LINES, offset) == place


def test_there_is_no_place_without_lines() -> None:
    assert find_place((), 5) is None


def test_no_page_is_blank_and_all_are_counted_from_one() -> None:
    pages = plan().plan((part(), part()))
    assert [(p.part, p.page, p.label, p.folio) for p in pages] == [
        (0, 0, "1", ""),
        (0, 1, "2", ""),
        (1, 0, "3", ""),
        (1, 1, "4", ""),
    ]


def test_every_page_has_its_head() -> None:
    heads = [[text(p) for p in page.placed if p.is_head] for page in plan().plan((part(), part()))]
    # The first page has the title in its block, and an opening has the chapter's.
    assert heads == [["page 1 of 4"], ["page 2 of 4", "BookOne"], ["page 3 of 4", "Book"], ["page 4 of 4", "BookOne"]]


@pytest.mark.parametrize(
    ("begins", "head"),
    [
        ((0, 20, 80), "BookGlossary · Sources"),  # the second page begins at 60
        ((0, 60, 80), "BookGlossary · Sources"),
        ((0, 20, 40), "BookSources"),
        ((0, 61, 120), "BookTimeline · Glossary · Sources"),
    ],
)
def test_a_head_names_what_stands_on_its_page(begins: tuple[int, ...], head: str) -> None:
    names = ("Timeline", "Glossary", "Sources")
    members = tuple(Member(name, Kind.CHAPTER, begin, head=name) for name, begin in zip(names, begins, strict=True))
    _first, second = plan(members=members).plan((part(),))
    assert [text(p) for p in second.placed if p.is_head][1] == head


def test_a_page_without_text_is_named_by_what_it_stands_in() -> None:
    laid_out = part()
    pages = (PartPage(0), PartPage(60), PartPage(60), PartPage(120))
    members = tuple(Member(name, Kind.CHAPTER, begin, head=name) for name, begin in (("A", 0), ("B", 60), ("C", 90)))
    planned = plan(members=members).plan((replace(laid_out, part=replace(laid_out.part, pages=pages)),))
    assert [[text(p) for p in page.placed if p.is_head][1:] for page in planned] == [
        [],
        ["BookB"],
        ["BookB · C"],
        ["BookC"],
    ]


def test_the_head_of_a_book_from_right_to_left_is_mirrored() -> None:
    first = plan(rtl=True, form="עמוד {} מתוך {}").plan((part(),) * 6)[11]
    count, title = (p for p in first.placed if p.is_head)
    assert [sort.text for sort in count.sorts] == ["1", "2", " מתוך ", "1", "2", "עמוד "]
    assert (count.share, title.share) == (0.0, 1.0)
    assert count.x_pt < title.x_pt
    assert [sort.text for sort in title.sorts] == ["One", "Book"]


def test_a_long_title_is_cut() -> None:
    long = replace(plan(), title="A Title " * 20)
    (head,) = (p for p in long.plan((part(), part()))[2].placed if p.is_head and p.sorts[0].style == "handout-title")
    assert text(head).endswith("…")
    assert len(text(head)) < 70


def test_a_number_stands_beside_the_line_in_which_the_page_begins_and_a_tick_in_it() -> None:
    first, second = plan(Turn("iv", 0), Turn("1", 14), Turn("2", 75)).plan((part(),))
    right = round(ONE.centred_mm + ONE.block_width_mm + 3, 1)
    assert beside(first) == [("iv", right, 700), ("1", right, 685)]
    assert beside(second) == [("2", right, 685)]
    # Page iv begins with its line, so that nothing stands before it.
    assert [(t.x_pt, t.foot_pt < 685 < t.top_pt) for t in first.ticks] == [(124 - 1.5, True)]
    assert [t.x_pt for t in second.ticks] == [124 - 1.5]


def test_a_tick_stands_in_the_middle_of_its_space() -> None:
    first, _second = plan(Turn("1", 17)).plan((part(),))
    assert [t.x_pt for t in first.ticks] == [pytest.approx(142 - 1.7)]
    mirrored, _second = plan(Turn("1", 17), rtl=True).plan((part(),))
    assert [t.x_pt for t in mirrored.ticks] == [pytest.approx(142 + 1.7)]


def test_pages_that_begin_in_one_line_are_named_together() -> None:
    first, _second = plan(Turn("7", 10), Turn("8", 14)).plan((part(),))
    assert [words for words, _x, _y in beside(first)] == ["7,8"]


def test_lines_are_counted_through_the_chapter_but_for_headings() -> None:
    first, second = plan(step=5).plan((part(),))
    left = round(ONE.centred_mm - 3, 1)
    assert beside(first) == [("5", left, 625)]  # the sixth line, for the first is a heading
    assert beside(second) == [("10", left, 640)]


def test_lines_side_by_side_are_one() -> None:
    twins = tuple(line for line in LINES for _ in range(2))
    assert [beside(p) for p in plan(step=5).plan((part(twins),))] == [beside(p) for p in plan(step=5).plan((part(),))]


def test_in_two_columns_numbers_stand_outside() -> None:
    lines = tuple(replace(line, page=0, column=n // 6) for n, line in enumerate(LINES))
    turns = (Turn("1", 10), Turn("2", 75))
    first, _second = plan(*turns, geometry=TWO, step=5).plan((part(lines),))
    found = {words: x for words, x, _y in beside(first)}
    left, right = TWO.centred_mm, TWO.centred_mm + TWO.block_width_mm
    assert found["1"] < found["5"] < left
    assert left + TWO.measure_mm < found["10"] < right - TWO.measure_mm
    assert found["2"] > right
    mirrored, _second = plan(*turns, geometry=TWO, step=5, rtl=True).plan((part(lines),))
    assert {words: round(left + right - x, 1) for words, x, _y in beside(mirrored)} == pytest.approx(found)
