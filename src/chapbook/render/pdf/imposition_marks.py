"""Lines that say where to cut and where to fold, and bars that say in which order signatures lie.

Input: a side and its sheet. Output: operators (ISO 32000-1, 8.5) in points from the lower left corner of the sheet.
Marks stand outside the trim where there is room. In the fold stand only the bars, which are seen on the back of the
gathered signatures as a staircase, and, when asked for, the fold itself, on the inside.
"""

from __future__ import annotations

from collections.abc import Iterator

from chapbook.model.manuscript import BookletSettings
from chapbook.render.pdf.booklet import Sheet
from chapbook.render.pdf.part import POINTS_PER_MM
from chapbook.render.pdf.signatures import Side

# All in mm. A mark keeps away from the trim, so that it is cut off with the rest when the knife slips.
_LEAST_ROOM = 5.0
_AWAY = 2.0
_LONGEST = 6.0
_IN_FOLD = 4.0
_BAR_WIDTH, _BAR_HEIGHT = 1.6, 5.0
_BAR_FROM_HEAD = 15.0

_HAIRLINE = b"0 G 0.25 w [] 0 d\n"
_DASHED = b"[2 2] 0 d\n"


def print_marks(side: Side, sheet: Sheet, settings: BookletSettings, signatures: int) -> bytes:
    """The operators for a side of a folded sheet; empty when it has no marks. `signatures` are those of the book."""
    operators = b""
    if settings.marks:
        operators += b"".join(_trim_marks(sheet)) + b"".join(_bars(side, sheet, settings, signatures))
    if settings.fold_marks and side.back:
        operators += b"".join(_fold_marks(sheet))
    return b"q " + _HAIRLINE + operators + b"Q\n" if operators else b""


def _trim_marks(sheet: Sheet) -> Iterator[bytes]:
    """Ticks at the lines on which the pages are cut out, cut apart and, dashed, folded."""
    left, bottom = sheet.room_beside, sheet.room_below
    right, top = sheet.width - left, sheet.height - bottom
    if bottom >= _LEAST_ROOM:
        length = min(_LONGEST, bottom - _AWAY)
        ends = ((bottom - _AWAY, bottom - _AWAY - length), (top + _AWAY, top + _AWAY + length))
        if left > 0:
            yield from (_line(x, start, x, end) for x in (left, right) for start, end in ends)
        yield _DASHED
        yield from (_line(sheet.width / 2, start, sheet.width / 2, end) for start, end in ends)
        yield b"[] 0 d\n"
    if left >= _LEAST_ROOM:
        length = min(_LONGEST, left - _AWAY)
        ends = ((left - _AWAY, left - _AWAY - length), (right + _AWAY, right + _AWAY + length))
        edges = [bottom, top] if bottom > 0 else []
        cuts = [bottom + row * sheet.page_height for row in range(1, sheet.rows)]
        yield from (_line(start, y, end, y) for y in (*edges, *cuts) for start, end in ends)


def _bars(side: Side, sheet: Sheet, settings: BookletSettings, signatures: int) -> Iterator[bytes]:
    """A bar on the outer fold of each signature, a step lower than the one before; the covers need none."""
    if signatures < 2:
        return
    steps = max(1, int((sheet.page_height - 2 * _BAR_FROM_HEAD) / _BAR_HEIGHT))
    for row, signature in side.wraps:
        if settings.cover and signature in (0, signatures - 1):
            continue
        head = sheet.height - sheet.room_below - row * sheet.page_height
        y = head - _BAR_FROM_HEAD - (signature % steps + 1) * _BAR_HEIGHT
        measures = (sheet.width / 2 - _BAR_WIDTH / 2, y, _BAR_WIDTH, _BAR_HEIGHT)
        yield b"0 g %.3f %.3f %.3f %.3f re f\n" % tuple(mm * POINTS_PER_MM for mm in measures)


def _fold_marks(sheet: Sheet) -> Iterator[bytes]:
    """Dashes at the head and the foot of each fold, and ticks at the edge where the pile is cut."""
    for row in range(sheet.rows):
        foot = sheet.room_below + row * sheet.page_height
        head = foot + sheet.page_height
        yield _DASHED
        yield _line(sheet.width / 2, head, sheet.width / 2, head - _IN_FOLD)
        yield _line(sheet.width / 2, foot, sheet.width / 2, foot + _IN_FOLD)
        if row:
            yield b"[] 0 d\n"
            left, right = sheet.room_beside, sheet.width - sheet.room_beside
            yield _line(left, foot, left + _IN_FOLD, foot)
            yield _line(right, foot, right - _IN_FOLD, foot)


def _line(x: float, y: float, to_x: float, to_y: float) -> bytes:
    return b"%.3f %.3f m %.3f %.3f l S\n" % tuple(mm * POINTS_PER_MM for mm in (x, y, to_x, to_y))
