"""A part as it will look in the book: binding gives its fonts the outlines that a part does not carry."""

from __future__ import annotations

from io import BytesIO

from pikepdf import Pdf

from chapbook.faces import BookFaces
from chapbook.render.pdf.binding_fonts import make_fonts, put_fonts, take_fonts


def put_letters(pdf: bytes, faces: BookFaces) -> bytes:
    with Pdf.open(BytesIO(pdf)) as part:
        case = take_fonts([part], faces.all_faces())
        put_fonts(part.pages[0].Resources, case.slots[0], make_fonts(part, case))
        written = BytesIO()
        part.save(written)
        return written.getvalue()
