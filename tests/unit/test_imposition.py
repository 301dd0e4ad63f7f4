"""Folding and stapling the imposed sheets gives the book back."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapbook.render.pdf.imposition import ImpositionError, impose_booklet, saddle_stitch

MM = 72 / 25.4
WIDTH, HEIGHT = 148 * MM, 210 * MM


def fold(sides: tuple[tuple[int | None, int | None], ...]) -> list[int | None]:
    """Lay the sheets on each other, fold them, and turn the pages."""
    first_half: list[int | None] = []
    second_half: list[int | None] = []
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        first_half += [front[1], back[0]]
        second_half = [back[1], front[0], *second_half]
    return [*first_half, *second_half]


@given(st.integers(1, 400))
def test_the_folded_sheets_read_in_order(count: int) -> None:
    folded = fold(saddle_stitch(count))
    assert [page for page in folded if page is not None] == list(range(count))
    assert len(folded) % 4 == 0
    assert len(folded) - count < 4
    assert folded[-1] == count - 1, "a back cover stays at the back"


def test_the_usual_sixteen_pages() -> None:
    sides = [tuple(None if page is None else page + 1 for page in side) for side in saddle_stitch(16)]
    assert sides == [(16, 1), (2, 15), (14, 3), (4, 13), (12, 5), (6, 11), (10, 7), (8, 9)]


def test_no_pages_no_sheets() -> None:
    assert saddle_stitch(0) == ()


def book(count: int, *, blank: frozenset[int] = frozenset(), width: float = WIDTH) -> bytes:
    """Pages that each have a black square of 10 mm, 10 mm off the left edge and 10·n mm off the foot."""
    with pikepdf.new() as pdf:
        for number in range(count):
            page = pdf.add_blank_page(page_size=(width, HEIGHT)).obj
            page.TrimBox = pikepdf.Array([0, 0, width, HEIGHT])
            if number in blank:
                del page["/Contents"]
            else:
                square = b"%f %f %f %f re f" % (10 * MM, 10 * number * MM, 10 * MM, 10 * MM)
                page.Contents = pdf.make_stream(square)
        pdf.docinfo["/Title"] = pikepdf.String("Tést")
        content = BytesIO()
        pdf.save(content)
    return content.getvalue()


def squares(sheets: bytes, side: int) -> dict[int, float]:
    """Which pages' squares a side shows: page number → the square's left edge on the sheet in mm."""
    document = pypdfium2.PdfDocument(sheets)
    picture = document[side].render(scale=4 / MM).to_pil().convert("L")
    document.close()
    found = {}
    for number in range(21):
        y = picture.height - 1 - int((10 * number + 5) * 4)
        dark = [x for x in range(picture.width) if y >= 0 and picture.getpixel((x, y)) < 128]
        if dark:
            found[number] = dark[0] / 4
    return found


def test_pages_stand_beside_the_fold_in_their_own_size() -> None:
    sheets = impose_booklet(book(4), creep_mm=0)
    assert squares(sheets, 0) == pytest.approx({3: 10, 0: 158}, abs=0.3)
    assert squares(sheets, 1) == pytest.approx({1: 10, 2: 158}, abs=0.3)


def test_missing_pages_are_blank_before_the_last() -> None:
    sheets = impose_booklet(book(6), creep_mm=0)
    assert [set(squares(sheets, side)) for side in range(4)] == [{5, 0}, {1}, {2}, {3, 4}]


def test_inner_sheets_creep_towards_the_fold() -> None:
    sheets = impose_booklet(book(12), creep_mm=2)
    assert squares(sheets, 0) == pytest.approx({11: 10, 0: 158}, abs=0.3)
    assert squares(sheets, 2) == pytest.approx({9: 12, 2: 156}, abs=0.3)
    assert squares(sheets, 5) == pytest.approx({5: 14, 6: 154}, abs=0.3)


def test_what_reaches_over_the_fold_is_cut_off() -> None:
    with pikepdf.open(BytesIO(book(4))) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"-20 0 40 28 re f")
        content = BytesIO()
        pdf.save(content)
    assert squares(impose_booklet(content.getvalue()), 0)[0] == pytest.approx(148, abs=0.3)


def test_a_book_read_from_the_right_has_its_spine_there() -> None:
    sheets = impose_booklet(book(4), creep_mm=0, right_to_left=True)
    assert squares(sheets, 0) == pytest.approx({0: 10, 3: 158}, abs=0.3)


def test_a_larger_sheet_has_the_pages_in_the_middle() -> None:
    sheets = impose_booklet(book(4), creep_mm=0, sheet_mm=(306, 230))
    with pikepdf.open(BytesIO(sheets)) as pdf:
        assert [float(edge) for edge in pdf.pages[0].mediabox] == pytest.approx([0, 0, 306 * MM, 230 * MM], abs=0.01)
        operators = pdf.pages[0].Contents.read_bytes()
    assert b"1 0 0 1 %.3f %.3f cm /Page0" % (5 * MM, 10 * MM) in operators
    assert b"1 0 0 1 %.3f %.3f cm /Page1" % (153 * MM, 10 * MM) in operators


def test_a_sheet_too_small_is_refused() -> None:
    with pytest.raises(ImpositionError, match="too small"):
        impose_booklet(book(4), sheet_mm=(210, 297))


def test_pages_of_two_sizes_are_refused() -> None:
    with pikepdf.open(BytesIO(book(2))) as pdf:
        pdf.add_blank_page(page_size=(300, 300))
        content = BytesIO()
        pdf.save(content)
    with pytest.raises(ImpositionError, match="Page 3"):
        impose_booklet(content.getvalue())


def test_no_pages_are_refused() -> None:
    with pytest.raises(ImpositionError, match="no pages"):
        impose_booklet(book(0))


def test_sheets_are_labelled_and_keep_the_title() -> None:
    with pikepdf.open(BytesIO(impose_booklet(book(5)))) as pdf:
        assert [page.label for page in pdf.pages] == ["sheet 1 front", "sheet 1 back", "sheet 2 front", "sheet 2 back"]
        assert str(pdf.docinfo["/Title"]) == "Tést"
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"


def test_blank_pages_make_no_forms_and_empty_sides_no_stream() -> None:
    with pikepdf.open(BytesIO(impose_booklet(book(4, blank=frozenset({1, 2}))))) as pdf:
        assert "/Contents" not in pdf.pages[1]


def test_the_same_book_gives_the_same_bytes() -> None:
    assert impose_booklet(book(9)) == impose_booklet(book(9))
