"""Pages on sheets: where they stand, what is cut off, and what is printed beside them."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from chapbook.model.manuscript import BookletSettings
from chapbook.render.pdf.booklet import Imposition, Sheet, arrange_pages, choose_sheet
from chapbook.render.pdf.hints import Hints
from chapbook.render.pdf.imposition import ImpositionError, impose_pages

MM = 72 / 25.4
WIDTH, HEIGHT = 148 * MM, 210 * MM
DARK = 128
PER_MM = 4  # pixels
# What nobody asked for is not there.
BARE = BookletSettings(sheet="296mm 210mm", cover=False, marks=False, paper_thickness_mm=0.5)


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


def settings(**changes: object) -> BookletSettings:
    return BookletSettings(**{**BARE.__dict__, **changes})


def on_sheets(of: BookletSettings, width: float = 148, height: float = 210) -> Imposition:
    imposition, found = choose_sheet(of, width, height)
    assert [str(d) for d in found] == []
    return imposition


def impose(pdf: bytes, count: int, of: BookletSettings = BARE, *, right_to_left: bool = False) -> bytes:
    imposition = on_sheets(of)
    sides = arrange_pages(imposition, count, right_to_left=right_to_left)
    return impose_pages(pdf, imposition, sides, [f"side {n}" for n in range(len(sides))])


def picture(sheets: bytes, side: int) -> Image.Image:
    document = pypdfium2.PdfDocument(sheets)
    try:
        shown: Image.Image = document[side].render(scale=PER_MM / MM).to_pil()
        return shown.convert("L")
    finally:
        document.close()


def squares(sheets: bytes, side: int) -> dict[int, float]:
    """Which pages' squares a side shows: page number → the square's left edge on the sheet in mm."""
    shown = picture(sheets, side)
    found = {}
    for number in range(21):
        y = shown.height - 1 - int((10 * number + 5) * PER_MM)
        dark = [x for x in range(shown.width) if y >= 0 and is_dark(shown, x, y)]
        if dark:
            found[number] = dark[0] / PER_MM
    return found


def is_dark(shown: Image.Image, x: int, y: int) -> bool:
    tone = shown.getpixel((x, y))
    assert isinstance(tone, int)
    return tone < DARK


def ink(shown: Image.Image, left: float, top: float, right: float, bottom: float) -> tuple[float, ...] | None:
    """The box in mm around whatever is dark in a part of the picture, from its upper left corner."""
    part = shown.crop((left * PER_MM, top * PER_MM, right * PER_MM, bottom * PER_MM))
    box = part.point(lambda tone: 255 if tone < DARK else 0).getbbox()
    return box and tuple(edge / PER_MM + start for edge, start in zip(box, (left, top, left, top), strict=True))


def test_pages_stand_beside_the_fold_in_their_own_size() -> None:
    sheets = impose(book(4), 4)
    assert squares(sheets, 0) == pytest.approx({3: 10, 0: 158}, abs=0.3)
    assert squares(sheets, 1) == pytest.approx({1: 10, 2: 158}, abs=0.3)


def test_missing_pages_are_blank_before_a_cover_and_else_at_the_end() -> None:
    covered = impose(book(6), 6, settings(cover=True))
    assert [set(squares(covered, side)) for side in range(4)] == [{5, 0}, {1}, {2}, {3, 4}]
    bare = impose(book(6), 6)
    assert [set(squares(bare, side)) for side in range(4)] == [{0}, {1}, {5, 2}, {3, 4}]


def test_inner_sheets_creep_towards_the_fold_by_the_thickness_of_the_paper() -> None:
    sheets = impose(book(12), 12, settings(paper_thickness_mm=1.0))
    assert squares(sheets, 0) == pytest.approx({11: 10, 0: 158}, abs=0.3)
    assert squares(sheets, 2) == pytest.approx({9: 11, 2: 157}, abs=0.3)
    assert squares(sheets, 5) == pytest.approx({5: 12, 6: 156}, abs=0.3)


def test_creep_begins_anew_in_each_signature() -> None:
    sheets = impose(book(16), 16, settings(paper_thickness_mm=1.0, sheets_per_signature=2))
    assert squares(sheets, 2) == pytest.approx({5: 11, 2: 157}, abs=0.3)
    assert squares(sheets, 4) == pytest.approx({15: 10, 8: 158}, abs=0.3)


def test_what_reaches_over_the_fold_is_cut_off() -> None:
    with pikepdf.open(BytesIO(book(4))) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"-20 0 40 28 re f")
        content = BytesIO()
        pdf.save(content)
    assert squares(impose(content.getvalue(), 4), 0)[0] == pytest.approx(148, abs=0.3)


def test_a_book_read_from_the_right_has_its_spine_there() -> None:
    assert squares(impose(book(4), 4, right_to_left=True), 0) == pytest.approx({0: 10, 3: 158}, abs=0.3)


def test_a_larger_sheet_has_the_pages_in_the_middle() -> None:
    sheets = impose(book(4), 4, settings(sheet="230mm 306mm"))
    with pikepdf.open(BytesIO(sheets)) as pdf:
        assert [float(edge) for edge in pdf.pages[0].mediabox] == pytest.approx([0, 0, 306 * MM, 230 * MM], abs=0.01)
        operators = pdf.pages[0].Contents.read_bytes()
    assert b"1 0 0 1 %.3f %.3f cm /Page00" % (5 * MM, 10 * MM) in operators
    assert b"1 0 0 1 %.3f %.3f cm /Page01" % (153 * MM, 10 * MM) in operators


def test_pages_that_are_only_read_are_made_smaller() -> None:
    sheets = impose(book(8), 8, settings(form="4-up", sheet="a4"))
    shown = picture(sheets, 0)
    assert (shown.width, shown.height) == pytest.approx((210 * PER_MM, 297 * PER_MM), abs=2)
    scale = 297 / 420
    left = 105 - 148 * scale
    assert ink(shown, 0, 0, 105, 148.5) is None, "the place beside page 1 is empty without a cover"
    page = ink(shown, 105, 0, 210, 148.5)
    assert page == pytest.approx((105 + 10 * scale, 148.5 - 10 * scale, 105 + 20 * scale, 148.5), abs=0.5)
    page = ink(shown, 0, 148.5, 105, 297)
    assert page == pytest.approx((left + 10 * scale, 297 - 20 * scale, left + 20 * scale, 297 - 10 * scale), abs=0.5)


def test_a_cover_lies_beside_page_1_and_its_blank_inside_is_left_out() -> None:
    inside = frozenset({1, 8})
    sheets = impose(book(10, blank=inside), 10, settings(form="2-up", cover=True))
    assert [set(squares(sheets, side)) for side in range(4)] == [{0, 2}, {3, 4}, {5, 6}, {7, 9}]


def marked(**changes: object) -> tuple[bytes, Sheet]:
    of = settings(marks=True, sheet="336mm 250mm", **changes)
    return impose(book(16, blank=frozenset(range(16))), 16, of), on_sheets(of).sheet


def test_marks_stand_outside_the_trim_on_its_lines() -> None:
    sheets, sheet = marked()
    assert (sheet.room_beside, sheet.room_below) == (20, 20)
    shown = picture(sheets, 0)
    assert ink(shown, 19, 19, 317, 231) is None, "nothing in the pages"
    for at in (20, 168, 316):
        for top, bottom in ((0, 19), (231, 250)):
            line = ink(shown, at - 1, top, at + 1, bottom)
            assert line is not None
            assert line[0] == pytest.approx(at, abs=0.3)
            assert line[3] - line[1] > 4
    for at in (20, 230):
        for left, right in ((0, 19), (317, 336)):
            line = ink(shown, left, at - 1, right, at + 1)
            assert line is not None
            assert line[1] == pytest.approx(at, abs=0.3)
    assert ink(shown, 0, 100, 19, 150) is None


def test_the_fold_is_marked_inside_when_asked_for() -> None:
    sheets, _sheet = marked(fold_marks=True)
    assert ink(picture(sheets, 0), 160, 19.5, 176, 230.5) is None, "not on the outside"
    line = ink(picture(sheets, 1), 160, 19.5, 176, 120)
    assert line is not None
    assert line == pytest.approx((168, 20, 168, 24), abs=0.6)


def test_signatures_have_bars_that_make_a_staircase() -> None:
    sheets, sheet = marked(sheets_per_signature=1)
    bars = [ink(picture(sheets, side), 160, 20, 176, 230) for side in range(8)]
    assert bars[1::2] == [None] * 4
    for number, bar in enumerate(bars[::2]):
        head = 20 + 15 + 5 * number
        assert bar == pytest.approx((sheet.width / 2 - 0.8, head, sheet.width / 2 + 0.8, head + 5), abs=0.4)


def test_covers_have_no_bars() -> None:
    sheets, _sheet = marked(sheets_per_signature=1, cover=True)
    bars = [ink(picture(sheets, side), 160, 20, 176, 230) for side in range(0, 8, 2)]
    assert [bar is None for bar in bars] == [True, False, False, True]


def test_no_marks_when_none_are_wanted() -> None:
    of = settings(sheet="336mm 250mm", sheets_per_signature=1)
    sheets = impose(book(16, blank=frozenset(range(16))), 16, of)
    with pikepdf.open(BytesIO(sheets)) as pdf:
        assert not any("/Contents" in page for page in pdf.pages)


def slip(width: float, height: float, count: int) -> bytes:
    """Pages that are black from edge to edge."""
    with pikepdf.new() as pdf:
        for _ in range(count):
            page = pdf.add_blank_page(page_size=(width, height)).obj
            page.Contents = pdf.make_stream(b"0 0 %f %f re f" % (width, height))
        content = BytesIO()
        pdf.save(content)
    return content.getvalue()


def join(*files: bytes) -> bytes:
    with pikepdf.new() as pdf:
        for file in files:
            with pikepdf.open(BytesIO(file)) as source:
                pdf.pages.extend(source.pages)
        content = BytesIO()
        pdf.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("sheet", "box"),
    [
        ("336mm 250mm", (28, 231, 78, 236)),  # below the pages
        ("336mm 214mm", (12, 154, 18, 204)),  # at their left, upright
    ],
)
def test_a_line_stands_outside_the_trim(sheet: str, box: tuple[float, ...]) -> None:
    imposition = on_sheets(settings(sheet=sheet))
    sides = arrange_pages(imposition, 4, right_to_left=False)
    line, how_to = slip(50 * MM, 3 * MM, len(sides)), slip(imposition.sheet.width * MM, imposition.sheet.height * MM, 1)
    hints = Hints(line, 0, how_to)
    sheets = impose_pages(
        join(book(4, blank=frozenset(range(4))), *hints.slips()), imposition, sides, ["a", "b"], hints
    )
    with pikepdf.open(BytesIO(sheets)) as pdf:
        assert [page.label for page in pdf.pages] == ["", "", "a", "b"]
    room = (0.0, 0.0, imposition.sheet.width, imposition.sheet.height)
    assert ink(picture(sheets, 0), *room) == pytest.approx(room, abs=0.5), "the instructions come first"
    assert ink(picture(sheets, 1), *room) is None
    found = ink(picture(sheets, 2), *room)
    assert found is not None
    left, top, right, bottom = found
    assert left >= box[0] - 1
    assert right <= box[2] + 1
    assert top >= box[1] - 1
    assert bottom <= box[3] + 1


def test_pages_of_two_sizes_are_refused() -> None:
    with pikepdf.open(BytesIO(book(2))) as pdf:
        pdf.add_blank_page(page_size=(300, 300))
        content = BytesIO()
        pdf.save(content)
    with pytest.raises(ImpositionError, match="Page 3"):
        impose(content.getvalue(), 3)


def test_no_pages_are_refused() -> None:
    with pytest.raises(ImpositionError, match="no pages"):
        impose(book(0), 0)


@pytest.mark.parametrize(
    ("changes", "turn"),
    [
        ({}, "/DuplexFlipShortEdge"),
        ({"sheet": "a3"}, "/DuplexFlipLongEdge"),
        ({"sheet": "a4", "form": "2-up"}, "/DuplexFlipShortEdge"),
        ({"sheet": "a4", "form": "4-up"}, "/DuplexFlipLongEdge"),
    ],
)
def test_sides_are_labelled_and_tell_the_printer_how_to_turn(changes: Mapping[str, object], turn: str) -> None:
    with pikepdf.open(BytesIO(impose(book(5), 5, settings(**changes)))) as pdf:
        assert [page.label for page in pdf.pages] == [f"side {n}" for n in range(len(pdf.pages))]
        assert str(pdf.docinfo["/Title"]) == "Tést"
        assert pdf.Root.ViewerPreferences.Duplex == turn
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"


def test_blank_pages_make_no_forms_and_empty_sides_no_stream() -> None:
    with pikepdf.open(BytesIO(impose(book(4, blank=frozenset({1, 2})), 4))) as pdf:
        assert "/Contents" not in pdf.pages[1]


def test_the_same_book_gives_the_same_bytes() -> None:
    assert impose(book(9), 9) == impose(book(9), 9)
