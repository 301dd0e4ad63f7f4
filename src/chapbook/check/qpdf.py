"""qpdf, which reads a PDF as a machine does: ISO 32000, the structure of the file.

Input: a .pdf file. Output: what `qpdf --check` finds; CHAPBOOK_QPDF names another than the one on the search path.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chapbook.check.findings import CheckerReport, EditionPlace, Finding
from chapbook.check.programs import (
    CheckerFailedError,
    CheckerMissingError,
    Ended,
    find_program,
    last_words,
    run_program,
)
from chapbook.diagnostics import Severity

VARIABLE = "CHAPBOOK_QPDF"
SECONDS = 300
INSTALL = "qpdf (Debian: apt install qpdf)"
_NAME = "qpdf version "
# Exit codes of qpdf's manual.
_SOUND, _WRONG, _DOUBTFUL = 0, 2, 3


def run_qpdf(edition: Path, _room: Path) -> CheckerReport:
    """The report on the edition. Raises CheckerMissingError and CheckerFailedError."""
    program = find_program(VARIABLE, "qpdf")
    if program is None:
        raise CheckerMissingError(INSTALL)
    version = read_version(run_program([program, "--version"], SECONDS))
    ended = run_program([program, "--check", str(edition)], SECONDS)
    return CheckerReport(version, tuple(read_qpdf(ended, edition)))


def read_version(ended: Ended) -> str:
    """The version that qpdf says first. Raises CheckerFailedError when it says none, for then it is no qpdf."""
    said = ended.output.split("\n")[0]
    if not said.startswith(_NAME):
        raise CheckerFailedError(f"It does not say its version; {last_words(ended)}.")
    return said.removeprefix(_NAME)


def read_qpdf(ended: Ended, edition: Path) -> Iterator[Finding]:
    """What qpdf printed, line by line. Raises CheckerFailedError when it ended as it never should."""
    if ended.code not in (_SOUND, _WRONG, _DOUBTFUL):
        raise CheckerFailedError(f"It did not finish: {last_words(ended)}.")
    if ended.code == _SOUND:
        return
    severity = Severity.ERROR if ended.code == _WRONG else Severity.WARNING
    said = [line for line in ended.output.splitlines() if line.startswith(("WARNING: ", "ERROR: ", "qpdf: "))]
    for line in said or [last_words(ended)]:
        words = line.split(": ", 1)[-1].replace(str(edition), edition.name).strip().rstrip(".")
        yield Finding("check", severity, words, EditionPlace())
