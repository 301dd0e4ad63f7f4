"""Ace by DAISY, the accessibility checker: EPUB Accessibility 1.1 and WCAG, with axe-core in a browser.

Input: an .epub file. Output: what Ace finds. It is looked for as the command that CHAPBOOK_ACE names, and as `ace-cli`
or `ace` on the search path; the browser is the one that PUPPETEER_EXECUTABLE_PATH names, or the first on the path.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

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

VARIABLE = "CHAPBOOK_ACE"
SECONDS = 1800
INSTALL = "npm install --global @daisy/ace-cli, and Chromium or Chrome"
BROWSER = "PUPPETEER_EXECUTABLE_PATH"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# axe-core's impacts.
SEVERITIES: Mapping[str, Severity] = {
    "critical": Severity.ERROR,
    "serious": Severity.ERROR,
    "moderate": Severity.WARNING,
    "minor": Severity.WARNING,
}
_COLOUR = re.compile("\x1b\\[[0-9;]*m")
_ASSERTION = re.compile(r"\[[^\]]*\]")


def run_ace(edition: Path, room: Path) -> CheckerReport:
    """The report on the edition; `room` is a folder for it. Raises CheckerMissingError and CheckerFailedError."""
    program = find_program(VARIABLE, "ace-cli", "ace")
    if program is None:
        raise CheckerMissingError(INSTALL)
    browser = find_program(BROWSER, *_BROWSERS)
    settings = {"ACE_TIMEOUT_INITIAL": os.environ.get("ACE_TIMEOUT_INITIAL", "30000")}
    command = [program, "--force", "--lang", "en", "--outdir", str(room / "ace"), str(edition)]
    ended = run_program(command, SECONDS, {**settings, **({BROWSER: browser} if browser else {})})
    try:
        return read_ace((room / "ace" / "report.json").read_bytes())
    except OSError:
        raise CheckerFailedError(f"It wrote no report; {_reason(ended)}.") from None


def _reason(ended: Ended) -> str:
    """The first error that Ace told of, in colours; behind it come only repetition and advice."""
    lines = (_COLOUR.sub("", line) for line in ended.output.splitlines())
    told = next((line for line in lines if line.startswith("error:")), "")
    return last_words(Ended(ended.code, told.removeprefix("error:")) if told else ended)


def read_ace(content: bytes) -> CheckerReport:
    """A report in Ace's JSON, which is EARL. Raises CheckerFailedError when it is none."""
    try:
        report = json.loads(content)
        version = str(report["earl:assertedBy"]["doap:release"]["doap:revision"])
        findings = tuple(f for document in report["assertions"] for f in _findings(document))
        outcome = report["earl:result"]["earl:outcome"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise CheckerFailedError("Its report cannot be read.") from fault
    if outcome != "pass" and not findings:
        raise CheckerFailedError(f"Its report says “{outcome}” and not why.")
    return CheckerReport(version, findings)


def _findings(document: Mapping[str, Any]) -> Iterator[Finding]:
    path = str(document["earl:testSubject"]["url"]).lstrip("/")
    for assertion in document["assertions"]:
        test, result = assertion["earl:test"], assertion["earl:result"]
        if result["earl:outcome"] == "pass":
            continue
        # The first place is that of the element; those behind it are of others that have to do with it.
        pointers = (result.get("earl:pointer") or {}).get("cfi") or [""]
        yield Finding(
            rule=str(test["dct:title"]),
            severity=SEVERITIES.get(str(test["earl:impact"]), Severity.ERROR),
            sentence=_sentence(str(result["dct:description"])),
            place=EditionPlace(path, steps=_steps(str(pointers[0]))),
            hint=_hint(test),
        )


def _sentence(description: str) -> str:
    """The first line that says more than “Fix any of the following”, without its full stop."""
    lines = [line.strip() for line in description.splitlines() if line.strip()]
    return (next((line for line in lines if not line.startswith("Fix ")), "") or "It does not pass").rstrip(".")


def _steps(cfi: str) -> tuple[int, ...]:
    """The numbers of a CFI such as /4/2[stay]/6, whose brackets only repeat ids."""
    return tuple(int(step) for step in _ASSERTION.sub("", cfi).split("/") if step.isdecimal())


def _hint(test: Mapping[str, Any]) -> str:
    """The page that explains the rule."""
    address = str((test.get("help") or {}).get("url") or "")
    return f"See {address}" if address else ""
