"""A booklet to fold and staple, from the bound pages of a mirrored book.

Input: the bound PDF. Output: a PDF of sheets twice as wide as a page, two pages on each side, in saddle stitch: print
both sides, turned on the short edge, fold the pile once in the middle and staple the fold. Nothing is scaled. Links
and tags are left out, for on paper they lead nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from chapbook.render.pdf.binding_pages import save_pdf
from chapbook.render.pdf.part import POINTS_PER_MM

DEFAULT_CREEP_MM = 0.1  # a sheet of 80 g paper is about as thick

_PAGES_PER_SHEET = 4
_TOLERANCE_PT = 0.5


class ImpositionError(Exception):
    """The file cannot be imposed: it has no pages, or pages of several sizes."""


def saddle_stitch(count: int) -> tuple[tuple[int | None, int | None], ...]:
    """The pages at the left and the right of each side, front and back of each sheet in turn, the outermost first.

    `count` pages are counted from 0. When they do not fill the last sheet, the places before the last page stay empty
    (None), so that a back cover stays at the back:

    >>> saddle_stitch(4)
    ((3, 0), (1, 2))
    >>> saddle_stitch(6)
    ((5, 0), (1, None), (None, 2), (3, 4))
    """
    places: list[int | None] = list(range(count))
    places[-1:-1] = [None] * (-count % _PAGES_PER_SHEET)
    first, last = 0, len(places) - 1
    sides = []
    while first < last:
        sides.append((places[last], places[first]))
        sides.append((places[first + 1], places[last - 1]))
        first, last = first + 2, last - 2
    return tuple(sides)


def sheet_count(pages: int) -> int:
    """How many sheets a booklet of so many pages takes."""
    return -(-pages // _PAGES_PER_SHEET)


@dataclass(frozen=True)
class _Sheet:
    """A sheet and the trim of its pages, in points; the fold is in the middle."""

    width: float
    height: float
    page_width: float
    page_height: float

    def corner(self, half: int) -> tuple[float, float]:
        """The lower left corner of the page at the left (0) or at the right (1) of the fold."""
        return self.width / 2 - (1 - half) * self.page_width, (self.height - self.page_height) / 2


def impose_booklet(
    pdf: bytes,
    *,
    sheet_mm: tuple[float, float] | None = None,
    creep_mm: float = DEFAULT_CREEP_MM,
    right_to_left: bool = False,
) -> bytes:
    """The booklet's sheets. Raises ImpositionError.

    `sheet_mm` is the width and the height of a sheet as it lies open, by default two pages wide; larger sheets have the
    pages in the middle. `creep_mm` is the thickness of a sheet: by so much more than the sheet around it is each inner
    sheet pushed out at the fold, and so much closer to the fold do its pages stand. `right_to_left`: the spine is at
    the right of page 1.
    """
    with Pdf.open(BytesIO(pdf)) as source, Pdf.new() as target:
        sheet = _open_sheet(_common_trim(source), sheet_mm)
        # A page without content is blank, and needs no form.
        forms = [target.copy_foreign(p.as_form_xobject()) if "/Contents" in p else None for p in source.pages]
        sides = saddle_stitch(len(forms))
        for number, (left, right) in enumerate(sides):
            pages = (right, left) if right_to_left else (left, right)
            halves = [None if page is None else forms[page] for page in pages]
            _add_side(target, sheet, halves, creep_mm * POINTS_PER_MM * (number // 2))
        _label_sides(target, len(sides))
        _keep_metadata(target, source)
        return save_pdf(target)


def _open_sheet(trim: tuple[float, float], sheet_mm: tuple[float, float] | None) -> _Sheet:
    width, height = trim
    if sheet_mm is None:
        return _Sheet(2 * width, height, width, height)
    sheet = _Sheet(sheet_mm[0] * POINTS_PER_MM, sheet_mm[1] * POINTS_PER_MM, width, height)
    if sheet.width < 2 * width - _TOLERANCE_PT or sheet.height < height - _TOLERANCE_PT:
        raise ImpositionError("The sheet is too small for two pages side by side.")
    return sheet


def _common_trim(source: Pdf) -> tuple[float, float]:
    sizes = []
    for page in source.pages:
        left, bottom, right, top = (float(edge) for edge in page.trimbox)
        sizes.append((right - left, top - bottom))
    if not sizes:
        raise ImpositionError("The book has no pages to impose.")
    width, height = sizes[0]
    for number, (other_width, other_height) in enumerate(sizes, start=1):
        if max(abs(other_width - width), abs(other_height - height)) > _TOLERANCE_PT:
            raise ImpositionError(f"Page {number} has another size than the first, so they do not fold together.")
    return width, height


def _add_side(target: Pdf, sheet: _Sheet, halves: Sequence[Object | None], creep: float) -> None:
    """Add a side with a page on either side of the fold, each cut off at its trim and at the fold."""
    side = target.add_blank_page(page_size=(round(sheet.width, 4), round(sheet.height, 4))).obj
    placed: dict[str, Object] = {}
    operators = b""
    for half, form in enumerate(halves):
        if form is not None:
            name = f"/Page{half}"
            placed[name] = form
            x, y = sheet.corner(half)
            left, bottom = (float(edge) for edge in list(form.BBox)[:2])
            towards_fold = -creep if half else creep
            operators += b"q %.3f %.3f %.3f %.3f re W n " % (x, y, sheet.page_width, sheet.page_height)
            operators += b"1 0 0 1 %.3f %.3f cm %b Do Q\n" % (x + towards_fold - left, y - bottom, name.encode())
    if placed:
        side.Resources = Dictionary(XObject=Dictionary(placed))
        side.Contents = Stream(target, operators)
    else:
        del side["/Contents"]  # as in binding_pages: an empty stream is no Flate data


def _label_sides(target: Pdf, count: int) -> None:
    """Label the sides by sheet, for whoever stands at the printer (ISO 32000-1, 12.4.2)."""
    labels: list[int | Dictionary] = []
    for side in range(count):
        words = f"sheet {side // 2 + 1} {'back' if side % 2 else 'front'}"
        labels += [side, Dictionary(P=String(words))]
    target.Root.PageLabels = Dictionary(Nums=Array(labels))


def _keep_metadata(target: Pdf, source: Pdf) -> None:
    """Keep what the book says of itself, and ask a printer for both sides turned on the short edge (12.2)."""
    for key, value in source.docinfo.items():
        target.docinfo[key] = String(str(value))
    if "/Lang" in source.Root:
        target.Root.Lang = String(str(source.Root.Lang))
    if "/Metadata" in source.Root:
        target.Root.Metadata = target.copy_foreign(source.Root.Metadata)
    target.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, Duplex=Name.DuplexFlipShortEdge, PrintScaling=Name("/None")
    )
