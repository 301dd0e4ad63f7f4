"""From drafts to the Book.

Input: the manuscript, a draft for each of its chapters, the images. Output: the Book and what is wrong in the
manuscript as a whole. The steps run in the order of `STEPS`; each relies on those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from chapbook.cache import Cache
from chapbook.compose.bench import HEADINGS, Bench, Piece, title_text
from chapbook.compose.citations import compose_citations
from chapbook.compose.contents import compose_contents
from chapbook.compose.cross_references import compose_cross_references
from chapbook.compose.directions import compose_directions
from chapbook.compose.faces import choose_faces, used_scripts
from chapbook.compose.glossary import compose_glossary
from chapbook.compose.index import compose_index
from chapbook.compose.notes import compose_notes
from chapbook.compose.numbers import compose_numbers
from chapbook.compose.structure import compose_structure
from chapbook.compose.typography import compose_typography, set_words
from chapbook.compose.words import book_words, english_words
from chapbook.diagnostics import Diagnostic, Span, sort_diagnostics, warning
from chapbook.faces import BookFaces
from chapbook.model.apparatus import Apparatus
from chapbook.model.book import Book, Division, Image, Section
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
    ("glossary", compose_glossary),
    ("index", compose_index),
    ("contents", compose_contents),
    ("directions", compose_directions),
)


def compose_book(
    manuscript: Manuscript, drafts: Sequence[Draft], images: Mapping[str, Image], cache: Cache
) -> tuple[Book, tuple[Diagnostic, ...]]:
    """The Book, and the diagnostics of all steps. Raises PandocMissingError when citations need it and it is gone."""
    language = manuscript.metadata.language
    words = book_words(language)
    bench = Bench(manuscript, tuple(drafts), images, cache, words or english_words())
    if words is None:
        message = f"The press has no words for “{language}” yet; “Chapter”, “Contents” and so on stand in English."
        bench.found.append(warning("no-words", Span("book.toml"), message))
    for _name, step in STEPS:
        step(bench)
    return _freeze(bench, choose_faces(bench)), sort_diagnostics(bench.found)


def _freeze(bench: Bench, faces: BookFaces) -> Book:
    divisions = tuple(_freeze_piece(bench, piece) for piece in bench.pieces)
    _check_ids(bench.pieces)
    apparatus = Apparatus(
        targets=tuple(bench.targets[label] for label in sorted(bench.targets)),
        references=bench.references,
        index=bench.index,
        glossary=bench.glossary,
        figures=tuple(bench.figures),
        tables=tuple(bench.tables),
    )
    return Book(
        metadata=_set_metadata(bench.manuscript.metadata),
        divisions=divisions,
        contents=bench.contents,
        apparatus=apparatus,
        images=tuple(bench.images[path] for path in sorted(bench.images)),
        words=bench.words.renderers,
        style=bench.manuscript.style,
        editions=bench.manuscript.editions,
        faces=faces,
        scripts=used_scripts(bench),
    )


def _set_metadata(metadata: Metadata) -> Metadata:
    """Title, subtitle and description with the language's own quotes and dashes, for the cover as for the pages."""
    title, subtitle, description = (
        set_words(words, metadata.language) for words in (metadata.title, metadata.subtitle, metadata.description)
    )
    return replace(metadata, title=title, subtitle=subtitle, description=description)


def _freeze_piece(bench: Bench, piece: Piece) -> Division:
    tree = piece.tree
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
        sections=_sections(piece),
        source=piece.source.path if piece.source else "",
    )


def _sections(piece: Piece) -> tuple[Section, ...]:
    headings = [e for e in piece.tree.iter(*HEADINGS[1:]) if e.get("id")]
    return tuple(Section(e.get("id", ""), int(str(e.tag)[-1]), title_text(e)) for e in headings)


def _check_ids(pieces: Sequence[Piece]) -> None:
    """What must hold of every Book, whatever the manuscript: a failure here is a bug of ours."""
    seen: set[str] = set()
    for piece in pieces:
        for element in piece.tree.iter(etree.Element):
            if str(element.tag).startswith(f"{{{PRESS}}}") or any(PRESS in str(name) for name in element.attrib):
                raise AssertionError(f"{element.tag} {element.attrib} is left in {piece.id}")
            name = element.get("id")
            if name is not None and name in seen:
                raise AssertionError(f"the id {name} stands in the book twice")
            if name is not None:
                seen.add(name)
