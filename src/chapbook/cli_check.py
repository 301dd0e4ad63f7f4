"""`chapbook check`: what is wrong with a manuscript, and nothing written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chapbook import WrongUseError
from chapbook.book_places import is_shelf
from chapbook.cli_common import (
    FAULTS,
    MACHINE,
    WRONG_USE,
    CacheFolder,
    Jobs,
    Manuscripts,
    Quiet,
    open_console,
    print_diagnostics,
    split,
    stop,
    usual_source,
    watched,
)
from chapbook.model.edition import EDITION_NAMES
from chapbook.shelf import check_shelf


def check_command(
    manuscripts: Manuscripts = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Make the editions too, and run EPUBCheck, Ace and qpdf on them.")
    ] = False,
    edition: Annotated[
        list[str] | None,
        typer.Option("--edition", "-e", metavar="NAMES", help=f"With --deep only these: {', '.join(EDITION_NAMES)}."),
    ] = None,
    cache_dir: CacheFolder = None,
    jobs: Jobs = None,
    quiet: Quiet = False,
) -> None:
    """Say all that is wrong with a manuscript, or with many; write nothing."""
    if edition and not deep:
        stop("--edition says which editions a deep check looks at; add --deep.", WRONG_USE)
    sources, names = manuscripts or [usual_source()], split(edition) or None
    try:
        with watched(quiet, cache_dir, "check", jobs) as watcher:
            checked = check_shelf(
                sources,
                deep=deep,
                editions=names,
                cache=cache_dir,
                workers=jobs,
                on_progress=watcher.show,
                on_book=watcher.show_book if len(sources) > 1 or is_shelf(sources[0]) else None,
            )
    except WrongUseError as wrong:
        stop(str(wrong), WRONG_USE)
    errors = open_console(stderr=True)
    tried = "the other books were checked" if checked.books else "nothing was checked"
    print_diagnostics(checked.diagnostics, Path(), errors, quiet, tried)
    for book in checked.books:
        outcome = "" if book.result.runs else "a build would write nothing"
        if outcome and len(checked.books) > 1:
            outcome += f" of “{book.folder}”"
        print_diagnostics(book.result.diagnostics, book.folder, errors, quiet, outcome)
        if book.failure:
            errors.print(f"{book.folder}: {book.failure}", markup=False, soft_wrap=True)
        elif not quiet:
            from chapbook.cli_reports import print_runs

            print_runs(book.result, open_console())
    if any(book.failure for book in checked.books):
        raise typer.Exit(MACHINE)
    if not checked.succeeded:
        raise typer.Exit(FAULTS)
