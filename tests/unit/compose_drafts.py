"""Drafts and manuscripts made by hand, for the tests of compose/."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from chapbook.cache import Cache
from chapbook.compose import compose_book
from chapbook.diagnostics import Diagnostic, Span
from chapbook.model.book import Book, Division
from chapbook.model.draft import (
    Citation,
    CitationItem,
    CrossReference,
    Draft,
    IndexHeading,
    IndexMark,
    Label,
    LinkUse,
    Note,
)
from chapbook.model.fragment import PRESS, XHTML, XPATH, Fragment, fragment_tree, make_fragment
from chapbook.model.manuscript import (
    ChapterSource,
    IndexSettings,
    Kind,
    Manuscript,
    Matter,
    OrderItem,
    References,
    TextSettings,
)
from chapbook.model.metadata import Metadata
from chapbook.model.words import OwnWords

MODIFIED = datetime(2026, 11, 24, tzinfo=UTC)


def fragment(element: str, content: str) -> Fragment:
    markup = f'<{element} xmlns="{XHTML}" xmlns:press="{PRESS}">{content}</{element}>'
    return make_fragment(fragment_tree(Fragment(markup.encode())))


@dataclass
class Chapter:
    """A chapter by its markup; `labels` and the like are given as the author would write them."""

    path: str
    content: str = "<p>Words.</p>"
    title: str = "A Chapter"
    title_id: str = ""
    kind: Kind = Kind.CHAPTER
    matter: Matter = Matter.BODY
    text: str = ""
    labels: Sequence[str] = ()
    references: Sequence[str] = ()
    marks: Sequence[str] = ()
    links: Sequence[str] = ()
    citations: Sequence[Citation] = ()
    notes: int = 0
    source: dict[str, object] = field(default_factory=dict)

    def span(self, line: int) -> Span:
        return Span(self.path, line, 1)

    def as_source(self) -> ChapterSource:
        return ChapterSource(self.path, self.text, 1, self.matter, self.kind, **self.source)  # type: ignore[arg-type]

    def as_draft(self) -> Draft:
        return Draft(
            path=self.path,
            title=fragment("span", self.title) if self.title else None,
            title_id=self.title_id,
            title_span=self.span(1),
            content=fragment("section", self.content),
            labels=tuple(Label(i, i.split(":")[0], self.span(n)) for n, i in enumerate(self.labels, 1)),
            citations=tuple(self.citations),
            cross_references=tuple(CrossReference(i, self.span(n)) for n, i in enumerate(self.references, 1)),
            notes=tuple(Note(str(n), self.span(n)) for n in range(self.notes)),
            marks=tuple(self._mark(m, n) for n, m in enumerate(self.marks, 1)),
            links=tuple(LinkUse(i, self.span(n)) for n, i in enumerate(self.links, 1)),
        )

    def _mark(self, written: str, line: int) -> IndexMark:
        """`entry -> what to see`, or `entry => what to see also`; words in brackets after it say what else it is."""
        written, _, said = written.partition(" [")
        entry, arrow, other = re.split(" (->|=>) ", written) if re.search(" (->|=>) ", written) else (written, "", "")
        paths = [tuple(map(IndexHeading, path.split("!"))) for path in other.split("; ")] if other else []
        flags = said.rstrip("]").split()
        return IndexMark(
            entries=tuple(tuple(map(IndexHeading, path.split("!"))) for path in entry.split("; ")),
            span=self.span(line),
            see=tuple(paths) if arrow == "->" else (),
            see_also=tuple(paths) if arrow == "=>" else (),
            index=next((f.removeprefix("in:") for f in flags if f.startswith("in:")), ""),
            edge=next((f for f in flags if f in ("start", "end")), ""),
            principal="principal" in flags,
            illustration="illustration" in flags,
            is_place=not arrow,
        )


def cite(*keys: str, in_text: bool = False, suffix: str = "", line: int = 1) -> Citation:
    """A citation of the keys; the suffix belongs to the first, and a minus before a key leaves its author out."""
    span = Span("a.md", line, 1)
    items = tuple(
        CitationItem(k.removeprefix("-"), "", suffix if n == 0 else "", k.startswith("-"), span)
        for n, k in enumerate(keys)
    )
    return Citation(items, in_text, span)


def compose(
    *order: Chapter | OrderItem,
    language: str = "en-GB",
    references: References = References(),  # noqa: B008 – frozen, so it can be shared
    numbering: str = "chapters",
    notes: str = "page",
    cache: Cache = Cache(None),  # noqa: B008 – frozen, so it can be shared
    typography: bool = True,
    words: OwnWords = (),
    index: IndexSettings = IndexSettings(),  # noqa: B008 – frozen, so it can be shared
    **metadata: object,
) -> tuple[Book, tuple[Diagnostic, ...]]:
    """The book of the chapters, nothing else said."""
    known = Metadata("The Book", language, "urn:x", MODIFIED, **metadata)  # type: ignore[arg-type]
    items = tuple(i.as_source() if isinstance(i, Chapter) else i for i in order)
    drafts = [i.as_draft() for i in order if isinstance(i, Chapter)]
    settings = TextSettings(numbering, notes=notes, typography=typography)
    manuscript = Manuscript(known, items, references, settings, words=words, index=index)
    return compose_book(manuscript, drafts, {}, cache)


def division(book: Book, id: str) -> Division:
    """The division with the id."""
    return next(d for d in book.divisions if d.id == id)


def tree(book: Book, id: str) -> etree._Element:
    """The tree of the division with the id."""
    return fragment_tree(division(book, id).content)


def find(element: etree._Element, path: str) -> list[str]:
    """The strings that an XPath finds; of elements, the text."""
    found = element.xpath(path, namespaces=XPATH)
    assert isinstance(found, list)
    return ["".join(str(t) for t in f.itertext()) if isinstance(f, etree._Element) else str(f) for f in found]


def codes(found: Sequence[Diagnostic]) -> list[str]:
    """The codes of the diagnostics, in their order."""
    return [d.code for d in found]
