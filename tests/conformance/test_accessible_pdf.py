"""The PDFs for a screen keep PDF/UA-1 (ISO 14289-1): veraPDF checks every rule that a machine can check."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import LANGUAGES, SCRIPT_BOOKS, BuiltBook
from verapdf import VeraPDF

import chapbook

BOOKS = ("booklet", "boxes", "formulas", "links", "parts", "tiny", "wide")
# Their handouts have nothing that the others have not.
SCREEN_BOOKS = ("apparatus", "indexed", "lists")
# Marks on letters, spaces before stops, letters of its own.
LANGUAGE_BOOKS = ("cs", "fr", "uk")


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("edition", ["screen", "handout"])
def test_the_pdf_keeps_pdf_ua(name: str, edition: str, verapdf: VeraPDF, request: pytest.FixtureRequest) -> None:
    book: BuiltBook = request.getfixturevalue(name)
    assert verapdf.failures("ua1", book.path(edition)) == []


@pytest.mark.parametrize("name", SCREEN_BOOKS)
def test_the_pdf_for_a_screen_keeps_pdf_ua(name: str, verapdf: VeraPDF, request: pytest.FixtureRequest) -> None:
    book: BuiltBook = request.getfixturevalue(name)
    assert verapdf.failures("ua1", book.path("screen")) == []


@pytest.mark.parametrize("language", LANGUAGE_BOOKS)
def test_a_book_in_another_language_keeps_pdf_ua(language: str, verapdf: VeraPDF, tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    settings = f'[book]\ntitle = "X"\nlanguage = "{language}"\nmodified = 2026-11-24\n[order]\nbody = ["one"]\n'
    (book / "book.toml").write_text(settings, encoding="utf-8")
    (book / "one.md").write_bytes((LANGUAGES / f"{language}.md").read_bytes())
    (book / "line.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9"/></svg>')
    result = chapbook.build(book, editions=["screen"], out=tmp_path / "out", cache=tmp_path / "cache")
    assert verapdf.failures("ua1", BuiltBook(result, tmp_path / "out").path("screen")) == []


@pytest.mark.parametrize("name", SCRIPT_BOOKS)
def test_a_book_in_another_script_keeps_pdf_ua(name: str, script_books: dict[str, BuiltBook], verapdf: VeraPDF) -> None:
    assert verapdf.failures("ua1", script_books[name].path("screen")) == []


def test_what_is_not_tagged_fails(tiny: BuiltBook, verapdf: VeraPDF, tmp_path: Path) -> None:
    """The validator sees: a file for a press fails by clause, and what is no PDF is no pass."""
    assert any(line.startswith("7.1-") for line in verapdf.failures("ua1", tiny.path("print")))
    (tmp_path / "words.pdf").write_text("no PDF")
    assert [line.split(":")[0] for line in verapdf.failures("ua1", tmp_path / "words.pdf")] == ["unreadable"]
