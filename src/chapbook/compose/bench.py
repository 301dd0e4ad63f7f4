"""What the steps work on: the divisions of the book while their trees still change.

Input: the manuscript and its drafts. Output: nothing of its own; each step of `book.py` reads and changes a `Bench`,
and the last thing that happens to it is that it is frozen into a `Book`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from chapbook.cache import Cache
from chapbook.compose.formula_words import linear_words
from chapbook.compose.names import Names
from chapbook.compose.words import BookWords
from chapbook.diagnostics import Diagnostic, Guesses, Span
from chapbook.model.apparatus import Entry, Illustration, Target
from chapbook.model.book import ContentsEntry, Image
from chapbook.model.draft import Draft
from chapbook.model.fragment import h, m, press
from chapbook.model.manuscript import ChapterSource, Kind, Manuscript, Matter
from chapbook.trees import has_class

HEADINGS = tuple(h(f"h{level}") for level in range(1, 7))
# What is in a title but not in its plain words: calls and citations.
_NOT_IN_TITLES = {"note-call", "citation-group", "section-number"}
_UNRESOLVED = {press("note"), press("citation")}
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")


@dataclass
class Piece:
    """A division on the bench. `ids` leads from an id as the author wrote it to the id in the book.

    `number` is "2" or "A" or empty, `label` is "Chapter 2", `reference` the words for it in a sentence, `series` the
    field of `BookWords` that has them. `numbered` is None when the kind decides. `authors` are those of the division
    alone, as a list in words. `paper` is the tree as pages have it, where that is another. `index` is
    the name of an index that is not the general one. `added` are elements with words that step 1 put into the tree.
    """

    id: str
    kind: Kind
    matter: Matter
    language: str
    tree: etree._Element
    span: Span
    draft: Draft | None = None
    source: ChapterSource | None = None
    title: etree._Element | None = None
    part: str = ""
    number: str = ""
    label: str = ""
    reference: str = ""
    series: str = ""
    numbered: bool | None = None
    authors: str = ""
    short_title: str = ""
    paper: etree._Element | None = None
    index: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    added: list[etree._Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The title in plain words."""
        return title_text(self.title) if self.title is not None else ""

    @property
    def short_name(self) -> str:
        """The words for the running head."""
        return self.short_title or self.text

    @property
    def locator(self) -> str:
        """What names the division where a book has no pages: its number, or else its title."""
        return self.number or self.short_name or self.label


@dataclass
class Bench:
    """The whole book while it is made."""

    manuscript: Manuscript
    drafts: tuple[Draft, ...]
    images: Mapping[str, Image]
    cache: Cache
    words: BookWords
    names: Names = field(default_factory=Names)
    pieces: list[Piece] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    guesses: Guesses = field(default_factory=Guesses)
    targets: dict[str, Target] = field(default_factory=dict)
    references: tuple[Entry, ...] = ()
    figures: list[Illustration] = field(default_factory=list)
    tables: list[Illustration] = field(default_factory=list)
    listings: list[Illustration] = field(default_factory=list)
    illustrated: dict[str, etree._Element] = field(default_factory=dict)  # by the id of the illustration
    contents: tuple[ContentsEntry, ...] = ()

    @property
    def language(self) -> str:
        """The book's language."""
        return self.manuscript.metadata.language

    def piece_of_kind(self, kind: Kind) -> Piece | None:
        """The first division of the kind."""
        return next((p for p in self.pieces if p.kind is kind), None)


def title_text(element: etree._Element) -> str:
    """The plain words of a title, without note calls, notes and citations; white space is folded, but no-break kept."""
    return _WHITE_SPACE.sub(" ", "".join(_title_pieces(element))).strip()


def _title_pieces(element: etree._Element) -> list[str]:
    pieces = [element.text or ""]
    for child in element:
        if child.tag == m("math"):
            pieces.append(linear_words(child))
        elif isinstance(child.tag, str) and not _left_out(child):
            pieces += _title_pieces(child)
        pieces.append(child.tail or "")
    return pieces


def _left_out(element: etree._Element) -> bool:
    return element.tag in _UNRESOLVED or element.get("class") in _NOT_IN_TITLES


def section_number(heading: etree._Element) -> str:
    """The number that stands in the heading, or an empty string."""
    return next((c.text or "" for c in heading if c.get("class") == "section-number"), "")


def is_listed(heading: etree._Element) -> bool:
    """Whether contents and navigation may name the heading: Pandoc's class `unlisted` says that they shall not."""
    return bool(heading.get("id")) and not has_class(heading, "unlisted")
