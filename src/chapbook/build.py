"""The pipeline on one screen: read this first.

Input: a manuscript's folder. Output: its editions in a folder, and a `BuildResult`. Every stage returns its
diagnostics; an error in any of them stops the build before an edition is written, so that the last good ones stay.
The stages are loaded when their turn comes: a build with nothing to do is over before that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from chapbook.cache_folder import in_use
from chapbook.cached_work import KeyedJob, run_cached
from chapbook.collector import collect_seldom
from chapbook.commission import Commission, WrongUseError, take_commission
from chapbook.diagnostics import Diagnostic, Span, error, has_errors, hold_to_claim, sort_diagnostics
from chapbook.executors import open_executor
from chapbook.files import Folder, write_together
from chapbook.model.edition import EPUB, KINDLE, PAGE_FILE, WEB, Edition, usual_editions
from chapbook.progress import follow, say_nothing
from chapbook.workers import Executor, Job

if TYPE_CHECKING:
    from chapbook.model.book import Book
    from chapbook.model.draft import Draft
    from chapbook.model.manuscript import ChapterSource, Manuscript
    from chapbook.presswork import Presswork
    from chapbook.progress import Progress


def build(
    manuscript: str | Path,
    *,
    editions: Sequence[str] | None = None,
    chapters: Sequence[str] = (),
    out: str | Path = "dist",
    cache: str | Path | None = None,
    page_list: bool = False,
    workers: int | None = None,
    executor: str | Executor | None = None,
    on_progress: Progress | None = None,
) -> BuildResult:
    """Build the editions of a manuscript into the folder `out`.

    `editions` are names of the table; without them those that every book has, and those that `[editions]` names beside.
    `chapters` are numbers, ranges or files: a handout is made of these alone. `cache` is the folder of the cache (the
    user's own by default), `workers` the number of processes (one a processor by default); `executor` does the jobs
    instead: the address of a cluster, “dask://HOST:PORT”, or an Executor that stays open. The e-book lists the pages
    of the book when they are laid out in the same run or were before; with `page_list` they are laid out for it.
    Raises WrongUseError, MachineError and OSError when the machine or the cluster does not do its part.
    """
    target = Path(out)
    asked = take_commission(manuscript, target, editions, chapters, cache)
    with collect_seldom(), open_executor(executor, workers) as pool:
        return build_commission(asked, target, pool, on_progress or say_nothing, page_list=page_list)


def build_commission(
    asked: Commission, target: Path, pool: Executor, on_progress: Progress, *, page_list: bool = False
) -> BuildResult:
    """Build what is asked into the folder `target`, with the workers of `pool`; raises what `build` does."""
    folder, store, epoch = asked.folder, asked.cache, asked.epoch
    if (asked.wanted is None or WEB in asked.wanted) and not _may_write_page(target):
        raise WrongUseError(f"“{target / PAGE_FILE}” is not chapbook’s; name another folder, or leave out “{WEB}”.")
    key = record_key(folder, asked.words(), epoch)
    record = recall_record(store, key, target)
    if record and not (record.pages_unknown and (page_list or pages_are_known(store, folder, epoch))):
        return replace(record, unchanged=True)
    with in_use(store) as desk:
        press = Press(folder, replace(store, spare=desk), pool, on_progress, asked.chapters)
        result, made = press.build(asked.wanted, epoch, desk, page_list=page_list)
        if has_errors(result.diagnostics):
            return result
        write_together(target, {edition.file_name: edition.content for edition in made})
    # A file that was saved while the press ran is in the editions or not; so they are not remembered as those of now.
    # Nor is a build that lacked a face of the system, which may be there the next time.
    if record_key(folder, asked.words(), epoch) == key and all(d.code != "missing-face" for d in result.diagnostics):
        remember_record(store, key, result)
    return result


@dataclass(frozen=True)
class Press:
    """One run: the manuscript's folder and what the stages work with; `chapters` are those of a handout."""

    folder: Folder
    cache: Cache
    workers: Executor
    on_progress: Progress
    chapters: tuple[str, ...] = ()

    def build(
        self, wanted: Sequence[str] | None, epoch: datetime | None, desk: Path, *, page_list: bool = False
    ) -> tuple[BuildResult, tuple[Edition, ...]]:
        """Read, parse, compose, render. `wanted` is None for the editions that every book has.

        `desk` is a folder for files in the making: editions are read from it until they are written.
        """
        from chapbook.faces import system_families
        from chapbook.render.editions import listed_edition

        book, found = self.compose(epoch, _slow_to_load(wanted))
        if book is None or has_errors(found):
            return BuildResult((), sort_diagnostics(found)), ()
        names = usual_editions(settings.name for settings in book.editions) if wanted is None else wanted
        proofs = self.presswork(book, desk).render(names, page_list=page_list)
        found = sort_diagnostics([*found, *proofs.found])
        if has_errors(found):
            return BuildResult((), found), ()
        if proofs.pages_known:
            remember_pages(self.cache, self.folder, epoch)
        unknown = not proofs.listed and not {EPUB, KINDLE}.isdisjoint(names) and bool(listed_edition(book.editions))
        result = BuildResult(
            editions=written(proofs.editions),
            diagnostics=found,
            title=book.metadata.title,
            words=proofs.words,
            page_list=proofs.listed,
            pages_unknown=unknown,
            system_families=system_families(book.faces),
        )
        return result, proofs.editions

    def presswork(self, book: Book, desk: Path) -> Presswork:
        """What makes the editions of the book; `desk` is a folder for files in the making."""
        from chapbook.presswork import Presswork

        return Presswork(book, self.folder, self.cache, self.workers, self.on_progress, desk, self.chapters)

    def compose(
        self, epoch: datetime | None, then: Callable[[Any], Any] | None = None
    ) -> tuple[Book | None, tuple[Diagnostic, ...]]:
        """The book, or None when the manuscript cannot be read at all; with what is wrong so far.

        Jobs for the function `then` will come next: what they need is loaded meanwhile.
        """
        from chapbook.drafting import draft_chapter

        self.on_progress("Reading", 0, 1)
        drafted = cache_key("drafted", self.folder.name())
        if self.cache.get(drafted) is not None:  # few chapters will be new, and one worker can draft them
            self.workers.prepare(draft_chapter)
        from chapbook.read.manuscript import read_manuscript

        manuscript, found = read_manuscript(self.folder, epoch, self.cache)
        self.on_progress("Reading", 1, 1)
        if manuscript is None:
            return None, found
        drafts, faults = self.parse(manuscript, then)
        self.cache.put(drafted, b"")
        from chapbook.check.claims import contradicted_claims
        from chapbook.compose import compose_book
        from chapbook.read.images import read_images

        images, missing = read_images(self.folder, [use for draft in drafts for use in draft.images], self.cache)
        found = (*found, *faults, *missing)
        if len(drafts) < len(chapter_sources(manuscript)):
            return None, found
        self.on_progress("Composing", 0, 1)
        book, faults = compose_book(manuscript, drafts, images, self.cache)
        self.on_progress("Composing", 1, 1)
        found = (*found, *faults, *contradicted_claims(book))
        pledged = manuscript.metadata.accessible or manuscript.metadata.claims.certified_by
        return book, hold_to_claim(found) if pledged else found

    def parse(
        self, manuscript: Manuscript, then: Callable[[Any], Any] | None = None
    ) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
        """A draft of every chapter, in order; a chapter that no worker could parse is an error."""
        from chapbook.drafting import draft_chapter, draft_job
        from chapbook.model.draft import Draft

        sources = chapter_sources(manuscript)
        asked = [Job(s.path, draft_job(manuscript, s), weight=len(s.text)) for s in sources]
        jobs = [KeyedJob(job, cache_key("draft", repr(job.argument))) for job in asked]
        drafts: dict[str, Draft] = {}
        found: list[Diagnostic] = []
        outcomes = run_cached(self.workers, self.cache, draft_chapter, jobs, tuple[Draft, tuple[Diagnostic, ...]])
        if then is not None:
            self.workers.prepare(then)
        _load_next()
        for outcome in follow(outcomes, [keyed.job for keyed in jobs], partial(self.on_progress, "Parsing")):
            if outcome.result is None:
                found.append(
                    error("parse-failed", Span(outcome.name), f"The chapter was not parsed: {outcome.failure}")
                )
            else:
                drafts[outcome.name] = outcome.result[0]
                found += outcome.result[1]
        return tuple(drafts[s.path] for s in sources if s.path in drafts), tuple(found)


def _load_next() -> None:
    """Load what comes after the drafts, while workers make these."""
    from chapbook import compose  # noqa: F401
    from chapbook.check import claims  # noqa: F401
    from chapbook.read import images  # noqa: F401


def _slow_to_load(wanted: Sequence[str] | None) -> Callable[[Any], Any]:
    """What lays pages out, or sets covers where no other pages are wanted."""
    from chapbook.render.covers import make_cover
    from chapbook.render.pdf.page_jobs import set_part

    return make_cover if wanted is not None and {EPUB, KINDLE, WEB}.issuperset(wanted) else set_part


def _may_write_page(folder: Path) -> bool:
    """Whether no page stands where ours goes, or one that we made: `index.html` is a name that others use too."""
    from chapbook.render.web.own_page import is_own_page

    page = folder / PAGE_FILE
    return not page.is_file() or is_own_page(page.read_bytes())


def chapter_sources(manuscript: Manuscript) -> tuple[ChapterSource, ...]:
    """The Markdown files of the manuscript in order."""
    from chapbook.model.manuscript import ChapterSource

    return tuple(item for item in manuscript.order if isinstance(item, ChapterSource))
