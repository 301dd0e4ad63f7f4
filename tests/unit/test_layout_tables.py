"""Wide tables: smaller first, then on their side, and told when even that does not help."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import pikepdf
import pytest

from chapbook.faces import BookFaces, family_faces
from chapbook.files import MemoryFolder, shipped_sheet
from chapbook.model.fragment import EPUB, XHTML, Fragment
from chapbook.render.pdf.layout import lay_out_part
from chapbook.render.pdf.layout_turned import turn_point
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry, Part

FACES = BookFaces(family_faces("Spectral"), family_faces("IBM Plex Mono"))
PAGE = Geometry(width_mm=120, height_mm=170, head_mm=15, foot_mm=15, inner_mm=15, outer_mm=15)
SIZE = "html { font-size: 9.8pt; line-height: 13.6pt }"
SHEETS = (shipped_sheet("book.css"), shipped_sheet("paged.css"), SIZE, shipped_sheet("classic.css"))
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20" viewBox="0 0 80 20">'
    '<title>A bar</title><path d="M0 0h80v20H0z"/></svg>'
)
WIDTH = PAGE.width_mm * POINTS_PER_MM


@cache  # several tests look at one table
def lay_out(body: str, geometry: Geometry = PAGE) -> Part:
    content = Fragment(f'<section xmlns="{XHTML}" xmlns:epub="{EPUB}" id="c" class="chapter">{body}</section>'.encode())
    return lay_out_part(LayoutJob("c", content, "en", "Title", geometry, SHEETS, FACES, MemoryFolder({})))


def table(columns: int, rows: int = 3, words: str = "Chernyakhovsk", attributes: str = "") -> str:
    def row(number: int) -> str:
        cells = "".join(f'<td id="r{number}c{column}">{words}</td>' for column in range(columns))
        return f"<tr>{cells}</tr>"

    head = "".join(f"<th>Head {column}</th>" for column in range(columns))
    body = "".join(row(number) for number in range(rows))
    return f'<table id="t" {attributes}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def matrices(part: Part) -> list[str]:
    """How the content of each page begins."""
    with pikepdf.open(io.BytesIO(part.pdf)) as pdf:
        first = [pikepdf.parse_content_stream(page)[0] for page in pdf.pages]
        return [" ".join(str(float(o)) for o in step.operands) if str(step.operator) == "cm" else "" for step in first]


def turned(part: Part) -> list[bool]:
    return [matrix.startswith("0.0 1.0 -1.0 0.0") for matrix in matrices(part)]


def codes(part: Part) -> list[str]:
    return [fault.code for fault in part.faults]


def test_a_table_that_fits_is_left_alone() -> None:
    part = lay_out(table(4))
    assert turned(part) == [False]
    assert part.faults == ()


def test_a_table_that_is_a_little_too_wide_is_set_smaller() -> None:
    part = lay_out(table(5))
    assert turned(part) == [False]
    assert part.faults == ()
    # What it is without: the same table, in a style that gives its own size to whatever is tried.
    stubborn = (
        "table { font-size: .9em !important } td, th { hyphens: manual !important; padding: 0 0 0 2.4em !important }"
    )
    assert lay_out_stubborn(table(5, attributes='class="fitted"'), stubborn) == ["table-too-wide"]


def lay_out_stubborn(body: str, sheet: str) -> list[str]:
    content = Fragment(f'<section xmlns="{XHTML}" xmlns:epub="{EPUB}" id="c" class="chapter">{body}</section>'.encode())
    made = LayoutJob("c", content, "en", "Title", PAGE, (*SHEETS, sheet), FACES, MemoryFolder({}))
    return codes(lay_out_part(made))


def test_a_wider_one_lies_on_its_side_between_the_pages_of_the_text() -> None:
    part = lay_out(f"<p>Before.</p>{table(8)}<p id='after'>After.</p>")
    assert turned(part) == [False, True, False]
    assert codes(part) == ["turned-table"]
    assert next(p.page for p in part.places if p.id == "after") == 2


def test_a_turned_page_stands_upright_in_the_file() -> None:
    part = lay_out(table(8))
    with pikepdf.open(io.BytesIO(part.pdf)) as pdf:
        for box in ("/MediaBox", "/TrimBox"):
            assert [float(edge) for edge in pdf.pages[0][box]] == pytest.approx(
                [0, 0, WIDTH, PAGE.height_mm * POINTS_PER_MM], abs=0.01
            )


def test_what_is_turned_reads_from_foot_to_head() -> None:
    """The columns go up the page, the rows to the right."""
    places = {place.id: place for place in lay_out(table(8)).places}
    assert places["r0c0"].y_pt < places["r0c3"].y_pt < places["r0c7"].y_pt
    assert places["r0c0"].x_pt < places["r1c0"].x_pt < places["r2c0"].x_pt
    assert all(0 < place.x_pt < WIDTH for place in places.values() if place.id.startswith("r"))


def test_a_corner_is_turned_to_the_left() -> None:
    """The head's left corner of a lying page is the foot's left corner of the upright one."""
    assert turn_point(0, 300, 300) == (0, 0)
    assert turn_point(500, 300, 300) == (0, 500)


def test_a_long_turned_table_goes_on_with_its_head() -> None:
    part = lay_out(table(8, rows=24))
    assert len(part.pages) > 1
    assert all(turned(part))
    assert [page.offset for page in part.pages] == sorted({page.offset for page in part.pages})


def test_a_link_on_a_turned_page_is_turned_with_it() -> None:
    linked = table(8).replace(">Chernyakhovsk<", '><a href="https://example.org/">Chernyakhovsk</a><', 1)
    part = lay_out(linked)
    with pikepdf.open(io.BytesIO(part.pdf)) as pdf:
        rects = [[float(edge) for edge in link.Rect] for link in pdf.pages[0].Annots]
    x1, y1, x2, y2 = min(rects, key=lambda rect: rect[1])
    assert y2 - y1 > 1.5 * (x2 - x1), "it is not upright as the word is"
    cell = next(place for place in part.places if place.id == "r0c0")
    assert x1 - 1 <= cell.x_pt + 10 <= x2 + 12
    assert abs(y1 - cell.y_pt) < 20


def test_the_author_decides() -> None:
    assert turned(lay_out(table(3, attributes='class="turned"'))) == [True]
    assert codes(lay_out(table(3, attributes='class="turned"'))) == []
    upright = lay_out(table(8, attributes='class="fitted"'))
    assert turned(upright) == [False]
    assert codes(upright) == ["table-too-wide"]


def test_what_is_too_wide_even_so_is_told_once() -> None:
    part = lay_out(f"<p>Before.</p>{table(16)}")
    assert codes(part) == ["table-too-wide"]
    (fault,) = part.faults
    assert fault.element == 1
    assert "even on its side" in fault.sentence


def test_a_table_in_a_list_is_not_turned() -> None:
    assert turned(lay_out(f"<ul><li>{table(8)}</li></ul>")) == [False]


def test_a_table_from_right_to_left_is_measured_at_its_left() -> None:
    assert codes(lay_out(f'<div dir="rtl">{table(4)}</div>')) == []
    assert codes(lay_out(f'<div dir="rtl">{table(9)}</div>')) == ["turned-table"]


def test_code_in_a_cell_is_not_broken_into_crumbs() -> None:
    cells = "<td><code>commission.register_transport</code></td><td>Donaudampfschifffahrtsgesellschaft and more</td>"
    part = lay_out(f"<table><tbody><tr>{cells * 2}</tr></tbody></table>")
    assert [code for code in codes(part) if code != "turned-table"] == []


def test_a_row_taller_than_a_page_is_divided_under_its_heading() -> None:
    lines = "".join(f"<p>line {number}</p>" for number in range(70))
    rows = (
        f'<thead><tr><th>Town</th><th>What</th></tr></thead><tbody><tr id="r"><td>A</td><td>{lines}</td></tr></tbody>'
    )
    part = lay_out(f"<h2 id='h'>Heading</h2><table>{rows}</table>")
    assert codes(part) == ["tall-table-row"]
    places = {place.id: place.page for place in part.places}
    assert places["h"] == places["r"] == 0


def test_with_bleed_the_turned_page_has_the_same_edges() -> None:
    part = lay_out(table(8), replace(PAGE, bleed_mm=3))
    with pikepdf.open(io.BytesIO(part.pdf)) as pdf:
        bleed = 3 * POINTS_PER_MM
        edges = [-bleed, -bleed, WIDTH + bleed, PAGE.height_mm * POINTS_PER_MM + bleed]
        assert [float(edge) for edge in pdf.pages[0].MediaBox] == pytest.approx(edges, abs=0.01)


def test_the_edges_of_a_picture_on_a_turned_page_are_turned() -> None:
    """What the structure says of a picture (ISO 32000-1, table 344), which is 80 × 20 px large."""
    part = lay_out(table(3, words="", attributes='class="turned"').replace("<td", f"<td>{DRAWING}</td><td", 1))
    assert turned(part) == [True]
    with pikepdf.open(io.BytesIO(part.pdf)) as pdf:
        boxes = [obj.A for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/S") == "/Figure"]
        (box,) = [[float(edge) for edge in a.BBox] for attributes in boxes for a in as_list(attributes) if "/BBox" in a]
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((15, 60), abs=0.1)
    assert 0 < box[0] < box[2] < WIDTH


def as_list(attributes: pikepdf.Object) -> list[pikepdf.Object]:
    return list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
