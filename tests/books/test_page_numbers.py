"""Every number that a finished PDF prints of its own pages is followed to the page, and the words are read there."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from conftest import BuiltBook
from page_numbers import check_page_numbers

# How many numbers each book prints at least: fewer would mean that they are not found, not that they are right.
LEAST = {
    "booklet": {"contents": 15, "index": 70, "lists": 3, "references": 10},
    "indexed": {"contents": 5, "index": 25},
    "lists": {"contents": 8, "references": 6},
    "parts": {"contents": 15, "lists": 5, "references": 8},
}


@pytest.mark.parametrize("name", LEAST)
def test_every_printed_page_number_is_right(name: str, request: pytest.FixtureRequest) -> None:
    book: BuiltBook = request.getfixturevalue(name)
    checked = check_page_numbers(book.path("screen"), book.path("epub"))
    assert checked.wrong == []
    assert {kind: count for kind, count in LEAST[name].items() if checked.counts[kind] < count} == {}, checked.counts


@pytest.mark.parametrize(("name", "least"), [("booklet", 80), ("parts", 25)])
def test_numbers_of_other_pages_are_found_out(
    name: str, least: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The check sees: let every page be called by the number of the one before it, and most numbers are wrong."""
    book: BuiltBook = request.getfixturevalue(name)
    with pikepdf.open(book.path("screen")) as pdf:
        labels = pdf.Root.PageLabels.Nums
        labels[-2] = int(labels[-2]) + 1  # the arabic numbers begin a page later
        pdf.save(tmp_path / "shifted.pdf")
    assert len(check_page_numbers(tmp_path / "shifted.pdf", book.path("epub")).wrong) >= least


def test_every_link_is_large_enough_for_a_finger(booklet: BuiltBook) -> None:
    """The number of a note has no height on its line."""
    with pikepdf.open(booklet.path("screen")) as pdf:
        links = [[float(edge) for edge in link.Rect] for page in pdf.pages for link in page.get("/Annots", ())]
    assert len(links) > 200
    assert min(min(right - left, top - bottom) for left, bottom, right, top in links) >= 7.9
