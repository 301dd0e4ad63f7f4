"""From drafts to the Book.

Input: the manuscript, a draft for each of its chapters, the images. Output: the Book and what is wrong in the
manuscript as a whole. The steps run in the order of `STEPS`; each relies on those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace

from lxml import etree

from chapbook.cache import Cache
from chapbook.compose.abbreviations import compose_abbreviations
from chapbook.compose.back_links import compose_back_links
from chapbook.compose.bench import HEADINGS, Bench, Piece, is_listed, title_text
from chapbook.compose.citations import compose_citations
from chapbook.compose.colophon import compose_colophon
from chapbook.compose.contents import compose_contents
from chapbook.compose.credits import compose_credits
from chapbook.compose.cross_references import compose_cross_references
from chapbook.compose.directions import compose_directions
from chapbook.compose.downloads import compose_downloads
from chapbook.compose.faces import choose_faces, used_scripts
from chapbook.compose.glossary import compose_glossary
from chapbook.compose.index import compose_index
from chapbook.compose.labels import settle_labels
from chapbook.compose.lists import compose_lists
from chapbook.compose.notes import compose_notes
from chapbook.compose.numbers import compose_numbers
from chapbook.compose.paper import compose_paper, only_on_paper
from chapbook.compose.places import take_places
from chapbook.compose.structure import compose_structure
from chapbook.compose.typography import compose_typography, set_book_words
from chapbook.compose.words import book_words, missing_words
from chapbook.diagnostics import Diagnostic, Span, sort_diagnostics, warning
from chapbook.faces import BookFaces
from chapbook.model.apparatus import Apparatus
from chapbook.model.book import Book, ContentsEntry, Division, Image, OnPaper, Section
from chapbook.model.draft import Draft
from chapbook.model.fragment import PRESS, make_fragment
from chapbook.model.manuscript import Manuscript
from chapbook.model.metadata import Metadata

STEPS: tuple[tuple[str, Callable[[Bench], None]], ...] = (
    ("structure", compose_structure),
    ("typography", compose_typography),
    ("numbers", compose_numbers),
    ("notes", compose_notes),
    ("citations", compose_citations),
    ("cross-references", compose_cross_references),
    ("lists", compose_lists),
    ("credits", compose_credits),
    ("glossary", compose_glossary),
    ("abbreviations", compose_abbreviations),
    ("index", compose_index),
    ("contents", compose_contents),
    ("back-links", compose_back_links),
    ("directions", compose_directions),
    ("paper", compose_paper),
)

# Whatever of the press's own is left in a tree, and all ids: of a whole book, so libxml2 looks for them.
_UNRESOLVED = etree.XPath("descendant-or-self::press:* | descendant-or-self::*/@press:*", namespaces={"press": PRESS})
_IDS = etree.XPath("descendant-or-self::*/@id", smart_strings=False)


def compose_book(
    manuscript: Manuscript, drafts: Sequence[Draft], images: Mapping[str, Image], cache: Cache
) -> tuple[Book, tuple[Diagnostic, ...]]:
    """The Book, and the diagnostics of all steps. Raises PandocMissingError when citations need it and it is gone."""
    language = manuscript.metadata.language
    settled, found = settle_labels(drafts)
    bench = Bench(manuscript, settled, images, cache, book_words(language, manuscript.words), found=found)
    missing = missing_words(language, manuscript.words)
    if missing:
        message = f"The press has no words for “{language}” yet; “Chapter”, “Contents” and so on stand in English."
        hint = f"Write them into [words]: {', '.join(missing)}."
        bench.found.append(warning("no-words", Span("book.toml"), message, hint))
    for _name, step in STEPS:
        step(bench)
    faces = choose_faces(bench)
    compose_colophon(bench, faces)  # names them, and adds nothing that another step would have to see
    return _freeze(bench, faces), sort_diagnostics(bench.found)


def _freeze(bench: Bench, faces: BookFaces) -> Book:
    divisions = {p.id: _freeze_piece(bench, p, p.tree) for p in bench.pieces}
    on_paper = {p.id: _freeze_piece(bench, p, p.paper) for p in bench.pieces if p.paper is not None}
    absent = {p.id for p in bench.pieces if only_on_paper(p)}
    _check_ids({p.id: p.tree for p in bench.pieces if p.id not in absent})
    if on_paper:
        _check_ids({p.id: p.tree if p.paper is None else p.paper for p in bench.pieces})
    apparatus = Apparatus(
        targets=tuple(bench.targets[label] for label in sorted(bench.targets)),
        references=bench.references,
        figures=tuple(bench.figures),
        tables=tuple(bench.tables),
        listings=tuple(bench.listings),
    )
    return Book(
        metadata=_set_metadata(bench),
        divisions=tuple(d for d in divisions.values() if d.id not in absent),
        contents=_without(bench.contents, absent),
        apparatus=apparatus,
        images=tuple(bench.images[path] for path in sorted(bench.images)),
        words=compose_downloads(bench),
        style=bench.manuscript.style,
        editions=bench.manuscript.editions,
        paper=OnPaper(tuple({**divisions, **on_paper}.values()), bench.contents),
        faces=faces,
        scripts=used_scripts(bench),
        booklet=bench.manuscript.booklet,
        handout=bench.manuscript.handout,
        store=bench.manuscript.store,
    )


def _without(entries: Sequence[ContentsEntry], absent: Set[str]) -> tuple[ContentsEntry, ...]:
    """The contents without the lines that lead to what is absent."""
    return tuple(replace(e, entries=_without(e.entries, absent)) for e in entries if e.id not in absent)


def _set_metadata(bench: Bench) -> Metadata:
    """Title, subtitle and description with the language's own quotes and dashes, for the cover as for the pages."""
    metadata = bench.manuscript.metadata
    title, subtitle, description = (
        set_book_words(bench, words) for words in (metadata.title, metadata.subtitle, metadata.description)
    )
    return replace(metadata, title=title, subtitle=subtitle, description=description)


def _freeze_piece(bench: Bench, piece: Piece, tree: etree._Element) -> Division:
    places = take_places(tree)
    etree.cleanup_namespaces(tree, keep_ns_prefixes=["epub"])
    return Division(
        id=piece.id,
        kind=piece.kind,
        matter=piece.matter,
        label=piece.label,
        text=piece.text or piece.label or bench.words.kinds[piece.kind],
        running_head=piece.short_name,
        content=make_fragment(tree),
        language=piece.language,
        part=piece.part,
        sections=_sections(tree),
        source=piece.source.path if piece.source else "",
        places=places,
        number=piece.number,
    )


def _sections(tree: etree._Element) -> tuple[Section, ...]:
    headings = [e for e in tree.iter(*HEADINGS[1:]) if is_listed(e)]
    return tuple(Section(e.get("id", ""), int(str(e.tag)[-1]), title_text(e)) for e in headings)


def _check_ids(trees: Mapping[str, etree._Element]) -> None:
    """What must hold of every Book, whatever the manuscript: a failure here is a bug of ours."""
    seen: set[str] = set()
    for division, tree in trees.items():
        if _UNRESOLVED(tree):
            raise AssertionError(f"something of the press is left in {division}")
        names = _IDS(tree)
        for name in map(str, names if isinstance(names, list) else ()):
            if name in seen:
                raise AssertionError(f"the id {name} stands in the book twice")
            seen.add(name)
