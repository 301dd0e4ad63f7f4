"""Running heads and folios, printed on the bound pages from sorts.

Input: the laid-out sorts and the plan of the pages. Output: form XObjects (ISO 32000-1, 8.10), one for each sort, and
the operators that print them. They are pagination artifacts (14.8.2.2): a screen reader passes over them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from chapbook.render.pdf.binding_fonts import Identity, put_fonts
from chapbook.render.pdf.pagination import BindingError, PlacedSorts, PlannedPage, folio_sorts
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry, Sort, Sorts

# Where the baselines lie: of the foot margin from the foot, of the head margin from the head. With the margins of the
# default A5 page (24 and 19 mm) that is 11 mm above the foot and 13 mm below the head.
_FOLIO_SHARE = 0.46
_HEAD_SHARE = 0.68
_TICK_WIDTH_PT = 0.5
_BLEED_PT = 36  # room around a sort for what its letters hang out
_MARKS = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})


@dataclass(frozen=True)
class Stamp:
    """A sort as a form, its resource name on every page, and its advance width."""

    name: str
    form: Object
    width_pt: float


@dataclass(frozen=True)
class Furniture:
    """All stamps, and how high their baselines lie above the foot of their forms."""

    stamps: Mapping[Sort, Stamp]
    baseline_pt: float

    def stamp(self, sort: Sort) -> Stamp:
        """The stamp of a sort. Raises BindingError when it was not laid out."""
        if sort not in self.stamps:
            raise BindingError(f"The sort “{sort.text}” ({sort.style}) was not laid out.")
        return self.stamps[sort]


def make_furniture(
    target: Pdf,
    source: Pdf,
    sorts: Sorts,
    wanted: Sequence[Sort],
    slots: Mapping[str, Identity],
    fonts: Mapping[Identity, Object],
) -> Furniture:
    """The wanted sorts as forms of the bound file. They share one dictionary of resources, as their pages did."""
    page_of = {sort: page for page, sort in enumerate(sorts.sorts)}
    resources = target.copy_foreign(source.pages[0].obj.Resources)
    put_fonts(resources, slots, fonts)
    stamps = {}
    for sort in wanted:
        if sort in page_of:
            page = source.pages[page_of[sort]]
            form = Stream(target, unmarked_content(page.obj))
            form.Type, form.Subtype = Name.XObject, Name.Form
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            form.BBox = Array([left - _BLEED_PT, bottom - _BLEED_PT, right + _BLEED_PT, top + _BLEED_PT])
            form.Resources = resources
            stamps[sort] = Stamp(f"/Sort{page_of[sort]}", form, sorts.widths_pt[page_of[sort]])
    return Furniture(stamps, sorts.baseline_pt)


def print_furniture(
    planned: PlannedPage, furniture: Furniture, geometry: Geometry, shift_pt: float, *, spine_at_left: bool
) -> bytes:
    """The operators that print the page's head and folio, where the design has them; empty when it has none."""
    measure = geometry.block_width_mm * POINTS_PER_MM
    block = _Block(geometry.centred_mm * POINTS_PER_MM + shift_pt, measure, spine_at_left)
    operators = b""
    if planned.head is not None:
        stamps = [furniture.stamp(planned.head)]
        height = (geometry.height_mm - geometry.head_mm * _HEAD_SHARE) * POINTS_PER_MM
        left = block.left_of(stamps, geometry.heads)
        operators += _artifact(_line(stamps, furniture, left, height), b"Header", b"Top")
    if planned.folio:
        height = geometry.foot_mm * _FOLIO_SHARE * POINTS_PER_MM
        stamps = [furniture.stamp(sort) for sort in folio_sorts(planned.folio)]
        left = block.left_of(stamps, geometry.folios)
        operators += _artifact(_line(stamps, furniture, left, height), b"Footer", b"Bottom")
    operators += b"".join(_placed(placed, furniture, shift_pt) for placed in planned.placed)
    if planned.ticks:
        lines = b"".join(
            b"%.3f %.3f m %.3f %.3f l S\n" % (t.x_pt + shift_pt, t.foot_pt, t.x_pt + shift_pt, t.top_pt)
            for t in planned.ticks
        )
        operators += _artifact(b"q 0 G %.3f w\n%bQ\n" % (_TICK_WIDTH_PT, lines))
    return operators


def sorts_of(planned: PlannedPage) -> tuple[Sort, ...]:
    """The sorts that the page needs."""
    placed = (sort for placed in planned.placed for sort in placed.sorts)
    return (*folio_sorts(planned.folio), *([planned.head] if planned.head is not None else []), *placed)


@dataclass(frozen=True)
class _Block:
    """The sides of a page's text block, in points from the left edge of the page."""

    left: float
    measure: float
    spine_at_left: bool

    def left_of(self, stamps: Sequence[Stamp], place: str) -> float:
        """Where a line of these stamps begins that stands at a place of the design."""
        room = self.measure - _width(stamps)
        if place == "centre":
            return self.left + room / 2
        return self.left + (room if (place == "outer") is self.spine_at_left else 0)


def _placed(placed: PlacedSorts, furniture: Furniture, shift_pt: float) -> bytes:
    """What stands at a place of its own: at the head of the page, or beside a line."""
    stamps = [furniture.stamp(sort) for sort in placed.sorts]
    if placed.room_pt and _width(stamps, placed.gap_pt) > placed.room_pt and len(stamps) > 1:
        stamps = [furniture.stamp(sort) for sort in placed.sorts if sort != placed.spare]
    left = placed.x_pt + shift_pt - placed.share * _width(stamps, placed.gap_pt)
    line = _line(stamps, furniture, left, placed.y_pt, placed.gap_pt)
    return _artifact(line, b"Header", b"Top") if placed.is_head else _artifact(line)


def _width(stamps: Sequence[Stamp], gap_pt: float = 0.0) -> float:
    return sum(stamp.width_pt for stamp in stamps) + gap_pt * (len(stamps) - 1)


def _line(stamps: Sequence[Stamp], furniture: Furniture, left: float, height: float, gap_pt: float = 0.0) -> bytes:
    operators = b""
    for stamp in stamps:
        place = b"1 0 0 1 %.3f %.3f cm" % (left, height - furniture.baseline_pt)
        operators += b"q %b %b Do Q\n" % (place, stamp.name.encode())
        left += stamp.width_pt + gap_pt
    return operators


def _artifact(operators: bytes, kind: bytes = b"", edge: bytes = b"") -> bytes:
    """Pagination; at an edge of the page it is a header or a footer."""
    where = b" /Subtype /%b /Attached [/%b]" % (kind, edge) if kind else b""
    return b"/Artifact <</Type /Pagination%b>> BDC\n%bEMC\n" % (where, operators)


def unmarked_content(content: Object) -> bytes:
    """The operators of a page or a form without its marked content: its tags belong to a tree that is left behind."""
    kept = [i for i in pikepdf.parse_content_stream(content) if str(i.operator) not in _MARKS]
    return pikepdf.unparse_content_stream(kept)


def unmark_forms(resources: Object) -> None:
    """Take the marked content out of every form that the resources hold, at any depth."""
    for form in resources.get("/XObject", Dictionary()).values():
        if form.get("/Subtype") == Name.Form:
            form.write(unmarked_content(form))
            if "/Resources" in form:
                unmark_forms(form.Resources)
