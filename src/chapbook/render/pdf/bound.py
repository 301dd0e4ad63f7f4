"""From laid-out pages to the files of the paged editions.

Input: a `PagedBook`, and an entry of the table of editions. Output: the edition, bound and, for the booklet, imposed.
It happens in a worker, so that the memory of a large book goes back when it is done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from chapbook.diagnostics import Diagnostic
from chapbook.faces import BookFaces
from chapbook.files import Folder
from chapbook.model.book import Book, SheetWords
from chapbook.model.edition import Edition
from chapbook.render.covers import CoverRequest, Covers, cover_requests
from chapbook.render.editions import PDF_TYPE, PagedEdition
from chapbook.render.pdf.binding import Binding, bind_book
from chapbook.render.pdf.binding_cover import WrappedCover, bind_cover
from chapbook.render.pdf.booklet import Imposition, arrange_pages, choose_sheet, creep_faults, folded_sheets
from chapbook.render.pdf.hints import make_hints, name_sides
from chapbook.render.pdf.imposition import impose_pages
from chapbook.render.pdf.paged import PagedBook
from chapbook.render.pdf.press import bound_geometry, narrow_gutter, press_sheet, wrap_request, wrapped_cover
from chapbook.scripts import direction_of
from chapbook.trims import size_name
from chapbook.workers import Job

# A cover in front and one behind, each with a blank inside.
COVER_PAGES = 4
# A page is bound in some two thousandths of a second. This is a hundred times as much: no slow and busy machine is to
# lose its book.
LEAST_SECONDS, SECONDS_PER_PAGE = 300.0, 0.2


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


def printer_requests(book: Book, paged: PagedBook, edition: PagedEdition) -> tuple[CoverRequest, ...]:
    """The printer's cover, where the edition has one: how thick its spine is, only the pages tell."""
    wrap = wrap_request(book, paged.geometry, len(paged.plan)) if edition.name == "print" else None
    return (wrap,) if wrap is not None else ()


def press_faults(book: Book, paged: PagedBook, edition: PagedEdition) -> tuple[Diagnostic, ...]:
    """What a printer would not take of an edition, and what would not fold."""
    if edition.imposed:
        imposition, _found = choose_sheet(book.booklet, paged.geometry.width_mm, paged.geometry.height_mm)
        count = len(paged.plan) + (COVER_PAGES if book.booklet.cover else 0)
        return creep_faults(imposition, count, paged.geometry.inner_mm)
    if edition.name != "print":
        return ()
    return narrow_gutter(book, paged.geometry, len(paged.plan))


def binding_job(
    book: Book,
    paged: PagedBook,
    edition: PagedEdition,
    slug: str,
    folder: Folder,
    covers: Covers,
    chapters: tuple[str, ...] = (),
) -> Job[BindingJob]:
    """What `bind_edition` needs for one edition. `covers` has those that it shows, and its printer's."""
    geometry = paged.geometry
    if edition.mirrored and not edition.imposed:
        geometry = bound_geometry(geometry, len(paged.plan))
    shown = (*cover_requests(book, paged.geometry, edition), *printer_requests(book, paged, edition))
    requests = {request.panel: request for request in shown}
    sheet = press_sheet(book, edition.name, geometry, folder)
    binding = Binding(
        parts=paged.parts,
        plan=paged.plan,
        sorts=paged.sorts,
        faces=paged.faces,
        geometry=geometry,
        metadata=book.metadata,
        mirrored=edition.mirrored,
        links=edition.linked,
        cover_front=covers[requests["front"]][0] if "front" in requests else None,
        cover_back=covers[requests["back"]][0] if "back" in requests else None,
        cover_label=book.words.cover,
        filed=edition.filed,
        right_to_left=direction_of(book.metadata.language) == "rtl",
        sheet=sheet,
        for_press=edition.name == "print",
    )
    wrapped, folding = None, None
    if (printer := requests.get("printer")) is not None and printer.wrap is not None:
        wrapped = wrapped_cover(book, printer.wrap, covers[printer], sheet, paged.faces)
    if edition.imposed:
        imposition, _found = choose_sheet(book.booklet, geometry.width_mm, geometry.height_mm)
        folding = Folding(imposition, book.words.sheets, book.faces)
    seconds = LEAST_SECONDS + SECONDS_PER_PAGE * len(paged.plan)
    return Job(edition.name, BindingJob(edition, slug, binding, wrapped, folding, chapters), seconds)


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
