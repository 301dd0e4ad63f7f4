"""The printed sheets in the hands of a binder: Poppler says what stands where, paper is folded, the book is read.

The pages bear their numbers; the sheets are piled, cut, folded and gathered as docs/booklets.md says.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from conftest import BOOKLET, ROOT, BuiltBook
from paper_folding import Grid, Page, bind, cut_apart, pile_up, read_flat

from chapbook import build
from chapbook.model.manuscript import BookletSettings
from chapbook.render.pdf.booklet import Imposition, arrange_pages, choose_sheet, folded_sheets
from chapbook.render.pdf.imposition import impose_pages

MM = 72 / 25.4
A5, A6, HALF_LETTER = (148.0, 210.0), (105.0, 148.0), (139.7, 215.9)
COUNTS = (4, 5, 24, 52, 130)
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    """A word and where it begins, in mm from the upper left corner of the sheet."""

    text: str
    x: float
    y: float


def numbered_book(count: int, width: float, height: float) -> bytes:
    """Pages with a number 20 mm from the left and the foot, and nothing else; page 1 is the number 1."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for number in range(1, count + 1):
            page = pdf.add_blank_page(page_size=(width * MM, height * MM)).obj
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            page.Contents = pdf.make_stream(b"BT /F 20 Tf %f %f Td (p%d) Tj ET" % (20 * MM, 20 * MM, number))
        content = BytesIO()
        pdf.save(content)
    return content.getvalue()


