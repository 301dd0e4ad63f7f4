"""The parts bound into one book.

Input: laid-out parts in order, the sorts for heads and folios, covers, and the book's metadata. Output: one PDF 1.7
file (ISO 32000-1), tagged as PDF/UA-1 (ISO 14289-1) when it is for a screen. The same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain, groupby

from pikepdf import Object, Pdf, Stream

from chapbook.faces import Face
from chapbook.model.metadata import Metadata
from chapbook.render.pdf.binding_fonts import make_fonts, put_fonts, take_fonts
from chapbook.render.pdf.binding_furniture import Furniture, make_furniture, print_furniture, sorts_of
from chapbook.render.pdf.binding_metadata import write_metadata
from chapbook.render.pdf.binding_navigation import (
    find_destinations,
    label_pages,
    make_outline,
    mend_links,
    name_destinations,
)
from chapbook.render.pdf.binding_pages import add_blanks, add_cover, add_page, save_pdf, wrap_content
from chapbook.render.pdf.binding_pictures import show_on_screens
from chapbook.render.pdf.binding_press import PLAIN_SHEET, PressSheet, prepare_pages
from chapbook.render.pdf.binding_standards import PDF_X, declare_intent, keeps_inks
from chapbook.render.pdf.binding_tags import Structure, add_part, add_picture, finish_structure, new_structure
from chapbook.render.pdf.pagination import BoundPart, PlannedPage, needed_sorts
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry, Sorts

_Source = int | str  # a part's place in the order, or one of these:
_FRONT, _BACK, _SLIP = "front cover", "back cover", "slip {}"


@dataclass(frozen=True)
class Binding:
    """What is bound, and how.

    `plan` says which page falls where, and what stands at its edges. `faces` are those that the parts were laid out
    with. `mirrored`: the text block lies `inner_mm` from the spine, and a cover has a blank inside; `filed`: it
    lies `inner_mm` from the edge where reading begins, on every page; otherwise it is centred. `links`: for a
    reader at a screen, with links and tags; otherwise for a press, with neither. `right_to_left`: the spine is at
    the right of a recto. The covers are PDFs of one page; `cover_label` is the book's own word for a cover. `sheet`
    is what a printer asked for, and `for_press` says that a printer gets the file. `slips` are PDFs whose pages, of any
    size, are put behind the book for whoever imposes it.
    """

    parts: tuple[BoundPart, ...]
    plan: tuple[PlannedPage, ...]
    sorts: Sorts
    faces: tuple[Face, ...]
    geometry: Geometry
    metadata: Metadata
    mirrored: bool
    links: bool
    right_to_left: bool = False
    filed: bool = False
    cover_front: bytes | None = None
    cover_back: bytes | None = None
    cover_label: str = "Cover"
    sheet: PressSheet = PLAIN_SHEET
    for_press: bool = False
    slips: tuple[bytes, ...] = ()


def bind_book(binding: Binding) -> bytes:
    """The bound book. Raises BindingError when a link leads nowhere, a sort is missing or a page has another size."""
    plan = binding.plan
    with Pdf.new() as target, Pdf.open(BytesIO(binding.sorts.pdf)) as sorts:
        book = _Book([_shift_pt(planned, binding) for planned in plan], new_structure(target))
        case = take_fonts(chain([sorts], _copied(target, book, binding)), binding.faces)
        fonts = make_fonts(target, case)
        for pages, slots in zip(book.pages_of.values(), case.slots[1:], strict=True):
            put_fonts(pages[0].Resources, slots, fonts)
        wanted = needed_sorts(plan, binding.sheet.slug)
        furniture = make_furniture(target, sorts, binding.sorts, wanted, case.slots[0], fonts)
        _print_pages(target, plan, book, furniture, binding)
        if binding.sheet.bleed_mm or binding.sheet.marks:
            prepare_pages(target, plan, book.pages, furniture, binding.geometry, binding.sheet)
        _add_ways(target, plan, book, binding)
        if not keeps_inks(binding.sheet, for_press=binding.for_press):
            show_on_screens(target)
        if binding.links:
            finish_structure(book.structure, target)
        # A character without a glyph has no meaning that anyone could read out (ISO 14289-1, 7.21.8).
        accessible = binding.links and not any(bound.part.unset for bound in binding.parts)
        standard = binding.sheet.standard
        declare_intent(target, standard, binding.sheet.profile)
        write_metadata(target, binding.metadata, standard, accessible=accessible, right_to_left=binding.right_to_left)
        return save_pdf(target, "1.6" if standard == PDF_X else "1.7")


@dataclass
class _Book:
    """The pages in the bound file: those of the plan with the shift of each, every source's own, and their tags."""

    shifts_pt: Sequence[float]
    structure: Structure
    pages: list[Object] = field(default_factory=list)
    pages_of: dict[_Source, list[Object]] = field(default_factory=dict)


