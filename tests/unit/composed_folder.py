"""Small books in Markdown, read, parsed and composed: what an author writes, and what comes out."""

from __future__ import annotations

from chapbook.build import Press
from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic
from chapbook.files import MemoryFolder
from chapbook.model.book import Book
from chapbook.workers import Workers

# What a book that says nothing of itself is told.
_ASSUMED = {"assumed-date", "assumed-order", "assumed-title"}


def compose_folder(files: dict[str, str], settings: str = "", language: str = "en-GB") -> tuple[Book, list[Diagnostic]]:
    """The book of the files and what is wrong with it; `settings` (TOML) go on with the `[book]` of its book.toml."""
    toml = f'[book]\ntitle = "The Book"\nlanguage = "{language}"\nmodified = 2026-11-24\n{settings}'
    content = {"book.toml": toml.encode()} | {name: text.encode() for name, text in files.items()}
    with Workers(0) as pool:
        book, found = Press(MemoryFolder(content), Cache(None), pool, lambda *_: None).compose(None)
    assert book is not None, [str(d) for d in found]
    return book, [d for d in found if d.code not in _ASSUMED]
