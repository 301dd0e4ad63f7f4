"""A page as a printer gets it: beyond the trim its bleed, and beyond that the marks that it is cut and registered by.

Input: bound pages at their trim. Output: the same with TrimBox, BleedBox and MediaBox (ISO 32000-1, 14.11.2), crop and
registration marks in the colour of all inks (8.6.6.4), and a line that says which page of which book it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from chapbook.render.pdf.binding_furniture import Furniture
from chapbook.render.pdf.binding_pages import wrap_content
from chapbook.render.pdf.pagination import PlannedPage, slug_sorts
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry

# From the edge of the bleed outwards; marks keep so far from the trim that a cut never shows them.
_LEAST_OFFSET_MM, _MARK_MM, _SLUG_MM, _EDGE_MM = 3.0, 5.0, 6.5, 10.0
_LINE_PT = 0.25
_CIRCLE = 0.5523  # of the radius: where the handles of a quarter of a circle stand
_RADIUS_MM = 1.5


@dataclass(frozen=True)
class PressSheet:
    """`slug` is the line beyond the marks, without its page; `standard` and `profile` are those of `PressSettings`.

    `profile` holds the bytes of the ICC profile; none: the press's own.
    """

    bleed_mm: float = 0.0
    marks: bool = False
    standard: str = ""
    profile: bytes = b""
    slug: str = ""


PLAIN_SHEET = PressSheet()


@dataclass(frozen=True)
class _Room:
    """The trim and what is around it, in points."""

    width: float
    height: float
    bleed: float
    offset: float
    edge: float


def prepare_page_boxes(target: Pdf, page: Object, width_pt: float, height_pt: float, sheet: PressSheet) -> None:
    """Give a page whose content stands at its trim the boxes and the marks of the sheet."""
    room = _room(width_pt, height_pt, sheet)
    page.TrimBox = Array([0, 0, width_pt, height_pt])
    page.BleedBox = _around(room, room.bleed)
    page.MediaBox = page.CropBox = _around(room, room.edge)
    if "/Contents" in page and sheet.marks:
        left, bottom, right, top = (float(edge) for edge in page.BleedBox)
        clip = b"q %.3f %.3f %.3f %.3f re W n" % (left, bottom, right - left, top - bottom)
        wrap_content(page, Stream(target, clip), Stream(target, b"Q"))


def prepare_pages(
    target: Pdf,
    plan: Sequence[PlannedPage],
    pages: Sequence[Object],
    furniture: Furniture,
    geometry: Geometry,
    sheet: PressSheet,
) -> None:
    """Give every page of the plan its boxes, marks and slug."""
    width, height = (round(mm * POINTS_PER_MM, 4) for mm in (geometry.width_mm, geometry.height_mm))
    marks = make_marks(target, width, height, sheet) if sheet.marks else None
    for planned, page in zip(plan, pages, strict=True):
        prepare_page_boxes(target, page, width, height, sheet)
        if marks is not None:
            sorts = slug_sorts(sheet.slug, planned.label)
            add_marks(target, page, marks, _slug(planned.label, furniture, height, sheet))
            for sort in sorts:
                page.Resources.XObject[furniture.stamp(sort).name] = furniture.stamp(sort).form


def add_marks(target: Pdf, page: Object, marks: Object, more: bytes = b"") -> None:
    """Print the marks, and what else stands beyond the bleed, on a page that has been prepared."""
    resources = page.get("/Resources", Dictionary())
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    # A page shares its resources with the others of its part.
    resources.XObject["/Marks"] = marks
    page.Resources = resources
    operators = Stream(target, b"/Artifact BMC\nq /Marks Do Q\n" + more + b"EMC")
    if "/Contents" not in page:
        page.Contents = operators
    else:
        contents = page.Contents
        page.Contents = Array([*(list(contents) if isinstance(contents, Array) else [contents]), operators])


def make_marks(
    target: Pdf, width_pt: float, height_pt: float, sheet: PressSheet, folds_pt: Sequence[float] = ()
) -> Object:
    """The marks around a trim as a form. `folds_pt` are distances from the left where the sheet is folded."""
    room = _room(width_pt, height_pt, sheet)
    operators = b"/All CS 1 SCN %.2f w\n" % _LINE_PT + _crop_marks(room) + _fold_marks(room, folds_pt)
    middle = room.offset + _MARK_MM * POINTS_PER_MM / 2
    places = [(-middle, height_pt / 2), (width_pt + middle, height_pt / 2)]
    places += [] if folds_pt else [(width_pt / 2, -middle), (width_pt / 2, height_pt + middle)]
    operators += b"".join(_registration_mark(x, y) for x, y in places)
    form = Stream(target, operators)
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, _around(room, room.edge)
    ink = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1)
    separation = Array([Name.Separation, Name.All, Name.DeviceGray, ink])
    form.Resources = Dictionary(ColorSpace=Dictionary(All=target.make_indirect(separation)))
    return target.make_indirect(form)


def _room(width: float, height: float, sheet: PressSheet) -> _Room:
    bleed = sheet.bleed_mm * POINTS_PER_MM
    offset = max(sheet.bleed_mm, _LEAST_OFFSET_MM) * POINTS_PER_MM
    edge = offset + _EDGE_MM * POINTS_PER_MM if sheet.marks else bleed
    return _Room(width, height, bleed, offset, edge)


def _around(room: _Room, margin: float) -> Array:
    corners = (-margin, -margin, room.width + margin, room.height + margin)
    return Array([round(corner, 4) for corner in corners])


def _crop_marks(room: _Room) -> bytes:
    near, far = room.offset, room.offset + _MARK_MM * POINTS_PER_MM
    lines = [(-far, y, -near, y) for y in (0, room.height)]
    lines += [(room.width + near, y, room.width + far, y) for y in (0, room.height)]
    lines += [(x, -far, x, -near) for x in (0, room.width)]
    lines += [(x, room.height + near, x, room.height + far) for x in (0, room.width)]
    return b"".join(b"%.3f %.3f m %.3f %.3f l S\n" % line for line in lines)


def _fold_marks(room: _Room, folds: Sequence[float]) -> bytes:
    near, far = room.offset, room.offset + _MARK_MM * POINTS_PER_MM
    lines = [(x, -far, x, -near) for x in folds] + [(x, room.height + near, x, room.height + far) for x in folds]
    drawn = b"".join(b"%.3f %.3f m %.3f %.3f l S\n" % line for line in lines)
    return b"[2 1.5] 0 d\n" + drawn + b"[] 0 d\n" if drawn else b""


def _registration_mark(x: float, y: float) -> bytes:
    """A circle with a cross through it."""
    r, arm = _RADIUS_MM * POINTS_PER_MM, _MARK_MM * POINTS_PER_MM / 2
    h = r * _CIRCLE
    cross = b"%.3f 0 m %.3f 0 l S 0 %.3f m 0 %.3f l S\n" % (-arm, arm, -arm, arm)
    quarters = ((r, h, h, r, 0, r), (-h, r, -r, h, -r, 0), (-r, -h, -h, -r, 0, -r), (h, -r, r, -h, r, 0))
    circle = b"%.3f 0 m " % r + b" ".join(b"%.3f %.3f %.3f %.3f %.3f %.3f c" % quarter for quarter in quarters)
    return b"q 1 0 0 1 %.3f %.3f cm\n%b%b s Q\n" % (x, y, cross, circle)


def _slug(label: str, furniture: Furniture, height: float, sheet: PressSheet) -> bytes:
    y = height + _room(0, 0, sheet).offset + _SLUG_MM * POINTS_PER_MM - furniture.baseline_pt
    operators, left = b"", 0.0
    for sort in slug_sorts(sheet.slug, label):
        stamp = furniture.stamp(sort)
        operators += b"q 1 0 0 1 %.3f %.3f cm %b Do Q\n" % (left, y, stamp.name.encode())
        left += stamp.width_pt
    return operators
