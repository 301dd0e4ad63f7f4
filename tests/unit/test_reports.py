"""cli_reports.py: the table of many books, on terminals of several widths."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from chapbook.build_record import BuildResult, WrittenEdition
from chapbook.cli_reports import print_shelf
from chapbook.diagnostics import Span, error
from chapbook.model.edition import EDITION_NAMES, PICTURE
from chapbook.shelf import ShelfResult, ShelvedBook


def printed(*books: ShelvedBook, width: int) -> str:
    written = io.StringIO()
    print_shelf(ShelfResult(books), Console(file=written, width=width))
    return written.getvalue()


def made(title: str) -> ShelvedBook:
    editions = tuple(
        WrittenEdition(name, name, 1, "", pages=64, sheets=0, signatures=(), short_edge=False)
        for name in (*EDITION_NAMES, PICTURE)
    )
    return ShelvedBook(Path("castle"), Path("site/castle"), BuildResult(editions, (), title=title, words=12034), 4.1)


BROKEN = ShelvedBook(
    Path("chapel"), Path("site/chapel"), BuildResult((), (error("broken-link", Span("a.md", 1, 1), ""),) * 2), 0.7
)


@pytest.mark.parametrize("width", [40, 72, 80, 120, 200])
def test_what_became_of_each_book_is_told_whole_at_every_width(width: int) -> None:
    told = printed(made("The Castle and its Many Towers"), BROKEN, width=width)
    words = told.split()
    assert "…" not in told
    assert {"Castle", "Towers", "new", "chapel", "not", "made", "errors"} <= set(words)
    assert ("12,034" in words, "64" in words) == (width > 70, width > 70)
    assert max(map(len, told.splitlines()[:-1])) <= width


def test_the_editions_are_those_that_can_be_asked_for() -> None:
    told = printed(made("The Castle"), width=200)
    assert ", ".join(EDITION_NAMES) in told
    assert PICTURE not in told


def test_numbers_stay_behind_a_title_that_runs_from_right_to_left() -> None:
    assert "\u0643\u062a\u0627\u0628\u200e  12,034" in printed(made("\u0643\u062a\u0627\u0628"), width=200)
    assert "\u200e" not in printed(made("The Castle"), width=200)
