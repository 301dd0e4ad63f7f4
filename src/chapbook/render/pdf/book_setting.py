"""The book laid out on the pages that screen, print and booklet share: input the Book, output a `PagedBook`.

It may be begun while something else is done, or found in the cache, for an e-book that lists pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic
from chapbook.files import Folder
from chapbook.model.book import Book
from chapbook.model.page_map import PageMap
from chapbook.progress import Progress, say_nothing
from chapbook.render.pdf.edition_page import page_geometry, paged_sheets
from chapbook.render.pdf.paged import PagedBook, PageSetter
from chapbook.render.pdf.paged_images import coarse_images
from chapbook.render.pdf.pagination import number_pages, plan_pages
from chapbook.render.pdf.part import Part
from chapbook.render.pdf.press import press_settings, slug_text
from chapbook.workers import Executor, Outcome


def recall_pages(book: Book, folder: Folder, cache: Cache) -> PageMap | None:
    """The pages of the book when they were laid out before and are in the cache, whole; nothing is laid out."""
    geometry, faults = page_geometry(book)
    if faults:
        return None
    sheets = paged_sheets(book, geometry)
    setter = PageSetter(book, folder, geometry, sheets, None, cache, say_nothing)
    if not setter.was_begun():
        return None
    bound, _found = setter.bind_parts(setter.begin())
    return number_pages(bound, plan_pages(bound)) if bound is not None else None


@dataclass(frozen=True)
class PagesBegun:
    """A layout that is under way: its setter, what was begun, and what is known to be wrong already."""

    setter: PageSetter
    begun: Iterator[Outcome[Part]]
    found: tuple[Diagnostic, ...]

    def finish(self) -> tuple[PagedBook | None, tuple[Diagnostic, ...]]:
        """The pages, when the last of them is laid out."""
        paged, faults = self.setter.lay_out(self.begun)
        found = (*self.found, *faults)
        if paged is not None:
            book = self.setter.book
            divisions = zip(book.paper.divisions, paged.parts, strict=True)
            found = (*found, *(w for d, bound in divisions for w in coarse_images(d, bound.part.images, book.images)))
        return paged, found


def begin_pages(
    book: Book,
    folder: Folder,
    workers: Executor,
    cache: Cache,
    on_progress: Progress,
) -> PagesBegun:
    """Have the pages laid out that screen, print and booklet share, as the author or the table sets them."""
    geometry, found = page_geometry(book)
    setter = PageSetter(
        book=book,
        folder=folder,
        geometry=geometry,
        sheets=paged_sheets(book, geometry),
        workers=workers,
        cache=cache,
        on_progress=on_progress,
        slug=slug_text(book, geometry) if press_settings(book, "print").marks else "",
    )
    return PagesBegun(setter, setter.begin(), found)


def set_pages(
    book: Book,
    folder: Folder,
    workers: Executor,
    cache: Cache,
    on_progress: Progress,
) -> tuple[PagedBook | None, tuple[Diagnostic, ...]]:
    """The book laid out, when nothing else is to be done meanwhile."""
    return begin_pages(book, folder, workers, cache, on_progress).finish()
