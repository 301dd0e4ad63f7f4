"""The printer's cover: back, spine and front side by side in one page, with bleed and marks.

Input: the three as PDFs with their bleed, the spine lying on its side. Output: a PDF of one page whose trim is the open
cover (ISO 32000-1, 14.11.2), in one subset of each face.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Dictionary, Pdf, Stream

from chapbook.faces import Face
from chapbook.model.metadata import Metadata
from chapbook.render.pdf.binding_fonts import make_fonts, put_fonts, take_fonts
from chapbook.render.pdf.binding_metadata import write_metadata
from chapbook.render.pdf.binding_pages import save_pdf
from chapbook.render.pdf.binding_pictures import show_on_screens
from chapbook.render.pdf.binding_press import PressSheet, add_marks, make_marks, prepare_page_boxes
from chapbook.render.pdf.binding_standards import PDF_X, declare_intent, keeps_inks
from chapbook.render.pdf.part import POINTS_PER_MM


@dataclass(frozen=True)
class WrappedCover:
    """The panels with the measures of the book's trim and its spine in mm.

    `front_at_left`: the spine is at the right of the front, as where one reads from right to left.
    """

    front: bytes
    back: bytes
    spine: bytes
    width_mm: float
    height_mm: float
    spine_mm: float
    reads_down: bool
    front_at_left: bool
    metadata: Metadata
    faces: tuple[Face, ...]
    sheet: PressSheet


def bind_cover(cover: WrappedCover) -> bytes:
    """The open cover. Raises BindingError."""
    width, height, spine, bleed = (
        mm * POINTS_PER_MM for mm in (cover.width_mm, cover.height_mm, cover.spine_mm, cover.sheet.bleed_mm)
    )
    whole = 2 * width + spine
    turn = b"0 -1 1 0 %.3f %.3f cm" % (width, height) if cover.reads_down else b"0 1 -1 0 %.3f 0 cm" % (width + spine)
    left, right = (cover.front, cover.back) if cover.front_at_left else (cover.back, cover.front)
    # The spine first, and wider than it is: where two panels only met, a hair of paper would show between them.
    panels = (
        (cover.spine, width - bleed, width + spine + bleed, turn),
        (left, -bleed, width, b"1 0 0 1 0 0 cm"),
        (right, width + spine, whole + bleed, b"1 0 0 1 %.3f 0 cm" % (width + spine)),
    )
    with Pdf.new() as target:
        page = target.add_blank_page(page_size=(round(whole, 4), round(height, 4))).obj
        page.Resources = Dictionary(XObject=Dictionary(_forms(target, [panel[0] for panel in panels], cover.faces)))
        operators = b""
        for number, (_pdf, start, end, place) in enumerate(panels):
            clip = b"%.3f %.3f %.3f %.3f re W n" % (start, -bleed, end - start, height + 2 * bleed)
            operators += b"q %b %b /Panel%d Do Q\n" % (clip, place, number)
        page.Contents = Stream(target, operators)
        prepare_page_boxes(target, page, round(whole, 4), round(height, 4), cover.sheet)
        if cover.sheet.marks:
            folds = (width, width + spine)
            add_marks(target, page, make_marks(target, round(whole, 4), round(height, 4), cover.sheet, folds))
        standard = cover.sheet.standard
        if not keeps_inks(cover.sheet, for_press=True):
            show_on_screens(target)
        declare_intent(target, standard, cover.sheet.profile)
        write_metadata(target, cover.metadata, standard, accessible=False, right_to_left=cover.front_at_left)
        return save_pdf(target, "1.6" if standard == PDF_X else "1.7")


def _forms(target: Pdf, panels: Sequence[bytes], faces: Sequence[Face]) -> dict[str, object]:
    with ExitStack() as shelf:
        sources = [shelf.enter_context(Pdf.open(BytesIO(panel))) for panel in panels]
        case = take_fonts(sources, faces)
        fonts = make_fonts(target, case)
        forms: dict[str, object] = {}
        for number, (source, slots) in enumerate(zip(sources, case.slots, strict=True)):
            page = source.pages[0]
            page.obj.TrimBox = page.obj.MediaBox  # the form is as large as its trim
            form = target.copy_foreign(page.as_form_xobject())
            put_fonts(form.Resources, slots, fonts)
            forms[f"/Panel{number}"] = form
        return forms
