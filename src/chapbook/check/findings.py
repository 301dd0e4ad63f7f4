"""What a checker found in a finished edition, before anybody knows where the manuscript has it."""

from __future__ import annotations

from dataclasses import dataclass

from chapbook.diagnostics import Severity


@dataclass(frozen=True)
class EditionPlace:
    """A place in a file of the e-book, by its path in the archive; in other editions the path is empty.

    Where in the file: `line` and `column`, counted from 1 as the checker counts (0: it does not say), or else `steps`,
    those of an EPUB CFI from the root element: even numbers, 2 for the first child element.
    """

    path: str = ""
    line: int = 0
    column: int = 0
    steps: tuple[int, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing found: the checker's own name for the rule, its sentence, where to read more, and the place."""

    rule: str
    severity: Severity
    sentence: str
    place: EditionPlace
    hint: str = ""


@dataclass(frozen=True)
class CheckerReport:
    """What a checker said of one edition, and which version of it."""

    version: str
    findings: tuple[Finding, ...]
