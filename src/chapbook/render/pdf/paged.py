"""The paged editions of a book: what is laid out, in which order, and what is bound from it.

Input: the Book. Output: a `PagedBook`, all parts laid out and every page counted, and from it the editions. Parts are
laid out one by one in the workers and kept in the cache; the index, the lists and the contents come last, set with the
page numbers that the others gave. Nothing else is laid out twice but the divisions that refer to pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from chapbook.cache import Cache, cache_key
from chapbook.cached_work import KeyedJob, run_cached
from chapbook.diagnostics import Diagnostic, Span, error, warning
from chapbook.faces import Face, face_digest
from chapbook.files import Folder, shipped_sheet
from chapbook.model.book import Book, ContentsEntry, Division
from chapbook.model.design import DEFAULT_DESIGN
from chapbook.model.fragment import fragment_tree, h
from chapbook.model.manuscript import EditionSettings, Kind
from chapbook.model.page_map import PageMap
from chapbook.render.editions import book_geometry, text_size
from chapbook.render.face_rules import faces_within, needs_script_sheets
from chapbook.render.locators import END
from chapbook.render.pdf.booklet import choose_sheet
from chapbook.render.pdf.layout import LayoutJob, lay_out_part
from chapbook.render.pdf.layout_limits import FURNITURE_SECONDS, furniture_fault, layout_fault, layout_seconds
from chapbook.render.pdf.layout_sorts import SortsJob, lay_out_furniture
from chapbook.render.pdf.paged_images import coarse_images
from chapbook.render.pdf.paged_remarks import part_remarks
from chapbook.render.pdf.pagination import BoundPart, PlannedPage, needed_sorts, number_pages, plan_pages
from chapbook.render.pdf.paper import PAGE_FORM, asks_for_page
from chapbook.render.pdf.part import Geometry, Part, PartPage, Place, Sorts
from chapbook.render.pdf.press import press_settings, slug_text
from chapbook.trims import HEIGHTS_MM, SIZES, WIDTHS_MM, near_sizes, page_size
from chapbook.workers import Job, Outcome, Workers

# These print the pages of other divisions, so they are laid out when those are known: the index first, for its own
# place stands in the contents.
SET_LAST = (Kind.INDEX, Kind.CREDITS, Kind.FIGURES, Kind.TABLES, Kind.LISTINGS, Kind.CONTENTS)
# A bibliography that prints the pages of citations is set before them.
_LATE = (Kind.BIBLIOGRAPHY, *SET_LAST)
# Kinds that open a right-hand page in every book.
ALWAYS_RECTO = frozenset({Kind.HALF_TITLE, Kind.TITLE_PAGE, Kind.DEDICATION, Kind.PART})
# These go on on the next page, whichever it is: the imprint stands behind the title, and lists are short.
NEVER_RECTO = frozenset({Kind.IMPRINT, Kind.FIGURES, Kind.TABLES, Kind.LISTINGS})
# What keeps changing its own length, and with it the pages that it prints, is stopped after so many layouts.
MOST_PASSES = 5


@dataclass(frozen=True)
class PagedBook:
    """All parts of one layout in order, laid out, with every page planned and counted."""

    parts: tuple[BoundPart, ...]
    plan: tuple[PlannedPage, ...]
    page_map: PageMap
    sorts: Sorts
    geometry: Geometry
    faces: tuple[Face, ...]


@dataclass(frozen=True)
class PageSetter:
    """What a layout is made with. `sheets` are texts, the last one wins; `slug` is the line beyond the marks.

    `plan` says which page falls where. `labels` are the folios of all ids, when they are not those of these pages, and
    `absent` the ids that are on none. `wants_lines`: the parts tell where their lines stand. Divisions of the kinds in
    `undivided` are set across all columns. `lighter`: pictures are drawn with less toner.
    """

    book: Book
    folder: Folder
    geometry: Geometry
    sheets: tuple[str, ...]
    workers: Workers
    cache: Cache
    on_progress: Callable[[int, int], None]
    slug: str = ""
    plan: Callable[[Sequence[BoundPart]], tuple[PlannedPage, ...]] = plan_pages
    labels: tuple[tuple[str, str], ...] = ()
    absent: frozenset[str] = frozenset()
    wants_lines: bool = False
    lighter: bool = False
    undivided: frozenset[Kind] = frozenset()

    def lay_out(self) -> tuple[PagedBook | None, tuple[Diagnostic, ...]]:
        """The pages, or None when a division could not be laid out, which is then an error."""
        divisions = self.book.paper.divisions
        first = sorted((d for d in divisions if not _is_late(d)), key=lambda d: len(d.content.markup), reverse=True)
        parts, found = self._parts(first, ())
        if len(parts) < len(first):
            return None, found
        last = sorted(filter(_is_late, divisions), key=lambda d: _LATE.index(d.kind))
        asking = [d for d in first if _page_targets(d)]
        settled, faults = self._settle(parts, [group for group in (asking, *([d] for d in last)) if group])
        found = (*found, *faults)
        if settled is None:
            return None, found
        parts = settled
        found = (*found, *self._remarks(parts))
        bound = self._bound(parts)
        plan = self.plan(bound)
        sorts = self._sorts(plan)
        if sorts.result is None:
            return None, (*found, furniture_fault(sorts))
        page_map = number_pages(bound, plan)
        return PagedBook(bound, plan, page_map, sorts.result, self.geometry, self._all_faces()), found

    def _settle(
        self, parts: dict[str, Part], groups: Sequence[Sequence[Division]]
    ) -> tuple[dict[str, Part] | None, tuple[Diagnostic, ...]]:
        """The parts with those of the groups, which print pages, laid out until every page printed is the right one."""
        printed: dict[str, tuple[tuple[str, str], ...]] = {}
        for _ in range(MOST_PASSES):
            stable = True
            for group in groups:
                numbers = self._numbers(parts)
                wanted = {d.id: _labels_of(d, numbers) for d in group}
                changed = [d for d in group if printed.get(d.id) != wanted[d.id]]
                if not changed:
                    continue
                stable = False
                fresh, faults = self._parts(changed, numbers)
                if len(fresh) < len(changed):
                    return None, faults
                parts = {**parts, **fresh}
                printed |= wanted
            if stable:
                return parts, ()
        numbers = self._numbers(parts)
        wrong = [d for group in groups for d in group if printed.get(d.id) != _labels_of(d, numbers)]
        return parts, tuple(_unsettled(division) for division in wrong)

    def _parts(
        self, divisions: Sequence[Division], numbers: tuple[tuple[str, str], ...]
    ) -> tuple[dict[str, Part], tuple[Diagnostic, ...]]:
        parts: dict[str, Part] = {}
        found: list[Diagnostic] = []
        jobs = [self._job(division, numbers) for division in divisions]
        names = {d.id: d for d in divisions}
        for done, outcome in enumerate(run_cached(self.workers, self.cache, lay_out_part, jobs, Part), 1):
            if outcome.result is None:
                found.append(layout_fault(names[outcome.name], outcome))
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
        absent = tuple(sorted(self.absent & _link_targets(tree))) if self.absent else ()
        faces = faces_within(self.book.faces, tree, division.language)
        job = LayoutJob(
            division=division.id,
            content=division.content,
            language=division.language,
            title=self.book.metadata.title,
            geometry=replace(self.geometry, columns=1) if division.kind in self.undivided else self.geometry,
            sheets=self.sheets,
            faces=faces,
            folder=self.folder,
            images=images,
            page_labels=_labels_of(division, numbers),
            image_sizes=sizes,
            wants_lines=self.wants_lines,
            absent=absent,
            lighter=self.lighter,
        )
        key = cache_key(
            "layout",
            division.content.markup,
            repr(
                (
                    job.division,
                    job.language,
                    job.title,
                    job.geometry,
                    job.page_labels,
                    job.wants_lines,
                    job.absent,
                    job.lighter,
                )
            ),
            *self.sheets,
            *(digests[path] for path in images if path in digests),
            *(face_digest(face.path) for face in faces.all_faces()),
        )
        return KeyedJob(Job(division.id, job, layout_seconds(division.content.markup, len(images))), key)

    def _numbers(self, parts: Mapping[str, Part]) -> tuple[tuple[str, str], ...]:
        """The folio of every id. Where contents and index are not laid out yet, they count as one page."""
        if self.labels:
            return self.labels
        counted = {d.id: parts.get(d.id) or _empty_part(d) for d in self.book.paper.divisions}
        bound = self._bound(counted)
        page_map = number_pages(bound, self.plan(bound))
        return tuple((name, page_map.label_of(name)) for name in sorted(page_map.places))

    def _bound(self, parts: Mapping[str, Part]) -> tuple[BoundPart, ...]:
        recto = self.book.style.chapters_open == "recto"
        listed = {entry.id for entry in _all_entries(self.book)}
        return tuple(
            BoundPart(
                part=parts[d.id],
                kind=d.kind,
                matter=d.matter,
                opens_recto=d.kind in ALWAYS_RECTO or (recto and d.kind not in NEVER_RECTO),
                title=_outline_title(d) if d.id in listed or d.kind is Kind.CONTENTS else "",
                language=d.language,
                level=2 if d.part else 1,
                sections=d.sections,
                head_verso=self.book.metadata.title if d.running_head else "",
                head_recto=d.running_head,
            )
            for d in self.book.paper.divisions
        )

    def _sorts(self, plan: Sequence[PlannedPage]) -> Outcome[Sorts]:
        sorts = needed_sorts(plan, self.slug)
        digests = [face_digest(face.path) for face in self._all_faces()]
        key = cache_key("sorts", repr(sorts), *self.sheets, *digests, self.book.metadata.language)
        furniture = SortsJob(sorts, self.sheets, self.book.faces, self.book.metadata.language)
        job = KeyedJob(Job("Running heads and folios", furniture, FURNITURE_SECONDS), key)
        (outcome,) = run_cached(self.workers, self.cache, lay_out_furniture, [job], Sorts)
        return outcome

    def _remarks(self, parts: Mapping[str, Part]) -> Iterator[Diagnostic]:
        for division in self.book.paper.divisions:
            yield from part_remarks(division, parts[division.id], self.book.faces.missing)

    def _all_faces(self) -> tuple[Face, ...]:
        return self.book.faces.all_faces()


def set_pages(
    book: Book,
    folder: Folder,
    workers: Workers,
    cache: Cache,
    on_progress: Callable[[str, int, int], None],
) -> tuple[PagedBook | None, tuple[Diagnostic, ...]]:
    """The book laid out on the pages that screen, print and booklet share, as the author or the table sets them."""
    geometry, found = page_geometry(book)
    setter = PageSetter(
        book,
        folder,
        geometry,
        paged_sheets(book, geometry),
        workers,
        cache,
        lambda done, total: on_progress("Pages", done, total),
        slug_text(book, geometry) if press_settings(book, "print").marks else "",
    )
    paged, faults = setter.lay_out()
    found = (*found, *faults)
    if paged is not None:
        divisions = zip(book.paper.divisions, paged.parts, strict=True)
        found = (*found, *(w for d, bound in divisions for w in coarse_images(d, bound.part.images, book.images)))
    return paged, found


def page_geometry(book: Book) -> tuple[Geometry, tuple[Diagnostic, ...]]:
    """The page that screen, print and booklet share: A5, unless the author sets another."""
    settings = edition_settings(book, "print")
    size, found = edition_size(settings, "a5")
    return replace(book_geometry(*size, book.style.design), bleed_mm=settings.press.bleed_mm), found


def edition_settings(book: Book, edition: str) -> EditionSettings:
    """What the author set for an edition."""
    return next((e for e in book.editions if e.name == edition), EditionSettings(edition))


def edition_size(settings: EditionSettings, default: str) -> tuple[tuple[float, float], tuple[Diagnostic, ...]]:
    """Width and height of an edition's page in mm, the default's when the author's words are no size."""
    words = settings.page or default
    size = page_size(words)
    if size is not None:
        return size, ()
    near = " or ".join(f"“{name}”" for name in near_sizes(words))
    least, most = (f"{width} × {height} mm" for width, height in zip(WIDTHS_MM, HEIGHTS_MM, strict=True))
    measure = f"A measure such as “140mm x 216mm” does as well, from {least} to {most}."
    hint = f"{f'Did you mean {near}? ' if near else ''}{measure}"
    fault = error("unknown-page", settings.span, f"[editions.{settings.name}] “{words}” is no page size.", hint)
    return SIZES[default], (fault,)


