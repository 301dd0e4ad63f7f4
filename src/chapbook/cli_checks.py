"""The report of `chapbook check`: which checker looked at what, in which version, and what it found.

Input: a `CheckResult`. Output: lines on the console. A checker that did not run has a line as well.
"""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from chapbook.checking import CheckResult


def print_runs(result: CheckResult, console: Console) -> None:
    """Print what was looked at, in the order in which it was."""
    if result.title:
        count = len(result.diagnostics)
        found = "nothing to say" if not count else "1 thing to say" if count == 1 else f"{count} things to say"
        console.print(f"[bold]{escape(result.title)}[/]: {result.words:,} words, {found}", soft_wrap=True)
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
