"""The editions of a composed book: laid out, bound, and told of.

Input: the Book, and which editions are wanted. Output: these in the table's order, and what is wrong with them. What
lays pages out is slow to load, so it is loaded where it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.cache import Cache
from chapbook.commission import WrongUseError
from chapbook.diagnostics import Diagnostic, Span, error, has_errors
from chapbook.files import Folder, size_of
from chapbook.model.book import Book, count_words
from chapbook.model.edition import EDITION_NAMES, WEB, Edition
from chapbook.model.page_map import PageMap
from chapbook.progress import Progress
from chapbook.render.covers import CoverRequest, Covers, CoversBegun, begin_covers, cover_requests
from chapbook.render.editions import (
    EPUB_COVER_MM,
    EPUB_TYPE,
    PAGED,
    PICTURE_PIXELS,
    PagedEdition,
    file_slug,
    listed_edition,
)
from chapbook.render.epub.profiles import PROFILES, Profile
from chapbook.render.pdf.edition_page import page_geometry
from chapbook.workers import Executor, Outcome

if TYPE_CHECKING:
    from chapbook.render.pdf.paged import PagedBook

_EPUB_COVER = CoverRequest("picture", *EPUB_COVER_MM)
_PAGE_COVER = CoverRequest("picture", *EPUB_COVER_MM, pixels=PICTURE_PIXELS)

# Editions of more pages are bound one after the other: binding takes some 60 MB of memory for a thousand pages.
_BOUND_TOGETHER = 2500

Found = tuple[Diagnostic, ...]
LaidOut = tuple[tuple["PagedBook", PagedEdition], ...]


@dataclass(frozen=True)
class Proofs:
    """What was made of a book. `words` counts those that authors wrote, `listed` the pages that the e-book lists.

    `pages_known`: the pages of the book were laid out, so that an e-book can list them.
    """

    editions: tuple[Edition, ...]
    found: Found
    words: int = 0
    listed: int = 0
    pages_known: bool = False


@dataclass(frozen=True)
class Presswork:
    """One book in the press. `desk` is a folder for files in the making.

    `chapters` are those of its handout as somebody named them; none for all.
    """

    book: Book
    folder: Folder
    cache: Cache
    workers: Executor
    on_progress: Progress
    desk: Path
    chapters: tuple[str, ...] = ()

    def render(self, wanted: Sequence[str], *, page_list: bool = False) -> Proofs:
        """The editions. With `page_list` the e-book waits for its pages. Raises WrongUseError.

        Covers are set beside the pages, and the e-books are made while the others are bound, or before, for a thick
        book: each of the two takes as much memory as all that was before.
        """
        from chapbook.render.telling import render_telling

        chosen, named = self.choose()
        covers = self.begin_covers(wanted)
        laid_out, page_map, found = self.lay_out(wanted, chosen)
        if has_errors(found):
            return Proofs((), found)
        pages_known = page_map is not None
        profiles = [profile for profile in PROFILES if profile.edition in wanted]
        if profiles and listed_edition(self.book.editions) and page_map is None:
            page_map, faults = self.find_pages(wait=page_list)
            found = (*found, *faults)
        panels, faults = self.finish_covers(covers, laid_out)
        found = (*found, *faults)
        if has_errors(found):
            return Proofs((), found)
        is_thick = any(len(paged.plan) > _BOUND_TOGETHER for paged, _edition in laid_out)
        binding = iter(()) if is_thick else self.begin_binding(laid_out, panels, named)
        listed = page_map if listed_edition(self.book.editions) else None
        e_books, faults = self.render_ebooks(profiles, listed, panels)
        found = (*found, *faults)
        words = count_words(self.book)
        if is_thick:
            binding = self.begin_binding(laid_out, panels, named)
        bound, faults = self.finish_binding(binding, len(laid_out))
        editions, found = (*e_books, *bound), (*found, *faults)
        if has_errors(found):
            return Proofs((), found)
        picture = panels[_PAGE_COVER][0] if WEB in wanted else b""
        told, faults = render_telling(self.book, wanted, editions, page_map, picture, self._slug)
        pages_known = pages_known or (page_list and page_map is not None)
        count = _count_listed(self.book, listed) if profiles else 0
        return Proofs((*editions, *told), (*found, *faults), words, count, pages_known)

    def choose(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ids and the names of the chapters that a handout is made of; none for all. Raises WrongUseError."""
        if not self.chapters:
            return (), ()
        from chapbook.render.pdf.handout_chapters import UnknownChapterError, choose_chapters

        try:
            return choose_chapters(self.book.paper.divisions, self.chapters)
        except UnknownChapterError as unknown:
            raise WrongUseError(str(unknown)) from None

    def begin_covers(self, wanted: Sequence[str]) -> CoversBegun:
        """The covers whose measures are known before there are pages."""
        requests = [_EPUB_COVER] if any(profile.edition in wanted for profile in PROFILES) else []
        requests += [_PAGE_COVER] if WEB in wanted else []
        geometry, _faults = page_geometry(self.book)  # told of by whoever lays the pages out
        for edition in PAGED:
            if edition.name in wanted:
                requests += cover_requests(self.book, geometry, edition)
        return begin_covers(self.book, self.folder, requests, self.workers, self.cache)

    def finish_covers(self, begun: CoversBegun, laid_out: LaidOut) -> tuple[Covers, Found]:
        """All covers, with the printer's, which is as thick as its book; and what a press says to the pages."""
        from chapbook.render.pdf.bound import press_faults, printer_requests

        requests = [request for pair in laid_out for request in printer_requests(self.book, *pair)]
        late = begin_covers(self.book, self.folder, requests, self.workers, self.cache)
        (covers, found), (others, faults) = begun.finish(), late.finish()
        pressed = (fault for pair in laid_out for fault in press_faults(self.book, *pair))
        return {**covers, **others}, (*found, *faults, *pressed)

    def lay_out(self, wanted: Sequence[str], chosen: Sequence[str]) -> tuple[LaidOut, PageMap | None, Found]:
        """The paged editions with their pages, and the pages of the book when they were needed."""
        bound = [edition for edition in PAGED if edition.name in wanted]
        if not bound:
            return (), None, ()
        from chapbook.render.pdf.book_setting import begin_pages
        from chapbook.render.pdf.edition_page import booklet_faults
        from chapbook.render.pdf.handout_setting import begin_handout

        with_these = (self.folder, self.workers, self.cache, self.on_progress)
        found = booklet_faults(self.book) if "booklet" in wanted else ()
        layouts = {edition.layout for edition in bound}
        shows_book, handout = self.book.handout.book_pages, None
        if "handout" in layouts:
            handout, faults = begin_handout(self.book, chosen, *with_these, own_pages=not shows_book)
            found = (*found, *faults)
            if has_errors(found):
                return (), None, found
        # Begun last and so laid out first: while its contents wait for its pages there is the handout to be done.
        book = begin_pages(self.book, *with_these) if "book" in layouts or shows_book else None
        _load_next(wanted)
        made: dict[str, PagedBook | None] = {}
        page_map = None
        if book is not None:
            paged, faults = book.finish()
            found = (*found, *(faults if "book" in layouts or has_errors(faults) else ()))
            made["book"], page_map = paged, paged.page_map if paged else None
        if handout is not None and not has_errors(found):
            made["handout"], faults = handout.finish(page_map if shows_book else None)
            found = (*found, *faults)
        laid_out = ((made.get(edition.layout), edition) for edition in bound)
        return tuple((paged, edition) for paged, edition in laid_out if paged is not None), page_map, found

    def find_pages(self, *, wait: bool) -> tuple[PageMap | None, Found]:
        """The pages of the book out of the cache, or laid out now when the e-book is to wait for them."""
        from chapbook.render.pdf.book_setting import recall_pages, set_pages

        if not wait:
            return recall_pages(self.book, self.folder, self.cache), ()
        paged, found = set_pages(self.book, self.folder, self.workers, self.cache, self.on_progress)
        return paged.page_map if paged else None, found

    def render_ebooks(
        self, profiles: Sequence[Profile], page_map: PageMap | None, covers: Covers
    ) -> tuple[tuple[Edition, ...], Found]:
        """The e-books, each in a file on the desk, and what is wrong with them."""
        if not profiles:
            return (), ()
        from chapbook.check.image_limits import heavy_ebook, heavy_images
        from chapbook.check.words import lost_words
        from chapbook.render.epub.edition import render_epub

        self.on_progress("E-book", 0, len(profiles))
        editions: list[Edition] = []
        found = heavy_images(self.book, [profile.edition for profile in profiles])
        for profile in profiles:
            path = self.desk / f"{self._slug}{profile.suffix}.epub"
            with path.open("w+b") as file:
                render_epub(file, self.book, self.folder, page_map, covers[_EPUB_COVER][0], profile)
                found = (*found, *lost_words(self.book, file, self.cache, pictured=profile.pictures))
            editions.append(Edition(profile.edition, path.name, EPUB_TYPE, path))
            found = (*found, *heavy_ebook(self.book, profile.edition, size_of(path)))
            self.on_progress("E-book", len(editions), len(profiles))
        return tuple(editions), found

    def begin_binding(
        self, laid_out: LaidOut, covers: Covers, named: tuple[str, ...]
    ) -> Iterator[Outcome[tuple[Edition, ...]]]:
        """Have the paged editions bound, with their covers; those of many pages one after the other."""
        if not laid_out:
            return iter(())
        from chapbook.render.pdf.bound import bind_edition, binding_job

        jobs = [binding_job(self.book, *pair, self._slug, self.folder, covers, named) for pair in laid_out]
        together = len(jobs) if max(len(paged.plan) for paged, _edition in laid_out) <= _BOUND_TOGETHER else 1
        others = (outcome for job in jobs[together:] for outcome in self.workers.run(bind_edition, [job]))
        return chain(self.workers.run(bind_edition, jobs[:together]), others)

    def finish_binding(
        self, outcomes: Iterator[Outcome[tuple[Edition, ...]]], count: int
    ) -> tuple[tuple[Edition, ...], Found]:
        """The files of the paged editions, when the last of them is bound."""
        made: dict[str, tuple[Edition, ...]] = {}
        found: Found = ()
        for done, outcome in enumerate(outcomes, 1):
            if outcome.result is None:
                found = (*found, error("binding-failed", Span("book.toml"), f"{outcome.name}: {outcome.failure}"))
            else:
                made[outcome.name] = tuple(self._put_away(edition) for edition in outcome.result)
            self.on_progress("Binding", done, count)
        return tuple(edition for name in EDITION_NAMES for edition in made.get(name, ())), found

    def _put_away(self, edition: Edition) -> Edition:
        """The edition as a file on the desk: all of a thick book are as much as all that was made for them."""
        if not isinstance(edition.content, bytes):
            return edition
        path = self.desk / edition.file_name
        path.write_bytes(edition.content)
        return replace(edition, content=path)

    @property
    def _slug(self) -> str:
        return file_slug(self.book.metadata.title)


def _load_next(wanted: Sequence[str]) -> None:
    """Load what comes after the pages, while workers lay these out."""
    from chapbook.render.pdf import bound  # noqa: F401

    if any(profile.edition in wanted for profile in PROFILES):
        from chapbook.check import words  # noqa: F401
        from chapbook.render.epub import edition  # noqa: F401


def _count_listed(book: Book, page_map: PageMap | None) -> int:
    """The pages that have a place in the text of the e-book; blank ones have none."""
    divisions = {division.id for division in book.divisions}
    return sum(page.division in divisions for page in page_map.pages) if page_map else 0
