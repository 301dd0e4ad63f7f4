"""Small books in Markdown, parsed and composed: every file of tests/cases/compose is one.

A case is a settings line in TOML, the chapters (`=== path kind matter`), a line with a full stop, and what is to come
out: the markup of divisions (`=== id`), and the diagnostics, if any (`=== diagnostics`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from compose_drafts import MODIFIED, division

from chapbook.cache import Cache
from chapbook.compose import compose_book
from chapbook.diagnostics import Diagnostic, Span
from chapbook.files import MemoryFolder
from chapbook.model.book import Book
from chapbook.model.fragment import EPUB, XHTML
from chapbook.model.manuscript import ChapterSource, Kind, Manuscript, Matter, References, TextSettings
from chapbook.model.metadata import Metadata
from chapbook.parse.chapter import parse_chapter
from chapbook.read.references import read_references

CASES = sorted((Path(__file__).parents[1] / "cases" / "compose").glob("*.txt"))
DECLARED = f' xmlns="{XHTML}" xmlns:epub="{EPUB}"'


def sections(text: str) -> Iterator[tuple[str, str]]:
    """The pieces that begin with `=== name`."""
    for piece in text.split("=== ")[1:]:
        name, _, content = piece.partition("\n")
        yield name, content.strip("\n") + "\n"


def compose_case(given: str) -> tuple[Book, list[Diagnostic]]:
    settings = tomllib.loads(given.split("=== ")[0])
    sources, bibliographies = [], {}
    for name, content in sections(given):
        path, *words = name.split()
        if path.endswith(".md"):
            kind, matter = (Kind(words[0]), Matter(words[1])) if words else (Kind.CHAPTER, Matter.BODY)
            sources.append(ChapterSource(path, content, 1, matter, kind))
        else:
            bibliographies[path] = content.encode()
    folder = MemoryFolder(bibliographies)
    entries, found = read_references(folder, [(p, Span("book.toml")) for p in bibliographies], Cache(None))
    parsed = [parse_chapter(s) for s in sources]
    manuscript = Manuscript(
        Metadata("The Book", settings["language"], "urn:x", MODIFIED),
        tuple(sources),
        References(entries, listed=settings.get("list", "cited"), place=settings.get("place", "book")),
        TextSettings(settings.get("numbering", "chapters")),
    )
    book, composed = compose_book(manuscript, [draft for draft, _ in parsed], {}, Cache(None))
    return book, [*found, *(d for _, diagnostics in parsed for d in diagnostics), *composed]


@pytest.mark.parametrize("case", CASES, ids=[c.stem for c in CASES])
def test_the_book_is_composed_as_the_case_says(case: Path) -> None:
    given, expected = case.read_text(encoding="utf-8").split("\n.\n")
    book, found = compose_case(given)
    wanted = dict(sections(expected))
    diagnostics = wanted.pop("diagnostics", "\n")
    shown = {name: division(book, name).content.markup.decode().replace(DECLARED, "", 1) + "\n" for name in wanted}
    assert shown == wanted
    assert "".join(f"{d}\n" for d in found) == diagnostics.lstrip("\n")
