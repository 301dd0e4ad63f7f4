"""The sheets of the e-book, and what the author's sheets bring along."""

from __future__ import annotations

import pytest

from chapbook.files import MemoryFolder, PathRefusedError
from chapbook.model.manuscript import StyleSettings
from chapbook.render.epub.sheets import make_sheets

SHEET = """@font-face { font-family: "Own"; src: url("../fonts/Own Face.woff2") }
@media print { p { background: URL( ../figures/a.png ) } }
q::before { content: "url(not-one.png)"; background: url(data:image/png;base64,AA==) }"""


def test_the_shipped_sheets_come_first() -> None:
    sheets, needed = make_sheets(StyleSettings(epub_sheets=(("styles/own.css", "p {}"),)), MemoryFolder({}))
    assert [s.file_name for s in sheets] == ["styles/book.css", "styles/epub.css", "styles/own-1-own.css"]
    assert (sheets[2].read(), needed) == (b"p {}", ())


def test_what_an_authors_sheet_names_is_put_into_the_package() -> None:
    folder = MemoryFolder({"fonts/Own Face.woff2": b"font", "figures/a.png": b"image"})
    sheets, needed = make_sheets(StyleSettings(epub_sheets=(("styles/own.css", SHEET),)), folder)
    assert [(n.file_name, n.media_type, n.read()) for n in needed] == [
        ("images/own-1-own-face.woff2", "font/woff2", b"font"),
        ("images/own-2-a.png", "image/png", b"image"),
    ]
    text = sheets[2].read().decode()
    assert 'src: url("../images/own-1-own-face.woff2")' in text
    assert 'background: url("../images/own-2-a.png")' in text
    assert '"url(not-one.png)"' in text
    assert "url(data:image/png;base64,AA==)" in text


@pytest.mark.parametrize("address", ["https://example.org/a.png", "../../a.png", "a.exe"])
def test_a_sheet_that_reaches_outside_is_refused(address: str) -> None:
    style = StyleSettings(epub_sheets=(("styles/own.css", f"p {{ background: url({address}) }}"),))
    with pytest.raises(PathRefusedError):
        make_sheets(style, MemoryFolder({}))
