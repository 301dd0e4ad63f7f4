"""An edition: one file that a reader, a printer or a teacher gets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# In the order in which they are built and reported.
EDITION_NAMES = ("epub", "kindle", "screen", "print", "booklet", "handout")
# Made only when they are asked for, or named in `[editions]`.
ON_DEMAND = frozenset({"kindle"})


@dataclass(frozen=True)
class Edition:
    """A rendered edition before it is written: `name` as in the table, `file_name` as in dist/.

    `content` is its bytes, or the temporary file that has them: an e-book is as large as its pictures together.
    `pages` are those of the book, without covers (0: it has none); `sheets` are those of paper to print on both sides,
    turned on their short edge or on the long one. `signatures` are the folded sheets in each signature.
    """

    name: str
    file_name: str
    media_type: str
    content: bytes | Path
    pages: int = 0
    sheets: int = 0
    signatures: tuple[int, ...] = ()
    short_edge: bool = True
