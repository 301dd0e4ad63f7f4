"""Tiny books (one of everything, one in parts, one with lists of references) against what they gave before.

`golden/` holds the text of every file of the e-book and the words of every page of the PDFs. To accept a change, run
the test with CHAPBOOK_ACCEPT=1 in the environment, and read the difference.
"""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import BuiltBook

GOLDEN = Path(__file__).parent / "golden"


def epub_text(path: Path) -> str:
    """The names of all files in order, with the text of those that are text."""
    parts = []
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            content = archive.read(info)
            is_text = info.filename.endswith((".xhtml", ".opf", ".ncx", ".xml", "mimetype")) or "own" in info.filename
            parts.append(f"=== {info.filename}\n{content.decode() if is_text else ''}")
    return "\n".join(parts)


def pdf_text(path: Path) -> str:
    """Labels and words of all pages, and the outline."""
    parts = []
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage().get_text_range().replace("\r\n", "\n").strip()
            width, height = (round(v / 72 * 25.4, 1) for v in page.get_size())
            parts.append(f"=== {number + 1} [{document.get_page_label(number)}] {width} × {height} mm\n{text}")
        parts.append("=== outline")
        parts += [f"{'  ' * b.level}{b.get_title()}" for b in document.get_toc()]
    finally:
        document.close()
    return "\n".join(parts) + "\n"


@pytest.mark.parametrize("edition", ["epub", "screen", "print", "booklet", "handout"])
def test_the_tiny_book_is_as_it_was(tiny: BuiltBook, edition: str) -> None:
    compare(tiny, "tiny", edition)


@pytest.mark.parametrize("edition", ["epub", "print"])
def test_the_book_in_parts_is_as_it_was(parts: BuiltBook, edition: str) -> None:
    compare(parts, "parts", edition)


@pytest.mark.parametrize("edition", ["epub", "print"])
def test_the_book_of_lists_is_as_it_was(lists: BuiltBook, edition: str) -> None:
    compare(lists, "lists", edition)


def compare(book: BuiltBook, name: str, edition: str) -> None:
    path = book.path(edition)
    made = epub_text(path) if edition == "epub" else pdf_text(path)
    golden = GOLDEN / f"{name}-{edition}.txt"
    if os.environ.get("CHAPBOOK_ACCEPT") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_the_screen_edition_is_tagged_and_says_its_language(tiny: BuiltBook) -> None:
    with pikepdf.open(io.BytesIO(tiny.path("screen").read_bytes())) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]).startswith("A Tiny Book")
