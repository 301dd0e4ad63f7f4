"""Boxes, code and figures as pictures: nothing of them leaves the page's text block."""

from __future__ import annotations

import pytest
from conftest import BuiltBook
from test_pages import SLACK_MM, ink, pictures

from chapbook.render.editions import book_geometry


@pytest.mark.parametrize("edition", ["screen", "print"])
def test_no_line_of_code_and_no_figure_runs_out_of_the_block(boxes: BuiltBook, edition: str) -> None:
    page = book_geometry(148, 210)
    seen = 0
    for number, (label, picture) in enumerate(pictures(boxes, edition)):
        box = ink(picture)
        if label == "Cover" or box is None:
            continue
        recto = (number if edition == "print" else number - 1) % 2 == 0
        left = page.centred_mm
        if edition == "print":
            left = page.inner_mm if recto else page.outer_mm
        assert box[0] >= left - SLACK_MM, (label, box)
        assert box[2] <= left + page.block_width_mm + SLACK_MM, (label, box)
        seen += 1
    assert seen >= 10
