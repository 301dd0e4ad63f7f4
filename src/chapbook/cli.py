"""The command `chapbook`: verbs, progress, the report, exit codes. No logic of books.

Exit codes: 0 done, 1 errors in the manuscript, 2 wrong use, 3 the machine (disk, memory, a missing library).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from chapbook import BuildResult, WrongUseError, __version__, build
from chapbook.build_record import WrittenEdition
from chapbook.cache import Cache, default_cache_folder
from chapbook.diagnostics import Severity, did_you_mean
from chapbook.explanations import explain, explained_codes
from chapbook.machine import MachineError
from chapbook.model.edition import EDITION_NAMES

PIPE_WIDTH = 200
DONE, FAULTS, WRONG_USE, MACHINE = 0, 1, 2, 3

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


def main() -> None:
    """Run the command line; the machine's own failures end with code 3 and one sentence."""
    try:
        app()
    except MachineError as missing:
        _stop(str(missing), MACHINE)
    except OSError as fault:
        where = f" ({fault.filename})" if fault.filename else ""
        _stop(f"The machine does not do its part: {fault.strerror or fault}{where}.", MACHINE)
    except MemoryError:
        _stop("There is not enough memory.", MACHINE)


def _stop(sentence: str, code: int) -> NoReturn:
    Console(stderr=True).print(f"chapbook: {sentence}", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"chapbook {__version__}")
        raise typer.Exit


@app.callback()
def chapbook(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """One folder of Markdown in; an e-book, a PDF, a booklet to fold and a handout out."""


@app.command("build")
def build_command(
    manuscript: Annotated[
        Path | None,
        typer.Argument(help="The folder of the manuscript; without it “manuscript”, if there is one, or “.”."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the editions go.")] = Path("dist"),
    edition: Annotated[
        list[str] | None,
        typer.Option("--edition", "-e", help=f"Only these: {', '.join(EDITION_NAMES)}. Repeat, or use commas."),
    ] = None,
    cache_dir: Annotated[Path | None, typer.Option(help="The cache, instead of the user’s own.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=0, help="Worker processes; 0: none.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show only errors.")] = False,
) -> None:
    """Build the editions of a manuscript."""
    source = manuscript or (Path("manuscript") if Path("manuscript").is_dir() else Path())
    names = [name.strip() for value in edition or [] for name in value.split(",") if name.strip()] or None
    console, errors = _console(), _console(stderr=True)
    try:
        with _ProgressBar(errors, quiet) as progress:
            result = build(source, editions=names, out=out, cache=cache_dir, workers=jobs, on_progress=progress.show)
    except WrongUseError as wrong:
        _stop(str(wrong), WRONG_USE)
    _print_diagnostics(result, source, errors, quiet)
    if not result.succeeded:
        raise typer.Exit(FAULTS)
    if not quiet:
        _print_report(result, out, console)


@app.command("explain")
def explain_command(
    code: Annotated[
        str | None, typer.Argument(help="The word after “error” or “warning”; without it, all codes.")
    ] = None,
) -> None:
    """Say what a diagnostic means, why it matters, and how to mend it."""
    console = _console()
    if code is None:
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(no_wrap=True)
        table.add_column()
        for known in explained_codes():
            table.add_row(f"[bold]{known}[/]", escape(explain(known).summary))
        console.print(table)
        return
    try:
        page = explain(code.strip().lower())
    except KeyError:
        hint = did_you_mean(code, explained_codes()) or "“chapbook explain” lists all."
        _stop(f"No diagnostic has the code “{code}”. {hint}", WRONG_USE)
    console.print(Markdown(page.text) if console.is_terminal else page.text.rstrip(), markup=False, soft_wrap=True)


@app.command()
def clean(
    cache_dir: Annotated[Path | None, typer.Option(help="The cache, instead of the user’s own.")] = None,
) -> None:
    """Empty the cache."""
    folder = cache_dir or default_cache_folder()
    Cache(folder).clean()
    typer.echo(f"{folder} is empty.")


def _console(stderr: bool = False) -> Console:
    """As wide as the terminal; in a file or a pipe, as wide as the lines."""
    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=PIPE_WIDTH)


class _ProgressBar:
    """A line per stage on a terminal; nothing anywhere else."""

    def __init__(self, console: Console, quiet: bool) -> None:
        columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn())
        # No thread of its own: the workers are forked from this process.
        self._bar = Progress(*columns, console=console, auto_refresh=False, disable=quiet or not console.is_terminal)
        self._stages: dict[str, int] = {}

    def __enter__(self) -> _ProgressBar:
        self._bar.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._bar.stop()

    def show(self, stage: str, done: int, total: int) -> None:
        """Draw how far the stage is."""
        if stage not in self._stages:
            self._stages[stage] = self._bar.add_task(stage, total=total)
        self._bar.update(self._stages[stage], completed=done, total=total, refresh=True)  # type: ignore[arg-type]  # an int is a TaskID


def _print_diagnostics(result: BuildResult, source: Path, console: Console, quiet: bool) -> None:
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
    for found in result.diagnostics:
        if quiet and found.severity is not Severity.ERROR:
            continue
        place = escape(f"{(source / found.span.file).as_posix()}:{found.span.line}:{found.span.column}")
        severity = f"[{colours[found.severity]}]{found.severity.value}[/]"
        hint = f" {found.hint}" if found.hint else ""
        console.print(f"{place}: {severity} {found.code}: {escape(found.message + hint)}", soft_wrap=True)
    count = sum(found.severity is Severity.ERROR for found in result.diagnostics)
    if count:
        problems = "1 error" if count == 1 else f"{count} errors"
        first = next(found.code for found in result.diagnostics if found.severity is Severity.ERROR)
        console.print(f"{problems}; nothing was written. “chapbook explain {first}” says more.", soft_wrap=True)


def _print_report(result: BuildResult, out: Path, console: Console) -> None:
    console.print(f"[bold]{escape(result.title)}[/]: {result.words:,} words", soft_wrap=True)
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
        pages = str(edition.pages) if edition.pages else f"{result.page_list} listed" if result.page_list else "no list"
        pages += f" on {edition.sheets} sheets" if edition.sheets else ""
        pages += f" in {len(edition.signatures)} signatures" if len(edition.signatures) > 1 else ""
        size = f"{edition.size / 1000:,.0f} kB"
        table.add_row(edition.name, (out / edition.file_name).as_posix(), pages, size, edition.digest[:16])
    console.print(table)
    for edition in result.editions:
        if edition.sheets:
            console.print(_printing_hint(edition), soft_wrap=True)
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
