"""A list of books that are made together, as `shelf.toml` has it."""

from __future__ import annotations

from dataclasses import dataclass

from chapbook.diagnostics import Span

SHELF_FILE = "shelf.toml"


@dataclass(frozen=True)
class ShelfBook:
    """A book of the list: the folder of its manuscript, seen from the list, and the folder in `Shelf.out` it goes to.

    `editions` is None for those that every book has. `span` is where the list names it.
    """

    folder: str
    out: str
    editions: tuple[str, ...] | None
    span: Span


@dataclass(frozen=True)
class Shelf:
    """The list. `out` is the folder of all editions, seen from the list; empty when it does not say."""

    out: str
    books: tuple[ShelfBook, ...]
