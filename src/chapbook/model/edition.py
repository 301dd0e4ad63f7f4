"""An edition: one file that a reader, a printer or a teacher gets."""

from __future__ import annotations

from dataclasses import dataclass

# In the order in which they are built and reported.
EDITION_NAMES = ("epub", "screen", "print", "booklet", "handout")


@dataclass(frozen=True)
class Edition:
    """A rendered edition in memory, before it is written: `name` as in the table, `file_name` as in dist/.

    `pages` are those of the book, without covers (0: it has none); `sheets` are those of paper to print on both sides,
    turned on their short edge or on the long one. `signatures` are the folded sheets in each signature.
    """

    name: str
    file_name: str
    media_type: str
    content: bytes
    pages: int = 0
    sheets: int = 0
    signatures: tuple[int, ...] = ()
    short_edge: bool = True
