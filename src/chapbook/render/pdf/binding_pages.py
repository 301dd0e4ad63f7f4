"""Pages put into the bound file: copied from parts, blank, or a cover.

Input: opened sources. Output: page dictionaries (ISO 32000-1, 7.7.3.3) whose boxes are the trim, with the content
shifted to its side of the spine and closed in `q … Q`, for WeasyPrint leaves a flipped matrix behind.
"""

from __future__ import annotations

from io import BytesIO

from pikepdf import Array, Object, ObjectStreamMode, Page, Pdf, Stream

from chapbook.render.pdf.binding_furniture import unmark_forms, unmarked_content
from chapbook.render.pdf.pagination import BindingError
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry

_TOLERANCE_PT = 1.0


def add_page(target: Pdf, source: Page, geometry: Geometry) -> Object:
    """Copy a page to the end of the book. Raises BindingError when it has not the size of the trim."""
    width, height = trim_pt(geometry)
    left, bottom, right, top = (float(edge) for edge in source.trimbox)
    if max(abs(left), abs(bottom), abs(right - width), abs(top - height)) > _TOLERANCE_PT:
        found = f"{right - left:.1f} × {top - bottom:.1f} pt"
        raise BindingError(f"A page of {found} does not fit a book of {width:.1f} × {height:.1f} pt.")
    target.pages.append(source)
    return _trim(target.pages[-1].obj, width, height)


def add_blanks(target: Pdf, geometry: Geometry, count: int) -> list[Object]:
    """Add pages without anything on them to the end of the book."""
    return [_add_blank(target, *trim_pt(geometry)) for _ in range(count)]


def _add_blank(target: Pdf, width: float, height: float) -> Object:
    page = target.add_blank_page(page_size=(width, height)).obj
    del page["/Contents"]  # an empty stream would be compressed to nothing, which is no Flate data
    return _trim(page, width, height)


def add_cover(target: Pdf, source: Pdf, geometry: Geometry, *, tagged: bool) -> Object:
    """Copy a cover to the end of the book, its content as marked content 0 of one picture when the book is tagged."""
    page = source.pages[0]
    opening, closing = (b"/Figure <</MCID 0>> BDC q\n", b"\nQ EMC") if tagged else (b"q\n", b"\nQ")
    page.obj.Contents = Stream(source, opening + unmarked_content(page.obj) + closing)
    unmark_forms(page.obj.Resources)
    for key in ("/Annots", "/StructParents", "/Tabs"):
        if key in page.obj:
            del page.obj[key]
    return add_page(target, page, geometry)


def wrap_content(page: Object, opening: Object, closing: Object) -> None:
    """Put a stream before and a stream after the page's own."""
    contents = page.Contents
    own = list(contents) if isinstance(contents, Array) else [contents]
    page.Contents = Array([opening, *own, closing])


def trim_pt(geometry: Geometry) -> tuple[float, float]:
    """Width and height of the trim in points."""
    return round(geometry.width_mm * POINTS_PER_MM, 4), round(geometry.height_mm * POINTS_PER_MM, 4)


def save_pdf(target: Pdf, version: str = "1.7") -> bytes:
    """The file's bytes: the same for the same objects, their identifier too. `version` is that of PDF."""
    content = BytesIO()
    target.save(
        content,
        force_version=version,
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    return content.getvalue()


def _trim(page: Object, width: float, height: float) -> Object:
    for box in ("/MediaBox", "/CropBox", "/TrimBox"):
        page[box] = Array([0, 0, width, height])
    if "/BleedBox" in page:
        del page["/BleedBox"]
    return page
