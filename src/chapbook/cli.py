"""The command `chapbook`: its verbs, and what ends it. No logic of books.

What prints is loaded when there is something to print, for every call waits for what stands at the top of this file.

Exit codes: 0 done, 1 errors in the manuscript, 2 wrong use, 3 the machine (disk, memory, a missing library).
"""

from __future__ import annotations

from typing import Annotated

import typer

from chapbook import __version__
from chapbook.cache import MEGABYTE, default_cache_folder
from chapbook.cache_folder import NotOurFolderError, clean_cache
from chapbook.cli_build import build_command
from chapbook.cli_check import check_command
from chapbook.cli_common import MACHINE, WRONG_USE, CacheFolder, open_console, stop
from chapbook.diagnostics import did_you_mean
from chapbook.machine import fault_sentence

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


def main() -> None:
    """Run the command line; what is neither the manuscript's fault nor wrong use ends with code 3 and one sentence."""
    try:
        app()
    except Exception as fault:  # noqa: BLE001 – told as a shelf tells it; who wants the traceback calls `chapbook.build`
        stop(fault_sentence(fault), MACHINE)


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


app.command("build")(build_command)
app.command("check")(check_command)


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

    console = open_console()
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
        stop(f"No diagnostic has the code “{code}”. {hint}", WRONG_USE)
    console.print(Markdown(page.text) if console.is_terminal else page.text.rstrip(), markup=False, soft_wrap=True)


@app.command()
def clean(cache_dir: CacheFolder = None) -> None:
    """Empty the cache."""
    folder = cache_dir or default_cache_folder()
    try:
        cleaned = clean_cache(folder)
    except NotOurFolderError as wrong:
        stop(f"{wrong} Nothing was deleted.", WRONG_USE)
    kept = " but for what a build at work needs" if cleaned.is_in_use else ""
    typer.echo(f"{folder} is empty{kept}; {cleaned.size / MEGABYTE:,.1f} MB were deleted.")
