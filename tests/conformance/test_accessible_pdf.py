"""The PDFs for a screen keep PDF/UA-1 (ISO 14289-1): veraPDF checks every rule that a machine can check."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SCRIPT_BOOKS, BuiltBook
from verapdf import VeraPDF

BOOKS = ("booklet", "boxes", "formulas", "links", "parts", "tiny", "wide")


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("edition", ["screen", "handout"])
def test_the_pdf_keeps_pdf_ua(name: str, edition: str, verapdf: VeraPDF, request: pytest.FixtureRequest) -> None:
    book: BuiltBook = request.getfixturevalue(name)
    assert verapdf.failures("ua1", book.path(edition)) == []


@pytest.mark.parametrize("name", SCRIPT_BOOKS)
def test_a_book_in_another_script_keeps_pdf_ua(name: str, script_books: dict[str, BuiltBook], verapdf: VeraPDF) -> None:
    assert verapdf.failures("ua1", script_books[name].path("screen")) == []


def test_what_is_not_tagged_fails(tiny: BuiltBook, verapdf: VeraPDF, tmp_path: Path) -> None:
    """The validator sees: a file for a press fails by clause, and what is no PDF is no pass."""
    assert any(line.startswith("7.1-") for line in verapdf.failures("ua1", tiny.path("print")))
    (tmp_path / "words.pdf").write_text("no PDF")
    assert [line.split(":")[0] for line in verapdf.failures("ua1", tmp_path / "words.pdf")] == ["unreadable"]
