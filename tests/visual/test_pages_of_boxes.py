"""Boxes, code and figures as pictures: nothing of them leaves the page's text block."""

from __future__ import annotations

import pytest
from conftest import BuiltBook
from test_pages import ink_in_block


@pytest.mark.parametrize("edition", ["screen", "print"])
def test_no_line_of_code_and_no_figure_runs_out_of_the_block(boxes: BuiltBook, edition: str) -> None:
    assert len(list(ink_in_block(boxes, edition))) >= 10
