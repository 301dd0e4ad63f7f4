"""Which lists of references a book has, what each of them holds, and where it stands.

Input: the settings, and the order of the manuscript or the divisions made from it. Output: a `ReferenceList` for every
list. One list serves the whole book, or each chapter, or each part; whatever belongs to none of these has its list in
the book's bibliography. An empty division `refs` (Pandoc's `::: {#refs}`) says where a list stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from chapbook.compose.bench import Bench, Piece
from chapbook.diagnostics import warning
from chapbook.model.draft import Draft
from chapbook.model.fragment import find_all, fragment_tree
from chapbook.model.manuscript import (
    IN_BOOK_FILE,
    ChapterSource,
    Keys,
    Kind,
    MadeDivision,
    Matter,
    OrderItem,
    PartEnd,
    PartOpening,
)

SPOT = "refs"
EVERYTHING = "*"


@dataclass(frozen=True)
class ReferenceList:
    """A list: the divisions whose citations it holds, and the works that it lists without them.

    `holder` is the division that it stands in, `spot` the place there that the author marked, `name` what is special in
    the ids of its entries: empty for the book's own list.
    """

    pieces: tuple[Piece, ...]
    nocite: Keys
    holder: Piece | None
    spot: etree._Element | None
    name: str = ""

    @property
    def divisions(self) -> frozenset[str]:
        """The ids of the divisions."""
        return frozenset(piece.id for piece in self.pieces)

    @property
    def ends_chapter(self) -> bool:
        """Whether the list stands at the end of a division that is about something else."""
        return self.spot is None and self.holder is not None and self.holder.kind is not Kind.BIBLIOGRAPHY


@dataclass(frozen=True)
class _Run:
    """Items of the order that follow each other and belong to the same part, or to none."""

    items: list[OrderItem]
    in_part: bool


def with_part_lists(bench: Bench, order: Sequence[OrderItem]) -> Iterator[OrderItem]:
    """The order, with a bibliography at the end of each part that cites, when each part is to have one."""
    drafts = {draft.path: draft for draft in bench.drafts}
    for run in _runs(order):
        yield from run.items
        if run.in_part and bench.manuscript.references.place == "part":
            written = [(source, drafts[source.path]) for source in run.items if isinstance(source, ChapterSource)]
            has_list = any(isinstance(i, MadeDivision) and i.kind is Kind.BIBLIOGRAPHY for i in run.items)
            has_list = has_list or any(s.kind is Kind.BIBLIOGRAPHY or _has_spot(draft) for s, draft in written)
            if not has_list and any(_has_works(*pair) for pair in written):
                yield MadeDivision(Kind.BIBLIOGRAPHY, Matter.BODY, IN_BOOK_FILE)


def needs_bibliography(bench: Bench) -> bool:
    """Whether the book's own list has works, and no place but in a division made for it."""
    drafts = {draft.path: draft for draft in bench.drafts}
    settings = bench.manuscript.references
    held = [
        (source, drafts[source.path])
        for run in _runs(bench.manuscript.order)
        for source in run.items
        if isinstance(source, ChapterSource) and _is_books(settings.place, source.kind, run.in_part)
    ]
    has_works = bool(_book_nocite(bench)) or any(_has_works(*pair) for pair in held)
    return has_works and not any(_has_spot(draft) for _source, draft in held)


def plan_lists(bench: Bench) -> tuple[ReferenceList, ...]:
    """The lists of the book, those of its chapters or parts first. One with no work in it is left out."""
    place = bench.manuscript.references.place
    groups: dict[str, list[Piece]] = {"": []}
    parts = {piece.id for piece in bench.pieces if piece.kind is Kind.PART}
    for piece in bench.pieces:
        part = piece.id if piece.id in parts else piece.part
        if _is_books(place, piece.kind, bool(part)):
            groups[""].append(piece)
        else:
            groups.setdefault(part if place == "part" else piece.id, []).append(piece)
    lists = [_list(bench, name, pieces) for name, pieces in groups.items()]
    lists = [*lists[1:], lists[0]]
    return tuple(
        a_list for a_list in lists if a_list.nocite or any(p.draft and p.draft.citations for p in a_list.pieces)
    )


def _list(bench: Bench, name: str, pieces: Sequence[Piece]) -> ReferenceList:
    nocite = tuple(work for piece in pieces if piece.source is not None for work in piece.source.nocite)
    if not name:
        nocite += _book_nocite(bench)
    spots = [(piece, spot) for piece in pieces for spot in _spots(piece)]
    for piece, _spot in spots[1:]:
        message = "The list of references stands elsewhere already; this place for it stays empty."
        hint = 'With place = "chapter" under [references] each chapter has a list of its own.'
        bench.found.append(warning("second-list", piece.span, message, hint))
    if spots:
        return ReferenceList(tuple(pieces), nocite, *spots[0], name)
    ends_chapter = bool(name) and bench.manuscript.references.place == "chapter"
    holders = [piece for piece in pieces if ends_chapter or piece.kind is Kind.BIBLIOGRAPHY]
    return ReferenceList(tuple(pieces), nocite, next(iter(holders), None), None, name)


def _book_nocite(bench: Bench) -> Keys:
    """The works that book.toml names without citing them."""
    settings = bench.manuscript.references
    everything = settings.listed == "all" and bool(settings.entries)
    return (*settings.nocite, *([(EVERYTHING, IN_BOOK_FILE)] if everything else []))


def _is_books(place: str, kind: Kind, in_part: bool) -> bool:
    """Whether the citations of a division go to the book's own list."""
    return place == "book" or (place == "chapter" and kind is Kind.BIBLIOGRAPHY) or (place == "part" and not in_part)


def _runs(order: Sequence[OrderItem]) -> Iterator[_Run]:
    run = _Run([], in_part=False)
    for item in order:
        opens = isinstance(item, PartOpening) or (isinstance(item, ChapterSource) and item.kind is Kind.PART)
        outside = isinstance(item, (ChapterSource, MadeDivision)) and item.matter is not Matter.BODY
        if opens or outside or isinstance(item, PartEnd):
            yield run
            run = _Run([], in_part=opens)
        run.items.append(item)
    yield run


def _has_works(source: ChapterSource, draft: Draft) -> bool:
    return bool(draft.citations or source.nocite)


def _has_spot(draft: Draft) -> bool:
    """Whether the author marked a place for a list: asked of every chapter, so most are not parsed for it."""
    if f'id="{SPOT}"'.encode() not in draft.content.markup:
        return False
    return any(_is_spot(div) for div in find_all(fragment_tree(draft.content), f".//h:div[@id='{SPOT}']"))


def _spots(piece: Piece) -> list[etree._Element]:
    name = piece.ids.get(SPOT)
    return [div for div in find_all(piece.tree, ".//h:div[@id]") if div.get("id") == name and _is_spot(div)]


def _is_spot(div: etree._Element) -> bool:
    return len(div) == 0 and not (div.text or "").strip()
