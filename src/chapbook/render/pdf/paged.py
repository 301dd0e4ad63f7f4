"""A book laid out: which of its parts, in which order, and when the pages that they print are the right ones.

Input: the Book. Output: a `PagedBook`, all parts laid out and every page counted. Parts are laid out one by one in the
workers and kept in the cache; the index, the lists and the contents come last, set with the page numbers that the
others gave. How many pages they take is known before, from drafts that are not printed. Nothing else is laid out twice
but the divisions that refer to pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from chapbook.cache import Cache, cache_key
from chapbook.cached_work import KeyedJob, run_cached
from chapbook.diagnostics import Diagnostic
from chapbook.faces import Face, face_facts
from chapbook.files import Folder, SomeFiles
from chapbook.model.book import Book, Division
from chapbook.model.fragment import fragment_tree, h
from chapbook.model.manuscript import Kind
from chapbook.model.page_map import PageMap
from chapbook.progress import Progress, follow
from chapbook.render.face_rules import faces_within
from chapbook.render.pdf.bound_parts import bound_parts
from chapbook.render.pdf.layout_limits import FURNITURE_SECONDS, furniture_fault, layout_fault, layout_seconds
from chapbook.render.pdf.page_jobs import LayoutJob, SortsJob, set_furniture, set_part
from chapbook.render.pdf.page_references import (
    LATE,
    draft_labels,
    empty_part,
    is_late,
    link_targets,
    page_targets,
    printed_labels,
    unsettled,
)
from chapbook.render.pdf.paged_remarks import part_remarks
from chapbook.render.pdf.pagination import BoundPart, PlannedPage, needed_sorts, number_pages, plan_pages
from chapbook.render.pdf.part import Geometry, Part, Sorts
from chapbook.workers import Executor, Job, Outcome

# What keeps changing its own length, and with it the pages that it prints, is stopped after so many layouts.
MOST_PASSES = 5
_SETTLING = "Page numbers"  # the stage in which divisions that print pages are laid out with the right ones


@dataclass(frozen=True)
class PagedBook:
    """All parts of one layout in order, laid out, with every page planned and counted.

    The parts no longer tell where their lines stand: with every word that is as much as the book itself, and planned.
    """

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
    `undivided` are set across all columns. `lighter`: pictures are drawn with less toner. `drafts`: folios are counted
    with the pages of the contents and whatever else prints them; who has `labels` needs no such count. Without
    `workers` nothing is laid out: only what the cache has is there.
    """

    book: Book
    folder: Folder
    geometry: Geometry
    sheets: tuple[str, ...]
    workers: Executor | None
    cache: Cache
    on_progress: Progress
    stage: str = "Pages"
    slug: str = ""
    plan: Callable[[Sequence[BoundPart]], tuple[PlannedPage, ...]] = plan_pages
    labels: tuple[tuple[str, str], ...] = ()
    absent: frozenset[str] = frozenset()
    wants_lines: bool = False
    lighter: bool = False
    undivided: frozenset[Kind] = frozenset()
    drafts: bool = True

    def begin(self) -> Iterator[Outcome[Part]]:
        """Have all divisions laid out, the longest first, while something else is done.

        Of those that print the pages of others only a draft is made, which tells how many pages they will take. What is
        given to `lay_out`: it may be that of a setter that knows `labels` and `plan`, too.
        """
        return self._run(sorted(self._begun(), key=lambda d: len(d.content.markup), reverse=True), None)

    def was_begun(self) -> bool:
        """Whether the first division is in the cache: of a book that nobody has laid out no other is looked for."""
        begun = self._begun()
        return not begun or self.cache.get(self._job(begun[0], None).key) is not None

    def lay_out(self, begun: Iterator[Outcome[Part]]) -> tuple[PagedBook | None, tuple[Diagnostic, ...]]:
        """The pages, or None when a division could not be laid out, which is then an error."""
        parts, found = self._collect(self._begun(), begun)
        if parts is None:
            return None, found
        # While the contents get their numbers, the folios are set, of as many pages as there will most likely be.
        likely = self._sorts_job(self.plan(bound_parts(self.book, parts))) if self.drafts else None
        begun_sorts = self._run_sorts(likely) if likely else iter(())
        bound, faults = self._finish_parts(parts)
        found = (*found, *faults)
        if bound is None:
            return None, found
        plan = self.plan(bound)
        needed = self._sorts_job(plan)
        early = tuple(begun_sorts)  # asked for in any case, so that the next build has them
        (sorts,) = early if likely and likely.key == needed.key else self._run_sorts(needed)
        if sorts.result is None:
            return None, (*found, furniture_fault(sorts))
        page_map = number_pages(bound, plan)
        planned = tuple(replace(b, part=replace(b.part, lines=())) for b in bound)
        return PagedBook(planned, plan, page_map, sorts.result, self.geometry, self._all_faces()), found

    def bind_parts(self, begun: Iterator[Outcome[Part]]) -> tuple[tuple[BoundPart, ...] | None, tuple[Diagnostic, ...]]:
        """The parts in order, every page that they print the right one."""
        parts, found = self._collect(self._begun(), begun)
        if parts is None:
            return None, found
        bound, faults = self._finish_parts(parts)
        return bound, (*found, *faults)

    def _finish_parts(self, parts: dict[str, Part]) -> tuple[tuple[BoundPart, ...] | None, tuple[Diagnostic, ...]]:
        printing = [division for division in self.book.paper.divisions if page_targets(division)]
        early = [division for division in printing if not is_late(division)]
        late = sorted(filter(is_late, printing), key=lambda d: LATE.index(d.kind))
        settled, found = self._settle(parts, [group for group in (early, *([d] for d in late)) if group])
        if settled is None:
            return None, found
        return bound_parts(self.book, settled), (*found, *self._remarks(settled))

    def _begun(self) -> Sequence[Division]:
        """The divisions that a layout begins with."""
        return [division for division in self.book.paper.divisions if self.drafts or not page_targets(division)]

    def _settle(
        self, parts: dict[str, Part], groups: Sequence[Sequence[Division]]
    ) -> tuple[dict[str, Part] | None, tuple[Diagnostic, ...]]:
        """The parts with those of the groups, which print pages, laid out until every page printed is the right one."""
        printed: dict[str, tuple[tuple[str, str], ...]] = {}
        for _ in range(MOST_PASSES):
            stable = True
            for group in groups:
                numbers = self._numbers(parts)
                wanted = {d.id: printed_labels(d, numbers) for d in group}
                changed = [d for d in group if printed.get(d.id) != wanted[d.id]]
                if not changed:
                    continue
                stable = False
                fresh, faults = self._parts(changed, numbers)
                if fresh is None:
                    return None, faults
                parts = {**parts, **fresh}
                printed |= wanted
            if stable:
                return parts, ()
        numbers = self._numbers(parts)
        wrong = [d for group in groups for d in group if printed.get(d.id) != printed_labels(d, numbers)]
        return parts, tuple(unsettled(division) for division in wrong)

    def _parts(
        self, divisions: Sequence[Division], numbers: tuple[tuple[str, str], ...]
    ) -> tuple[dict[str, Part] | None, tuple[Diagnostic, ...]]:
        return self._collect(divisions, self._run(divisions, numbers))

    def _run(
        self, divisions: Iterable[Division], numbers: tuple[tuple[str, str], ...] | None
    ) -> Iterator[Outcome[Part]]:
        """Have the divisions laid out; without numbers drafts of what prints them."""
        jobs = [self._job(division, numbers) for division in divisions]
        outcomes = run_cached(self.workers, self.cache, set_part, jobs, Part)
        stage = _SETTLING if numbers else self.stage
        return follow(outcomes, [keyed.job for keyed in jobs], partial(self.on_progress, stage))

    def _collect(
        self, divisions: Sequence[Division], outcomes: Iterator[Outcome[Part]]
    ) -> tuple[dict[str, Part] | None, tuple[Diagnostic, ...]]:
        """The divisions' parts, or None when one could not be laid out."""
        parts: dict[str, Part] = {}
        found: list[Diagnostic] = []
        names = {d.id: d for d in divisions}
        for outcome in outcomes:
            if outcome.result is None:
                found.append(layout_fault(names[outcome.name], outcome))
            else:
                parts[outcome.name] = outcome.result
        return parts if len(parts) == len(divisions) else None, tuple(found)

    def _job(self, division: Division, numbers: tuple[tuple[str, str], ...] | None) -> KeyedJob[LayoutJob]:
        draft = numbers is None and bool(page_targets(division))
        markup, tree = division.content.markup, fragment_tree(division.content)
        images = tuple(sorted({image.get("src", "") for image in tree.iter(h("img"))}))
        digests = {image.path: image.digest for image in self.book.images}
        sizes = tuple((image.path, image.width, image.height) for image in self.book.images if image.path in images)
        absent = tuple(sorted(self.absent & link_targets(tree))) if self.absent else ()
        faces = faces_within(self.book.faces, tree, division.language)
        job = LayoutJob(
            division=division.id,
            content=division.content,
            language=division.language,
            title=division.id,  # of a file that nobody sees; the bound one has the book's
            geometry=replace(self.geometry, columns=1) if division.kind in self.undivided else self.geometry,
            sheets=self.sheets,
            faces=faces,
            folder=SomeFiles(self.folder, images),
            images=images,
            page_labels=draft_labels(division) if draft else printed_labels(division, numbers or ()),
            image_sizes=sizes,
            wants_lines=self.wants_lines,
            absent=absent,
            lighter=self.lighter,
            draft=draft,
        )
        facts = (job.division, job.language, job.geometry, job.page_labels, job.image_sizes, job.absent)
        key = cache_key(
            "layout",
            markup,
            repr((*facts, job.wants_lines, job.lighter, job.draft)),
            *self.sheets,
            *(digests[path] for path in images if path in digests),
            *face_facts(faces),
        )
        return KeyedJob(Job(division.id, job, layout_seconds(markup, len(images)), len(markup)), key)

    def _numbers(self, parts: Mapping[str, Part]) -> tuple[tuple[str, str], ...]:
        """The folio of every id. Where contents and index are not laid out yet, they count as one page."""
        if self.labels:
            return self.labels
        counted = {d.id: parts.get(d.id) or empty_part(d) for d in self.book.paper.divisions}
        bound = bound_parts(self.book, counted)
        page_map = number_pages(bound, self.plan(bound))
        return tuple((name, page_map.label_of(name)) for name in sorted(page_map.places))

    def _sorts_job(self, plan: Sequence[PlannedPage]) -> KeyedJob[SortsJob]:
        sorts = needed_sorts(plan, self.slug)
        faces = face_facts(self.book.faces)
        key = cache_key("sorts", repr(sorts), *self.sheets, self.book.metadata.language, *faces)
        furniture = SortsJob(sorts, self.sheets, self.book.faces, self.book.metadata.language)
        return KeyedJob(Job("Running heads and folios", furniture, FURNITURE_SECONDS), key)

    def _run_sorts(self, job: KeyedJob[SortsJob]) -> Iterator[Outcome[Sorts]]:
        return run_cached(self.workers, self.cache, set_furniture, [job], Sorts)

    def _remarks(self, parts: Mapping[str, Part]) -> Iterator[Diagnostic]:
        for division in self.book.paper.divisions:
            yield from part_remarks(division, parts[division.id], self.book.faces.missing)

    def _all_faces(self) -> tuple[Face, ...]:
        return self.book.faces.all_faces()
