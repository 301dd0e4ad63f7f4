"""Glyphs are written in one string, and stand where they stood."""

from __future__ import annotations

import pytest
import weasyprint.pdf.stream

from chapbook.render.pdf.layout_glyphs import glyphs_joined, join_glyphs


@pytest.mark.parametrize(
    ("shown", "short"),
    [
        ("<0001>0<0002>0<0003>0", "<000100020003>"),
        ("<0001>9<0002>-4<0003>", "<0001>9<0002>-4<0003>"),
        ("<0001>0<>-6.658295964125561<0003>-6<0002>0", "<0001>-6.7<0003>-6<0002>"),
        ("-12.5<0001>", "-12.5<0001>"),
        ("<>", ""),
        ("<0001>1e-05<0002>", "<00010002>"),
        ("<0001>-9999000.0<0002>3", "<0001>-9999000<0002>3"),
        ("<0001>0.4<0002>0.04<0003>-0.04", "<0001>0.4<00020003>"),
        ("<01><02>", "<0102>"),
        ("(words) -3", "(words) -3"),
    ],
)
def test_what_says_nothing_is_left_out(shown: str, short: str) -> None:
    assert join_glyphs(shown) == short


def test_pages_are_written_short_and_say_the_same() -> None:
    stream = weasyprint.pdf.stream.Stream
    with glyphs_joined(weasyprint.pdf.stream):
        drawn = stream.__new__(stream)
        drawn.stream = []
        drawn.set_text_matrix(1, 0, 0, -1, 71.8110236, 501.46387)
        drawn.show_text("<0001>0<0002>0")
    assert drawn.stream == [b"1 0 0 -1 71.811 501.464 Tm", b"[<00010002>] TJ"]
    assert not {"show_text", "set_text_matrix"} & set(vars(stream))
