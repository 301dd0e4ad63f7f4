"""The sheets of the e-book."""

from __future__ import annotations

from chapbook.model.manuscript import StyleSettings
from chapbook.render.epub.sheets import make_sheets


def test_the_shipped_sheets_come_before_the_authors() -> None:
    sheets = make_sheets(StyleSettings(epub_sheets=(("styles/own.css", "p {}"),)), ("Latn", "Cyrl"))
    assert [s.file_name for s in sheets] == ["styles/book.css", "styles/epub.css", "styles/own-1-own.css"]
    assert sheets[2].read() == b"p {}"
