"""`[editions.handout]`: columns, numbers in the margins, room for notes, toner.

Input: the checked values of the table, and whether the book has an address. Output: `HandoutSettings`. Whether the
columns are wide enough is seen when the page is known, in the render stage.
"""

from __future__ import annotations

from collections.abc import Mapping

from chapbook.model.handout import HandoutSettings
from chapbook.read.metadata import Reading
from chapbook.trims import length_mm

# What `line-numbers` means by “true”, and the rarest that anyone would count by.
USUAL_STEP, LONGEST_STEP = 5, 100
NO_MARGIN = "none"


def read_handout(reading: Reading, *, has_address: bool) -> HandoutSettings:
    """The settings; what cannot be is an error at its key, and the default stands."""
    values: Mapping[str, object] = reading.values
    default = HandoutSettings()
    columns, qr = values.get("columns"), values.get("qr")
    if qr is True and not has_address:
        hint = "Write the address of the download page as “url” in [book]."
        reading.fault("wrong-value", "qr", "There is no address for the QR code to lead to.", hint)
    return HandoutSettings(
        columns=columns if isinstance(columns, int) else default.columns,
        line_numbers=_line_numbers(reading),
        book_pages=values.get("book-pages", default.book_pages) is True,
        notes_margin_mm=_notes_margin(reading),
        toner_saving=values.get("toner-saving", default.toner_saving) is True,
        qr=qr if isinstance(qr, bool) else None,
        spans=tuple((key, reading.place(key)) for key in values),
    )


def _line_numbers(reading: Reading) -> int:
    step = reading.values.get("line-numbers", 0)
    if isinstance(step, bool):
        return USUAL_STEP if step else 0
    if not isinstance(step, int) or not 0 <= step <= LONGEST_STEP:
        hint = f"Write true for every fifth line, false for none, or a number from 1 to {LONGEST_STEP}."
        reading.fault("wrong-value", "line-numbers", f"Lines cannot be numbered by “{step}”.", hint)
        return 0
    return step


def _notes_margin(reading: Reading) -> float | None:
    words = reading.text("notes-margin").strip().lower()
    if not words:
        return None
    width = 0.0 if words == NO_MARGIN else length_mm(words)
    if width is None:
        hint = f"Write a width such as “50mm” or “2in”, or “{NO_MARGIN}”."
        reading.fault("bad-length", "notes-margin", f"“{words}” is no width of a margin.", hint)
    return width