def words_on_sides(path: Path) -> list[list[Word]]:
    """The words of every side, as Poppler finds them."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-nopgbrk", str(path), "-"], capture_output=True, text=True, check=True, timeout=60
    )
    sides: list[list[Word]] = []
    for line in done.stdout.splitlines():
        if _PAGE.search(line):
            sides.append([])
        elif found := _WORD.search(line):
            sides[-1].append(Word(found[5], float(found[1]) / MM, float(found[2]) / MM))
    return sides


def grids(path: Path, width: float, height: float, rows: int) -> list[Grid]:
    """The numbers of every side in their places: left and right of the middle, above and below it."""
    found = []
    for side in words_on_sides(path):
        places: dict[tuple[int, int], Page] = {}
        for word in side:
            place = (int(word.y > height / 2) if rows == 2 else 0, int(word.x > width / 2))
            assert place not in places, "two pages in one place"
            places[place] = int(word.text.removeprefix("p"))
        found.append(tuple(tuple(places.get((row, column)) for column in (0, 1)) for row in range(rows)))
    return found


def print_sheets(tmp_path: Path, count: int, settings: BookletSettings, page: tuple[float, float], rtl: bool) -> Path:
    imposition, found = choose_sheet(settings, *page)
    assert found == ()
    sides = arrange_pages(imposition, count, right_to_left=rtl)
    path = tmp_path / "sheets.pdf"
    path.write_bytes(impose_pages(numbered_book(count, *page), imposition, sides, [""] * len(sides)))
    return path


def imposition_of(settings: BookletSettings, page: tuple[float, float]) -> Imposition:
    return choose_sheet(settings, *page)[0]


FOLDED = {
    "a5-on-a4": (BookletSettings(), A5),
    "half-letter-on-letter": (BookletSettings(), HALF_LETTER),
    "a6-on-a5": (BookletSettings(sheet="a5"), A6),
    "a6-four-up-on-a4": (BookletSettings(), A6),
    "without-cover": (BookletSettings(cover=False), A5),
    "thin-signatures-on-a-larger-sheet": (BookletSettings(sheet="b4", sheets_per_signature=2), A5),
    "one-thick-signature": (BookletSettings(sheets_per_signature=40), A5),
}


@pytest.mark.parametrize("rtl", [False, True], ids=["ltr", "rtl"])
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("form", FOLDED)
def test_the_folded_book_reads_in_order(form: str, count: int, rtl: bool, tmp_path: Path) -> None:
    settings, page = FOLDED[form]
    path = print_sheets(tmp_path, count, settings, page, rtl)
    imposition = imposition_of(settings, page)
    sheet = imposition.sheet
    pile = cut_apart(pile_up(grids(path, sheet.width, sheet.height, sheet.rows)))
    leafed = bind(pile, folded_sheets(imposition, count), from_the_right=rtl)
    assert [number for number in leafed if number] == list(range(1, count + 1))
    assert len(leafed) == -(-count // 4) * 4
    assert leafed[-1] == count if settings.cover else leafed[:count] == list(range(1, count + 1))


@pytest.mark.parametrize("rtl", [False, True], ids=["ltr", "rtl"])
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(("form", "rows"), [("2-up", 1), ("4-up", 2)])
def test_sheets_that_are_not_folded_read_from_line_to_line(
    form: str, rows: int, count: int, rtl: bool, tmp_path: Path
) -> None:
    settings = BookletSettings(form=form, cover=False)
    path = print_sheets(tmp_path, count, settings, A5, rtl)
    sheet = imposition_of(settings, A5).sheet
    read = read_flat(grids(path, sheet.width, sheet.height, rows), from_the_right=rtl)
    assert read[: count + 1] == [None, *range(1, count + 1)], "page 1 is a recto, and the place beside it is empty"
    assert set(read[count + 1 :]) <= {None}


def test_each_page_stands_in_its_place_to_a_tenth_of_a_millimetre(tmp_path: Path) -> None:
    """The numbers of the third sheet of the first signature, moved towards the fold by the thickness of two sheets."""
    settings = BookletSettings(sheet="b4", sheets_per_signature=3, paper_thickness_mm=0.5)
    path = print_sheets(tmp_path, 24, settings, A5, rtl=False)
    words = {word.text: word for word in words_on_sides(path)[4]}
    assert words["p8"].x == pytest.approx(353 / 2 - 148 + 20 + 1, abs=0.1)
    assert words["p5"].x == pytest.approx(353 / 2 + 20 - 1, abs=0.1)


@pytest.mark.parametrize("form", FOLDED)
def test_qpdf_finds_nothing_wrong_with_sheets(form: str, tmp_path: Path) -> None:
    settings, page = FOLDED[form]
    check(print_sheets(tmp_path, 24, settings, page, rtl=False))


def check(path: Path) -> None:
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def build_with(manuscript: Path, table: str, folder: Path, cache: Path) -> BuiltBook:
    """The booklet of a manuscript with these settings."""
    source = folder / "source"
    source.mkdir()
    for file in manuscript.rglob("*"):
        if file.is_file():
            (source / file.relative_to(manuscript)).parent.mkdir(parents=True, exist_ok=True)
            (source / file.relative_to(manuscript)).write_bytes(file.read_bytes())
    with (source / "book.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n{table}\n")
    result = build(source, editions=["booklet"], out=folder / "out", cache=cache)
    assert [str(d) for d in result.diagnostics if d.code != "no-words"] == []
    return BuiltBook(result, folder / "out")


@pytest.fixture(scope="module")
def sewn(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    """The booklet on sheets with room around it, in signatures of two sheets, with instructions."""
    table = (
        '[editions.booklet]\nsheet = "b4"\nsheets-per-signature = 2\ninstructions = true\n'
        'paper-thickness = "0.12mm"\nfold-marks = true'
    )
    folder = tmp_path_factory.mktemp("sewn")
    return build_with(BOOKLET, table, folder, folder / "cache")


def test_a_sewn_booklet_says_how_it_is_made(sewn: BuiltBook) -> None:
    path = sewn.path("booklet")
    (edition,) = sewn.result.editions
    assert path.name == "the-last-train-east-booklet-b4.pdf"
    assert edition.signatures == (2, 2, 2, 2, 2)
    assert edition.sheets == 10
    assert edition.short_edge
    check(path)
    sides = [" ".join(word.text for word in side) for side in words_on_sides(path)]
    assert len(sides) == 22
    assert "How to make this booklet" in sides[0]
    assert "Signature 1–5: 2 + 2 + 2 + 2 + 2" in sides[0]
    assert "sew them" in sides[0]
    assert sides[1] == ""
    for number, side in enumerate(sides[2:]):
        sheet = number // 2 + 1
        assert f"Signature {number // 4 + 1} · Sheet {sheet}/10 · {'back' if number % 2 else 'front'}" in side
        assert ("turned on the short edge" in side) is (number % 2 == 0)


def test_what_stands_outside_the_trim_is_outside(sewn: BuiltBook) -> None:
    foot = 250 - 20  # the pages end 20 mm above the lower edge of the sheet
    for side in words_on_sides(sewn.path("booklet"))[2:]:
        start = next(n for n, word in enumerate(side) if word.text == "Signature" and word.y > foot)
        assert all(word.y < 247 for word in side[start:])


def test_the_line_shares_the_faces_of_the_book(sewn: BuiltBook) -> None:
    done = subprocess.run(
        ["pdffonts", str(sewn.path("booklet"))], capture_output=True, text=True, check=True, timeout=60
    )
    names = [row.split()[0].split("+")[1] for row in done.stdout.splitlines()[2:]]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(("name", "words"), [("hebrew", "קונטרס 2 · גיליון 2/4"), ("japanese", "折丁2")])
def test_the_line_is_in_the_language_of_the_book(name: str, words: str, tmp_path: Path) -> None:
    table = '[editions.booklet]\nsheet = "b4"\nsheets-per-signature = 1'
    path = build_with(ROOT / "tests" / "books" / name, table, tmp_path, tmp_path / "cache").path("booklet")
    check(path)
    done = subprocess.run(["pdftotext", "-f", "3", "-l", "3", str(path), "-"], capture_output=True, check=True)
    assert all(word in done.stdout.decode() for word in words.split() if "·" not in word)


@pytest.mark.parametrize(("form", "name", "on_a_sheet"), [("2-up", "-2-up-a4.pdf", 4), ("4-up", "-4-up-a4.pdf", 8)])
def test_a_copy_to_read_has_the_pages_of_the_print(
    booklet: BuiltBook, form: str, name: str, on_a_sheet: int, tmp_path: Path
) -> None:
    built = build_with(BOOKLET, f'[editions.booklet]\nform = "{form}"', tmp_path, booklet.folder.parent / "cache")
    path = built.path("booklet")
    (edition,) = built.result.editions
    assert path.name.endswith(name)
    assert edition.pages == 36
    assert edition.sheets == -(-(36 + 2) // on_a_sheet), "the pages, and a cover at either end"
    assert edition.signatures == ()
    check(path)
    found = " ".join(word.text for side in words_on_sides(path) for word in side)
    assert "Czechoslovakia, 1968–1991" in found
    assert "staple" not in found
