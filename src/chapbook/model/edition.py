"""An edition: one file that a reader, a printer or a teacher gets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# In the order in which they are built and reported.
EDITION_NAMES = ("epub", "kindle", "screen", "print", "booklet", "handout", "web", "onix")
EPUB, KINDLE, HANDOUT, WEB, ONIX = "epub", "kindle", "handout", "web", "onix"
# Made only when they are asked for, or named in `[editions]`.
ON_DEMAND = frozenset({KINDLE, ONIX})
# The name of the picture beside the download page, which is no edition that one asks for.
PICTURE = "picture"
# The download page: the name that servers look for in a folder.
PAGE_FILE = "index.html"
# Those that tell of other editions, and of which; asked for alone they bring them along.
_TELLING = {
    WEB: ("epub", "screen", "print", "booklet", "handout"),
    ONIX: ("epub", "print"),
}


def usual_editions(named: Iterable[str]) -> tuple[str, ...]:
    """What is made when nobody says which: the editions that every book has, and those named in `[editions]`."""
    asked = frozenset(named)
    return tuple(name for name in EDITION_NAMES if name not in ON_DEMAND or name in asked)


def wanted_editions(asked: Iterable[str]) -> tuple[str, ...]:
    """The editions to make, in their order.

    The download page and the record for shops tell of what the same run makes. Where nothing else is asked for, that
    is everything that they can tell of.
    """
    names = set(asked)
    if names <= set(_TELLING):
        names |= {told for name in names for told in _TELLING[name]}
    return tuple(name for name in EDITION_NAMES if name in names)


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
