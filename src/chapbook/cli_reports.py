"""The reports of the command line: what a build made, and which checker looked at what and found how much.

Input: a `BuildResult`, a `ShelfResult` or a `CheckResult`. Output: lines on the console. A checker that did not run has
a line as well.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from chapbook.diagnostics import Severity, has_errors
from chapbook.model.edition import EPUB, KINDLE, PICTURE

if TYPE_CHECKING:
    from chapbook.build_record import BuildResult, WrittenEdition
    from chapbook.checking import CheckResult
    from chapbook.shelf import ShelfResult, ShelvedBook

_COLUMNS = ("book", "words", "pages", "editions", "", "time", "faults", "in")
_NUMBERS = ("words", "pages", "time")
# Columns of the terminal for all columns of a shelf; a narrower one has what became of each book.
_WIDE = 72
_NARROW_COLUMNS = ("book", "", "faults", "in")
_LEFT_TO_RIGHT = "\u200e"


def print_build(result: BuildResult, out: Path, console: Console) -> None:
    """Print what was made and where it lies in `out`, and how its booklets are printed."""
    console.print(f"[bold]{_title(result.title)}[/]: {result.words:,} words", soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading, justify in (
        ("edition", "left"),
        ("file", "left"),
        ("pages", "right"),
        ("size", "right"),
        ("SHA-256 begins", "left"),
    ):
        table.add_column(heading, justify=justify, no_wrap=True)  # type: ignore[arg-type]  # a literal in a tuple is a str
    for edition in result.editions:
        pages = str(edition.pages) if edition.pages else ""
        if edition.name in (EPUB, KINDLE):
            pages = f"{result.page_list} listed" if result.page_list else "no list"
        pages += f" on {edition.sheets} sheets" if edition.sheets else ""
        pages += f" in {len(edition.signatures)} signatures" if len(edition.signatures) > 1 else ""
        size = f"{edition.size / 1000:,.0f} kB"
        table.add_row(edition.name, escape((out / edition.file_name).as_posix()), pages, size, edition.digest[:16])
    console.print(table)
    for edition in result.editions:
        if edition.sheets:
            console.print(_printing_hint(edition), soft_wrap=True)
    if result.pages_unknown:
        hint = "The e-book has no page list, for its pages have not been laid out; with --page-list they are."
        console.print(hint, soft_wrap=True)
    if result.unchanged:
        console.print("Nothing has changed since; these editions are as they were.")


def _printing_hint(edition: WrittenEdition) -> str:
    """How to print a booklet, for there may be no room on its sheets to say so."""
    edge = "short" if edition.short_edge else "long"
    hint = f"Print {edition.file_name} on both sides at 100 %, turned on the {edge} edge"
    if len(edition.signatures) > 1:
        *most, last = map(str, edition.signatures)
        return f"{hint}; its signatures have {', '.join(most)} and {last} folded sheets."
    return f"{hint}."


def _title(title: str) -> str:
    """A title, closed by a left-to-right mark where it ends from right to left: the numbers behind it stay there."""
    ends = next((kind for kind in map(bidirectional, reversed(title)) if kind in ("L", "R", "AL")), "L")
    return escape(title) if ends == "L" else escape(title) + _LEFT_TO_RIGHT


def print_shelf(shelf: ShelfResult, console: Console) -> None:
    """Print a row for each book, and how many were made; nothing when there are none.

    On a narrow terminal the long columns have several lines, so that what became of a book is always whole.
    """
    if not shelf.books:
        return
    columns = _COLUMNS if console.width >= _WIDE else _NARROW_COLUMNS
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in columns:
        justify, is_short = "right" if heading in _NUMBERS else "left", heading in ("", *_NUMBERS)
        table.add_column(heading, justify=justify, no_wrap=is_short, overflow="fold")  # type: ignore[arg-type]  # as above
    for book in shelf.books:
        result = book.result
        cells = {
            "book": _title(result.title or book.folder.name),
            "words": f"{result.words:,}" if result.words else "",
            "pages": str(max((edition.pages for edition in result.editions), default=0) or ""),
            "editions": ", ".join(edition.name for edition in result.editions if edition.name != PICTURE),
            "": "unchanged" if result.unchanged else "new" if book.succeeded else "[red]not made[/]",
            "time": f"{book.seconds:.1f} s",
            "faults": _count_faults(book),
            "in": escape(book.out.as_posix()) if book.succeeded else "",
        }
        table.add_row(*(cells[heading] for heading in columns))
    console.print(table)
    made, count = sum(book.succeeded for book in shelf.books), len(shelf.books)
    unchanged = sum(book.result.unchanged for book in shelf.books)
    took = sum(book.seconds for book in shelf.books)
    there = f"{made} of {count} book{'s' if count > 1 else ''} {'is' if made == 1 else 'are'} there"
    same = f", {unchanged} of them unchanged" if unchanged else ""
    listed = "; the list has errors" if has_errors(shelf.diagnostics) else ""
    told = f"{there}{same}, in {took:.1f} s{listed}."
    console.print(told, soft_wrap=True)


def _count_faults(book: ShelvedBook) -> str:
    """How many errors and warnings; a machine that did not do its part is an error."""
    counts = Counter(found.severity for found in book.result.diagnostics)
    counts[Severity.ERROR] += bool(book.failure)
    told = ((counts[severity], severity.value) for severity in (Severity.ERROR, Severity.WARNING))
    return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for count, name in told if count)


def print_runs(result: CheckResult, console: Console) -> None:
    """Print what was looked at, in the order in which it was."""
    if result.title:
        count = len(result.diagnostics)
        found = "nothing to say" if not count else "1 thing to say" if count == 1 else f"{count} things to say"
        console.print(f"[bold]{_title(result.title)}[/]: {result.words:,} words, {found}", soft_wrap=True)
    ran = [run for run in result.runs if not run.missing]
    if ran:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in ("checker", "version", "edition", "found"):
            table.add_column(heading, no_wrap=True)
        for run in ran:
            found = "no report" if run.failure else str(run.found or "nothing")
            table.add_row(run.checker, escape(run.version), run.edition, found)
        console.print(table)
    for checker, missing in dict.fromkeys((run.checker, run.missing) for run in result.runs if run.missing):
        console.print(f"{checker}: not installed, so it did not look. To install: {escape(missing)}", soft_wrap=True)
