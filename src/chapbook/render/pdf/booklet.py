"""The booklet's paper: which sheet, how many pages on a side, and whether they fit.

Input: `[editions.booklet]` and the size of a page. Output: the sheet and where its pages lie, or an error that says
which sheet would do. All measures are millimetres.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error, warning
from chapbook.model.manuscript import IN_BOOK_FILE, BookletSettings
from chapbook.render.pdf.signatures import Side, fill_sheets, fold_order, reading_order, signature_sizes, stack_sides

# Width and height, upright: ISO 216, ISO 217's SRA3, and ANSI/ASME Y14.1 with its halves.
SHEET_SIZES: Mapping[str, tuple[float, float]] = {
    "a5": (148, 210),
    "b5": (176, 250),
    "a4": (210, 297),
    "b4": (250, 353),
    "a3": (297, 420),
    "sra3": (320, 450),
    "half-letter": (139.7, 215.9),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
    "tabloid": (279.4, 431.8),
}
# What the press takes when the author names no sheet: what offices have. American pages go on American paper.
_USUAL_SHEETS = ("a4", "a3")
_AMERICAN_SHEETS = ("letter", "tabloid")
_AMERICAN_PAGES = ("half-letter", "letter")
# No printer takes a smaller sheet than a postcard’s, or a larger one than a plotter’s.
_SMALLEST_MM, _LARGEST_MM = 70, 1500
_TOLERANCE_MM = 0.2  # so much may be lost by rounding inches
_LEAST_AT_FOLD_MM = 5.0  # what creep leaves between text and fold
_SMALLEST_SCALE = 0.6  # letters of 10 points are printed as 6


@dataclass(frozen=True)
class Sheet:
    """A sheet as it lies open, and the pages on each of its sides: two columns that meet in the middle, `rows` rows.

    `page_width` and `page_height` are those of a page in print, `scale` times those of the book.
    """

    name: str
    width: float
    height: float
    page_width: float
    page_height: float
    rows: int
    scale: float = 1.0

    @property
    def room_beside(self) -> float:
        """What is left of the sheet at the left, and as much at the right, of the pages."""
        return (self.width - 2 * self.page_width) / 2

    @property
    def room_below(self) -> float:
        """What is left of the sheet above, and as much below, the pages."""
        return (self.height - self.rows * self.page_height) / 2

    @property
    def turned_on_short_edge(self) -> bool:
        """Whether the sheet's upright edges, on which it is turned over, are its short ones."""
        return self.width >= self.height


@dataclass(frozen=True)
class Imposition:
    """The settings with the sheet that follows from them."""

    settings: BookletSettings
    sheet: Sheet

    @property
    def folded(self) -> bool:
        """Whether the sheets are folded; if not, they are read as they lie."""
        return self.settings.form == "saddle"


def choose_sheet(settings: BookletSettings, width: float, height: float) -> tuple[Imposition, tuple[Diagnostic, ...]]:
    """The sheet for pages of this size. With an error among the diagnostics it is the press's own choice."""
    names = dict(settings.spans)
    place = names.get("sheet", names.get("pages-per-side", IN_BOOK_FILE))
    own = _usual_sheet(settings, width, height)
    size = sheet_size(settings.sheet) if settings.sheet else (own.width, own.height)
    if size is None:
        return Imposition(settings, own), (_unknown_sheet(settings.sheet, place),)
    sheet = _lay_on(_sheet_name(settings.sheet, size), size, settings, width, height) if settings.sheet else own
    if sheet is None:
        return Imposition(settings, own), (_too_small(settings, size, width, height, place),)
    return Imposition(settings, sheet), tuple(_small_print(sheet, names.get("form", place)))


def sheet_size(words: str) -> tuple[float, float] | None:
    """The width and height of a sheet by name (“a4”) or by measure (“320mm 450mm”); None when it is neither."""
    if words.lower() in SHEET_SIZES:
        return SHEET_SIZES[words.lower()]
    measures = re.fullmatch(r"(\d+(?:\.\d+)?)mm\s+(\d+(?:\.\d+)?)mm", words)
    if not measures or not all(_SMALLEST_MM <= float(measure) <= _LARGEST_MM for measure in measures.groups()):
        return None
    return float(measures[1]), float(measures[2])


def _sheet_name(words: str, size: tuple[float, float]) -> str:
    return words.lower() if words.lower() in SHEET_SIZES else f"{size[0]:g}x{size[1]:g}mm"


def arrange_pages(imposition: Imposition, count: int, *, right_to_left: bool) -> tuple[Side, ...]:
    """Where each of the bound file's pages stands; with covers, its first two and its last two are theirs."""
    covered, rows = imposition.settings.cover, imposition.sheet.rows
    if not imposition.folded:
        # The front cover lies beside page 1, where nothing would be, and its blank inside is left out.
        pages = range(2, count - 2) if covered else range(count)
        return reading_order((0, *pages, count - 1) if covered else (None, *pages), rows, right_to_left=right_to_left)
    sizes = folded_sheets(imposition, count)
    folios = fold_order(fill_sheets(count, covered=covered), sizes, right_to_left=right_to_left)
    return stack_sides(folios, rows)


