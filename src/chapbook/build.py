"""The pipeline on one screen: read this first.

Input: a manuscript's folder. Output: its editions in a folder, and a `BuildResult`. Every stage returns its
diagnostics; an error in any of them stops the build before an edition is written, so that the last good ones stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from chapbook.build_record import (
    BuildResult,
    pages_are_known,
    recall_record,
    record_key,
    remember_pages,
    remember_record,
    written,
)
from chapbook.cache import Cache, cache_key
from chapbook.cached_work import KeyedJob, run_cached
from chapbook.commission import take_commission
from chapbook.diagnostics import Diagnostic, Span, error, has_errors, hold_to_claim, sort_diagnostics
from chapbook.files import Folder, write_together
from chapbook.model.book import Book
from chapbook.model.draft import Draft
from chapbook.model.edition import EDITION_NAMES, Edition
from chapbook.model.fragment import fragment_tree, plain_text
from chapbook.model.manuscript import ChapterSource, Manuscript
from chapbook.model.page_map import PageMap
from chapbook.render.editions import EPUB_COVER_MM, EPUB_TYPE, LAYOUTS, PAGED, file_slug, layout_of, listed_edition
from chapbook.workers import Job, Workers

# Called with the name of a stage, how many of its steps are done, and how many there are.
Progress = Callable[[str, int, int], None]


def build(
    manuscript: str | Path,
    *,
    editions: Sequence[str] = EDITION_NAMES,
    out: str | Path = "dist",
    cache: str | Path | None = None,
    page_list: bool = False,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> BuildResult:
    """Build the editions of a manuscript into the folder `out`.

    `cache` is the folder of the cache (the user's own by default), `workers` the number of processes (one a processor
    by default). The e-book lists the pages of a paged edition that is built with it or was laid out before; with
    `page_list` they are laid out for it. Raises WrongUseError, and OSError when the machine does not do its part.
    """
    target = Path(out)
    asked = take_commission(manuscript, target, editions, cache)
    folder, store, wanted, epoch = asked.folder, asked.cache, asked.wanted, asked.epoch
    key = record_key(folder, wanted, epoch)
    record = recall_record(store, key, target)
    if record and not (record.pages_unknown and (page_list or pages_are_known(store, folder, epoch))):
        return replace(record, unchanged=True)
    with Workers(workers) as pool:
        result, made = Press(folder, store, pool, on_progress or say_nothing).build(wanted, epoch, page_list=page_list)
    if has_errors(result.diagnostics):
        return result
    write_together(target, {edition.file_name: edition.content for edition in made})
    # A file that was saved while the press ran is in the editions or not; so they are not remembered as those of now.
    # Nor is a build that lacked a face of the system, which may be there the next time.
    if record_key(folder, wanted, epoch) != key or any(d.code == "missing-face" for d in result.diagnostics):
        return result
    if page_list or any(edition.name in wanted for edition in PAGED):
        remember_pages(store, folder, epoch)
    remember_record(store, key, result)
    return result


@dataclass(frozen=True)
class Press:
    """One run: the manuscript's folder and what the stages work with."""

    folder: Folder
    cache: Cache
    workers: Workers
    on_progress: Progress

    def build(
        self, wanted: Sequence[str], epoch: datetime | None, *, page_list: bool = False
    ) -> tuple[BuildResult, tuple[Edition, ...]]:
        """Read, parse, compose, render."""
        book, found = self.compose(epoch)
        if book is None or has_errors(found):
            return BuildResult((), sort_diagnostics(found)), ()
        editions, listed, faults = self.render(book, wanted, page_list=page_list)
        found = sort_diagnostics([*found, *faults])
        if has_errors(found):
            return BuildResult((), found), ()
        words, unknown = count_words(book), not listed and "epub" in wanted and bool(listed_edition(book.editions))
        result = BuildResult(written(editions), found, book.metadata.title, words, listed, pages_unknown=unknown)
        return result, editions

    def compose(self, epoch: datetime | None) -> tuple[Book | None, tuple[Diagnostic, ...]]:
        """The book, or None when the manuscript cannot be read at all; with what is wrong so far."""
        from chapbook.compose import compose_book
        from chapbook.read.images import read_images
        from chapbook.read.manuscript import read_manuscript

        self.on_progress("Reading", 0, 1)
        manuscript, found = read_manuscript(self.folder, epoch, self.cache)
        self.on_progress("Reading", 1, 1)
        if manuscript is None:
            return None, found
        drafts, faults = self.parse(manuscript)
        images, missing = read_images(self.folder, [use for draft in drafts for use in draft.images])
        found = (*found, *faults, *missing)
        if len(drafts) < len(chapter_sources(manuscript)):
            return None, found
        self.on_progress("Composing", 0, 1)
        book, faults = compose_book(manuscript, drafts, images, self.cache)
        self.on_progress("Composing", 1, 1)
        found = (*found, *faults)
        return book, hold_to_claim(found) if manuscript.metadata.accessible else found

    def parse(self, manuscript: Manuscript) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
        """A draft of every chapter, in order; a chapter that no worker could parse is an error."""
        from chapbook.parse.chapter import parse_chapter

        sources = chapter_sources(manuscript)
        jobs = [KeyedJob(Job(s.path, s), cache_key("parse", repr(s))) for s in sources]
        drafts: dict[str, Draft] = {}
        found: list[Diagnostic] = []
        outcomes = run_cached(self.workers, self.cache, parse_chapter, jobs, tuple[Draft, tuple[Diagnostic, ...]])
        for done, outcome in enumerate(outcomes, 1):
            if outcome.result is None:
                found.append(
                    error("parse-failed", Span(outcome.name), f"The chapter was not parsed: {outcome.failure}")
                )
            else:
                drafts[outcome.name] = outcome.result[0]
                found += outcome.result[1]
            self.on_progress("Parsing", done, len(jobs))
        return tuple(drafts[s.path] for s in sources if s.path in drafts), tuple(found)

    def render(
        self, book: Book, wanted: Sequence[str], *, page_list: bool = False
    ) -> tuple[tuple[Edition, ...], int, tuple[Diagnostic, ...]]:
        """The editions in the table's order, and how many pages the e-book lists."""
        slug = file_slug(book.metadata.title)
        editions, page_maps, found = self.render_paged(book, wanted, slug)
        if has_errors(found) or "epub" not in wanted:
            return editions, 0, found
        page_map, faults = self.listed_pages(book, page_maps, wait=page_list)
        found = (*found, *faults)
        if has_errors(found):
            return (), 0, found
        from chapbook.check.words import lost_words
        from chapbook.render.cover import rasterise_cover, render_cover
        from chapbook.render.epub.edition import render_epub
        from chapbook.render.pdf.layout import LayoutFailedError

        self.on_progress("E-book", 0, 1)
        try:
            cover = rasterise_cover(render_cover(book, *EPUB_COVER_MM, self.folder))
        except LayoutFailedError as fault:
            return (), 0, (*found, _cover_failed(fault))
        content = render_epub(book, self.folder, page_map, cover)
        found = (*found, *lost_words(book, content))
        self.on_progress("E-book", 1, 1)
        epub = Edition("epub", f"{slug}.epub", EPUB_TYPE, content)
        return (epub, *editions), count_listed(book, page_map), found

    def listed_pages(
        self, book: Book, known: Mapping[str, PageMap], *, wait: bool
    ) -> tuple[PageMap | None, tuple[Diagnostic, ...]]:
        """The pages that the e-book lists: of this run, or out of the cache, or laid out now when it is to wait."""
        listed = listed_edition(book.editions)
        layout = layout_of(listed) if listed else ""
        if not layout or layout in known:
            return known.get(layout), ()
        from chapbook.render.pdf.paged import recall_pages, set_pages

        if not wait:
            return recall_pages(book, layout, self.folder, self.cache), ()
        paged, faults = set_pages(book, layout, self.folder, self.workers, self.cache, self.on_progress)
        return paged.page_map if paged else None, faults

    def render_paged(
        self, book: Book, wanted: Sequence[str], slug: str
    ) -> tuple[tuple[Edition, ...], Mapping[str, PageMap], tuple[Diagnostic, ...]]:
        """The paged editions, and the pages of each layout that was made for them."""
        bound = [edition for edition in PAGED if edition.name in wanted]
        if not bound:
            return (), {}, ()
        from chapbook.render.pdf.bound import bind_edition, binding_job
        from chapbook.render.pdf.layout import LayoutFailedError
        from chapbook.render.pdf.paged import booklet_faults, set_pages

        jobs, page_maps = [], dict[str, PageMap]()
        found = booklet_faults(book) if "booklet" in wanted else ()
        for layout in LAYOUTS:
            of_layout = [edition for edition in bound if edition.layout == layout]
            if not of_layout:
                continue
            paged, faults = set_pages(book, layout, self.folder, self.workers, self.cache, self.on_progress)
            found = (*found, *faults)
            if paged is None:
                continue
            page_maps[layout] = paged.page_map
            try:
                jobs += [binding_job(book, paged, edition, slug, self.folder) for edition in of_layout]
            except LayoutFailedError as fault:
                found = (*found, _cover_failed(fault))
        if has_errors(found):
            return (), {}, found
        made: dict[str, tuple[Edition, ...]] = {}
        for done, outcome in enumerate(self.workers.run(bind_edition, jobs), 1):
            if outcome.result is None:
                found = (*found, error("binding-failed", Span("book.toml"), f"{outcome.name}: {outcome.failure}"))
            else:
                made[outcome.name] = outcome.result
            self.on_progress("Binding", done, len(jobs))
        return tuple(e for name in EDITION_NAMES for e in made.get(name, ())), page_maps, found


def _cover_failed(fault: Exception) -> Diagnostic:
    return error("cover-failed", Span("book.toml"), f"The cover cannot be set: {fault}")


def say_nothing(_stage: str, _done: int, _total: int) -> None:
    """The progress of a build that nobody watches."""


def chapter_sources(manuscript: Manuscript) -> tuple[ChapterSource, ...]:
    """The Markdown files of the manuscript in order."""
    return tuple(item for item in manuscript.order if isinstance(item, ChapterSource))


def count_listed(book: Book, page_map: PageMap | None) -> int:
    """The pages that have a place in the text of the e-book; blank ones have none."""
    divisions = {d.id for d in book.divisions}
    return sum(page.division in divisions for page in page_map.pages) if page_map else 0


def count_words(book: Book) -> int:
    """The words of all divisions that an author wrote."""
    return sum(len(plain_text(fragment_tree(d.content)).split()) for d in book.divisions if d.source)
