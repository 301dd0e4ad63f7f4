"""The editions of a composed book: laid out, bound, and told of.

Input: the Book, and which editions are wanted. Output: these in the table's order, and what is wrong with them. What
lays pages out is slow to load, so it is loaded where it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.cache import Cache
from chapbook.commission import WrongUseError
from chapbook.diagnostics import Diagnostic, Span, error, has_errors
from chapbook.files import Folder, size_of
from chapbook.model.book import Book
from chapbook.model.edition import EDITION_NAMES, WEB, Edition
from chapbook.model.page_map import PageMap
from chapbook.progress import Progress
from chapbook.render.editions import EPUB_COVER_MM, EPUB_TYPE, LAYOUTS, PAGED, PagedEdition, file_slug, listed_edition
from chapbook.render.epub.profiles import PROFILES, Profile
from chapbook.workers import Executor

if TYPE_CHECKING:
    from chapbook.render.pdf.paged import PagedBook

Found = tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Proofs:
    """What was made of a book. `listed` counts the pages that the e-book lists.

    `pages_known`: the pages of the book were laid out, so that an e-book can list them.
    """

    editions: tuple[Edition, ...]
    found: Found
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
        """The editions. With `page_list` the e-book waits for its pages. Raises WrongUseError."""
        editions, page_map, found = self.render_paged(wanted)
        if has_errors(found):
            return Proofs((), found)
        pages_known = page_map is not None
        profiles = [profile for profile in PROFILES if profile.edition in wanted]
        if profiles and listed_edition(self.book.editions) and page_map is None:
            page_map, faults = self.find_pages(wait=page_list)
            found = (*found, *faults)
        if has_errors(found):
            return Proofs((), found)
        listed = page_map if listed_edition(self.book.editions) else None
        told, faults = self.render_for_screens(wanted, profiles, editions, page_map, listed)
        pages_known = pages_known or (page_list and page_map is not None)
        count = _count_listed(self.book, listed) if profiles else 0
        return Proofs(told, (*found, *faults), count, pages_known)

    def render_for_screens(
        self,
        wanted: Sequence[str],
        profiles: Sequence[Profile],
        editions: tuple[Edition, ...],
        page_map: PageMap | None,
        listed: PageMap | None,
    ) -> tuple[tuple[Edition, ...], Found]:
        """The e-books before the paged editions, and behind them what tells of all."""
        from chapbook.render.covers import CoverRequest, make_covers
        from chapbook.render.telling import render_telling
        from chapbook.render.web.edition import PICTURE_PIXELS

        e_book = CoverRequest("picture", *EPUB_COVER_MM)
        page = CoverRequest("picture", *EPUB_COVER_MM, pixels=PICTURE_PIXELS)
        shown = [request for request, is_wanted in ((e_book, profiles), (page, WEB in wanted)) if is_wanted]
        covers, found = make_covers(self.book, self.folder, shown, self.workers)
        if has_errors(found):
            return (), found
        if profiles:
            e_books, faults = self.render_ebooks(profiles, listed, covers[e_book][0])
            editions, found = (*e_books, *editions), (*found, *faults)
        picture = covers[page][0] if WEB in wanted else b""
        told, faults = render_telling(self.book, wanted, editions, page_map, picture, self._slug)
        return (*editions, *told), (*found, *faults)

    def render_ebooks(
        self, profiles: Sequence[Profile], page_map: PageMap | None, cover: bytes
    ) -> tuple[tuple[Edition, ...], Found]:
        """The e-books, each in a file on the desk, and what is wrong with them."""
        from chapbook.check.image_limits import heavy_ebook, heavy_images
        from chapbook.check.words import lost_words
        from chapbook.render.epub.edition import render_epub

        self.on_progress("E-book", 0, len(profiles))
        editions: list[Edition] = []
        found = heavy_images(self.book, [profile.edition for profile in profiles])
        for profile in profiles:
            path = self.desk / f"{self._slug}{profile.suffix}.epub"
            with path.open("w+b") as file:
                render_epub(file, self.book, self.folder, page_map, cover, profile)
                found = (*found, *lost_words(self.book, file, pictured=profile.pictures))
            editions.append(Edition(profile.edition, path.name, EPUB_TYPE, path))
            found = (*found, *heavy_ebook(self.book, profile.edition, size_of(path)))
            self.on_progress("E-book", len(editions), len(profiles))
        return tuple(editions), found

    def find_pages(self, *, wait: bool) -> tuple[PageMap | None, Found]:
        """The pages of the book out of the cache, or laid out now when the e-book is to wait for them."""
        from chapbook.render.pdf.paged import recall_pages, set_pages

        if not wait:
            return recall_pages(self.book, self.folder, self.cache), ()
        paged, found = set_pages(self.book, self.folder, self.workers, self.cache, self.on_progress)
        return paged.page_map if paged else None, found

    def render_paged(self, wanted: Sequence[str]) -> tuple[tuple[Edition, ...], PageMap | None, Found]:
        """The paged editions, and the pages of the book when they were needed."""
        bound = [edition for edition in PAGED if edition.name in wanted]
        if not bound:
            return (), None, ()
        from chapbook.render.pdf.edition_page import booklet_faults

        found = booklet_faults(self.book) if "booklet" in wanted else ()
        chosen, named = self.choose()
        page_map, laid_out = None, list[tuple["PagedBook", PagedEdition]]()
        for layout in LAYOUTS:
            of_layout = [edition for edition in bound if edition.layout == layout]
            if not of_layout and not (layout == "book" and self.book.handout.book_pages):
                continue
            paged, faults = self.set_layout(layout, chosen, page_map)
            found = (*found, *(faults if of_layout or has_errors(faults) else ()))
            if paged is None:
                return (), None, found
            page_map = paged.page_map if layout == "book" else page_map
            laid_out += [(paged, edition) for edition in of_layout]
        if has_errors(found):
            return (), None, found
        editions, faults = self.bind(laid_out, named)
        return editions, page_map, (*found, *faults)

    def choose(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ids and the names of the chapters that a handout is made of; none for all. Raises WrongUseError."""
        from chapbook.render.pdf.handout_chapters import UnknownChapterError, choose_chapters

        if not self.chapters:
            return (), ()
        try:
            return choose_chapters(self.book.paper.divisions, self.chapters)
        except UnknownChapterError as unknown:
            raise WrongUseError(str(unknown)) from None

    def set_layout(
        self, layout: str, chosen: Sequence[str], page_map: PageMap | None
    ) -> tuple[PagedBook | None, Found]:
        """The pages of a layout; the handout's show where those of the book turn."""
        from chapbook.render.pdf.handout_setting import set_handout
        from chapbook.render.pdf.paged import set_pages

        with_these = (self.folder, self.workers, self.cache, self.on_progress)
        if layout == "book":
            return set_pages(self.book, *with_these)
        return set_handout(self.book, chosen, page_map, *with_these)

    def bind(
        self, laid_out: Sequence[tuple[PagedBook, PagedEdition]], named: tuple[str, ...]
    ) -> tuple[tuple[Edition, ...], Found]:
        """The files of the paged editions, with their covers."""
        from chapbook.render.covers import make_covers
        from chapbook.render.pdf.bound import bind_edition, binding_job, cover_requests, press_faults

        requests = [request for pair in laid_out for request in cover_requests(self.book, *pair)]
        covers, found = make_covers(self.book, self.folder, requests, self.workers)
        found = (*found, *(fault for pair in laid_out for fault in press_faults(self.book, *pair)))
        if has_errors(found):
            return (), found
        jobs = [binding_job(self.book, *pair, self._slug, self.folder, covers, named) for pair in laid_out]
        made: dict[str, tuple[Edition, ...]] = {}
        for done, outcome in enumerate(self.workers.run(bind_edition, jobs), 1):
            if outcome.result is None:
                found = (*found, error("binding-failed", Span("book.toml"), f"{outcome.name}: {outcome.failure}"))
            else:
                made[outcome.name] = outcome.result
            self.on_progress("Binding", done, len(jobs))
        return tuple(edition for name in EDITION_NAMES for edition in made.get(name, ())), found

    @property
    def _slug(self) -> str:
        return file_slug(self.book.metadata.title)


def _count_listed(book: Book, page_map: PageMap | None) -> int:
    """The pages that have a place in the text of the e-book; blank ones have none."""
    divisions = {division.id for division in book.divisions}
    return sum(page.division in divisions for page in page_map.pages) if page_map else 0
