"""The command `chapbook`: verbs, progress, the report, exit codes. No logic of books.

What prints is loaded when there is something to print, for every call waits for what stands at the top of this file.

Exit codes: 0 done, 1 errors in the manuscript, 2 wrong use, 3 the machine (disk, memory, a missing library).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from chapbook import WrongUseError, __version__, build, check
from chapbook.cache import Cache, default_cache_folder
from chapbook.diagnostics import Diagnostic, Severity, did_you_mean
from chapbook.machine import MachineError
from chapbook.model.edition import EDITION_NAMES

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 200
# Who has mended so many of one kind knows how the rest is mended.
MOST_OF_A_KIND = 100
DONE, FAULTS, WRONG_USE, MACHINE = 0, 1, 2, 3

# Arguments that several verbs take.
SourceFolder = Annotated[
    Path | None,
    typer.Argument(
        metavar="FOLDER", help="The folder of the manuscript; without it “manuscript”, if there is one, or “.”."
    ),
]
CacheFolder = Annotated[Path | None, typer.Option(metavar="FOLDER", help="The cache, instead of the user’s own.")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=0, metavar="NUMBER", help="Worker processes, else one a processor; 0: none."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show only errors.")]

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
    from rich.console import Console

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
    """One folder of Markdown in; an e-book, PDFs, a booklet to fold, a handout and a download page out."""


@app.command("build")
def build_command(
    manuscript: SourceFolder = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where the editions go.")] = Path("dist"),
    edition: Annotated[
        list[str] | None,
        typer.Option(
            "--edition", "-e", metavar="NAMES", help=f"Only these: {', '.join(EDITION_NAMES)}. Repeat, or use commas."
        ),
    ] = None,
    chapters: Annotated[
        list[str] | None,
        typer.Option(
            "--chapters", metavar="LIST", help="A handout of these chapters alone: “2,4-5”, or names of their files."
        ),
    ] = None,
    page_list: Annotated[
        bool, typer.Option("--page-list", help="Lay the pages out for the e-book’s list, if nothing else does.")
    ] = False,
    cache_dir: CacheFolder = None,
    jobs: Jobs = None,
    quiet: Quiet = False,
) -> None:
    """Build the editions of a manuscript."""
    source, names, chosen = _source(manuscript), _split(edition), _split(chapters)
    if chapters and not chosen:
        _stop("No chapter is named; write numbers or names of files, such as “--chapters 2,4-5”.", WRONG_USE)
    console, errors = _console(), _console(stderr=True)
    try:
        with _ProgressBar(errors, quiet) as progress:
            result = build(
                source,
                editions=names or None,
                chapters=chosen,
                out=out,
                cache=cache_dir,
                page_list=page_list,
                workers=jobs,
                on_progress=progress.show,
            )
    except WrongUseError as wrong:
        _stop(str(wrong), WRONG_USE)
    _print_diagnostics(result.diagnostics, source, errors, quiet, "nothing was written")
    if not result.succeeded:
        raise typer.Exit(FAULTS)
    if not quiet:
        from chapbook.cli_reports import print_build

        print_build(result, out, console)


@app.command("check")
def check_command(
    manuscript: SourceFolder = None,
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
        _stop("--edition says which editions a deep check looks at; add --deep.", WRONG_USE)
    source, names = _source(manuscript), _split(edition) or None
    console, errors = _console(), _console(stderr=True)
    try:
        with _ProgressBar(errors, quiet) as progress:
            result = check(source, deep=deep, editions=names, cache=cache_dir, workers=jobs, on_progress=progress.show)
    except WrongUseError as wrong:
        _stop(str(wrong), WRONG_USE)
    _print_diagnostics(
        result.diagnostics, source, errors, quiet, "a build would write nothing" if not result.runs else ""
    )
    if not quiet:
        from chapbook.cli_reports import print_runs

        print_runs(result, console)
    if not result.succeeded:
        raise typer.Exit(FAULTS)


def _source(manuscript: Path | None) -> Path:
    return manuscript or (Path("manuscript") if Path("manuscript").is_dir() else Path())


def _split(values: list[str] | None) -> list[str]:
    """The words of an option that may be repeated and takes commas."""
    return [word.strip() for value in values or [] for word in value.split(",") if word.strip()]


@app.command("explain")
def explain_command(
    code: Annotated[
        str | None, typer.Argument(help="The word after “error” or “warning”; without it, all codes.")
    ] = None,
) -> None:
    """Say what a diagnostic means, why it matters, and how to mend it."""
    from rich.markdown import Markdown
    from rich.markup import escape
    from rich.table import Table

    from chapbook.explanations import explain, explained_codes

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
def clean(cache_dir: CacheFolder = None) -> None:
    """Empty the cache."""
    folder = cache_dir or default_cache_folder()
    Cache(folder).clean()
    typer.echo(f"{folder} is empty.")


def _console(stderr: bool = False) -> Console:
    """As wide as the terminal; in a file or a pipe, as wide as the lines."""
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=PIPE_WIDTH)


class _ProgressBar:
    """A line per stage on a terminal; nothing anywhere else."""

    def __init__(self, console: Console, quiet: bool) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

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


def _print_diagnostics(
    diagnostics: Sequence[Diagnostic], source: Path, console: Console, quiet: bool, outcome: str
) -> None:
    """Each on its line, but of a flood of one kind the first; where there are errors, how many, and their outcome."""
    from rich.markup import escape

    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
    shown = [found for found in diagnostics if not quiet or found.severity is Severity.ERROR]
    kinds: Counter[str] = Counter()
    for found in shown:
        kinds[found.code] += 1
        if kinds[found.code] > MOST_OF_A_KIND:
            continue
        place = escape(f"{(source / found.span.file).as_posix()}:{found.span.line}:{found.span.column}")
        severity = f"[{colours[found.severity]}]{found.severity.value}[/]"
        hint = f" {found.hint}" if found.hint else ""
        console.print(f"{place}: {severity} {found.code}: {escape(found.message + hint)}", soft_wrap=True)
    for code, number in kinds.items():
        if number > MOST_OF_A_KIND:
            console.print(f"… and {number - MOST_OF_A_KIND:,} more of {code}.", soft_wrap=True)
    count = sum(found.severity is Severity.ERROR for found in diagnostics)
    if count:
        problems = "1 error" if count == 1 else f"{count:,} errors"
        first = next(found.code for found in diagnostics if found.severity is Severity.ERROR)
        came = f"{problems}; {outcome}" if outcome else problems
        console.print(f"{came}. “chapbook explain {first}” says more.", soft_wrap=True)
