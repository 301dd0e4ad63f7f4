"""read/shelf.py: the books of a list, and an error at its line for each that cannot be made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chapbook.diagnostics import Span
from chapbook.model.shelf import Shelf, ShelfBook
from chapbook.read.shelf import read_shelf


def faults(text: str) -> list[str]:
    _shelf, found = read_shelf(text, "shelf.toml")
    return [f"{fault.span} {fault.code}: {fault.message}" for fault in found]


class Watched(str):
    """A text that counts how often it is looked through."""

    times = 0

    def splitlines(self, keepends: bool = False) -> list[str]:
        Watched.times += 1
        return super().splitlines(keepends)


def test_a_long_list_is_not_looked_through_for_each_of_its_books() -> None:
    Watched.times = 0
    read_shelf(Watched('[[book]]\nfolder = "a"\n'), "shelf.toml")
    few = Watched.times
    text = "".join(f'[[book]]\nfolder = "a{number}"\n' for number in range(50))
    shelf, _found = read_shelf(Watched(text), "shelf.toml")
    assert len(shelf.books) == 50
    assert Watched.times == 2 * few


def test_what_a_book_does_not_say_the_list_says() -> None:
    text = """\
out = "site"
editions = ["epub"]

[[book]]
folder = "booklets/castle"

[[book]]
folder = "booklets/chapel"
out = "chapel/2026"
editions = ["screen", "booklet"]
"""
    assert read_shelf(text, "shelf.toml") == (
        Shelf(
            "site",
            (
                ShelfBook("booklets/castle", "castle", ("epub",), Span("shelf.toml", 4, 1)),
                ShelfBook("booklets/chapel", "chapel/2026", ("screen", "booklet"), Span("shelf.toml", 7, 1)),
            ),
        ),
        (),
    )


def test_books_may_be_listed_in_one_line() -> None:
    shelf, found = read_shelf('book = [{folder = "a"}, {folder = "b", out = 3}]', "shelf.toml")
    assert [book.folder for book in shelf.books] == ["a"]
    assert [str(fault) for fault in found] == [
        "shelf.toml:1:1: error wrong-type: “out” takes a text that is not empty."
    ]


FAULTS = {
    "": "shelf.toml:0:0 empty-shelf: The list names no book.",
    "book = [": "shelf.toml:1:1 broken-toml: This is not TOML: Invalid value.",
    'outt = "x"\n[[book]]\nfolder = "a"': "shelf.toml:1:1 unknown-key: shelf.toml knows no “outt”.",
    '[[book]]\nfolder = "a"\n[[book]]\nfolder = "b"\nstyle = "x"': (
        "shelf.toml:5:1 unknown-key: [[book]] knows no “style”."
    ),
    '[[book]]\nout = "a"': "shelf.toml:1:1 missing-book: This book has no folder.",
    '[[book]]\nfolder = "a"\n  editions = ["epub", "pdf"]': ("shelf.toml:3:3 wrong-value: There is no edition “pdf”."),
    '[[book]]\nfolder = "a"\nout = "../b"': "shelf.toml:3:1 path-refused: “../b” is no folder in that of all editions.",
    '[[book]]\nfolder = "a"\nout = "/b"': "shelf.toml:3:1 path-refused: “/b” is no folder in that of all editions.",
    '[[book]]\nfolder = ".."': "shelf.toml:1:1 path-refused: “..” is no folder in that of all editions.",
    '[[book]]\nfolder = "x/guide"\n\n[[book]]\nfolder = "y/Guide/"': (
        "shelf.toml:4:1 shared-folder: The editions of “y/Guide/” would go to “Guide”, where those of “x/guide” go."
    ),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_told_at_its_line(text: str) -> None:
    assert faults(text) == [FAULTS[text]]


def test_a_table_in_the_place_of_the_list_is_told_once() -> None:
    told = faults('[book]\nfolder = "a"')
    assert told[0] == "shelf.toml:1:1 wrong-type: “book” is a list: write [[book]] for each book."


def test_a_book_that_is_wrong_leaves_the_others() -> None:
    shelf, _found = read_shelf('[[book]]\nfolder = 1\n[[book]]\nfolder = "b"', "shelf.toml")
    assert [book.folder for book in shelf.books] == ["b"]


def test_the_documentation_shows_a_list_that_can_be_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "many-books.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```toml filename=shelf\.toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    shelf, found = read_shelf(text, "shelf.toml")
    assert [book.out for book in shelf.books] == ["castle", "mill"]
    assert found == ()
