"""`chapbook check`: what is wrong with a manuscript, and nothing written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chapbook import WrongUseError, check
from chapbook.cli_common import (
    FAULTS,
    WRONG_USE,
    CacheFolder,
    Jobs,
    Quiet,
    open_console,
    print_diagnostics,
    split,
    stop,
    usual_source,
    watched,
)
from chapbook.model.edition import EDITION_NAMES


def check_command(
    manuscript: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER", help="The folder of the manuscript; without it “manuscript”, if there is one, or “.”."
        ),
    ] = None,
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
    """Say all that is wrong with a manuscript; write nothing."""
    if edition and not deep:
        stop("--edition says which editions a deep check looks at; add --deep.", WRONG_USE)
    source, names = manuscript or usual_source(), split(edition) or None
    try:
        with watched(quiet, cache_dir, "check", jobs) as watcher:
            result = check(source, deep=deep, editions=names, cache=cache_dir, workers=jobs, on_progress=watcher.show)
    except WrongUseError as wrong:
        stop(str(wrong), WRONG_USE)
    outcome = "a build would write nothing" if not result.runs else ""
    print_diagnostics(result.diagnostics, source, open_console(stderr=True), quiet, outcome)
    if not quiet:
        from chapbook.cli_reports import print_runs

        print_runs(result, open_console())
    if not result.succeeded:
        raise typer.Exit(FAULTS)
