"""The PDFs in the hands of others: qpdf, Poppler, and what a reader finds on the pages.

Every test runs on the booklet and on the tiny books.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import BuiltBook

PDFS = ("screen", "print", "booklet", "handout")
MM = 72 / 25.4
A5_PT = 421  # the width of a page, and where the right half of a sheet begins


@pytest.fixture(params=["apparatus", "booklet", "boxes", "indexed", "lists", "parts", "tiny"])
def book(request: pytest.FixtureRequest) -> BuiltBook:
    built: BuiltBook = request.getfixturevalue(request.param)
    return built


def run(*command: str | Path) -> str:
    done = subprocess.run([str(c) for c in command], capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, f"{command[0]}: {done.stdout.decode()}\n{done.stderr.decode()}"
    return done.stdout.decode()


class Pages:
    """The pages of a PDF: labels and words, as PDFium reads them."""

    def __init__(self, path: Path) -> None:
        document = pypdfium2.PdfDocument(path.read_bytes())
        try:
            self.labels = [document.get_page_label(n) for n in range(len(document))]
            self.texts = [words_of(document[n].get_textpage().get_text_range()) for n in range(len(document))]
            self.sizes = [document[n].get_size() for n in range(len(document))]
            self.outline = [(b.level, b.get_title(), b.get_dest().get_index()) for b in document.get_toc()]
        finally:
            document.close()


def words_of(text: str) -> str:
    """Folded for comparing: hyphens at line ends joined, spaces single, small capitals and ligatures as letters."""
    joined = re.sub(r"[\u0002\ufffe\u00ad\u2010-]\s*\n?", "", text)
    return " ".join(unicodedata.normalize("NFKC", joined).casefold().split())


@pytest.mark.parametrize("edition", PDFS)
def test_qpdf_finds_nothing_wrong(book: BuiltBook, edition: str) -> None:
    run("qpdf", "--check", book.path(edition))


@pytest.mark.parametrize("edition", PDFS)
def test_every_font_is_embedded_once_and_can_be_searched(book: BuiltBook, edition: str) -> None:
    rows = [line.split() for line in run("pdffonts", book.path(edition)).splitlines()[2:]]
    assert rows
    # emb, sub and uni stand before the two numbers of the object
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows), rows
    names = [row[0].split("+")[1] for row in rows]
    assert sorted(names) == sorted(set(names))
    assert all(name.startswith(("Spectral", "IBMPlexMono")) for name in names), names


@pytest.mark.parametrize("name", ["booklet", "parts"])
def test_blank_versos_are_white_paper(name: str, request: pytest.FixtureRequest) -> None:
    """No content, no head, no folio, no link: and the page is drawn white."""
    built: BuiltBook = request.getfixturevalue(name)
    for edition in ("screen", "print"):
        with pikepdf.open(built.path(edition)) as pdf, pypdfium2.PdfDocument(built.path(edition)) as document:
            blank = [number for number, page in enumerate(pdf.pages) if "/Contents" not in page]
            silent = [n for n, page in enumerate(document) if not page.get_textpage().get_text_range().strip()]
            # A page without words is blank, or the cover is a picture.
            assert blank == silent
            assert blank
            for number in blank:
                assert not any(key in pdf.pages[number] for key in ("/Annots", "/StructParents"))
                assert document[number].render(scale=1).to_pil().convert("L").getextrema() == (255, 255)
                assert document.get_page_label(number), "it is counted"


def test_screen_and_print_are_the_same_pages(book: BuiltBook) -> None:
    screen, printed = Pages(book.path("screen")), Pages(book.path("print"))
    assert screen.labels[0] == "Cover"
    assert (screen.labels[1:], screen.texts[1:]) == (printed.labels, printed.texts)


def test_every_line_of_the_contents_is_right(book: BuiltBook) -> None:
    """Each title of the outline stands on the page that the contents give for it."""
    pages = Pages(book.path("screen"))
    (contents,) = [n for n, text in enumerate(pages.texts) if text.startswith("contents ")]
    listed = pages.texts[contents]
    checked = 0
    for level, title, page in pages.outline:
        words = words_of(title.split(". ", 1)[-1] if re.match(r"(Chapter|Appendix|Part)\s\w+\. ", title) else title)
        assert words in pages.texts[page], (title, page)
        found = re.findall(rf"{re.escape(words)} ([ivxlc]+|\d+)(?= |$)", listed)
        if found:
            assert pages.labels[page] in found, title  # several chapters may end with “References”
            checked += 1
        else:
            assert level > 0 or page <= contents, f"{title} is not in the contents"
    assert checked >= 8


def test_each_note_stands_at_the_foot_of_the_page_that_calls_it(booklet: BuiltBook) -> None:
    """No diagnostic `stray-note`; and in the pages themselves, a note's first words are on its chapter's page."""
    pages = Pages(booklet.path("screen"))
    beginnings = {
        "The combat divisions of East Germany": "on which units are counted",
        "The airfield has the same name": "an airfield of its own, Hradčany",
        "Rychlík is named here without a title": "look for the causes in Czech and Slovak politics",
        "Kocáb’s article appeared in the journal": "who has also written about the withdrawal",
    }
    for note, call in beginnings.items():
        note_pages = [n for n, text in enumerate(pages.texts) if words_of(note) in text]
        call_pages = [n for n, text in enumerate(pages.texts) if words_of(call) in text]
        assert note_pages == call_pages
        assert len(note_pages) == 1


def test_no_letter_is_missing(booklet: BuiltBook) -> None:
    for edition in PDFS:
        text = " ".join(Pages(booklet.path(edition)).texts)
        assert "\ufffd" not in text
        for name in ("Jiří Dienstbier", "Frenštát pod Radhoštěm", "Čierna nad Tisou", "Černá kniha sovětské okupace"):
            assert words_of(name) in text, (edition, name)


def _halves(path: Path, left_pt: int) -> list[str]:
    """The letters in a strip of each page, as wide as an A5 page."""
    strip = ("-x", str(left_pt), "-y", "0", "-W", str(A5_PT), "-H", "600")
    texts = run("pdftotext", "-raw", *strip, path, "-").split("\f")[:-1]
    return [words_of(text).replace(" ", "") for text in texts]


def test_the_folded_booklet_reads_in_order(booklet: BuiltBook) -> None:
    """Fold the sheets: the pages come out as in the print edition, between cover and back."""
    path = booklet.path("booklet")
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        sizes = [document[n].get_size() for n in range(len(document))]
    finally:
        document.close()
    assert {(round(width / MM), round(height / MM)) for width, height in sizes} == {(297, 210)}
    # Poppler, for PDFium looks for the letters of small capitals where they stood before they were imposed.
    lefts, rights = (_halves(path, left) for left in (0, A5_PT))
    sides = list(zip(lefts, rights, strict=True))
    leaves = list(zip(sides[::2], sides[1::2], strict=True))
    first_half = [page for front, back in leaves for page in (front[1], back[0])]
    second_half = [page for front, back in reversed(leaves) for page in (back[1], front[0])]
    folded = first_half + second_half
    pages = _halves(booklet.path("print"), 0)
    assert folded[0].startswith("thelast")  # the cover
    assert folded[1] == ""  # its inside
    assert folded[2 : 2 + len(pages)] == pages
    assert all(text == "" for text in folded[2 + len(pages) : -1])
    assert "august1968" in folded[-1]  # the back
