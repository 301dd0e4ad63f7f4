"""From laid-out pages to the files of the paged editions.

Input: a `PagedBook`, and an entry of the table of editions. Output: the edition, bound and, for the booklet, imposed.
It happens in a worker, so that the memory of a large book goes back when it is done.
"""

from __future__ import annotations

from dataclasses import dataclass

from chapbook.files import Folder
from chapbook.model.book import Book
from chapbook.model.edition import Edition
from chapbook.render.cover import render_back_cover, render_cover
from chapbook.render.editions import PDF_TYPE, SHEETS, PagedEdition
from chapbook.render.pdf.binding import Binding, bind_book
from chapbook.render.pdf.binding_cover import WrappedCover, bind_cover
from chapbook.render.pdf.imposition import impose_booklet, sheet_count
from chapbook.render.pdf.paged import PagedBook
from chapbook.render.pdf.pagination import plan_pages
from chapbook.render.pdf.press import bound_geometry, press_settings, press_sheet, wrapped_cover
from chapbook.scripts import direction_of
from chapbook.trims import SIZES, size_name
from chapbook.workers import Job

# A cover in front and one behind, each with a blank inside.
COVER_PAGES = 4


@dataclass(frozen=True)
class BindingJob:
    """One edition to bind, in a worker, so that the memory goes back when it is done. `cover` is the printer's."""

    edition: PagedEdition
    slug: str
    binding: Binding
    cover: WrappedCover | None = None


def binding_job(book: Book, paged: PagedBook, edition: PagedEdition, slug: str, folder: Folder) -> Job[BindingJob]:
    """What `bind_edition` needs for one edition."""
    geometry = paged.geometry
    if edition.mirrored and not edition.imposed:
        geometry = bound_geometry(geometry, len(plan_pages(paged.parts)))
    size = (geometry.width_mm, geometry.height_mm)
    binding = Binding(
        parts=paged.parts,
        sorts=paged.sorts,
        faces=paged.faces,
        geometry=geometry,
        metadata=book.metadata,
        mirrored=edition.mirrored,
        links=edition.linked,
        cover_front=render_cover(book, *size, folder) if edition.cover else None,
        cover_back=render_back_cover(book, *size, folder) if edition.cover and edition.imposed else None,
        cover_label=book.words.cover,
        right_to_left=direction_of(book.metadata.language) == "rtl",
        sheet=press_sheet(book, edition.name, geometry, folder),
    )
    cover = None
    if edition.name == "print" and press_settings(book, "print").cover:
        cover = wrapped_cover(book, geometry, len(plan_pages(paged.parts)), folder, paged.faces)
    return Job(edition.name, BindingJob(edition, slug, binding, cover))


def bind_edition(job: BindingJob) -> tuple[Edition, ...]:
    """The edition as a file, and the printer's cover with it where there is one. Raises BindingError."""
    edition = _bind(job)
    if job.cover is None:
        return (edition,)
    name = size_name(job.cover.width_mm, job.cover.height_mm)
    return edition, Edition("cover", f"{job.slug}-cover-{name}.pdf", PDF_TYPE, bind_cover(job.cover), 1)


def _bind(job: BindingJob) -> Edition:
    content, sheets = bind_book(job.binding), 0
    geometry, pages = job.binding.geometry, len(plan_pages(job.binding.parts))
    name = size_name(geometry.width_mm, geometry.height_mm)
    file_name = f"{job.slug}-{job.edition.name}-{name}.pdf"
    if job.edition.name == "screen":
        file_name = f"{job.slug}-screen.pdf"
    if job.edition.imposed:
        sheet = SHEETS.get(name, "")
        file_name = f"{job.slug}-{job.edition.name}-{sheet or name + '-spreads'}.pdf"
        width, height = SIZES.get(sheet, (0.0, 0.0))
        across = (height, width) if sheet else None
        content = impose_booklet(content, sheet_mm=across, right_to_left=job.binding.right_to_left)
        sheets = sheet_count(pages + COVER_PAGES)
    return Edition(job.edition.name, file_name, PDF_TYPE, content, pages, sheets)
