"""The pages of a bound book on sheets of paper: to be folded, or to be read as they lie.

Input: the bound PDF, and where each page stands. Output: a PDF of sheets, front and back of each in turn. Each page is
cut off at its trim and at the fold. Links and tags are left out, for on paper they lead nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from chapbook.render.pdf.binding_pages import save_pdf
from chapbook.render.pdf.booklet import Imposition, Sheet
from chapbook.render.pdf.hints import LEAST_ROOM_MM, NO_HINTS, Hints
from chapbook.render.pdf.imposition_marks import print_marks
from chapbook.render.pdf.part import POINTS_PER_MM
from chapbook.render.pdf.signatures import Cell, Side

_TOLERANCE_PT = 0.5
_HINT_AWAY_MM = 2.5  # from the trim to the baseline of a line outside it
_HINT_IN_MM = 8.0  # and from the left edge of the pages


class ImpositionError(Exception):
    """The file cannot be imposed: it has no pages, or pages of several sizes."""


def impose_pages(
    pdf: bytes, imposition: Imposition, sides: Sequence[Side], labels: Sequence[str], hints: Hints = NO_HINTS
) -> bytes:
    """The sheets. Raises ImpositionError.

    `pdf` holds the book's pages and after them the slips of the hints. `labels` name the sides for whoever stands at
    the printer.
    """
    with Pdf.open(BytesIO(pdf)) as source, Pdf.new() as target:
        # A page without content is blank, and needs no form.
        forms = [target.copy_foreign(p.as_form_xobject()) if "/Contents" in p else None for p in source.pages]
        lines, instructions, count = _slips(forms, len(sides), hints)
        _check_trims(source, count)
        press = _Press(target, imposition, 1 + max((n for side in sides for n in side.signatures), default=0))
        if instructions is not None:
            press.add_side({"/HowTo": instructions}, b"q /HowTo Do Q\n")
            press.add_side({}, b"")
        for side, line in zip(sides, lines, strict=True):
            press.print_side(side, forms, line, hints.baseline_pt)
        _label_sides(target, labels, 0 if instructions is None else 2)
        _keep_metadata(target, source, imposition.sheet)
        return save_pdf(target)


def _slips(
    forms: Sequence[Object | None], sides: int, hints: Hints
) -> tuple[Sequence[Object | None], Object | None, int]:
    """The line of each side, the instructions, and how many pages the book has before them."""
    count = len(forms)
    lines: Sequence[Object | None] = [None] * sides
    instructions = None
    if hints.instructions is not None:
        count -= 1
        instructions = forms[count]
    if hints.lines is not None:
        count -= sides
        lines = forms[count : count + sides]
    return lines, instructions, count


def _check_trims(source: Pdf, count: int) -> None:
    sizes = []
    for page in list(source.pages)[:count]:
        left, bottom, right, top = (float(edge) for edge in page.trimbox)
        sizes.append((right - left, top - bottom))
    if not sizes:
        raise ImpositionError("The book has no pages to impose.")
    width, height = sizes[0]
    for number, (other_width, other_height) in enumerate(sizes, start=1):
        if max(abs(other_width - width), abs(other_height - height)) > _TOLERANCE_PT:
            raise ImpositionError(f"Page {number} has another size than the first, so they do not fold together.")


class _Press:
    """Prints side after side at the end of the target."""

    def __init__(self, target: Pdf, imposition: Imposition, signatures: int) -> None:
        self._target = target
        self._imposition = imposition
        self._signatures = signatures

    def print_side(self, side: Side, forms: Sequence[Object | None], line: Object | None, baseline_pt: float) -> None:
        """Print the pages of a side, its marks, and the line outside the trim."""
        placed: dict[str, Object] = {}
        operators = b""
        for cell in side.cells:
            form = forms[cell.page]
            if form is not None:
                name = f"/Page{cell.row}{cell.column}"
                placed[name] = form
                operators += self._place(cell, name, form)
        if self._imposition.folded:
            operators += print_marks(side, self._imposition.sheet, self._imposition.settings, self._signatures)
        if line is not None:
            placed["/Line"] = line
            operators += _place_line(self._imposition.sheet, line, baseline_pt)
        self.add_side(placed, operators)

    def add_side(self, placed: dict[str, Object], operators: bytes) -> None:
        """Add a side with these forms and operators; without operators it is blank."""
        sheet = self._imposition.sheet
        size = (round(sheet.width * POINTS_PER_MM, 4), round(sheet.height * POINTS_PER_MM, 4))
        side = self._target.add_blank_page(page_size=size).obj
        if operators:
            side.Resources = Dictionary(XObject=Dictionary(placed)) if placed else Dictionary()
            side.Contents = Stream(self._target, operators)
        else:
            del side["/Contents"]  # as in binding_pages: an empty stream is no Flate data

    def _place(self, cell: Cell, name: str, form: Object) -> bytes:
        """The operators that show a page in its cell, shifted against creep."""
        sheet = self._imposition.sheet
        width, height = sheet.page_width * POINTS_PER_MM, sheet.page_height * POINTS_PER_MM
        x = sheet.width / 2 * POINTS_PER_MM + (cell.column - 1) * width
        y = sheet.room_below * POINTS_PER_MM + (sheet.rows - 1 - cell.row) * height
        left, bottom = (float(edge) * sheet.scale for edge in list(form.BBox)[:2])
        creep = cell.shift * self._imposition.settings.paper_thickness_mm * POINTS_PER_MM
        clip = b"%.3f %.3f %.3f %.3f re W n" % (x, y, width, height)
        matrix = b"%.5g 0 0 %.5g %.3f %.3f cm" % (sheet.scale, sheet.scale, x + creep - left, y - bottom)
        return b"q %b %b %b Do Q\n" % (clip, matrix, name.encode())


def _place_line(sheet: Sheet, line: Object, baseline_pt: float) -> bytes:
    """Below the pages at the left; where there is no room, upright at the left of them."""
    length_pt = float(line.BBox[2]) - float(line.BBox[0])
    in_, away = _HINT_IN_MM * POINTS_PER_MM, _HINT_AWAY_MM * POINTS_PER_MM
    left, bottom = sheet.room_beside * POINTS_PER_MM, sheet.room_below * POINTS_PER_MM
    if sheet.room_below >= LEAST_ROOM_MM:
        scale = min(1.0, (sheet.page_width * POINTS_PER_MM - 2 * in_) / length_pt)
        # The baseline lies so far below the trim that the letters' tops keep away from it.
        place = (scale, 0.0, 0.0, scale, left + in_, bottom - 2 * away - baseline_pt * scale)
    else:
        scale = min(1.0, (sheet.page_height * POINTS_PER_MM - 2 * in_) / length_pt)
        place = (0.0, scale, -scale, 0.0, left - away + baseline_pt * scale, bottom + in_)
    return b"q %.5g %.5g %.5g %.5g %.3f %.3f cm /Line Do Q\n" % place


def _label_sides(target: Pdf, labels: Sequence[str], before: int) -> None:
    """Name the sides in the viewer's list of pages (ISO 32000-1, 12.4.2); those of the instructions have no name."""
    target.Root.PageLabels = Dictionary(Nums=Array(list(_numbered(labels, before))))


def _numbered(labels: Sequence[str], before: int) -> Iterator[int | Dictionary]:
    for number, label in enumerate([""] * before + list(labels)):
        yield number
        yield Dictionary(P=String(label))


def _keep_metadata(target: Pdf, source: Pdf, sheet: Sheet) -> None:
    """Keep what the book says of itself, and ask a printer for both sides, true to size (12.2)."""
    for key, value in source.docinfo.items():
        target.docinfo[key] = String(str(value))
    if "/Lang" in source.Root:
        target.Root.Lang = String(str(source.Root.Lang))
    if "/Metadata" in source.Root:
        target.Root.Metadata = target.copy_foreign(source.Root.Metadata)
    turn = Name.DuplexFlipShortEdge if sheet.turned_on_short_edge else Name.DuplexFlipLongEdge
    target.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, Duplex=turn, PrintScaling=Name("/None"))
