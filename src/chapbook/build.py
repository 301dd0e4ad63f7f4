"""The pipeline on one screen: read this first.

Input: a manuscript's folder. Output: its editions in a folder, and a `BuildResult`. Every stage returns its
diagnostics; an error in any of them stops the build before an edition is written, so that the last good ones stay.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.build_record import BuildRecord, WrittenEdition, recall_record, record_key, remember_record, written
from chapbook.cache import Cache, cache_key, default_cache_folder
from chapbook.cached_work import KeyedJob, run_cached
from chapbook.diagnostics import Diagnostic, Span, error, has_errors, hold_to_claim, sort_diagnostics
from chapbook.files import DiskFolder, Folder, source_date_epoch, write_together
from chapbook.model.book import Book
from chapbook.model.draft import Draft
from chapbook.model.edition import EDITION_NAMES, Edition
from chapbook.model.fragment import fragment_tree, plain_text
from chapbook.model.manuscript import ChapterSource, Manuscript
from chapbook.model.page_map import PageMap
from chapbook.render.editions import EPUB_COVER_MM, EPUB_TYPE, LAYOUTS, PAGED, file_slug
from chapbook.workers import Job, Workers

if TYPE_CHECKING:  # what lays pages out is slow to load, and an e-book alone needs none of it
    from chapbook.render.pdf.paged import PagedBook

# Called with the name of a stage, how many of its steps are done, and how many there are.
Progress = Callable[[str, int, int], None]


class WrongUseError(Exception):
    """The press was called wrongly: no such folder, no such edition. The message is a sentence."""


@dataclass(frozen=True)
class BuildResult:
    """What a build did. With an error among the diagnostics there are no editions. `unchanged`: nothing was to do."""

    editions: tuple[WrittenEdition, ...]
    diagnostics: tuple[Diagnostic, ...]
    title: str = ""
    words: int = 0
    page_list: int = 0
    unchanged: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether every edition asked for is there."""
        return not has_errors(self.diagnostics)


