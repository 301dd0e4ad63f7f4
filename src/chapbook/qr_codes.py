"""QR codes (ISO/IEC 18004): input a text, output the outline of its dark modules.

The code corrects errors of 15 % (level M): a fold or a stain on a sheet of paper does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass

import segno

# A dot of an office printer: a module is a whole number of them, so that all come out alike.
DOT_MM = 25.4 / 300
QUIET_ZONE = 4  # light modules on every side, as the standard asks for


class TooLongError(Exception):
    """The text is longer than a QR code holds: 2,331 bytes."""


@dataclass(frozen=True)
class QrCode:
    """`side`: width and height in modules, quiet zone included. `path`: the dark ones, as the `d` of an SVG path."""

    side: int
    path: str

    def side_mm(self, dots: int) -> float:
        """Width and height in mm when a module is so many dots of a printer wide."""
        return self.side * dots * DOT_MM


def make_qr_code(text: str) -> QrCode:
    """The code of a text, the same for the same text. Raises TooLongError."""
    try:
        code = segno.make_qr(text, error="m", boost_error=False)
    except segno.DataOverflowError:
        raise TooLongError from None
    rows = [bytes(row) for row in code.matrix]
    runs = [f"M{x} {y}h{n}v1h-{n}z" for y, row in enumerate(rows, QUIET_ZONE) for x, n in _dark_runs(row)]
    return QrCode(len(rows) + 2 * QUIET_ZONE, "".join(runs))


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules that touch begin, quiet zone included, and how many they are."""
    runs: list[tuple[int, int]] = []
    for x, module in enumerate(row, QUIET_ZONE):
        if module and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif module:
            runs.append((x, 1))
    return runs
