"""Step 1: the divisions in their order, each a tree of its own, with ids that are unique in the book.

Input: the order of the manuscript and the drafts. Output: `Bench.pieces`. A division is a `section` that says what it
is three times: by class for style sheets, by epub:type (EPUB 3 Structural Semantics) and by role (DPUB-ARIA 1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from chapbook.compose.bench import Bench, Piece, title_text
from chapbook.compose.callouts import name_callouts
from chapbook.compose.citations_in_links import settle_link_words
from chapbook.compose.ids import assign_ids
from chapbook.compose.index_marks import has_marks
from chapbook.compose.made import made_body, made_title
from chapbook.compose.names import clean_id, slug
from chapbook.compose.note_style import cite_in_notes, has_endnotes
from chapbook.compose.places import mark_places
from chapbook.compose.reference_lists import needs_bibliography, with_part_lists
from chapbook.compose.words import name_list
from chapbook.diagnostics import Span, warning
from chapbook.model.draft import Draft
from chapbook.model.fragment import EPUB_TYPE, add_element, find_all, fragment_tree, h, new_element
from chapbook.model.manuscript import ChapterSource, Kind, MadeDivision, Matter, OrderItem, PartEnd, PartOpening
from chapbook.trees import has_class

# The division's epub:type where it is not the kind's own name.
_EPUB_TYPES = {
    Kind.HALF_TITLE: "halftitlepage",
    Kind.TITLE_PAGE: "titlepage",
    Kind.IMPRINT: "copyright-page",
    Kind.CONTENTS: "toc",
    Kind.FIGURES: "loi",
    Kind.TABLES: "lot",
    Kind.NOTES: "endnotes",
}
# DPUB-ARIA 1.1 has no role for these.
_WITHOUT_ROLE = {
    *(Kind.HALF_TITLE, Kind.TITLE_PAGE, Kind.IMPRINT, Kind.FIGURES, Kind.TABLES, Kind.LISTINGS),
    Kind.ABBREVIATIONS,
}
# EPUB's vocabulary has no word for these.
_WITHOUT_TYPE = {Kind.LISTINGS, Kind.ABBREVIATIONS}
_ROLES = {Kind.CONTENTS: "toc", Kind.NOTES: "endnotes"}
# Made always, in this order, before the rest of the front matter, unless the order names them elsewhere.
_ALWAYS = (Kind.TITLE_PAGE, Kind.IMPRINT, Kind.DEDICATION, Kind.CONTENTS)
# Made where they are named, or last, when there is something to put into them.
_FILLED = (Kind.NOTES, Kind.BIBLIOGRAPHY, Kind.INDEX)
_EMPTY_HINTS = {
    Kind.NOTES: 'Notes stand here with notes = "book" under [text].',
    Kind.BIBLIOGRAPHY: "Listed here is what is cited, unless chapters, parts or a division “refs” have the list.",
}
# What stands after one of these that nobody named.
_FOLLOWERS = {
    Kind.NOTES: {
        *(Kind.ABBREVIATIONS, Kind.GLOSSARY, Kind.BIBLIOGRAPHY, Kind.INDEX, Kind.CREDITS, Kind.COLOPHON),
    },
    Kind.BIBLIOGRAPHY: {Kind.INDEX, Kind.CREDITS, Kind.COLOPHON},
    Kind.INDEX: {Kind.COLOPHON},
}
# An author's own pages that stand before the contents when the order begins with them.
_BEFORE_CONTENTS = {Kind.DEDICATION, Kind.EPIGRAPH}
# These open their page without a title above it.
_SILENT = {Kind.DEDICATION, Kind.EPIGRAPH}


def compose_structure(bench: Bench) -> None:
    """Fill `bench.pieces`."""
    drafts = iter(bench.drafts)
    part = ""
    for item in with_part_lists(bench, tuple(_whole_order(bench))):
        if isinstance(item, PartEnd):
            part = ""
            continue
        piece = _piece(bench, item, drafts)
        if piece.kind is Kind.PART:
            part = piece.id
        elif piece.matter is not Matter.BODY:
            part = ""
        else:
            piece.part = part
        bench.pieces.append(piece)
    assign_ids(bench)
    name_callouts(bench)
    settle_link_words(bench)
    cite_in_notes(bench)


def _whole_order(bench: Bench) -> Iterator[OrderItem]:
    """The manuscript's order with everything that the press makes in its place."""
    order = [item for item in bench.manuscript.order if not _is_empty(bench, item)]
    named = {i.kind for i in order if isinstance(i, MadeDivision) and not i.name}
    half_titles = [i for i in order if isinstance(i, MadeDivision) and i.kind is Kind.HALF_TITLE]
    yield from half_titles
    order = [i for i in order if i not in half_titles]
    for kind in _ALWAYS:
        if kind is Kind.CONTENTS:
            while order and isinstance(order[0], ChapterSource) and order[0].kind in _BEFORE_CONTENTS:
                yield order.pop(0)
        if kind not in named and (kind is not Kind.DEDICATION or bench.manuscript.metadata.dedication):
            yield MadeDivision(kind, Matter.FRONT, Span("book.toml"))
    has = named | {i.kind for i in order if isinstance(i, ChapterSource)}
    wanted = [k for k in _FILLED if k not in has and _has_matter(bench, k)]
    last = [MadeDivision(k, Matter.BACK, Span("book.toml")) for k in wanted]
    placed = {i.name for i in order if isinstance(i, MadeDivision)}
    others = [n for n in bench.manuscript.index.named if n.name not in placed and has_marks(bench, n.name)]
    general = next((n for n, item in enumerate(last) if item.kind is Kind.INDEX), len(last))
    last[general:general] = [MadeDivision(Kind.INDEX, Matter.BACK, n.span, n.name) for n in others]
    yield from _with_last(order, last)


