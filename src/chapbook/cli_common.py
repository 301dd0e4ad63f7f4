"""What the verbs of the command line share: their arguments, exit codes, consoles, and how diagnostics are printed.

What prints is loaded when there is something to print, for every call waits for what stands at the top of this file.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from chapbook.cache import Cache, cache_key, default_cache_folder
from chapbook.cached_work import recall, remember
from chapbook.cli_progress import Nobody, ProgressLines, Watcher
from chapbook.diagnostics import Diagnostic, Severity
from chapbook.model.edition import EDITION_NAMES
from chapbook.model.shelf import SHELF_FILE

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 200
# Who has mended so many of one kind knows how the rest is mended.
MOST_OF_A_KIND = 100
FAULTS, WRONG_USE, MACHINE = 1, 2, 3

Manuscripts = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FOLDER…",
        help="The folder of the manuscript; without it “manuscript”, if there is one, or “.”. There may be several; "
        "a shelf.toml, or a folder that holds one, lists more.",
    ),
]
CacheFolder = Annotated[Path | None, typer.Option(metavar="FOLDER", help="The cache, instead of the user’s own.")]
EditionNames = Annotated[
    list[str] | None,
    typer.Option(
        "--edition", "-e", metavar="NAMES", help=f"Only these: {', '.join(EDITION_NAMES)}. Repeat, or use commas."
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=0, metavar="NUMBER", help="Worker processes, else one a processor; 0: none."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show only errors.")]


def stop(sentence: str, code: int) -> NoReturn:
    """End the program with a sentence."""
    from rich.console import Console

    Console(stderr=True).print(f"chapbook: {sentence}", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)


def usual_source() -> Path:
    """Where the manuscript is when nobody says: a list of books here, the folder “manuscript”, or here."""
    if not Path(SHELF_FILE).is_file() and Path("manuscript").is_dir():
        return Path("manuscript")
    return Path()


def split(values: list[str] | None) -> list[str]:
    """The words of an option that may be repeated and takes commas."""
    return [word.strip() for value in values or [] for word in value.split(",") if word.strip()]


def open_console(stderr: bool = False) -> Console:
    """As wide as the terminal; in a file or a pipe, as wide as the lines."""
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=PIPE_WIDTH)


@contextmanager
def watched(quiet: bool, cache: Path | None, *whose: object) -> Iterator[Watcher]:
    """Whoever is told how far a build is: lines on a terminal, which know how fast the last build by `whose` was."""
    if quiet or not sys.stderr.isatty():
        yield Nobody()
        return
    store, key = Cache(cache or default_cache_folder()), cache_key("pace", repr(whose))
    known = recall(store, key, dict[str, float]) or {}
    with ProgressLines(open_console(stderr=True), time.monotonic, known) as lines, _every_second(lines.tick):
        yield lines
    if speeds := lines.pace.speeds():
        remember(store, key, speeds)


@contextmanager
def _every_second(tick: Callable[[], None]) -> Iterator[None]:
    """Call `tick` now and then, between two steps of this program; a signal needs no thread, and no worker has it."""
    before = signal.signal(signal.SIGALRM, lambda _number, _frame: tick())
    signal.siginterrupt(signal.SIGALRM, False)  # what a library reads or writes goes on
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def print_diagnostics(
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
        console.print(f"{came}. “chapbook explain {first}” says more.", markup=False, soft_wrap=True)
