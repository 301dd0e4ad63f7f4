"""Books from right to left, and Chinese and Japanese ones: built whole, with what matters of them against golden files.

To accept a change, run with CHAPBOOK_ACCEPT=1 in the environment, and read the difference.
"""

from __future__ import annotations

import os
import re
import unicodedata
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import ROOT, SCRIPT_BOOKLETS, SCRIPT_BOOKS, BuiltBook
from lxml import etree

GOLDEN = Path(__file__).parent / "golden"


def what_matters(book: BuiltBook) -> str:
    """Directions and languages of the e-book, its faces, and what the PDF says of itself."""
    lines = []
    with zipfile.ZipFile(book.path("epub")) as archive:
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx")):
                lines += [f"=== {name}", *_attributes(etree.fromstring(archive.read(name)))]
            elif name.startswith("EPUB/fonts/"):
                lines.append(f"=== {name}")
        sheet = archive.read("EPUB/styles/fonts.css").decode()
        lines += ["=== order of the families", *re.findall(r"^\S.*\{ font-family.*$", sheet, re.MULTILINE)]
    with pikepdf.open(book.path("screen")) as pdf:
        lines += [
            "=== screen",
            f"language {pdf.Root.Lang}",
            f"direction {pdf.Root.ViewerPreferences.get('/Direction')}",
        ]
        fonts = {str(f.BaseFont).split("+")[1] for page in pdf.pages for f in page.Resources.get("/Font", {}).values()}
        lines += sorted(fonts)
    return "\n".join(lines) + "\n"


def _attributes(root: etree._Element) -> list[str]:
    """A line for each element that says a language, a direction or the order of pages."""
    lines = []
    for element in root.iter(etree.Element):
        told = {str(k).rsplit("}")[-1]: str(v) for k, v in element.attrib.items()}
        kept = [f"{k}={told[k]}" for k in ("lang", "dir", "page-progression-direction") if k in told]
        if kept:
            lines.append(" ".join([etree.QName(element).localname, *kept]))
    return lines


@pytest.mark.parametrize("name", SCRIPT_BOOKS)
def test_directions_languages_and_faces_are_as_they_were(script_books: dict[str, BuiltBook], name: str) -> None:
    made = what_matters(script_books[name])
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("CHAPBOOK_ACCEPT") == "1":
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def letters(text: str) -> str:
    """Letters alone, as they are in the alphabet: Arabic and Hebrew marks float over letters, and readers lose them."""
    folded = unicodedata.normalize("NFKD", text)
    return "".join(c for c in folded if c.isalnum())


@pytest.mark.parametrize("name", SCRIPT_BOOKS)
def test_the_words_of_a_page_can_be_searched(script_books: dict[str, BuiltBook], name: str) -> None:
    """Every word of the last chapter's first paragraph is found as a word in the text of the PDF."""
    source = (ROOT / "tests" / "books" / name / "sea.md").read_text(encoding="utf-8")
    paragraph = re.sub(r"@\S+|\[|\]|\{[^}]*\}", " ", source.split("\n\n")[1])
    document = pypdfium2.PdfDocument(script_books[name].path("screen").read_bytes())
    try:
        text = letters("".join(document[n].get_textpage().get_text_range() for n in range(len(document))))
    finally:
        document.close()
    words = [letters(word) for word in re.split(r"[\s，。、；;:.,!？؟،]+", paragraph)]
    assert len(words) > 5
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("name", SCRIPT_BOOKLETS)
def test_the_cover_of_the_booklet_lies_at_the_side_where_the_book_begins(
    script_books: dict[str, BuiltBook], name: str
) -> None:
    """On the outermost sheet the front cover, which has the field of colour, is at the right, or else at the left."""
    document = pypdfium2.PdfDocument(script_books[name].path("booklet").read_bytes())
    try:
        picture = document[0].render(scale=0.3).to_pil().convert("RGB")
    finally:
        document.close()
    width, height = picture.size
    red = {side: picture.getpixel((round(width * x), height // 2)) for side, x in (("left", 0.03), ("right", 0.97))}
    front = "left" if name == "hebrew" else "right"
    assert red[front] == pytest.approx((140, 47, 27), abs=4)
    assert red["left" if front == "right" else "right"] == pytest.approx((246, 240, 228), abs=4)
