"""QR codes: the outline drawn, and read back."""

from __future__ import annotations

import re

import pytest

from chapbook.qr_codes import QUIET_ZONE, TooLongError, make_qr_code

# The finder pattern of every QR code (ISO/IEC 18004, 6.3.3).
FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]


def modules(text: str) -> list[str]:
    code = make_qr_code(text)
    rows = [[0] * code.side for _ in range(code.side)]
    for x, y, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path):
        for at in range(int(x), int(x) + int(wide)):
            rows[int(y)][at] += 1
    return ["".join(map(str, row)) for row in rows]


def test_finders_stand_in_three_corners_inside_the_quiet_zone() -> None:
    rows = modules("https://example.org/the-last-train-east/")
    inner = [row[QUIET_ZONE:-QUIET_ZONE] for row in rows[QUIET_ZONE:-QUIET_ZONE]]
    assert [row[:7] for row in inner[:7]] == FINDER
    assert [row[-7:] for row in inner[:7]] == FINDER
    assert [row[:7] for row in inner[-7:]] == FINDER
    assert set("".join(rows[:QUIET_ZONE])) == {"0"}
    assert set("".join(inner)) == {"0", "1"}


def test_same_text_same_code() -> None:
    assert make_qr_code("https://example.org/") == make_qr_code("https://example.org/")


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(TooLongError):
        make_qr_code("a" * 3000)