def _with_last(order: list[OrderItem], last: list[MadeDivision]) -> Iterator[OrderItem]:
    """The order, with what nobody named before whatever follows it in every book."""
    for item in order:
        kind = item.kind if isinstance(item, (ChapterSource, MadeDivision)) else None
        in_back = isinstance(item, (ChapterSource, MadeDivision)) and item.matter is Matter.BACK
        if in_back:
            before = [m for m in last if kind in _FOLLOWERS[m.kind]]
            yield from before
            last = [m for m in last if m not in before]
        yield item
    yield from last


def _is_empty(bench: Bench, item: OrderItem) -> bool:
    """Whether the order names notes, a bibliography or an index that would be an empty page; it is left out."""
    if not isinstance(item, MadeDivision) or item.kind not in _FILLED or _has_matter(bench, item.kind, item.name):
        return False
    named = f"{item.kind.value}:{item.name}".rstrip(":")
    message = f"The order names “{named}”, but nothing in the book would stand there, so it is left out."
    hint = _EMPTY_HINTS.get(item.kind, "")
    bench.found.append(warning("empty-division", item.span, message, hint))
    return True


def _has_matter(bench: Bench, kind: Kind, name: str = "") -> bool:
    if kind is Kind.INDEX:
        return has_marks(bench, name)
    if kind is Kind.NOTES:
        return has_endnotes(bench)
    return needs_bibliography(bench)


def _piece(bench: Bench, item: ChapterSource | PartOpening | MadeDivision, drafts: Iterator[Draft]) -> Piece:
    if isinstance(item, ChapterSource):
        return _written_piece(bench, item, next(drafts))
    if isinstance(item, PartOpening):
        piece = _new_piece(bench, slug(item.title), Kind.PART, Matter.BODY, item.span)
        piece.numbered = item.numbered
        title: etree._Element | None = new_element("h1", item.title)
    else:
        name = f"{item.kind.value}-{clean_id(item.name)}" if item.name else item.kind.value
        piece = _new_piece(bench, name, item.kind, item.matter, item.span)
        piece.index = item.name
        title = made_title(bench, item.kind, item.name)
        made_body(bench, item.kind, piece.tree)
    return _open_piece(bench, piece, title)


def _new_piece(bench: Bench, id: str, kind: Kind, matter: Matter, span: Span) -> Piece:
    return Piece(bench.names.claim(id), kind, matter, bench.language, new_element("section"), span)


def _written_piece(bench: Bench, source: ChapterSource, draft: Draft) -> Piece:
    if draft.path != source.path:
        raise ValueError(f"the draft of {draft.path} stands where that of {source.path} belongs")
    title = _written_title(bench, source, draft)
    stem = PurePosixPath(source.path).stem.lstrip("0123456789-_. ")
    name = clean_id(source.id or draft.title_id or (slug(title_text(title)) if title is not None else slug(stem)))
    piece = _new_piece(bench, name, source.kind, source.matter, Span(source.path, 1))
    content = fragment_tree(draft.content)
    mark_places(content, draft.places)
    piece.tree.text = content.text
    piece.tree.extend(list(content))
    piece.draft, piece.source, piece.short_title = draft, source, source.short_title
    piece.numbered = False if source.numbered is None and has_class(title, "unnumbered") else source.numbered
    piece.authors = name_list(source.authors, bench.language) if source.authors else ""
    piece.language = source.language or content.get("lang") or bench.language
    piece.ids.update({written: piece.id for written in (source.id, draft.title_id) if written})
    if piece.language != bench.language:
        piece.tree.set("lang", piece.language)
    return _open_piece(bench, piece, title)


def _written_title(bench: Bench, source: ChapterSource, draft: Draft) -> etree._Element | None:
    """The draft's title as an `h1`, or else the kind's own word."""
    if draft.title is not None:
        title = fragment_tree(draft.title)
        title.tag = h("h1")
        return title
    if source.kind in _SILENT:
        return None
    if source.kind in (Kind.CHAPTER, Kind.PART):
        message = f"The {source.kind.value} has no title."
        hint = "Begin it with a line “# Title”, or write a title into its front matter."
        bench.found.append(warning("untitled-chapter", Span(source.path, 1), message, hint))
        return None
    return new_element("h1", bench.words.kinds[source.kind])


def _open_piece(bench: Bench, piece: Piece, title: etree._Element | None) -> Piece:
    """Give the section its names, and its title a header at the top."""
    tree, kind = piece.tree, piece.kind
    tree.set("id", piece.id)
    tree.set("class", kind.value)
    if kind not in _WITHOUT_TYPE:
        tree.set(EPUB_TYPE, _EPUB_TYPES.get(kind, kind.value))
    if kind not in _WITHOUT_ROLE:
        tree.set("role", f"doc-{_ROLES.get(kind, kind.value)}")
    piece.title = title
    if title is None:
        title = next(iter(find_all(tree, ".//h:h1[@class='book-title']")), None)
    else:
        header = new_element("header", class_="opening")
        header.append(title)
        if piece.authors:
            add_element(header, "p", piece.authors, class_="division-author")
        tree.insert(0, header)
        piece.added.append(header)
        # White space that stood first in the section stands behind its new header.
        header.tail, tree.text = tree.text, None
    if title is None:
        tree.set("aria-label", bench.words.kinds[kind])
    else:
        title.set("id", bench.names.claim(f"{piece.id}-title"))
        tree.set("aria-labelledby", title.get("id", ""))
    return piece
