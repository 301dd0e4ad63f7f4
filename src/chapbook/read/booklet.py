"""`[editions.booklet]`: on what paper, in what form.

Input: the checked values of the table. Output: `BookletSettings`. Whether the pages fit the sheet is seen when both are
known, in the render stage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chapbook.diagnostics import warning
from chapbook.model.manuscript import BookletSettings
from chapbook.read.metadata import Reading

# More than that no needle goes through, and nothing of paper is thinner or thicker.
MOST_SHEETS = 40
THINNEST_MM, THICKEST_MM = 0.02, 1.0

_THICKNESS = re.compile(r"(\d+(?:\.\d+)?) ?mm")
_OF_FOLDED_SHEETS = ("pages-per-side", "sheets-per-signature", "paper-thickness", "fold-marks")


def read_booklet(reading: Reading) -> BookletSettings:
    """The settings; what cannot be is an error at its key, and the default stands."""
    values: Mapping[str, object] = reading.values
    form = reading.text("form", BookletSettings.form)
    if form != "saddle":
        for key in filter(values.__contains__, _OF_FOLDED_SHEETS):
            message = f"“{key}” does nothing in the form “{form}”, whose sheets are not folded."
            reading.found.append(warning("unused-setting", reading.place(key), message, "Delete the line."))
    return BookletSettings(
        form=form,
        sheet=reading.text("sheet").strip(),
        pages_per_side=_number(values.get("pages-per-side", 0)),
        sheets_per_signature=_sheets(reading),
        paper_thickness_mm=_thickness(reading),
        cover=values.get("cover", BookletSettings.cover) is True,
        marks=values.get("marks", BookletSettings.marks) is True,
        fold_marks=values.get("fold-marks", BookletSettings.fold_marks) is True,
        instructions=values.get("instructions", BookletSettings.instructions) is True,
        spans=tuple((key, reading.place(key)) for key in values),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _sheets(reading: Reading) -> int:
    value = reading.values.get("sheets-per-signature")
    if value is None:
        return BookletSettings.sheets_per_signature
    count = _number(value)
    if not 1 <= count <= MOST_SHEETS:
        hint = f"Write a number from 1 to {MOST_SHEETS}."
        reading.fault("wrong-value", "sheets-per-signature", f"No signature has {count} sheets.", hint)
        return BookletSettings.sheets_per_signature
    return count


def _thickness(reading: Reading) -> float:
    written = reading.text("paper-thickness")
    if not written:
        return BookletSettings.paper_thickness_mm
    measure = _THICKNESS.fullmatch(written)
    if not measure or not THINNEST_MM <= float(measure[1]) <= THICKEST_MM:
        hint = f"Write the thickness of a sheet, from {THINNEST_MM:g}mm to {THICKEST_MM:g}mm, such as “0.1mm”."
        reading.fault("wrong-value", "paper-thickness", f"“{written}” is no thickness of paper.", hint)
        return BookletSettings.paper_thickness_mm
    return float(measure[1])
