"""The paged editions of a book: what is laid out, in which order, and what is bound from it.

Input: the Book. Output: a `PagedBook`, all parts laid out and every page counted, and from it the editions. Parts are
laid out one by one in the workers and kept in the cache; the index and the contents come last, set with the page
numbers that the others gave. Nothing else is laid out twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from chapbook.cache import Cache, cache_key
from chapbook.cached_work import KeyedJob, recall, remember, run_cached
from chapbook.diagnostics import Diagnostic, Span, error, warning
from chapbook.faces import Face, face_digest
from chapbook.files import Folder, shipped_sheet
from chapbook.model.book import Book, ContentsEntry, Division
from chapbook.model.fragment import fragment_tree, h
from chapbook.model.manuscript import EditionSettings, Kind
from chapbook.model.page_map import PageMap
from chapbook.render.editions import (
    SIZES,
    book_geometry,
    handout_geometry,
    page_size,
)
from chapbook.render.face_rules import faces_within, needs_script_sheets
from chapbook.render.pdf.layout import LayoutJob, lay_out_part, lay_out_sorts
from chapbook.render.pdf.pagination import BoundPart, needed_sorts, number_pages, plan_pages
from chapbook.render.pdf.part import Geometry, Part, PartPage, Place, Sorts
from chapbook.workers import Job, Workers

# These print the pages of other divisions, so they are laid out when those are known: the index first, for its own
# place stands in the contents.
SET_LAST = (Kind.INDEX, Kind.CONTENTS)
# Kinds that open a right-hand page in every book.
ALWAYS_RECTO = frozenset({Kind.HALF_TITLE, Kind.TITLE_PAGE, Kind.DEDICATION, Kind.PART})
# A contents or an index that keeps changing its own length is stopped after so many layouts.
MOST_PASSES = 5


@dataclass(frozen=True)
class PagedBook:
    """All parts of one layout in order, laid out, with every page counted."""

    parts: tuple[BoundPart, ...]
    page_map: PageMap
    sorts: Sorts
    geometry: Geometry
    faces: tuple[Face, ...]


@dataclass(frozen=True)
class PageSetter:
    """What a layout is made with. `sheets` are texts, the last one wins."""

    book: Book
    folder: Folder
    geometry: Geometry
    sheets: tuple[str, ...]
    workers: Workers
    cache: Cache
    on_progress: Callable[[int, int], None]

    def lay_out(self) -> tuple[PagedBook | None, tuple[Diagnostic, ...]]:
        """The pages, or None when a division could not be laid out, which is then an error."""
        divisions = self.book.divisions
        first = sorted(
            (d for d in divisions if d.kind not in SET_LAST), key=lambda d: len(d.content.markup), reverse=True
        )
        parts, found = self._parts(first, ())
        if len(parts) < len(first):
            return None, found
        last = sorted((d for d in divisions if d.kind in SET_LAST), key=lambda d: SET_LAST.index(d.kind))
        for _ in range(MOST_PASSES):
            before = parts
            for division in last:
                numbers = self._numbers(parts)
                fresh, faults = self._parts([division], numbers)
                parts = {**parts, **fresh}
                if not fresh:
                    return None, (*found, *faults)
            if not last or parts == before:
                break
        found = (*found, *self._remarks(parts))
        bound = self._bound(parts)
        return PagedBook(bound, number_pages(bound), self._sorts(bound), self.geometry, self._all_faces()), found

    def _parts(
        self, divisions: Sequence[Division], numbers: tuple[tuple[str, str], ...]
    ) -> tuple[dict[str, Part], tuple[Diagnostic, ...]]:
        parts: dict[str, Part] = {}
        found: list[Diagnostic] = []
        jobs = [self._job(division, numbers) for division in divisions]
        names = {d.id: d for d in divisions}
        for done, outcome in enumerate(run_cached(self.workers, self.cache, lay_out_part, jobs, Part), 1):
            if outcome.result is None:
                place = Span(names[outcome.name].source or "book.toml")
                sentence = outcome.failure.removeprefix("LayoutFailedError: ")
                found.append(error("layout-failed", place, f"“{names[outcome.name].text}” cannot be set: {sentence}"))
            else:
                parts[outcome.name] = outcome.result
            if not numbers:
                self.on_progress(done, len(jobs))
        return parts, tuple(found)

    def _job(self, division: Division, numbers: tuple[tuple[str, str], ...]) -> KeyedJob[LayoutJob]:
        tree = fragment_tree(division.content)
        images = tuple(sorted({image.get("src", "") for image in tree.iter(h("img"))}))
        digests = {image.path: image.digest for image in self.book.images}
        sizes = tuple((image.path, image.width, image.height) for image in self.book.images if image.path in images)
        targets = _targets(tree)
        faces = faces_within(self.book.faces, tree, division.language)
        job = LayoutJob(
            division=division.id,
            content=division.content,
            language=division.language,
            title=self.book.metadata.title,
            geometry=self.geometry,
            sheets=self.sheets,
            faces=faces,
            folder=self.folder,
            images=images,
            page_labels=tuple((name, label) for name, label in numbers if name in targets),
            image_sizes=sizes,
        )
        key = cache_key(
            "layout",
            division.content.markup,
            repr((job.division, job.language, job.title, job.geometry, job.page_labels)),
            *self.sheets,
            *(digests[path] for path in images if path in digests),
            *(face_digest(face.path) for face in faces.all_faces()),
        )
        return KeyedJob(Job(division.id, job), key)

    def _numbers(self, parts: Mapping[str, Part]) -> tuple[tuple[str, str], ...]:
        """The folio of every id. Where contents and index are not laid out yet, they count as one page."""
        counted = {d.id: parts.get(d.id) or _empty_part(d) for d in self.book.divisions}
        page_map = number_pages(self._bound(counted))
        return tuple((name, page_map.label_of(name)) for name in sorted(page_map.places))

    def _bound(self, parts: Mapping[str, Part]) -> tuple[BoundPart, ...]:
        recto = self.book.style.chapters_open == "recto"
        in_parts = any(d.kind is Kind.PART for d in self.book.divisions)
        listed = {entry.id for entry in _all_entries(self.book)}
        return tuple(
            BoundPart(
                part=parts[d.id],
                kind=d.kind,
                matter=d.matter,
                opens_recto=d.kind in ALWAYS_RECTO or (recto and d.kind is not Kind.IMPRINT),
                title=_outline_title(d) if d.id in listed or d.kind is Kind.CONTENTS else "",
                language=d.language,
                level=2 if in_parts and d.part else 1,
                sections=d.sections,
                head_verso=self.book.metadata.title if d.running_head else "",
                head_recto=d.running_head,
            )
            for d in self.book.divisions
        )

    def _sorts(self, bound: Sequence[BoundPart]) -> Sorts:
        sorts = needed_sorts(plan_pages(bound))
        digests = [face_digest(face.path) for face in self._all_faces()]
        key = cache_key("sorts", repr(sorts), *self.sheets, *digests, self.book.metadata.language)
        known = recall(self.cache, key, Sorts)
        if known is None:
            known = lay_out_sorts(sorts, self.sheets, self.book.faces, self.book.metadata.language)
            remember(self.cache, key, known)
        return known

    def _remarks(self, parts: Mapping[str, Part]) -> Iterator[Diagnostic]:
        for division in self.book.divisions:
            part, place = parts[division.id], Span(division.source or "book.toml")
            for character in part.unset:
                if character not in self.book.faces.missing:  # of those the author knows already
                    says = f"In “{division.text}”: No face of the book has “{character}” (U+{ord(character):04X})."
                    yield warning("missing-glyph", place, says)
            for sentence in part.remarks:
                yield warning("layout-remark", place, f"In “{division.text}”: {sentence}")
            for note in part.strays:
                yield warning(
                    "stray-note", place, f"In “{division.text}” the note “{note}” stands a page after its call."
                )

    def _all_faces(self) -> tuple[Face, ...]:
        return self.book.faces.all_faces()


def set_pages(
    book: Book,
    layout: str,
    folder: Folder,
    workers: Workers,
    cache: Cache,
    on_progress: Callable[[str, int, int], None],
) -> tuple[PagedBook | None, tuple[Diagnostic, ...]]:
    """The book laid out for `layout` (“book” or “handout”), on the pages that the author or the table sets."""
    geometry, found = page_geometry(book, layout)
    stage = {"book": "Pages", "handout": "Handout"}[layout]
    setter = PageSetter(
        book,
        folder,
        geometry,
        paged_sheets(book, layout),
        workers,
        cache,
        lambda done, total: on_progress(stage, done, total),
    )
    paged, faults = setter.lay_out()
    return paged, (*found, *faults)


def page_geometry(book: Book, layout: str) -> tuple[Geometry, tuple[Diagnostic, ...]]:
    """The page of a layout: A5 for the book and A4 for the handout, unless the author sets another."""
    edition, default, geometry_of = {
        "book": ("print", "a5", book_geometry),
        "handout": ("handout", "a4", handout_geometry),
    }[layout]
    settings = next((e for e in book.editions if e.name == edition), EditionSettings(edition, default))
    words = settings.page
    size = page_size(words)
    if size is None:
        hint = f"Known are {', '.join(SIZES)}, or a measure such as “140mm 216mm”."
        fault = error("unknown-page", settings.span, f"[editions.{edition}] “{words}” is no page size.", hint)
        return geometry_of(*SIZES[default]), (fault,)
    return geometry_of(*size), ()


def _targets(tree: etree._Element) -> frozenset[str]:
    """The ids that the tree links to."""
    return frozenset(a.get("href", "")[1:] for a in tree.iter(h("a")) if a.get("href", "").startswith("#"))


def _empty_part(division: Division) -> Part:
    """A part of one page, whose ids are all at its top: for counting, before it is laid out."""
    tree = fragment_tree(division.content)
    names = sorted({str(e.get("id")) for e in tree.iter(etree.Element) if e.get("id")})
    return Part(division.id, b"", (PartPage(0),), tuple(Place(name, 0, 0, 0) for name in names))


def _outline_title(division: Division) -> str:
    return f"{division.label}. {division.text}" if division.label and division.label != division.text else division.text


def _all_entries(book: Book) -> Iterator[ContentsEntry]:
    waiting = list(book.contents)
    while waiting:
        entry = waiting.pop()
        waiting += entry.entries
        yield entry


def paged_sheets(book: Book, layout: str) -> tuple[str, ...]:
    """The sheets of a layout: the shared voice, paper, the page design, and the author's own at the end."""
    names = ["book.css", "paged.css", "classic.css"] + (["handout.css"] if layout == "handout" else [])
    names += ["scripts.css", "paged-scripts.css"] if needs_script_sheets(book.scripts) else []
    return (*(shipped_sheet(name) for name in names), *(text for _, text in book.style.paged_sheets))