def _is_late(division: Division) -> bool:
    """Whether the division is laid out when the pages of the others are known."""
    return division.kind in SET_LAST or (division.kind is Kind.BIBLIOGRAPHY and bool(_page_targets(division)))


def booklet_faults(book: Book) -> tuple[Diagnostic, ...]:
    """What is wrong with the booklet's paper, for the pages that it has."""
    geometry, _found = page_geometry(book)
    return choose_sheet(book.booklet, geometry.width_mm, geometry.height_mm)[1]


def _labels_of(division: Division, numbers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The folios that the division prints."""
    targets = _page_targets(division)
    return tuple((name, label) for name, label in numbers if name in targets) if targets else ()


def _link_targets(tree: etree._Element) -> set[str]:
    return {a.get("href", "")[1:] for a in tree.iter(h("a"))}


@lru_cache(maxsize=4096)
def _page_targets(division: Division) -> frozenset[str]:
    """The ids whose pages the division prints."""
    if division.kind not in SET_LAST and PAGE_FORM.encode() not in division.content.markup:
        return frozenset()
    tree = fragment_tree(division.content)
    asking = [tree] if division.kind in SET_LAST else [e for e in tree.iter(etree.Element) if asks_for_page(e)]
    links = [a for element in asking for a in element.iter(h("a"))]
    ends = {a.get(END, "") for a in links} - {""}
    return frozenset(ends) | {a.get("href", "")[1:] for a in links if a.get("href", "").startswith("#")}


def _unsettled(division: Division) -> Diagnostic:
    message = f"In “{division.text}” a page number could not be settled: printing it moves the page that it names."
    hint = "Change the text near the reference a little, or name the chapter instead of the page."
    return warning("unsettled-page", Span(division.source or "book.toml"), message, hint)


def _empty_part(division: Division) -> Part:
    """A part of one page, whose ids are all at its top: for counting, before it is laid out."""
    tree = fragment_tree(division.content)
    names = sorted({str(e.get("id")) for e in tree.iter(etree.Element) if e.get("id")})
    return Part(division.id, b"", (PartPage(0),), tuple(Place(name, 0, 0, 0) for name in names))


def _outline_title(division: Division) -> str:
    return f"{division.label}. {division.text}" if division.label and division.label != division.text else division.text


def _all_entries(book: Book) -> Iterator[ContentsEntry]:
    waiting = list(book.paper.contents)
    while waiting:
        entry = waiting.pop()
        waiting += entry.entries
        yield entry


def paged_sheets(book: Book, geometry: Geometry, *, over_design: Sequence[str] = ()) -> tuple[str, ...]:
    """The sheets of a layout: the shared voice, paper, the page design, what stands over it, and the author's own."""
    size_pt, leading_pt = text_size(geometry.width_mm, book.style.design)
    scripts = ["scripts.css", "paged-scripts.css"] if needs_script_sheets(book.scripts) else []
    return (
        *(shipped_sheet(name) for name in ("book.css", "paged.css")),
        f"html {{ font-size: {size_pt:g}pt; line-height: {leading_pt:g}pt }}",
        book.style.design.sheet or shipped_sheet(f"{DEFAULT_DESIGN}.css"),
        *over_design,
        *(shipped_sheet(name) for name in scripts),
        *(text for _, text in book.style.paged_sheets),
    )
