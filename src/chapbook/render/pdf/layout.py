"""Lays a division out, in a worker.

Input: one division, its sheets, faces and images. Output: a `Part`, a tagged PDF (ISO 14289-1, PDF/UA-1) with the
places of its pages and ids. No letter of the division is lost, and what is too large for the page is set otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from chapbook.model.fragment import fragment_tree
from chapbook.render.formulas import FormulaError
from chapbook.render.pdf.layout_columns import join_columns, place_columns
from chapbook.render.pdf.layout_faults import Places, page_faults
from chapbook.render.pdf.layout_garbage import garbage_put_off
from chapbook.render.pdf.layout_images import placed_images
from chapbook.render.pdf.layout_notes import tall_notes
from chapbook.render.pdf.layout_structure import read_structure
from chapbook.render.pdf.layout_tables import Chosen, choose_fits, measure_tables, tall_rows
from chapbook.render.pdf.layout_turned import is_turned, turn_pictures
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.render.pdf.page_lines import read_lines
from chapbook.render.pdf.page_places import read_places
from chapbook.render.pdf.page_text import TextLostError, prove_text
from chapbook.render.pdf.paper import Paper, make_paper
from chapbook.render.pdf.paper_images import ImageBoxes
from chapbook.render.pdf.paper_kinds import seen_kinds
from chapbook.render.pdf.part import POINTS_PER_MM, POINTS_PER_PIXEL, Part, PartPage
from chapbook.render.pdf.sheet import CAUTIOUS_SHEET, FLOWING_SHEET, FULL_PAGE, part_sheet
from chapbook.render.pdf.typesetter import LayoutFailedError, Typesetter, page_boxes
from chapbook.scripts import direction_of
from chapbook.trees import has_class


def lay_out_part(job: LayoutJob) -> Part:
    """Lay the division out. Raises LayoutFailedError when anything of it would be missing on paper.

    An imprint that is longer than a page flows over several. When WeasyPrint breaks down or loses text, as it does over
    floats, notes in columns and heads of tables with rows as tall as the page, the division is laid out again without
    them, and the part says so in a remark.
    """
    with garbage_put_off():
        return _lay_out_whole(job)


def _lay_out_whole(job: LayoutJob) -> Part:
    is_imprint = has_class(fragment_tree(job.content), "imprint")
    reason = ""
    for sheets in ((), (FLOWING_SHEET,)) if is_imprint else ((),):
        try:
            return _lay_out(job, sheets)
        except TextLostError as lost:
            reason = str(lost)
    try:
        part = _lay_out(job, (CAUTIOUS_SHEET,))
    except TextLostError as lost:
        raise LayoutFailedError(str(lost)) from lost
    remark = f"Floats, columns and repeated heads of tables were given up, for they would have lost text: {reason}"
    return replace(part, remarks=(*part.remarks, remark))


def _lay_out(job: LayoutJob, last_sheets: tuple[str, ...]) -> Part:
    """The part. Raises TextLostError for what another attempt may mend, and LayoutFailedError for the rest."""
    right_to_left = direction_of(job.language) == "rtl"
    sheets = [part_sheet(job.geometry, job.faces, right_to_left=right_to_left), *job.sheets, *last_sheets]
    images = frozenset(job.images)
    setter = Typesetter(job.faces, job.folder, sheets, images, is_tagged=True, lighter=job.lighter)
    found = _settle(job, setter)
    paper, document, pages = found.paper, found.document, found.pages
    text = prove_text(job.content, paper.root, pages)
    faults = page_faults(pages, Places(paper.root), found.chosen, found.divided)
    placed = placed_images(pages)
    columns = place_columns([_is_full(page) or is_turned(page) for page in pages], job.geometry.columns)
    if job.geometry.columns > 1:
        document = join_columns(document, columns, job.geometry, right_to_left=right_to_left)
    pdf = b"" if job.draft else _printed(job, setter, document, paper, pages)
    places = read_places(document, paper.root, job.geometry)
    pages_of = {place.id: place.page for place in places}
    return Part(
        job.division,
        pdf,
        tuple(
            PartPage(offset, _is_full(page))
            for offset, page, place in zip(text.offsets, pages, columns, strict=True)
            if place.column == 0
        ),
        places,
        strays=tuple(c.note for c in paper.calls if pages_of[c.note] != pages_of[c.call]),
        remarks=(
            *paper.remarks,
            *setter.remarks(),
            *(f"The note “{note}” is longer than a page, so it stands at the end." for note in sorted(found.at_end)),
        ),
        faults=faults,
        unset=setter.unset(),
        images=placed,
        lines=read_lines(text.texts, columns, paper.root, job.geometry.height_mm * POINTS_PER_MM)
        if job.wants_lines
        else (),
    )


def _printed(job: LayoutJob, setter: Typesetter, document: Any, paper: Paper, pages: Sequence[Any]) -> bytes:
    structure = read_structure(paper.root, pages)
    turn_pictures(structure.document, pages, job.geometry)
    return setter.print_pages(document, structure, job.geometry)


@dataclass(frozen=True)
class _Settled:
    """The layout that stays, and what had to be given up or set otherwise for it."""

    paper: Paper
    document: Any
    pages: Sequence[Any]
    at_end: frozenset[str]
    chosen: Mapping[str, Chosen]
    divided: frozenset[str]


def _settle(job: LayoutJob, setter: Typesetter) -> _Settled:
    """Lay the division out until nothing in it is too large for the page: notes, tables, rows of tables."""
    at_end: frozenset[str] = frozenset()
    divided: frozenset[str] = frozenset()
    chosen: dict[str, Chosen] | None = None
    while True:
        paper = _paper(job, at_end, chosen or {}, divided)
        document = setter.lay_out(paper.root)
        pages = page_boxes(document)
        if tall := tall_notes(pages):
            at_end |= tall
        elif chosen is None and any((misfits := measure_tables(pages)).values()):
            chosen = choose_fits(paper.root, misfits, lambda root: page_boxes(setter.lay_out(root)))
        elif rows := tall_rows(pages) - divided:
            divided |= rows
        else:
            return _Settled(paper, document, pages, at_end, chosen or {}, divided)


def _paper(job: LayoutJob, at_end: Set[str], chosen: Mapping[str, Chosen], divided: Set[str]) -> Paper:
    measure = job.geometry.measure_mm * POINTS_PER_MM / POINTS_PER_PIXEL
    try:
        return make_paper(
            job.content,
            job.language,
            job.title,
            page_labels=dict(job.page_labels),
            image_boxes=ImageBoxes(measure, {path: (width, height) for path, width, height in job.image_sizes}),
            at_end=at_end,
            missing=job.faces.missing,
            absent=frozenset(job.absent),
            table_fits={name: choice.fit for name, choice in chosen.items()},
            divided=divided,
            seen=seen_kinds(job.sheets),
        )
    except KeyError as unknown:
        raise LayoutFailedError(f"The page of “{unknown.args[0]}” is not known.") from unknown
    except FormulaError as fault:
        raise LayoutFailedError(str(fault)) from fault


def _is_full(page: Any) -> bool:
    return bool(page.page_type.name == FULL_PAGE)
