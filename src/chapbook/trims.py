"""Trims (the sizes that a book is cut to) by name and by measure, and other lengths as an author writes them.

Input: words such as “Royal”, “148mm x 210mm” or “5x8in”. Output: millimetres. Every trim says where its measure comes
from; the first of several names for one size is the one that file names show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chapbook.diagnostics import nearest

_UNITS: Mapping[str, float] = {"mm": 1.0, "cm": 10.0, "in": 25.4, '"': 25.4, "″": 25.4, "pt": 25.4 / 72}
_NUMBER = r"(\d{1,4}(?:\.\d{1,4})?)"
_UNIT = r"(mm|cm|in|pt|\"|″)"
_LENGTH = re.compile(rf"{_NUMBER}\s*{_UNIT}", re.ASCII)
_MEASURE = re.compile(rf"{_NUMBER}\s*{_UNIT}?\s*(?:[x×,]|\s)\s*{_NUMBER}\s*{_UNIT}", re.ASCII)
# Smaller is no book, larger no sheet that a press takes.
WIDTHS_MM, HEIGHTS_MM = (70, 420), (90, 594)
_LEAST_LIKENESS = 0.3  # names are short, and three are to be offered


@dataclass(frozen=True)
class Trim:
    """A size by name, in millimetres as its source has it."""

    name: str
    width_mm: float
    height_mm: float
    source: str


_ISO = "ISO 216"
_JIS = "JIS P 0138"
_ANSI = "ANSI/ASME Y14.1"
_BS = "BS 1413, trimmed"
_TRADE = "the British trade’s paperback formats"
_US = "the American trade, in inches"
_KDP = "Amazon KDP, paperbacks, in inches"


def _inches(name: str, width: float, height: float, source: str) -> Trim:
    return Trim(name, round(width * 25.4, 3), round(height * 25.4, 3), source)


TRIMS = (
    Trim("a4", 210, 297, _ISO),
    Trim("a5", 148, 210, _ISO),
    Trim("a6", 105, 148, _ISO),
    Trim("b5", 176, 250, _ISO),
    Trim("b6", 125, 176, _ISO),
    Trim("jis-b5", 182, 257, _JIS),
    Trim("jis-b6", 128, 182, _JIS),
    _inches("letter", 8.5, 11, _ANSI),
    _inches("half-letter", 5.5, 8.5, _ANSI + ", halved"),
    _inches("legal", 8.5, 14, "ANSI/INCITS 151"),
    Trim("royal", 156, 234, _BS + ": royal octavo"),
    Trim("royal-octavo", 156, 234, _BS),
    Trim("royal-quarto", 237, 312, _BS),
    Trim("demy", 138, 216, _BS + ": demy octavo"),
    Trim("demy-octavo", 138, 216, _BS),
    Trim("demy-quarto", 219, 276, _BS),
    Trim("crown", 123, 186, _BS + ": crown octavo"),
    Trim("crown-octavo", 123, 186, _BS),
    Trim("large-crown-octavo", 129, 198, _BS),
    Trim("crown-quarto", 189, 246, _BS),
    Trim("a-format", 110, 178, _TRADE),
    Trim("pocket", 110, 178, _TRADE + ": A-format"),
    Trim("b-format", 129, 198, _TRADE),
    Trim("c-format", 135, 216, _TRADE),
    _inches("digest", 5.5, 8.5, _US),
    _inches("us-trade", 6, 9, _US),
    _inches("mass-market", 4.25, 6.875, _US),
    _inches("5x8in", 5, 8, _KDP),
    _inches("5.06x7.81in", 5.06, 7.81, _KDP),
    _inches("5.25x8in", 5.25, 8, _KDP),
    _inches("5.5x8.5in", 5.5, 8.5, _KDP),
    _inches("6x9in", 6, 9, _KDP),
    _inches("6.14x9.21in", 6.14, 9.21, _KDP),
    _inches("6.69x9.61in", 6.69, 9.61, _KDP),
    _inches("7x10in", 7, 10, _KDP),
    _inches("7.44x9.69in", 7.44, 9.69, _KDP),
    _inches("7.5x9.25in", 7.5, 9.25, _KDP),
    _inches("8x10in", 8, 10, _KDP),
    _inches("8.25x6in", 8.25, 6, _KDP),
    _inches("8.25x8.25in", 8.25, 8.25, _KDP),
    _inches("8.5x8.5in", 8.5, 8.5, _KDP),
    _inches("8.5x11in", 8.5, 11, _KDP),
    _inches("8.27x11.69in", 8.27, 11.69, _KDP),
)
# Width and height in mm by name.
SIZES: Mapping[str, tuple[float, float]] = MappingProxyType({t.name: (t.width_mm, t.height_mm) for t in TRIMS})


def page_size(words: str) -> tuple[float, float] | None:
    """The width and height in mm of a size by name or by measure; None when it is neither, or no size of a page.

    >>> page_size("A5"), page_size("US Trade"), page_size("148mm x 210mm"), page_size("a9")
    ((148, 210), (152.4, 228.6), (148.0, 210.0), None)
    """
    if (name := _name(words)) in SIZES:
        return SIZES[name]
    measure = _MEASURE.fullmatch(words.strip().lower())
    if not measure:
        return None
    width = float(measure[1]) * _UNITS[measure[2] or measure[4]]
    height = float(measure[3]) * _UNITS[measure[4]]
    fits = WIDTHS_MM[0] <= width <= WIDTHS_MM[1] and HEIGHTS_MM[0] <= height <= HEIGHTS_MM[1]
    return (round(width, 3), round(height, 3)) if fits else None


def near_sizes(words: str) -> tuple[str, ...]:
    """The three names that are most like the words."""
    return nearest(_name(words), SIZES, likeness=_LEAST_LIKENESS)


def size_name(width_mm: float, height_mm: float) -> str:
    """The name of a size for a file name: `a5`, or `140x216mm`."""
    for trim in TRIMS:
        if (trim.width_mm, trim.height_mm) == (width_mm, height_mm):
            return trim.name
    return f"{width_mm:g}x{height_mm:g}mm"


def length_mm(words: str) -> float | None:
    """A single length in mm: “3mm”, “0.125in”; None when it is none."""
    length = _LENGTH.fullmatch(words.strip().lower())
    return round(float(length[1]) * _UNITS[length[2]], 4) if length else None


def _name(words: str) -> str:
    return re.sub(r"[\s_-]+", "-", words.strip().lower().replace("×", "x"))
