"""From laid-out pages to the files of the paged editions.

Input: a `PagedBook`, and an entry of the table of editions. Output: the edition, bound and, for the booklet, imposed.
It happens in a worker, so that the memory of a large book goes back when it is done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from chapbook.faces import BookFaces
from chapbook.files import Folder
from chapbook.model.book import Book, SheetWords
from chapbook.model.edition import Edition
from chapbook.render.cover import render_back_cover, render_cover
from chapbook.render.editions import PDF_TYPE, PagedEdition
from chapbook.render.pdf.binding import Binding, bind_book
from chapbook.render.pdf.binding_cover import WrappedCover, bind_cover
from chapbook.render.pdf.booklet import Imposition, arrange_pages, choose_sheet, folded_sheets
from chapbook.render.pdf.hints import make_hints, name_sides
from chapbook.render.pdf.imposition import impose_pages
from chapbook.render.pdf.paged import PagedBook
from chapbook.render.pdf.press import bound_geometry, press_settings, press_sheet, wrapped_cover
from chapbook.scripts import direction_of
from chapbook.trims import size_name
from chapbook.workers import Job

# A cover in front and one behind, each with a blank inside.
COVER_PAGES = 4


@dataclass(frozen=True)
class Folding:
    """What the sheets of a booklet need beside its pages: the paper, the words on it, and their faces."""

    imposition: Imposition
    words: SheetWords
    faces: BookFaces


@dataclass(frozen=True)
class BindingJob:
    """One edition to bind, in a worker, so that the memory goes back when it is done.

    `cover` is the printer's, `folding` the booklet's. `chapters` are the names of those that a handout is made of.
    """

    edition: PagedEdition
    slug: str
    binding: Binding
    cover: WrappedCover | None = None
    folding: Folding | None = None
    chapters: tuple[str, ...] = ()


def binding_job(
    book: Book, paged: PagedBook, edition: PagedEdition, slug: str, folder: Folder, chapters: tuple[str, ...] = ()
) -> Job[BindingJob]:
    """What `bind_edition` needs for one edition."""
    geometry = paged.geometry
    if edition.mirrored and not edition.imposed:
        geometry = bound_geometry(geometry, len(paged.plan))
    size = (geometry.width_mm, geometry.height_mm)
    cover = edition.cover and (book.booklet.cover or not edition.imposed)
    binding = Binding(
        parts=paged.parts,
        plan=paged.plan,
        sorts=paged.sorts,
        faces=paged.faces,
        geometry=geometry,
        metadata=book.metadata,
        mirrored=edition.mirrored,
        links=edition.linked,
        cover_front=render_cover(book, *size, folder) if cover else None,
        cover_back=render_back_cover(book, *size, folder) if cover and edition.imposed else None,
        cover_label=book.words.cover,
        filed=edition.filed,
        right_to_left=direction_of(book.metadata.language) == "rtl",
        sheet=press_sheet(book, edition.name, geometry, folder),
    )
    wrapped, folding = None, None
    if edition.name == "print" and press_settings(book, "print").cover:
        wrapped = wrapped_cover(book, geometry, len(paged.plan), folder, paged.faces)
    if edition.imposed:
        imposition, _found = choose_sheet(book.booklet, *size)
        folding = Folding(imposition, book.words.sheets, book.faces)
    return Job(edition.name, BindingJob(edition, slug, binding, wrapped, folding, chapters))


def bind_edition(job: BindingJob) -> tuple[Edition, ...]:
    """The edition as a file, and the printer's cover with it where there is one.

    Raises BindingError, and for the booklet ImpositionError and LayoutFailedError.
    """
    if job.folding is not None:
        return (_bind_booklet(job, job.folding),)
    edition = _bind(job)
    if job.cover is None:
        return (edition,)
    name = size_name(job.cover.width_mm, job.cover.height_mm)
    return edition, Edition("cover", f"{job.slug}-cover-{name}.pdf", PDF_TYPE, bind_cover(job.cover), 1)


def _bind(job: BindingJob) -> Edition:
    geometry, pages = job.binding.geometry, len(job.binding.plan)
    name = size_name(geometry.width_mm, geometry.height_mm)
    chosen = f"-chapters-{'-'.join(job.chapters)}" if job.chapters else ""
    file_name = f"{job.slug}-{job.edition.name}-{name}{chosen}.pdf"
    if job.edition.name == "screen":
        file_name = f"{job.slug}-screen.pdf"
    return Edition(job.edition.name, file_name, PDF_TYPE, bind_book(job.binding), pages)


def _bind_booklet(job: BindingJob, folding: Folding) -> Edition:
    imposition, binding = folding.imposition, job.binding
    pages = len(binding.plan)
    count = pages + (COVER_PAGES if imposition.settings.cover else 0)
    sides = arrange_pages(imposition, count, right_to_left=binding.right_to_left)
    signatures = folded_sheets(imposition, count)
    hints = make_hints(imposition, sides, signatures, folding.words, folding.faces, binding.metadata.language)
    bound = bind_book(replace(binding, slips=hints.slips()))
    content = impose_pages(bound, imposition, sides, name_sides(sides, folding.words), hints)
    form = job.edition.name if imposition.folded else imposition.settings.form
    return Edition(
        name=job.edition.name,
        file_name=f"{job.slug}-{form}-{imposition.sheet.name}.pdf",
        media_type=PDF_TYPE,
        content=content,
        pages=pages,
        sheets=len(sides) // 2,
        signatures=signatures,
        short_edge=imposition.sheet.turned_on_short_edge,
    )
