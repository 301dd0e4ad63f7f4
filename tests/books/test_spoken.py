"""What a screen reader makes of the screen PDF: the structure of the tiny book, and every word of a book once.

`golden/tiny-spoken.txt` holds the structure tree with its words. To accept a change, run the test with
CHAPBOOK_ACCEPT=1 in the environment, and read the difference.
"""

from __future__ import annotations

import os
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from conftest import BuiltBook
from lxml import etree
from spoken import Spoken, speak

GOLDEN = Path(__file__).parent / "golden" / "tiny-spoken.txt"
XHTML = "{http://www.w3.org/1999/xhtml}"
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def folded(text: str) -> str:
    """Letters alone, for what a page design does to their case and to spaces is no matter here."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def paragraphs(epub: Path) -> Counter[str]:
    """The paragraphs of the text, notes too, as the e-book has them; those with formulas are read out otherwise."""
    found: Counter[str] = Counter()
    with zipfile.ZipFile(epub) as archive:
        for name in archive.namelist():
            if "/text/" in name and "cover" not in name:
                for p in etree.fromstring(archive.read(name)).iter(f"{XHTML}p"):
                    if not any(True for e in p.iter() if str(e.tag).endswith(("math", "img"))):
                        for back in p.findall(f"{XHTML}a[@class='note-back']"):
                            back.text = ""
                        found[folded("".join(map(str, p.itertext())))] += 1
    return found


@pytest.mark.parametrize("name", ["booklet", "tiny", "boxes"])
def test_every_paragraph_is_read_once_and_whole(name: str, request: pytest.FixtureRequest) -> None:
    """However pages and lines divide it, and wherever its notes stand on paper."""
    book: BuiltBook = request.getfixturevalue(name)
    document = speak(book.path("screen"))
    read = Counter(folded(element.words()) for element in document.all() if element.tag in ("P", "LBody", "TD"))
    wanted = {text: times for text, times in paragraphs(book.path("epub")).items() if len(text) > 40}
    assert len(wanted) >= 3
    assert {text: (times, read[text]) for text, times in wanted.items() if read[text] != times} == {}


def test_words_do_not_run_together(booklet: BuiltBook) -> None:
    """Where a line ends between two words there is a space, and none where it divides a word."""
    document = speak(booklet.path("screen"))
    text = document.words()
    assert "The agreement on the withdrawal was signed in Moscow on 26 February 1990, and the first trains" in text
    assert "How many soldiers came is not settled" in text


def test_a_note_follows_the_paragraph_that_calls_it(booklet: BuiltBook) -> None:
    document = speak(booklet.path("screen"))
    for holder in document.all():
        for before, note in zip(holder.kids, holder.kids[1:], strict=False):
            if isinstance(note, Spoken) and note.tag == "Note":
                assert isinstance(before, Spoken)
                called = [e for e in before.all() if e.tag == "Reference"] or before.tag in ("Note", "Table")
                assert called, (before.words(), note.words())
                assert isinstance(note.kids[0], Spoken)
                assert note.kids[0].tag == "Lbl"
    assert sum(element.tag == "Note" for element in document.all()) == 15


@pytest.mark.parametrize("name", ["booklet", "tiny", "boxes", "parts", "formulas"])
def test_no_level_of_headings_is_skipped(name: str, request: pytest.FixtureRequest) -> None:
    book: BuiltBook = request.getfixturevalue(name)
    level = 0
    for element in speak(book.path("screen")).all():
        if element.tag in HEADINGS:
            assert int(element.tag[1]) <= level + 1, element.words()
            level = int(element.tag[1])
        if element.tag in ("Figure", "Formula"):
            assert element.said["Alt"]


def test_the_structure_is_what_it_was(tiny: BuiltBook) -> None:
    outline = "\n".join(speak(tiny.path("screen")).outline()) + "\n"
    if os.environ.get("CHAPBOOK_ACCEPT"):
        GOLDEN.write_text(outline)
    assert outline == GOLDEN.read_text()
