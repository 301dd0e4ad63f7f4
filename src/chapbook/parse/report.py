"""What the parser of one chapter notes down while it works.

Input: places in the file, stashed code and divs, problems. Output: the number that a token carries, and for a number
the place or the thing again. One `Report` lives as long as one call of `parse_chapter`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from chapbook.diagnostics import Diagnostic, Span, error, warning
from chapbook.model.manuscript import SourceRun
from chapbook.parse.attributes import Attributes
from chapbook.parse.tokens import (
    CLOSE,
    CODE,
    FIRST_SIGN,
    LITERAL,
    MATH,
    OPEN,
    PLACE,
    TAG,
    TOKEN,
    make_token,
    token_number,
)


@dataclass(frozen=True)
class Code:
    """A fenced code block: its text, its language or an empty string, its attributes, and the source it came from."""

    text: str
    language: str
    attributes: Attributes
    source: str
    place: int


@dataclass(frozen=True)
class Div:
    """An opening `:::` line: its attributes and the line itself."""

    attributes: Attributes
    source: str
    place: int


@dataclass(frozen=True)
class Literal:
    """Stashed text. When it is a `<` that begins no element, `name` is what follows, and `place` where it stands."""

    text: str
    name: str = ""
    place: int | None = None


@dataclass(frozen=True)
class Formula:
    """A formula: its LaTeX, and `lead`, what stands before that at its place (`$`, or the line of a fence).

    `source` is all of it as the author wrote it.
    """

    latex: str
    lead: str
    is_display: bool
    attributes: Attributes
    source: str
    place: int | None


@dataclass
class Report:
    """The places, stashes and diagnostics of one chapter. `runs` and `math` are those of its `ChapterSource`."""

    path: str
    first_line: int
    diagnostics: list[Diagnostic] = field(default_factory=list)
    runs: tuple[SourceRun, ...] = ()
    math: bool = True
    lines: tuple[str, ...] = ()
    codes: list[Code] = field(default_factory=list)
    divs: list[Div] = field(default_factory=list)
    literals: list[Literal] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    open_divs: int = 0
    _places: list[tuple[int, int]] = field(default_factory=list)

    def add_place(self, line: int, column: int) -> int:
        """Note a place: a line of the chapter's text and a column, both counted from 0."""
        self._places.append((line, column))
        return len(self._places) - 1

    def place_token(self, line: int, column: int) -> str:
        """Note a place and return its token."""
        return make_token(PLACE, self.add_place(line, column))

    def literal_token(self, literal: Literal) -> str:
        """Stash text that Markdown must not see."""
        self.literals.append(literal)
        return make_token(LITERAL, len(self.literals) - 1)

    def source_of(self, text: str, keep_places: bool = False) -> str:
        """Marked text as the author wrote it: what was stashed put back, and no places unless they are wanted."""
        if FIRST_SIGN.search(text) is None:
            return text
        return TOKEN.sub(lambda match: self._source(match, keep_places), text)

    def _source(self, match: re.Match[str], keep_places: bool) -> str:
        kind, number = match.group(1), token_number(match)
        if kind in (PLACE, TAG):
            return match.group() if keep_places else ""
        if kind == LITERAL:
            return self.literals[number].text if number < len(self.literals) else ""
        if kind == CODE:
            return self.codes[number].source if number < len(self.codes) else ""
        if kind in (OPEN, CLOSE):
            return self.divs[number].source if number < len(self.divs) else ""
        if kind == MATH:
            return self.formulas[number].source if number < len(self.formulas) else ""
        return "Table: "

    def has(self, kind: str, number: int) -> bool:
        """Whether a token is ours: a character reference can spell the signs of one that we never made."""
        if kind == CODE:
            return number < len(self.codes)
        if kind == MATH:
            return number < len(self.formulas)
        return number < len(self.divs if kind in (OPEN, CLOSE) else self._places)

    def span(self, place: int | None) -> Span:
        """The place in the author's file; only the file when the place is not known."""
        if place is None or not 0 <= place < len(self._places):
            return Span(self.path)
        return source_span(self.path, self.first_line, self.runs, *self._places[place])

    def file_of(self, place: int | None) -> str:
        """The file in which the place stands: the chapter's own, or one that it includes."""
        return self.span(place).file

    def span_in_formula(self, formula: Formula, offset: int) -> Span:
        """The place in the author's file of a character of the formula's LaTeX.

        Its lines have lost what a list or a quotation puts before them; so each is looked for in the chapter's line.
        """
        if formula.place is None:
            return Span(self.path)
        line, column = self._places[formula.place]
        before = formula.lead + formula.latex[:offset]
        number = before.count("\n")
        if not number:
            return source_span(self.path, self.first_line, self.runs, line, column + len(before))
        column = len(before) - before.rindex("\n") - 1
        own = (formula.lead + formula.latex).split("\n")[number]
        indent = len(own) - len(own.lstrip())
        found = self.lines[line + number].find(own.strip()) if line + number < len(self.lines) else -1
        column = 0 if found < 0 else max(found + column - indent, 0)
        return source_span(self.path, self.first_line, self.runs, line + number, column)

    def error(self, code: str, place: int | None, message: str, hint: str = "") -> None:
        """Report an error."""
        self.diagnostics.append(error(code, self.span(place), message, hint))

    def error_too_deep(self, place: int | None, what: str, limit: int) -> None:
        """Report, once for a chapter, that something is nested deeper than we follow."""
        if not any(found.code == "nested-too-deeply" for found in self.diagnostics):
            message = f"{what} are nested more than {limit} deep."
            self.error("nested-too-deeply", place, message, "Close what was opened, or take some levels out.")

    def warn(self, code: str, place: int | None, message: str, hint: str = "") -> None:
        """Report a warning."""
        self.diagnostics.append(warning(code, self.span(place), message, hint))


def source_span(path: str, first_line: int, runs: tuple[SourceRun, ...], line: int, column: int) -> Span:
    """The author's place of a line and a column of a chapter's text, both counted from 0."""
    if not runs:
        return Span(path, first_line + line, column + 1)
    run = runs[max(bisect_right(runs, line, key=lambda r: r.at) - 1, 0)]
    return Span(run.path, run.line + line - run.at, max(column - run.indent, 0) + 1)
