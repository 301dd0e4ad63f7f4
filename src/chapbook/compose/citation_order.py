"""The citations of the book in the order in which they are read, and the numbers of their notes.

Input: trees whose notes stand at the end of their division. Output: a `Place` for each `press:citation`, those of a
note where the note is called first. Numbers count every note, and every citation outside one, from the first page on:
what “the note before” is, or a note not far off, a style decides by them (CSL 1.0.2, “Locators”, `position`), and who
reads Markdown with pandoc gets the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from chapbook.compose.bench import Piece, find_all
from chapbook.compose.note_style import OWN_NOTE
from chapbook.model.draft import Citation
from chapbook.model.fragment import h, press
from chapbook.trees import has_class

_NOTES = ".//h:section[@class='notes']/h:aside"


@dataclass(frozen=True)
class Place:
    """A citation where it stands in a tree.

    `note` is the number of its note, or of the citation itself when it stands in none; `aside` its note, when the
    author wrote that.
    """

    element: etree._Element
    citation: Citation
    division: str
    note: int
    aside: etree._Element | None = None

    @property
    def part(self) -> str:
        """Of a note style: which half it is, "text" or "note"; or `OWN_NOTE`, when the note is made for it."""
        return self.element.get("part", "")

    @property
    def key(self) -> tuple[str, str]:
        """What the two halves have in common."""
        return self.division, self.element.get("n", "")


@dataclass
class _Walk:
    """How far the book has been read: the notes and the citations outside notes up to there."""

    numbers: int = 0
    notes: dict[int, str] = field(default_factory=dict)


def places_in_order(pieces: Sequence[Piece]) -> tuple[list[Place], dict[int, str]]:
    """The citations of the book, and the number in print of each note by its number over the book."""
    walk = _Walk()
    places = [place for piece in pieces if piece.draft is not None for place in _of_piece(piece, walk)]
    return places, walk.notes


def _of_piece(piece: Piece, walk: _Walk) -> Iterator[Place]:
    asides = {aside.get("id", ""): aside for aside in find_all(piece.tree, _NOTES)}
    if piece.draft is not None and not piece.draft.citations:
        walk.numbers += len(asides)
        return
    yield from _of_elements(piece, piece.tree, asides, walk, None)


def _of_elements(
    piece: Piece, root: etree._Element, asides: dict[str, etree._Element], walk: _Walk, note: int | None
) -> Iterator[Place]:
    """The citations below `root`, which stands in the note with that number; a note that is called is read there."""
    draft = piece.draft
    if draft is None:
        return
    for element in list(root.iter(press("citation"), h("a"))):
        if element.tag == h("a"):
            aside = asides.pop(element.get("href", "")[1:], None) if has_class(element, "note-call") else None
            if aside is not None:
                walk.numbers += 1
                walk.notes[walk.numbers] = (aside.findtext(f".//{h('a')}") or "").strip()
                yield from _of_elements(piece, aside, asides, walk, walk.numbers)
        elif note is not None:
            is_own = element.get("part") in (OWN_NOTE, "note")
            yield Place(element, draft.citations[int(element.get("n", ""))], piece.id, note, None if is_own else root)
        elif not _is_in_notes(element):
            if element.get("part") != "text":  # the number is that of its note, which follows
                walk.numbers += 1
            yield Place(element, draft.citations[int(element.get("n", ""))], piece.id, walk.numbers)


def _is_in_notes(element: etree._Element) -> bool:
    return any(has_class(aside, "footnote") for aside in element.iterancestors(h("aside")))
