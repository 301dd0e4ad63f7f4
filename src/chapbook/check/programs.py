"""The runner for checkers: programs of others that look at a finished edition.

Input: a command. Output: what it printed and how it ended, within a time; a program that takes longer is stopped with
all that it started. Programs are looked for on the search path or where an environment variable of ours names them,
never in the manuscript's folder: a manuscript may be anybody's, and does not say what is run.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

# Of a line that may be as long as a program likes, so many letters are told.
_SHOWN = 200


class CheckerMissingError(Exception):
    """The checker is not on this machine. The message says what to install."""


class CheckerFailedError(Exception):
    """The checker ran and gave no report. The message is a sentence."""


@dataclass(frozen=True)
class Ended:
    """How a program ended: its exit code, and what it printed to both streams."""

    code: int
    output: str


def find_program(variable: str, *names: str) -> str | None:
    """The full path of the program that the environment variable names, else of the first name on the search path."""
    named = os.environ.get(variable, "")
    return named or next((path for path in map(shutil.which, names) if path), None)


def run_program(command: Sequence[str], seconds: float, environment: Mapping[str, str] | None = None) -> Ended:
    """Run the command to its end. Raises CheckerFailedError when it cannot be started or takes too long."""
    try:
        program = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            start_new_session=True,  # so that what it starts itself, a browser say, ends with it
        )
    except OSError as fault:
        raise CheckerFailedError(f"It could not be started: {fault.strerror}.") from fault
    with program:
        try:
            output, _ = program.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as late:
            _stop_all(program.pid)
            raise CheckerFailedError(f"It took longer than {seconds:.0f} seconds.") from late
        except KeyboardInterrupt:
            _stop_all(program.pid)
            raise
    return Ended(program.returncode, output.decode("utf-8", "replace").strip())


def _stop_all(group: int) -> None:
    """End a process and what it started; it may be gone itself, and what it left behind hold its output open."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def last_words(ended: Ended) -> str:
    """The last line that the program printed, for a message, and its exit code."""
    lines = ended.output.splitlines()
    said = "".join(c for c in lines[-1] if c.isprintable()).strip() if lines else ""
    shown = said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
    return f"it ended with {ended.code}" + (f" and “{shown}”" if shown else "")
