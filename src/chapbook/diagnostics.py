"""Problems in a manuscript, as data.

Input: what a stage found wrong, and where. Output: `Diagnostic` values that are collected, sorted and shown together.
Exceptions are for bugs and for the machine; a `Diagnostic` is for the author.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum


@dataclass(frozen=True, order=True)
class Span:
    """A place in an author's file. `file` is relative to the manuscript, with forward slashes.

    `line` and `column` count from 1, columns in characters; 0 means that the place is not known so exactly.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(Enum):
    """How bad a problem is: an error stops the build, a warning does not, a note only says what was assumed."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Diagnostic:
    """One problem. `code` is stable and named for the fault (`unknown-citation`).

    `message` is one sentence with its full stop; `hint` says what to do, and may be empty.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.span}: {self.severity.value} {self.code}: {self.message}{hint}"


def error(code: str, span: Span, message: str, hint: str = "") -> Diagnostic:
    """A `Diagnostic` that stops the build."""
    return Diagnostic(code, Severity.ERROR, span, message, hint)


def warning(code: str, span: Span, message: str, hint: str = "") -> Diagnostic:
    """A `Diagnostic` that is reported and does not stop the build."""
    return Diagnostic(code, Severity.WARNING, span, message, hint)


def note(code: str, span: Span, message: str, hint: str = "") -> Diagnostic:
    """A `Diagnostic` that says what the press assumed where the author said nothing."""
    return Diagnostic(code, Severity.NOTE, span, message, hint)


def sort_diagnostics(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics by file, line and column, each one once."""
    return tuple(sorted(set(found), key=lambda d: (d.span, d.severity.value, d.code, d.message)))


def cap_repeats(found: Iterable[Diagnostic], most: int, where: str) -> tuple[Diagnostic, ...]:
    """The first `most` diagnostics of each code; the last of them says how many more there are `where`."""
    found = tuple(found)
    counts = Counter(d.code for d in found)
    seen: Counter[str] = Counter()
    kept = []
    for diagnostic in found:
        seen[diagnostic.code] += 1
        if seen[diagnostic.code] == most < counts[diagnostic.code]:
            more = f"There are {counts[diagnostic.code] - most:,} more of this kind {where}."
            kept.append(replace(diagnostic, hint=f"{diagnostic.hint} {more}".strip()))
        elif seen[diagnostic.code] <= most:
            kept.append(diagnostic)
    return tuple(kept)


def name_first(names: Sequence[str], most: int) -> str:
    """The first `most` of the names, quoted, and how many more there are: “a”, “b” and 4 more."""
    first = ", ".join(f"“{name}”" for name in names[:most])
    return f"{first} and {len(names) - most} more" if len(names) > most else first


# What keeps a reader out: WCAG 2.1, success criteria 1.1.1 (pictures in words) and 2.4.10 with 1.3.1 (headings).
_IN_THE_WAY = frozenset({"missing-alt", "skipped-level"})


def hold_to_claim(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics of a book that says it is accessible: what would make that untrue is an error."""
    return tuple(replace(d, severity=Severity.ERROR) if d.code in _IN_THE_WAY else d for d in found)


def has_errors(found: Iterable[Diagnostic]) -> bool:
    """Whether any of the diagnostics is an error."""
    return any(d.severity is Severity.ERROR for d in found)


def nearest(name: str, known: Iterable[str], count: int = 3, likeness: float = 0.5) -> tuple[str, ...]:
    """The known names most like `name`, best first, for a hint; ties are broken by the alphabet."""
    import difflib  # late: few need it

    return tuple(difflib.get_close_matches(name, sorted(known), n=count, cutoff=likeness))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint that offers the nearest known names, or an empty string when none is near."""
    return _offer(nearest(name, known))


@dataclass
class Guesses:
    """The hints of a book with many slips: a whole flood of them costs no more than `left` comparisons of names.

    Each comparison takes up to forty microseconds, and a book of thousands of names may have thousands of slips.
    Whoever mends the first of them is offered names for the next.
    """

    left: int = 50_000

    def nearest(self, name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
        """As the function does it, until there have been too many."""
        names = tuple(known)
        if self.left < len(names):
            return ()
        self.left -= len(names)
        return nearest(name, names, count)

    def did_you_mean(self, name: str, known: Iterable[str]) -> str:
        """As the function does it, until there have been too many."""
        return _offer(self.nearest(name, known))


def _offer(close: Sequence[str]) -> str:
    return f"Did you mean {' or '.join(f'“{c}”' for c in close)}?" if close else ""
