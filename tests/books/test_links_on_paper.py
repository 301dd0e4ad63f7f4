"""Links on paper, in finished editions: what is read out, where it leads, and that the e-book knows nothing of it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

import pikepdf
import pytest
from conftest import BuiltBook
from lxml import etree
from spoken import Spoken, speak

XHTML = "{http://www.w3.org/1999/xhtml}"
FIRST = {
    "a": "example.org/station",
    "b": "example.org/yard",
    "c": "example.org/wiki/Železniční_stanice",
    "d": "jana@example.org",
    "e": "example.org/items/of/a/long/list?of=things&that=need&a=code#larger-than-most-of-the-others",
    "f": "example.org/in-note",
}
SECOND = {"a": "example.org/cierna", "b": "example.org/chop", "c": "example.org/last"}


def letters(text: str) -> str:
    return "".join(text.split())


def without_letters(element: Spoken) -> str:
    """The words of the element without the letters of links."""
    pieces = []
    for kid in element.kids:
        if isinstance(kid, str):
            pieces.append(kid)
        elif kid.tag != "Reference" or not kid.words().strip("\u2060 ").isalpha():
            pieces.append(without_letters(kid))
    return "".join(pieces)


def ebook_trees(book: BuiltBook) -> Iterator[etree._Element]:
    with zipfile.ZipFile(book.path("epub")) as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml") and "/text/" in name:
                yield etree.fromstring(archive.read(name))


@pytest.mark.parametrize("edition", ["screen", "handout"])
def test_each_address_is_read_once_with_its_letter_its_words_and_its_code(links: BuiltBook, edition: str) -> None:
    notes = [e for e in speak(links.path(edition)).all() if e.tag == "Note"]
    coded = [note for note in notes if any(kid.tag == "Figure" for kid in note.all())]
    wanted = [*FIRST.items(), *SECOND.items()]
    assert len(coded) == len(wanted)
    for note, (letter, address) in zip(coded, wanted, strict=True):
        label = note.kids[0]
        assert isinstance(label, Spoken)
        assert (label.tag, label.words()) == ("Lbl", letter)
        assert address in letters(without_letters(note))
        assert [kid.words() for kid in note.all() if kid.tag == "Figure"] == [f"QR code: {address}"]


def test_the_text_of_paper_is_that_of_the_e_book_but_for_letters(links: BuiltBook) -> None:
    written = {letters("".join(map(str, p.itertext()))) for tree in ebook_trees(links) for p in tree.iter(f"{XHTML}p")}
    long = {text for text in written if len(text) > 60 and not text[0].isdecimal()}
    assert len(long) == 2
    for edition in ("screen", "handout"):
        read = {letters(without_letters(e)).replace("\u2060", "") for e in speak(links.path(edition)).all()}
        assert long <= read


def test_the_e_book_has_neither_letters_nor_codes(links: BuiltBook) -> None:
    trees = list(ebook_trees(links))
    assert not any("QR code" in "".join(map(str, tree.itertext())) for tree in trees)
    calls = [a.text for tree in trees for a in tree.iter(f"{XHTML}a") if a.get("class") == "note-call"]
    assert calls == ["1"]


def test_addresses_can_be_followed_on_the_screen(links: BuiltBook) -> None:
    with pikepdf.open(links.path("screen")) as pdf:
        addresses = [
            str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", ()) if "/URI" in note.get("/A", {})
        ]
    assert addresses.count("https://example.org/yard/") == 2
    assert addresses.count("https://example.org/station") == 4  # three in the text and its note, one in the list
    assert addresses.count("mailto:jana@example.org?subject=Trains") == 2
