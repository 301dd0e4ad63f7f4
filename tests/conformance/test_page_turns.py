"""Page 12 is page 12 for everyone in the room: the e-book's page list against the pages of the print edition."""

from __future__ import annotations

import pytest
from conftest import BuiltBook
from page_turns import letters_behind_markers, page_turns

from chapbook.render.editions import book_geometry

A5 = book_geometry(148, 210)


@pytest.mark.parametrize("name", ["booklet", "apparatus", "parts", "tiny"])
def test_every_page_begins_where_its_marker_stands(name: str, request: pytest.FixtureRequest) -> None:
    book: BuiltBook = request.getfixturevalue(name)
    turns = page_turns(book.path("epub"), book.path("print"), A5)
    listed = [turn for turn in turns if not turn.is_blank]
    assert [turn.label for turn in listed] == list(letters_behind_markers(book.path("epub")))
    assert len(listed) == book.result.page_list
    wrong = [turn for turn in listed if not (turn.is_exact or turn.is_in_word)]
    print(  # noqa: T201 – the count is the point, with `pytest -rP`
        f"{name}: {len(turns)} pages, {len(turns) - len(listed)} of them blank and not listed, "
        f"{sum(t.is_exact for t in listed)} begin at their markers, {sum(t.is_in_word for t in listed)} inside a word"
    )
    assert wrong == []
