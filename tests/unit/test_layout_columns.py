"""Two columns: pages side by side with their notes, and the lines of a part as facts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_layout import job, paragraphs

from chapbook.model.fragment import Fragment
from chapbook.render.pdf.layout import lay_out_part
from chapbook.render.pdf.layout_columns import ColumnPlace, place_columns
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.render.pdf.paper_text import running_text
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry, Part

COLUMNS = Geometry(150, 100, head_mm=12, foot_mm=14, inner_mm=10, outer_mm=12, columns=2, gap_mm=8)


def columns(content: Fragment, **more: object) -> Part:
    made: LayoutJob = replace(job(""), content=content, geometry=COLUMNS, **{"wants_lines": True, **more})  # type: ignore[arg-type]  # fields of LayoutJob
    return lay_out_part(made)


def noted(count: int) -> Fragment:
    """Paragraphs with a note in each."""
    calls = "".join(
        f'<p id="p{n}">{"word " * 50}end.<a class="note-call" epub:type="noteref" id="call{n}" href="#n{n}">{n}</a></p>'
        for n in range(count)
    )
    notes = "".join(
        f'<aside class="footnote" epub:type="footnote" id="n{n}"><p>Note {n} with some words.</p></aside>'
        for n in range(count)
    )
    return job(f'{calls}<section class="notes" epub:type="footnotes">{notes}</section>').content


@pytest.mark.parametrize(
    ("alone", "places"),
    [
        ([False] * 3, [(0, 0), (0, 1), (1, 0)]),
        ([False, True, False, False], [(0, 0), (1, 0), (2, 0), (2, 1)]),
        ([True, False], [(0, 0), (1, 0)]),
    ],
)
def test_columns_fill_their_pages_but_for_what_stands_alone(alone: list[bool], places: list[tuple[int, int]]) -> None:
    assert place_columns(alone, 2) == tuple(ColumnPlace(*place) for place in places)


def test_one_column_is_a_page() -> None:
    assert place_columns([False, False], 1) == (ColumnPlace(0, 0), ColumnPlace(1, 0))


def test_lines_stand_in_their_columns_and_words_in_their_order() -> None:
    content = job(paragraphs(8)).content
    part = columns(content)
    left = COLUMNS.centred_mm * POINTS_PER_MM
    edges = [left, left + (COLUMNS.measure_mm + COLUMNS.gap_mm) * POINTS_PER_MM]
    measure = COLUMNS.measure_mm * POINTS_PER_MM
    assert {(line.page, line.column) for line in part.lines} >= {(0, 0), (0, 1), (1, 0)}
    offsets = [offset for line in part.lines for offset, _x, _space in line.words]
    assert offsets == sorted(set(offsets))
    assert offsets[-1] < len(running_text(content))
    for line in part.lines:
        places = [x for _offset, x, _space in line.words]
        assert places == sorted(places)
        assert all(2 < space < 20 for _offset, _x, space in line.words[1:])
        assert edges[line.column] - 0.1 <= places[0] <= places[-1] < edges[line.column] + measure
    assert [page.offset for page in part.pages] == [
        next(line.words[0][0] for line in part.lines if line.page == page) for page in range(len(part.pages))
    ]


def test_columns_begin_at_the_right_where_lines_do() -> None:
    words = "<p>" + "מגדלור ישן עומד בקצה הרציף " * 60 + "</p>"
    part = columns(job(words).content, language="he")
    first, second = ([x for line in part.lines if line.column == n for _o, x, _ in line.words] for n in (0, 1))
    assert min(first) > max(second)
    for line in part.lines:
        places = [x for _offset, x, _space in line.words]
        assert places == sorted(places, reverse=True)
        assert all(2 < space < 20 for _offset, _x, space in line.words[1:])


def test_each_note_stands_at_the_foot_of_the_column_that_calls_it() -> None:
    part = columns(noted(7))
    assert part.strays == ()
    assert part.remarks == ()
    places = {place.id: place for place in part.places}
    middle = COLUMNS.width_mm / 2 * POINTS_PER_MM
    for n in range(7):
        call, note = places[f"call{n}"], places[f"n{n}"]
        assert (call.page, call.x_pt > middle) == (note.page, note.x_pt > middle)
        assert note.y_pt < call.y_pt
    assert {(places[f"n{n}"].page, places[f"n{n}"].x_pt > middle) for n in range(7)} >= {(0, False), (0, True)}


def test_headings_captions_and_tables_are_not_counted() -> None:
    part = columns(job("<h2>A</h2><p>b</p><table><tr><td>c</td></tr></table><ul><li>d</li></ul>").content)
    assert [line.counted for line in part.lines] == [False, True, False, True]


def test_a_layout_that_wants_no_lines_has_none() -> None:
    assert columns(job("<p>a</p>").content, wants_lines=False).lines == ()
