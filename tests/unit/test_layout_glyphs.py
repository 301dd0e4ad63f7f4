"""Glyphs are written in one string, and stand where they stood."""

from __future__ import annotations

import re

import pytest

from chapbook.render.pdf.layout_glyphs import join_glyphs


@pytest.mark.parametrize(
    ("shown", "short"),
    [
        ("<0001>0<0002>0<0003>0", "<000100020003>"),
        ("<0001>9<0002>-4<0003>", "<0001>9<0002>-4<0003>"),
        ("<0001>0<>-6.658295964125561<0003>-6<0002>0", "<0001>-6.66<0003>-6<0002>"),
        ("-12.5<0001>", "-12.5<0001>"),
        ("<>", ""),
        ("<0001>1e-05<0002>", "<00010002>"),
        ("<0001>-9999000.0<0002>3", "<0001>-9999000<0002>3"),
        ("<01><02>", "<0102>"),
        ("(words) -3", "(words) -3"),
    ],
)
def test_what_says_nothing_is_left_out(shown: str, short: str) -> None:
    assert join_glyphs(shown) == short


def test_no_glyph_moves_by_what_is_rounded_off() -> None:
    shown = "".join(f"<{number:04x}>0.0049" for number in range(1, 400))
    place, exact = 0.0, 0.0
    placed: dict[str, float] = {}
    for glyphs, number in re.findall(r"<([0-9a-f]+)>|(-?[\d.]+)", join_glyphs(shown)):
        if number:
            place += float(number)
        placed |= dict.fromkeys(re.findall("....", glyphs), place)
    for number in range(1, 400):
        assert abs(placed[f"{number:04x}"] - exact) <= 0.005 + 1e-9
        exact += 0.0049
