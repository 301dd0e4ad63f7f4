"""`chapbook check --deep` with the real EPUBCheck, Ace and qpdf; and Ace's own verdict on our books: nothing found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT, BuiltBook

from chapbook import check
from chapbook.check.ace import run_ace
from chapbook.diagnostics import Severity

SETTINGS = """\
[book]
title = "A Book With Faults"
language = "en"
authors = ["Ann Author"]
published = 2026-01-01
[order]
body = ["one", "two"]
[style]
css = { epub = ["mine.css"] }
[editions.epub]
page-list = "none"
"""
ONE = """\
# First

A link [](https://example.org/) without words.[^n]

[^n]: A note with <span class="pale">words that are too pale</span>.

| a | b |
|---|---|
| c | d |

<p role="heading">A heading of no level.</p>

- one
- two with <span class="pale">pale words</span>
"""
TWO = """\
# Second

A formula, <math><mi>x</mi></math>, of no words.

<table><tr><th></th></tr><tr><td>1</td></tr></table>
"""
SHEET = ".pale { color: #eee; background: #fff }\n.fixed { position: fixed }\n"


@pytest.fixture(autouse=True)
def ace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAPBOOK_ACE", str(ROOT / "node_modules" / ".bin" / "ace-cli"))


# Each has markup that no other has; a run takes seconds, for every document is opened in a browser.
@pytest.mark.parametrize("name", ["apparatus", "booklet", "boxes", "formulas"])
def test_ace_finds_nothing(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    book: BuiltBook = request.getfixturevalue(name)
    assert_that_ace_passes(book.path("epub"), tmp_path)


def test_ace_finds_nothing_in_a_book_from_right_to_left(script_books: dict[str, BuiltBook], tmp_path: Path) -> None:
    assert_that_ace_passes(script_books["arabic"].path("epub"), tmp_path)


def assert_that_ace_passes(path: Path, room: Path) -> None:
    """Its outcome is “pass”, and none of its assertions is anything else."""
    found = run_ace(path, room).findings
    report = json.loads((room / "ace" / "report.json").read_text(encoding="utf-8"))
    assert [f"{f.rule}: {f.sentence} {f.place}" for f in found] == []
    assert report["earl:result"]["earl:outcome"] == "pass"
    assert [a for document in report["assertions"] for a in document["assertions"]] == []
    assert len(report["assertions"]) > 3, "it looked at the documents"


def test_faults_are_told_at_the_lines_of_the_manuscript(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    files = {"book.toml": SETTINGS, "one.md": ONE, "two.md": TWO, "mine.css": SHEET}
    for name, text in files.items():
        (book / name).write_text(text, encoding="utf-8")
    result = check(book, deep=True, editions=["epub", "screen"], cache=tmp_path / "cache")
    told = {(d.code, d.severity, str(d.span), d.message.split(":")[0]) for d in result.diagnostics}
    assert told == {
        ("ace", Severity.ERROR, "one.md:3:1", "link-name"),
        ("ace", Severity.ERROR, "one.md:5:7", "color-contrast"),
        ("ace", Severity.ERROR, "one.md:11:1", "aria-required-attr"),
        ("ace", Severity.ERROR, "one.md:14:1", "color-contrast"),
        ("ace", Severity.WARNING, "two.md:5:8", "empty-table-header"),
        ("epubcheck", Severity.NOTE, "mine.css:2:10", "CSS-006"),
        ("epubcheck", Severity.NOTE, "two.md:3:1", "ACC-009"),
    }
    assert {(run.checker, run.edition, run.missing, run.failure) for run in result.runs} == {
        ("EPUBCheck", "epub", "", ""),
        ("Ace", "epub", "", ""),
        ("qpdf", "screen", "", ""),
    }
    assert all(run.version for run in result.runs)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book", "cache"], "nothing was written"
