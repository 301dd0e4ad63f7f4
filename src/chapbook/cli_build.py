"""`chapbook build`: one book, or many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chapbook import WrongUseError, build, build_shelf
from chapbook.book_places import DEFAULT_OUT, is_shelf
from chapbook.cli_common import (
    FAULTS,
    MACHINE,
    WRONG_USE,
    CacheFolder,
    EditionNames,
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
from chapbook.cli_progress import ProgressLines

if TYPE_CHECKING:
    from chapbook import ShelfResult


def build_command(
    manuscripts: Manuscripts = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Where the editions go, else “dist”.")
    ] = None,
    edition: EditionNames = None,
    chapters: Annotated[
        list[str] | None,
        typer.Option(
            "--chapters", metavar="LIST", help="A handout of these chapters alone: “2,4-5”, or names of their files."
        ),
    ] = None,
    page_list: Annotated[
        bool, typer.Option("--page-list", help="Lay the pages out for the e-book’s list, if nothing else does.")
    ] = False,
    executor: Annotated[
        str | None,
        typer.Option(
            "--executor", metavar="ADDRESS", help="A cluster that does the work: dask://HOST:PORT, a Dask scheduler."
        ),
    ] = None,
    cache_dir: CacheFolder = None,
    jobs: Jobs = None,
    quiet: Quiet = False,
) -> None:
    """Build the editions of a manuscript, or of many."""
    sources, names, chosen = manuscripts or [usual_source()], split(edition), split(chapters)
    if chapters and not chosen:
        stop("No chapter is named; write numbers or names of files, such as “--chapters 2,4-5”.", WRONG_USE)
    many = len(sources) > 1 or is_shelf(sources[0])
    if many and chosen:
        stop("Chapters are chosen for one book; name no other with them.", WRONG_USE)
    try:
        with watched(quiet, cache_dir, executor, jobs) as watcher:
            if many:
                shelf = build_shelf(
                    sources,
                    editions=names or None,
                    out=out,
                    cache=cache_dir,
                    page_list=page_list,
                    workers=jobs,
                    executor=executor,
                    on_progress=watcher.show,
                    on_book=watcher.show_book,
                )
            else:
                result = build(
                    sources[0],
                    editions=names or None,
                    chapters=chosen,
                    out=out or DEFAULT_OUT,
                    cache=cache_dir,
                    page_list=page_list,
                    workers=jobs,
                    executor=executor,
                    on_progress=watcher.show,
                )
    except WrongUseError as wrong:
        stop(str(wrong), WRONG_USE)
    if many:
        _report_shelf(shelf, quiet)
        return
    print_diagnostics(result.diagnostics, sources[0], open_console(stderr=True), quiet, "nothing was written")
    if not result.succeeded:
        raise typer.Exit(FAULTS)
    if not quiet:
        from chapbook.cli_reports import print_build

        print_build(result, out or Path(DEFAULT_OUT), open_console())
    if isinstance(watcher, ProgressLines) and (summary := watcher.summary()):
        watcher.console.print(summary)


def _report_shelf(shelf: ShelfResult, quiet: bool) -> None:
    """Print what is wrong with each book, and then a row for each. Raises Exit when one was not made."""
    from chapbook.cli_reports import print_shelf

    errors = open_console(stderr=True)
    tried = "the other books were tried" if shelf.books else "nothing was made"
    print_diagnostics(shelf.diagnostics, Path(), errors, quiet, tried)
    for book in shelf.books:
        print_diagnostics(book.result.diagnostics, book.folder, errors, quiet, f"“{book.folder}” was not made")
        if book.failure:
            errors.print(f"{book.folder}: {book.failure}", markup=False, soft_wrap=True)
    if not quiet:
        print_shelf(shelf, open_console())
    if any(book.failure for book in shelf.books):
        raise typer.Exit(MACHINE)
    if not shelf.succeeded:
        raise typer.Exit(FAULTS)
