"""Step 9: the contents, as a page of the book and as a tree for navigation.

Input: the pieces with their final titles and labels. Output: `ol class="contents-list"` in the contents division, and
`Bench.contents`. Listed is what follows the contents: parts with their chapters, and each division's sections of
level 2, unless a title has the class `unlisted`.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from chapbook.compose.bench import HEADINGS, Bench, Piece, is_listed, section_number, title_text
from chapbook.model.book import ContentsEntry
from chapbook.model.fragment import add_element
from chapbook.model.manuscript import Kind
from chapbook.trees import has_class

_NOT_LISTED = {
    Kind.HALF_TITLE,
    Kind.TITLE_PAGE,
    Kind.IMPRINT,
    Kind.DEDICATION,
    Kind.EPIGRAPH,
    Kind.CONTENTS,
}


def compose_contents(bench: Bench) -> None:
    """Make the tree of contents and set it on its page."""
    listed = [p for p in bench.pieces if p.kind not in _NOT_LISTED and not has_class(p.title, "unlisted")]
    parts = {p.id for p in listed if p.kind is Kind.PART}
    bench.contents = tuple(_entry(bench, p, listed) for p in listed if p.part not in parts)
    page = bench.piece_of_kind(Kind.CONTENTS)
    if page is not None:
        _set_list(page.tree, bench.contents, parts, bench.manuscript.text.contents_depth)


def _entry(bench: Bench, piece: Piece, listed: Sequence[Piece]) -> ContentsEntry:
    if piece.kind is Kind.PART:
        below = tuple(_entry(bench, p, listed) for p in listed if p.part == piece.id)
        return ContentsEntry(piece.id, piece.label, piece.text, below, piece.authors)
    sections = [e for e in piece.tree.iter(HEADINGS[1]) if is_listed(e) and title_text(e)]
    below = tuple(ContentsEntry(e.get("id", ""), section_number(e), title_text(e)) for e in sections)
    text = piece.text or ("" if piece.label else bench.words.kinds[piece.kind])
    return ContentsEntry(piece.id, piece.number if piece.text else piece.label, text, below, piece.authors)


def _set_list(
    parent: etree._Element, entries: Sequence[ContentsEntry], parts: set[str], depth: int, kind: str = "chapter"
) -> None:
    """A list of lines, `depth` deep: divisions, below a part again divisions, below a division its sections."""
    if not entries or not depth:
        return
    lines = add_element(parent, "ol")
    if parent.get("class") == "contents":
        lines.set("class", "contents-list")
    for entry in entries:
        is_part = entry.id in parts
        item = add_element(lines, "li", class_=f"contents-{'part' if is_part else kind}")
        link = add_element(item, "a", href=f"#{entry.id}")
        if entry.label:
            add_element(link, "span", entry.label, class_="contents-label").tail = " " if entry.text else None
        if entry.text:
            add_element(link, "span", entry.text, class_="contents-text")
        if entry.authors:
            link[-1].tail = " "
            add_element(link, "span", entry.authors, class_="contents-author")
        below = (depth, "chapter") if is_part else (depth - 1, "section")
        _set_list(item, entry.entries, parts, *below)