def build(
    manuscript: str | Path,
    *,
    editions: Sequence[str] | None = None,
    chapters: Sequence[str] = (),
    out: str | Path = "dist",
    cache: str | Path | None = None,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> BuildResult:
    """Build the editions of a manuscript into the folder `out`: those named, or all.

    With `chapters` it is a handout of these alone: numbers, ranges (“4-5”), or names of files, each a text of its own.
    `cache` is the folder of the cache (the user's own by default), `workers` the number of processes (one a processor
    by default). Raises WrongUseError, and OSError when the machine does not do its part.
    """
    source, target = Path(manuscript), Path(out)
    if not source.is_dir():
        raise WrongUseError(f"“{source}” is no folder; name the folder that holds the chapters.")
    names = editions if editions is not None else ("handout",) if chapters else EDITION_NAMES
    if chapters and any(name != "handout" for name in names):
        raise WrongUseError("Chapters are chosen for the handout alone; name no other edition with them.")
    if unknown := [name for name in names if name not in EDITION_NAMES]:
        raise WrongUseError(f"There is no edition “{unknown[0]}”; known are {', '.join(EDITION_NAMES)}.")
    wanted = tuple(name for name in EDITION_NAMES if name in names)
    store = Cache(Path(cache) if cache else default_cache_folder())
    folder, epoch = DiskFolder(source, without=target), _epoch()
    asked = (*wanted, "chapters", *chapters)
    key = record_key(folder, asked, epoch)
    if record := recall_record(store, key, target):
        return BuildResult(
            record.editions, record.diagnostics, record.title, record.words, record.page_list, unchanged=True
        )
    with Workers(workers) as pool:
        result, made = Press(folder, store, pool, on_progress or _say_nothing, tuple(chapters)).build(wanted, epoch)
    if has_errors(result.diagnostics):
        return result
    write_together(target, {edition.file_name: edition.content for edition in made})
    # A file that was saved while the press ran is in the editions or not; so they are not remembered as those of now.
    # Nor is a build that lacked a face of the system, which may be there the next time.
    if record_key(folder, asked, epoch) != key or any(d.code == "missing-face" for d in result.diagnostics):
        return result
    remember_record(
        store, key, BuildRecord(result.editions, result.diagnostics, result.title, result.words, result.page_list)
    )
    return result


@dataclass(frozen=True)
class Press:
    """One run: the manuscript's folder, what the stages work with, and the chapters that a handout is made of."""

    folder: Folder
    cache: Cache
    workers: Workers
    on_progress: Progress
    chapters: tuple[str, ...] = ()

    def build(self, wanted: Sequence[str], epoch: datetime | None) -> tuple[BuildResult, tuple[Edition, ...]]:
        """Read, parse, compose, render."""
        book, found = self.compose(epoch)
        if book is None or has_errors(found):
            return BuildResult((), sort_diagnostics(found)), ()
        editions, page_list, faults = self.render(book, wanted)
        found = sort_diagnostics([*found, *faults])
        if has_errors(found):
            return BuildResult((), found), ()
        words = count_words(book)
        return BuildResult(written(editions), found, book.metadata.title, words, page_list), editions

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

    def render(self, book: Book, wanted: Sequence[str]) -> tuple[tuple[Edition, ...], int, tuple[Diagnostic, ...]]:
        """The editions in the table's order, and how many pages the e-book lists."""
        slug = file_slug(book.metadata.title)
        editions, page_map, found = self.render_paged(book, wanted, slug)
        if has_errors(found) or "epub" not in wanted:
            return editions, 0, found
        from chapbook.check.words import lost_words
        from chapbook.render.covers import CoverRequest, make_covers
        from chapbook.render.epub.edition import render_epub

        self.on_progress("E-book", 0, 1)
        picture = CoverRequest("picture", *EPUB_COVER_MM)
        covers, faults = make_covers(book, self.folder, [picture], self.workers)
        if picture not in covers:
            return (), 0, (*found, *faults)
        content = render_epub(book, self.folder, page_map, covers[picture][0])
        found = (*found, *lost_words(book, content))
        self.on_progress("E-book", 1, 1)
        epub = Edition("epub", f"{slug}.epub", EPUB_TYPE, content)
        return (epub, *editions), len(page_map.pages) if page_map else 0, found

    def render_paged(
        self, book: Book, wanted: Sequence[str], slug: str
    ) -> tuple[tuple[Edition, ...], PageMap | None, tuple[Diagnostic, ...]]:
        """The paged editions, and the pages of those that share the book's own."""
        bound = [edition for edition in PAGED if edition.name in wanted]
        if not bound:
            return (), None, ()
        from chapbook.render.covers import make_covers
        from chapbook.render.pdf.bound import bind_edition, binding_job, cover_requests, press_faults
        from chapbook.render.pdf.edition_page import booklet_faults

        set_editions, page_map = [], None
        found = booklet_faults(book) if "booklet" in wanted else ()
        chosen, named = self.choose(book)
        for layout in LAYOUTS:
            of_layout = [edition for edition in bound if edition.layout == layout]
            if not of_layout and not (layout == "book" and book.handout.book_pages):
                continue
            paged, faults = self.set_layout(book, layout, chosen, page_map)
            found = (*found, *(faults if of_layout or has_errors(faults) else ()))
            if paged is None:
                break
            page_map = paged.page_map if layout == "book" else page_map
            set_editions += [(paged, edition) for edition in of_layout]
        requests = [request for paged, edition in set_editions for request in cover_requests(book, paged, edition)]
        covers, faults = make_covers(book, self.folder, requests, self.workers)
        found = (*found, *faults, *(w for paged, edition in set_editions for w in press_faults(book, paged, edition)))
        if has_errors(found):
            return (), None, found
        jobs = [binding_job(book, paged, edition, slug, self.folder, covers, named) for paged, edition in set_editions]
        made: dict[str, tuple[Edition, ...]] = {}
        for done, outcome in enumerate(self.workers.run(bind_edition, jobs), 1):
            if outcome.result is None:
                found = (*found, error("binding-failed", Span("book.toml"), f"{outcome.name}: {outcome.failure}"))
            else:
                made[outcome.name] = outcome.result
            self.on_progress("Binding", done, len(jobs))
        return tuple(e for name in EDITION_NAMES for e in made.get(name, ())), page_map, found

    def choose(self, book: Book) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ids and the names of the chapters that a handout is made of; none for all. Raises WrongUseError."""
        from chapbook.render.pdf.handout_chapters import UnknownChapterError, choose_chapters

        if not self.chapters:
            return (), ()
        try:
            return choose_chapters(book.paper.divisions, self.chapters)
        except UnknownChapterError as unknown:
            raise WrongUseError(str(unknown)) from None

    def set_layout(
        self, book: Book, layout: str, chosen: Sequence[str], page_map: PageMap | None
    ) -> tuple[PagedBook | None, tuple[Diagnostic, ...]]:
        """The pages of a layout; the handout's show where those of the book turn."""
        from chapbook.render.pdf.handout_setting import set_handout
        from chapbook.render.pdf.paged import set_pages

        if layout == "book":
            return set_pages(book, self.folder, self.workers, self.cache, self.on_progress)
        return set_handout(book, chosen, page_map, self.folder, self.workers, self.cache, self.on_progress)


def _epoch() -> datetime | None:
    try:
        return source_date_epoch(os.environ)
    except ValueError:
        raise WrongUseError("SOURCE_DATE_EPOCH is no number of seconds since 1970.") from None


def _say_nothing(_stage: str, _done: int, _total: int) -> None:
    """The progress of a build that nobody watches."""


def chapter_sources(manuscript: Manuscript) -> tuple[ChapterSource, ...]:
    """The Markdown files of the manuscript in order."""
    return tuple(item for item in manuscript.order if isinstance(item, ChapterSource))


def count_words(book: Book) -> int:
    """The words of all divisions that an author wrote."""
    return sum(len(plain_text(fragment_tree(d.content)).split()) for d in book.divisions if d.source)
