"""The citations of the book in the order in which they are read, and the numbers of their notes.

Input: trees whose notes stand at the end of their division. Output: a `Place` for each `press:citation`, those of a
note where the note is called first. Numbers count every note, and every citation outside one, from the first page on:
what “the note before” is, or a note not far off, a style decides by them (CSL 1.0.2, “Locators”, `position`), and who
reads Markdown with pandoc gets the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from chapbook.compose.bench import Piece
from chapbook.compose.note_style import OWN_NOTE
from chapbook.model.draft import Citation, Draft
from chapbook.model.fragment import find_all, h, press
from chapbook.trees import has_class

_NOTES = ".//h:section[@class='notes']/h:aside"


@dataclass(frozen=True)
class Place:
    """A citation where it stands in a tree.

    `note` is the number of its note, or of the citation itself when it stands in none; `printed` the note's number in
    print; `aside` its note, when the author wrote that.
    """

    element: etree._Element
    citation: Citation
    division: str
    note: int
    printed: str = ""
    aside: etree._Element | None = None

    @property
    def part(self) -> str:
        """Of a note style: which half it is, "text" or "note"; or `OWN_NOTE`, when the note is made for it."""
        return self.element.get("part", "")

    @property
    def key(self) -> tuple[str, str]:
        """What the two halves have in common."""
        return self.division, self.element.get("n", "")


def places_in_order(pieces: Sequence[Piece]) -> list[Place]:
    """The citations of the book."""
    places: list[Place] = []
    last = 0
    for piece in pieces:
        if piece.draft is None:
            continue
        asides = {aside.get("id", ""): aside for aside in find_all(piece.tree, _NOTES)}
        if piece.draft.citations:
            walk = _Walk(piece, piece.draft, last, asides)
            places += walk.read(piece.tree)
            last = walk.last
        else:
            last += len(asides)
    return places


@dataclass
class _Walk:
    """Reads one division. `last` is the number given last; `asides` are the notes not called yet, by their ids."""

    piece: Piece
    draft: Draft
    last: int
    asides: dict[str, etree._Element]

    def read(self, root: etree._Element) -> Iterator[Place]:
        """The citations below `root`, those of a note where it is called."""
        for element in list(root.iter(press("citation"), h("a"))):
            if element.tag == h("a"):
                yield from self._follow(element)
            elif root is not self.piece.tree:
                yield self._place(element, self.last, root)
            elif not _is_in_notes(element):
                # That of the halves in the sentence has the number of its note, which follows.
                self.last += element.get("part") != "text"
                yield self._place(element, self.last)

    def _follow(self, link: etree._Element) -> Iterator[Place]:
        """The citations of the note, when the link is its first call."""
        aside = self.asides.pop(link.get("href", "")[1:], None) if has_class(link, "note-call") else None
        if aside is not None:
            self.last += 1
            yield from self.read(aside)

    def _place(self, element: etree._Element, note: int, aside: etree._Element | None = None) -> Place:
        citation = self.draft.citations[int(element.get("n", ""))]
        printed = (aside.findtext(f".//{h('a')}") or "").strip() if aside is not None else ""
        is_own = element.get("part") in (OWN_NOTE, "note")
        return Place(element, citation, self.piece.id, note, printed, None if is_own else aside)


def _is_in_notes(element: etree._Element) -> bool:
    return any(has_class(aside, "footnote") for aside in element.iterancestors(h("aside")))
