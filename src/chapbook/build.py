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
from tempfile import TemporaryDirectory

from chapbook.build_record import BuildRecord, WrittenEdition, recall_record, record_key, remember_record, written
from chapbook.cache import Cache, cache_key, default_cache_folder
from chapbook.cached_work import KeyedJob, run_cached
from chapbook.diagnostics import Diagnostic, Span, error, has_errors, hold_to_claim, sort_diagnostics
from chapbook.files import DiskFolder, Folder, size_of, source_date_epoch, write_together
from chapbook.model.book import Book
from chapbook.model.draft import Draft
from chapbook.model.edition import EDITION_NAMES, ON_DEMAND, Edition
from chapbook.model.fragment import fragment_tree, plain_text
from chapbook.model.manuscript import ChapterSource, Manuscript
from chapbook.model.page_map import PageMap
from chapbook.render.editions import EPUB_COVER_MM, EPUB_TYPE, LAYOUTS, PAGED, file_slug
from chapbook.render.epub.profiles import PROFILES, Profile
from chapbook.workers import Job, Workers

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
    out: str | Path = "dist",
    cache: str | Path | None = None,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> BuildResult:
    """Build the editions of a manuscript into the folder `out`.

    `editions` are names of the table; without them those that every book has, and those that `[editions]` names beside.
    `cache` is the folder of the cache (the user's own by default), `workers` the number of processes (one a processor
    by default). Raises WrongUseError, and OSError when the machine does not do its part.
    """
    source, target = Path(manuscript), Path(out)
    if not source.is_dir():
        raise WrongUseError(f"“{source}” is no folder; name the folder that holds the chapters.")
    if unknown := [name for name in editions or () if name not in EDITION_NAMES]:
        raise WrongUseError(f"There is no edition “{unknown[0]}”; known are {', '.join(EDITION_NAMES)}.")
    wanted = None if editions is None else tuple(name for name in EDITION_NAMES if name in editions)
    store = Cache(Path(cache) if cache else default_cache_folder())
    folder, epoch = DiskFolder(source, without=target), _epoch()
    asked = wanted or ("usual",)
    key = record_key(folder, asked, epoch)
    if record := recall_record(store, key, target):
        return BuildResult(
            record.editions, record.diagnostics, record.title, record.words, record.page_list, unchanged=True
        )
    with Workers(workers) as pool, TemporaryDirectory(prefix="chapbook-") as desk:
        press = Press(folder, store, pool, on_progress or _say_nothing, Path(desk))
        result, made = press.build(wanted, epoch)
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
    """One run: the manuscript's folder and what the stages work with. `desk` is a folder for files in the making."""

    folder: Folder
    cache: Cache
    workers: Workers
    on_progress: Progress
    desk: Path = Path()

    def build(self, wanted: Sequence[str] | None, epoch: datetime | None) -> tuple[BuildResult, tuple[Edition, ...]]:
        """Read, parse, compose, render."""
        book, found = self.compose(epoch)
        if book is None or has_errors(found):
            return BuildResult((), sort_diagnostics(found)), ()
        editions, page_list, faults = self.render(book, usual_editions(book) if wanted is None else wanted)
        found = sort_diagnostics([*found, *faults])
        if has_errors(found):
            return BuildResult((), found), ()
        words = count_words(book)
        return BuildResult(written(editions), found, book.metadata.title, words, page_list), editions

    def compose(self, epoch: datetime | None) -> tuple[Book | None, tuple[Diagnostic, ...]]:
        """The book, or None when the manuscript cannot be read at all; with what is wrong so far."""
        from chapbook.check.claims import contradicted_claims
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
        found = (*found, *faults, *contradicted_claims(book))
        pledged = manuscript.metadata.accessible or manuscript.metadata.claims.certified_by
        return book, hold_to_claim(found) if pledged else found

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
        profiles = [profile for profile in PROFILES if profile.edition in wanted]
        if has_errors(found) or not profiles:
            return editions, 0, found
        e_books, faults = self.render_ebooks(book, profiles, page_map, slug)
        return (*e_books, *editions), len(page_map.pages) if page_map else 0, (*found, *faults)

    def render_ebooks(
        self, book: Book, profiles: Sequence[Profile], page_map: PageMap | None, slug: str
    ) -> tuple[tuple[Edition, ...], tuple[Diagnostic, ...]]:
        """The e-books, each in a file on the desk, and what is wrong with them."""
        from chapbook.check.image_limits import heavy_ebook, heavy_images
        from chapbook.check.words import lost_words
        from chapbook.render.cover import rasterise_cover, render_cover
        from chapbook.render.epub.edition import render_epub
        from chapbook.render.pdf.layout import LayoutFailedError

        self.on_progress("E-book", 0, len(profiles))
        try:
            cover = rasterise_cover(render_cover(book, *EPUB_COVER_MM, self.folder))
        except LayoutFailedError as fault:
            return (), (_cover_failed(fault),)
        editions: list[Edition] = []
        found = heavy_images(book, [profile.edition for profile in profiles])
        for profile in profiles:
            path = self.desk / f"{slug}{profile.suffix}.epub"
            with path.open("w+b") as file:
                render_epub(file, book, self.folder, page_map, cover, profile)
                found = (*found, *lost_words(book, file, pictured=profile.pictures))
            editions.append(Edition(profile.edition, path.name, EPUB_TYPE, path))
            found = (*found, *heavy_ebook(book, profile.edition, size_of(path)))
            self.on_progress("E-book", len(editions), len(profiles))
        return tuple(editions), found

    def render_paged(
        self, book: Book, wanted: Sequence[str], slug: str
    ) -> tuple[tuple[Edition, ...], PageMap | None, tuple[Diagnostic, ...]]:
        """The paged editions, and the pages of those that share the book's own."""
        bound = [edition for edition in PAGED if edition.name in wanted]
        if not bound:
            return (), None, ()
        from chapbook.render.pdf.bound import bind_edition, binding_job
        from chapbook.render.pdf.layout import LayoutFailedError
        from chapbook.render.pdf.paged import booklet_faults, set_pages

        jobs, page_map = [], None
        found = booklet_faults(book) if "booklet" in wanted else ()
        for layout in LAYOUTS:
            of_layout = [edition for edition in bound if edition.layout == layout]
            if not of_layout:
                continue
            paged, faults = set_pages(book, layout, self.folder, self.workers, self.cache, self.on_progress)
            found = (*found, *faults)
            if paged is None:
                continue
            page_map = paged.page_map if layout == "book" else page_map
            try:
                jobs += [binding_job(book, paged, edition, slug, self.folder) for edition in of_layout]
            except LayoutFailedError as fault:
                found = (*found, _cover_failed(fault))
        if has_errors(found):
            return (), None, found
        made: dict[str, tuple[Edition, ...]] = {}
        for done, outcome in enumerate(self.workers.run(bind_edition, jobs), 1):
            if outcome.result is None:
                found = (*found, error("binding-failed", Span("book.toml"), f"{outcome.name}: {outcome.failure}"))
            else:
                made[outcome.name] = outcome.result
            self.on_progress("Binding", done, len(jobs))
        return tuple(e for name in EDITION_NAMES for e in made.get(name, ())), page_map, found


def usual_editions(book: Book) -> tuple[str, ...]:
    """Those that every book has, and those that `[editions]` names beside."""
    named = {settings.name for settings in book.editions}
    return tuple(name for name in EDITION_NAMES if name not in ON_DEMAND or name in named)


def _cover_failed(fault: Exception) -> Diagnostic:
    return error("cover-failed", Span("book.toml"), f"The cover cannot be set: {fault}")


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