def _copied(target: Pdf, book: _Book, binding: Binding) -> Iterator[Pdf]:
    """Every source in its turn. When its fonts have been taken its pages go into the book, and it is closed.

    What is read of a file takes ten times the room of its bytes, so there is never more than one of the parts open.
    """
    inside = 1 if binding.mirrored else 0
    if binding.cover_front is not None:
        yield from _copied_cover(target, book, binding, _FRONT, binding.cover_front)
        add_blanks(target, binding.geometry, inside)
    for number, planned in groupby(binding.plan, lambda page: page.part):
        if number is None:
            book.pages += add_blanks(target, binding.geometry, len(list(planned)))
        else:
            yield from _copied_part(target, book, binding, number, [page.page for page in planned])
    if binding.cover_back is not None:
        add_blanks(target, binding.geometry, inside)
        yield from _copied_cover(target, book, binding, _BACK, binding.cover_back)
    for number, slip in enumerate(binding.slips):
        with Pdf.open(BytesIO(slip)) as source:
            yield source
            first = len(target.pages)
            target.pages.extend(source.pages)
            book.pages_of[_SLIP.format(number)] = [page.obj for page in list(target.pages)[first:]]


def _copied_cover(target: Pdf, book: _Book, binding: Binding, name: str, cover: bytes) -> Iterator[Pdf]:
    with Pdf.open(BytesIO(cover)) as source:
        yield source
        page = add_cover(target, source, binding.geometry, tagged=binding.links)
        book.pages_of[name] = [page]
        if binding.links:
            add_picture(book.structure, target, page, f"{binding.cover_label}: {binding.metadata.title}")


def _copied_part(target: Pdf, book: _Book, binding: Binding, number: int, shown: Sequence[int]) -> Iterator[Pdf]:
    bound = binding.parts[number]
    with Pdf.open(BytesIO(bound.part.pdf)) as source:
        yield source
        pages = [add_page(target, source.pages[page], binding.geometry) for page in shown]
        book.pages += pages
        book.pages_of[number] = pages
        if binding.links:
            language = bound.language if bound.language != binding.metadata.language else ""
            add_part(book.structure, target, source, pages, bound.title, language)


def _shift_pt(planned: PlannedPage, binding: Binding) -> float:
    """How far the text block moves to the right, from the middle of the page to its distance from the spine."""
    is_full = planned.part is not None and binding.parts[planned.part].part.pages[planned.page].full
    if is_full or not (binding.mirrored or binding.filed):
        return 0.0
    towards_spine = (binding.geometry.centred_mm - binding.geometry.inner_mm) * POINTS_PER_MM
    return -towards_spine if _spine_at_left(planned, binding) else towards_spine


def _spine_at_left(planned: PlannedPage, binding: Binding) -> bool:
    return (planned.recto or binding.filed) is not binding.right_to_left


def _print_pages(target: Pdf, plan: Sequence[PlannedPage], book: _Book, furniture: Furniture, binding: Binding) -> None:
    """Close each page's own content in its shift, and print head and folio over it."""
    openings = {shift: Stream(target, b"q 1 0 0 1 %.3f 0 cm" % shift) for shift in sorted(set(book.shifts_pt))}
    plain = Stream(target, b"Q")
    for planned, page, shift in zip(plan, book.pages, book.shifts_pt, strict=True):
        if planned.part is not None:
            at_left = _spine_at_left(planned, binding)
            printed = print_furniture(planned, furniture, binding.geometry, shift, spine_at_left=at_left)
            wrap_content(page, openings[shift], Stream(target, b"Q\n" + printed) if printed else plain)
            for sort in sorts_of(planned):
                stamp = furniture.stamp(sort)
                page.Resources.XObject[stamp.name] = stamp.form


def _add_ways(target: Pdf, plan: Sequence[PlannedPage], book: _Book, binding: Binding) -> None:
    destinations = find_destinations(binding.parts, plan, book.pages, book.shifts_pt)
    for page, shift in zip(book.pages, book.shifts_pt, strict=True):
        mend_links(page, shift, destinations, keep=binding.links)
    name_destinations(target, destinations)
    make_outline(target, binding.parts, [book.pages_of[n][0] for n in range(len(binding.parts))], destinations)
    inside = [""] if binding.mirrored else []
    before = [binding.cover_label, *inside] if _FRONT in book.pages_of else []
    after = [*inside, binding.cover_label] if _BACK in book.pages_of else []
    label_pages(target, before, plan, after)
