"""`shelf.toml`, the list of books that are made together.

Input: its text. Output: a `Shelf` of the books that can be made, and an error at its line for each that cannot. What
`[[book]]` does not say, the list says for all.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error
from chapbook.model.edition import EDITION_NAMES
from chapbook.model.shelf import Shelf, ShelfBook
from chapbook.read.schema import LIST, TEXTS, WORD, Values, is_of_type, load_toml, place_of_key

_BOOK = "book"
_SHELF_KEYS = {"out": WORD, "editions": TEXTS, _BOOK: LIST}
_BOOK_KEYS = {"folder": WORD, "out": WORD, "editions": TEXTS}
_HEADER = re.compile(r"\s*\[\[\s*book\s*\]\]")


def read_shelf(text: str, path: str) -> tuple[Shelf, tuple[Diagnostic, ...]]:
    """The list, and what is wrong with it; the books that are whole are there all the same."""
    values, found = load_toml(text, path)
    if values is None:
        return Shelf("", ()), found
    found = (*found, *_check(values, _SHELF_KEYS, "shelf.toml", lambda key: place_of_key(text, path, key)))
    right = _right(values, _SHELF_KEYS)
    books: list[ShelfBook] = []
    places = _Places(text, path)
    for number, entry in enumerate(right.get(_BOOK, ())):
        place = places.of(number)
        book, faults = _read_book(entry, right, place)
        found = (*found, *faults)
        books += [book] if book else []
    if not right.get(_BOOK):
        span = place_of_key(text, path, _BOOK)
        found = (*found, error("empty-shelf", span, "The list names no book.", "Write [[book]] and its folder."))
    books, faults = _without_clashes(books)
    return Shelf(right.get("out", ""), tuple(books)), (*found, *faults)


class _Places:
    """Where the books of a list stand: its lines are looked through once, for a list may be long."""

    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.starts = [line for line, content in enumerate(self.lines, 1) if _HEADER.match(content)]
        self.whole = place_of_key(text, path, _BOOK).line

    def of(self, number: int) -> _Place:
        """The place of one book; of books in one line, all at the line."""
        if number >= len(self.starts):
            return _Place(self.path, self.whole, {})
        start = self.starts[number]
        own = (self.lines[index] for index in range(start, len(self.lines)))
        lines = takewhile(lambda line: not _is_header(line), own)
        return _Place(self.path, start, dict(enumerate(lines, start + 1)))


@dataclass(frozen=True)
class _Place:
    """Where the settings of one `[[book]]` stand: the line of its header, and its own lines by their numbers."""

    path: str
    line: int
    lines: Mapping[int, str]

    def __call__(self, key: str = "") -> Span:
        for line, content in self.lines.items():
            if key and (name := re.match(rf"(\s*)[\"']?{re.escape(key)}[\"']?\s*[.=]", content)):
                return Span(self.path, line, len(name[1]) + 1)
        return Span(self.path, self.line, 1 if self.line else 0)


def _is_header(line: str) -> bool:
    return re.match(r"\s*\[\[?\s*[\w\"']", line) is not None


def _read_book(entry: Any, shelf: Values, place: _Place) -> tuple[ShelfBook | None, tuple[Diagnostic, ...]]:
    if not isinstance(entry, dict):
        return None, (error("wrong-type", place(), "“book” takes tables: write [[book]] on a line of its own."),)
    found = tuple(_check(entry, _BOOK_KEYS, "[[book]]", place))
    right = _right(entry, _BOOK_KEYS)
    if "folder" not in entry:
        hint = "Write folder = and the folder of its manuscript."
        found = (*found, error("missing-book", place(), "This book has no folder.", hint))
    if found or "folder" not in right:
        return None, found
    folder = right["folder"]
    named = right.get("out", PurePosixPath(posixpath.normpath(folder)).name)
    out = posixpath.normpath(named)
    if out in ("", ".") or out.startswith(("/", "..")) or "\\" in out or "\0" in out:
        message = f"“{named}” is no folder in that of all editions."
        return None, (error("path-refused", place("out"), message, "Write out = and a name, such as “castle”."),)
    editions = tuple(right.get("editions") or shelf.get("editions") or ())
    return ShelfBook(folder, out, editions or None, place()), ()


def _check(values: Values, keys: Mapping[str, str], table: str, place: Any) -> Iterator[Diagnostic]:
    for key, value in values.items():
        if key not in keys:
            yield error("unknown-key", place(key), f"{table} knows no “{key}”.", did_you_mean(key, keys))
        elif key == _BOOK and isinstance(value, dict):
            yield error("wrong-type", place(key), "“book” is a list: write [[book]] for each book.")
        elif not is_of_type(value, keys[key]):
            yield error("wrong-type", place(key), f"“{key}” takes {keys[key]}.")
        elif key == "editions" and (unknown := [name for name in value if name not in EDITION_NAMES]):
            hint = did_you_mean(unknown[0], EDITION_NAMES) or f"There are {', '.join(EDITION_NAMES)}."
            yield error("wrong-value", place(key), f"There is no edition “{unknown[0]}”.", hint)


def _right(values: Values, keys: Mapping[str, str]) -> dict[str, Any]:
    right = {key: value for key, value in values.items() if key in keys and is_of_type(value, keys[key])}
    if not set(right.get("editions", ())).issubset(EDITION_NAMES):
        del right["editions"]
    return right


def same_folder(name: str) -> str:
    """Equal for two names that a disk may take for one: upper and lower case, composed and decomposed letters."""
    return unicodedata.normalize("NFC", name).casefold()


def _without_clashes(books: Iterable[ShelfBook]) -> tuple[list[ShelfBook], tuple[Diagnostic, ...]]:
    """The books of which each has a folder of its own."""
    taken: dict[str, ShelfBook] = {}
    found = []
    for book in books:
        first = taken.setdefault(same_folder(book.out), book)
        if first is not book:
            message = f"The editions of “{book.folder}” would go to “{book.out}”, where those of “{first.folder}” go."
            hint = f"That book is in line {first.span.line}; give one of them another folder with out =."
            found.append(error("shared-folder", book.span, message, hint))
    return list(taken.values()), tuple(found)
