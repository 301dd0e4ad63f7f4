"""The design of docs/design.md, written down as it says there and built."""

from __future__ import annotations

import shutil
from pathlib import Path

import own_design
import pypdfium2
from conftest import TINY

from chapbook import build


def test_the_example_of_the_documentation_is_a_book(tmp_path: Path) -> None:
    manuscript = tmp_path / "book"
    shutil.copytree(TINY, manuscript)
    (manuscript / own_design.NAME).write_text(own_design.example_sheet(), encoding="utf-8")
    settings = (manuscript / "book.toml").read_text(encoding="utf-8")
    assert "[style]" not in settings
    (manuscript / "book.toml").write_text(f'{settings}\n[style]\ndesign = "{own_design.NAME}"\n', encoding="utf-8")
    result = build(manuscript, editions=["epub", "print"], out=tmp_path / "dist", cache=tmp_path / "cache", workers=1)
    assert [str(d) for d in result.diagnostics] == []
    (name,) = [e.file_name for e in result.editions if e.name == "print"]
    with pypdfium2.PdfDocument(tmp_path / "dist" / name) as document:
        sides = {folio_side(document, number) for number in range(len(document))} - {""}
    assert sides == {"outer"}


def folio_side(document: pypdfium2.PdfDocument, number: int) -> str:
    """Where the lowest characters of the page stand; empty on a page without a folio."""
    page = document[number]
    text = page.get_textpage()
    low = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).isalnum()]
    low = [box for box in low if box[3] < 50]
    if not low:
        return ""
    middle, centre = sum(box[0] + box[2] for box in low) / 2 / len(low), page.get_width() / 2
    if abs(middle - centre) < 20:
        return "centre"
    return "outer" if (middle > centre) == (number % 2 == 0) else "inner"
