"""The sheets of the e-book."""

from __future__ import annotations

from chapbook.model.design import PageDesign
from chapbook.model.manuscript import StyleSettings
from chapbook.render.epub.sheets import make_sheets


def test_the_shipped_sheets_come_before_the_authors() -> None:
    sheets = make_sheets(StyleSettings(epub_sheets=(("styles/own.css", "p {}"),)), ("Latn", "Cyrl"))
    names = ["styles/book.css", "styles/epub.css", "styles/classic-epub.css", "styles/own-1-own.css"]
    assert [s.file_name for s in sheets] == names
    assert sheets[3].read() == b"p {}"


def test_a_design_of_the_authors_is_for_paper() -> None:
    sheets = make_sheets(StyleSettings(design=PageDesign("mine.css", "h1 {}")), ("Latn",))
    assert [s.file_name for s in sheets] == ["styles/book.css", "styles/epub.css"]
