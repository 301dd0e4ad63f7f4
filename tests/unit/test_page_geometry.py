"""The page around the text, on every trim that has a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chapbook.model.design import UNTOLD
from chapbook.render.editions import book_geometry, text_size
from chapbook.render.pdf.part import POINTS_PER_MM
from chapbook.trims import SIZES

TRIMS = sorted(set(SIZES.values()))


def test_the_default_page_is_a5_with_its_block() -> None:
    page = book_geometry(148, 210)
    assert text_size(148, UNTOLD) == (9.8, 13.6)
    assert (page.head_mm, page.inner_mm, page.outer_mm) == pytest.approx((19, 18, 20), abs=0.1)
    assert page.foot_mm == pytest.approx(23, abs=0.1)


@pytest.mark.parametrize(("width", "height"), TRIMS)
def test_the_block_is_whole_lines_of_a_good_length_within_its_margins(width: float, height: float) -> None:
    page = book_geometry(width, height)
    size, leading = text_size(width, UNTOLD)
    lines = (height - page.head_mm - page.foot_mm) * POINTS_PER_MM / leading
    assert 0 < lines - round(lines) < 0.03
    ems = page.block_width_mm * POINTS_PER_MM / size
    assert 25 < ems < 32
    assert 8.8 <= size <= 11.8
    assert page.head_mm < page.foot_mm
    assert 12 < page.inner_mm < page.outer_mm
    assert page.head_mm + page.foot_mm + page.inner_mm + page.outer_mm < width + height


def test_the_design_sets_the_measure_where_the_page_has_room() -> None:
    narrow = book_geometry(210, 297, replace(UNTOLD, measure_em=28))
    assert narrow.block_width_mm < book_geometry(210, 297).block_width_mm
    wide = book_geometry(148, 210, replace(UNTOLD, measure_em=45, heads="outer", folios="inner"))
    assert wide.block_width_mm == pytest.approx(110, abs=0.01)
    assert (wide.heads, wide.folios) == ("outer", "inner")
