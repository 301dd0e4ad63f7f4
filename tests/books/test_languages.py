"""A chapter in each language of our authors, read and composed: its words, its marks, its references.

Each file of `languages/` has the same things in it: speech, a date, numbers, abbreviations, a figure, a table, a note.
Build one of them to look at its pages.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chapbook.cache import Cache
from chapbook.compose import compose_book
from chapbook.compose.words import book_words
from chapbook.files import MemoryFolder
from chapbook.model.fragment import fragment_tree
from chapbook.model.manuscript import ChapterSource, Kind
from chapbook.parse.chapter import parse_chapter
from chapbook.read.images import read_images
from chapbook.read.manuscript import read_manuscript

CHAPTERS = sorted((Path(__file__).parent / "languages").glob("*.md"))
LINE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20"><path d="M5 10H95" stroke="#000"/></svg>'


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[c.stem for c in CHAPTERS])
def test_a_book_in_the_language_is_whole(chapter: Path) -> None:
    toml = f'[book]\ntitle = "X"\nlanguage = "{chapter.stem}"\nmodified = 2026-11-24\n[order]\nbody = ["one"]\n'
    folder = MemoryFolder({"book.toml": toml.encode(), "one.md": chapter.read_bytes(), "line.svg": LINE})
    manuscript, read = read_manuscript(folder, None, Cache(None))
    assert manuscript
    (source,) = [item for item in manuscript.order if isinstance(item, ChapterSource)]
    draft, parsed = parse_chapter(source)
    images, missing = read_images(folder, draft.images, Cache(None))
    book, composed = compose_book(manuscript, [draft], images, Cache(None))
    assert [str(d) for d in (*read, *parsed, *missing, *composed)] == []

    division = next(d for d in book.divisions if d.kind is Kind.CHAPTER)
    text = "".join(str(t) for t in fragment_tree(division.content).itertext())
    words = book_words(chapter.stem)
    for numbered in (words.figure, words.table):
        assert numbered.label.format("1.1") in text
        assert text.count(numbered.reference.format("1.1")) >= 1
    assert words.chapter.label.format("1") == division.label
    assert not re.search(r"[\"']|\.\.\.|--|@", text)