def folded_sheets(imposition: Imposition, count: int) -> tuple[int, ...]:
    """How many folded sheets each signature has; none when nothing is folded."""
    if not imposition.folded:
        return ()
    folios = len(fill_sheets(count, covered=False)) // 4
    return signature_sizes(folios, imposition.settings.sheets_per_signature)


def creep_faults(imposition: Imposition, count: int, inner_mm: float) -> tuple[Diagnostic, ...]:
    """An error when the innermost sheets would bring the text, `inner_mm` from the spine, too near to the fold."""
    settings = imposition.settings
    creep = (max(folded_sheets(imposition, count), default=1) - 1) * settings.paper_thickness_mm
    if creep <= inner_mm - _LEAST_AT_FOLD_MM:
        return ()
    places = dict(settings.spans)
    place = places.get("paper-thickness", places.get("sheets-per-signature", IN_BOOK_FILE))
    message = (
        f"The innermost sheet of a signature creeps by {creep:.1f} mm, and its text is only {inner_mm:.1f} mm from the "
        "fold."
    )
    return (error("wrong-value", place, message, "Set fewer “sheets-per-signature”, or thinner paper."),)


def _usual_sheet(settings: BookletSettings, width: float, height: float) -> Sheet:
    """The first of the usual sheets that holds the pages; else one that is made for them."""
    pages = {SHEET_SIZES[name] for name in _AMERICAN_PAGES}
    for name in _AMERICAN_SHEETS if (width, height) in pages else _USUAL_SHEETS:
        sheet = _lay_on(name, SHEET_SIZES[name], settings, width, height)
        if sheet is not None:
            return sheet
    rows = 2 if settings.pages_per_side == 4 else 1
    return Sheet(f"{width:g}x{height:g}mm-spreads", 2 * width, rows * height, width, height, rows)


def _lay_on(
    name: str, size: tuple[float, float], settings: BookletSettings, width: float, height: float
) -> Sheet | None:
    """The pages on a sheet of this size, upright or across, whichever holds more; None when they do not fit."""
    across, upright = (max(size), min(size)), (min(size), max(size))
    if settings.form != "saddle":
        rows = 2 if settings.form == "4-up" else 1
        return max((_scaled(name, lying, rows, width, height) for lying in (across, upright)), key=lambda s: s.scale)
    found = []
    for lying in (across, upright):
        rows = min(2, int((lying[1] + _TOLERANCE_MM) / height)) if lying[0] + _TOLERANCE_MM >= 2 * width else 0
        wanted = settings.pages_per_side // 2 or rows
        if rows and rows >= wanted:
            found.append(Sheet(name, *lying, width, height, wanted))
    return max(found, key=lambda sheet: sheet.rows, default=None)


def _scaled(name: str, lying: tuple[float, float], rows: int, width: float, height: float) -> Sheet:
    """Pages that are only read may be made smaller, but never larger."""
    scale = min(1.0, lying[0] / (2 * width), lying[1] / (rows * height))
    return Sheet(name, *lying, scale * width, scale * height, rows, scale)


def _unknown_sheet(words: str, place: Span) -> Diagnostic:
    known = (
        f"Known are {', '.join(SHEET_SIZES)}, or a measure such as “320mm 450mm”, each side of it from {_SMALLEST_MM} "
        f"to {_LARGEST_MM} mm."
    )
    hint = did_you_mean(words.lower(), SHEET_SIZES) or known
    return error("unknown-sheet", place, f"“{words}” is no size of paper.", hint)


def _too_small(
    settings: BookletSettings, size: tuple[float, float], width: float, height: float, place: Span
) -> Diagnostic:
    many = {0: "Two", 2: "Two", 4: "Four"}[settings.pages_per_side]
    message = f"{many} pages of {width:g} × {height:g} mm do not fit on a sheet of {size[0]:g} × {size[1]:g} mm."
    fitting = [name for name in SHEET_SIZES if _lay_on(name, SHEET_SIZES[name], settings, width, height)]
    if fitting:
        hint = f"They fit on {' or '.join(fitting)}."
    else:
        rows = 2 if settings.pages_per_side == 4 else 1
        hint = f"No sheet with a name is so large: they need “{2 * width:g}mm {rows * height:g}mm”."
    return error("sheet-too-small", place, message, hint)


def _small_print(sheet: Sheet, place: Span) -> Iterator[Diagnostic]:
    if sheet.scale < _SMALLEST_SCALE:
        message = f"The pages are printed at {sheet.scale * 100:.0f} % of their size, too small to be read with ease."
        yield warning("small-print", place, message, "Take a larger sheet, or the form “2-up”.")
