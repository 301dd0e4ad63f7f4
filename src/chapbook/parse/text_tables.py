"""Simple and multiline tables: columns under dashes, as Pandoc's manual describes them.

Input: the lines from which a table may begin. Output: the `Table`, or None when the lines are something else: a rule, a
heading, a paragraph. The dashes say where the columns are, and how the words of the head stand to them says how the
column is aligned. In a multiline table rows are parted by blank lines and the dashes say how wide the columns are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chapbook.parse.ahead import Ahead
from chapbook.parse.marks import mark_part
from chapbook.parse.report import Report
from chapbook.parse.table_parts import LONG_LINE, Cell, Row, Table, relative_widths

# The dashes of at least two columns.
DASHES = re.compile(r"[ \t]*-{2,}(?: +-{2,})+[ \t]*$")

RULE = re.compile(r" *-{3,}[ \t]*$")
_COLUMN = re.compile(r"-+")
_MOST_HEAD = 12


@dataclass(frozen=True)
class _Columns:
    """Where the columns begin and end, and what their dashes measure."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @staticmethod
    def read(dashes: str) -> _Columns:
        spans = [match.span() for match in _COLUMN.finditer(dashes)]
        return _Columns(tuple(start for start, _ in spans), tuple(end for _, end in spans))

    def split(self, line: str) -> list[str]:
        """The words of the line by column; what stands between two columns is of the left one."""
        limits = [0, *self.starts[1:], max(len(line), self.ends[-1])]
        return [line[start:end].rstrip() for start, end in pairwise(limits)]

    def fits(self, line: str) -> bool:
        """Whether no word stands astride two columns."""
        return all(start >= len(line) or line[start - 1] == " " for start in self.starts[1:])

    def align(self, words: str, column: int) -> str:
        """How a line of words stands to the dashes of its column, the words given as the column's slice of a line."""
        limits = [0, *self.starts[1:]]
        left = limits[column] + len(words) - len(words.lstrip())
        is_left = left == self.starts[column]
        is_right = limits[column] + len(words.rstrip()) == self.ends[column]
        if is_left == is_right:
            return ""
        return "left" if is_left else "right"

    def align_all(self, lines: Sequence[str]) -> list[str]:
        """The alignment of each column, from the first line of words that it has."""
        found = []
        for column in range(len(self.starts)):
            words = next((cells[column] for line in lines if (cells := self.split(line))[column].strip()), "")
            found.append(self._align_or_centre(words, column))
        return found

    def _align_or_centre(self, words: str, column: int) -> str:
        if not words.strip():
            return ""
        limits = [0, *self.starts[1:]]
        left = limits[column] + len(words) - len(words.lstrip())
        right = limits[column] + len(words.rstrip())
        if left > self.starts[column] and right < self.ends[column]:
            return "center"
        return self.align(words, column)


def read_text_table(lines: Ahead, indent: int, place: tuple[int, int], report: Report) -> Table | None:
    """The table that begins with the first line."""
    reader = _TextTable(lines, indent, place, report)
    first = lines[0]
    if DASHES.match(first):
        return reader.read_headless()
    if RULE.match(first):
        return reader.read_multiline()
    return reader.read_simple()


class _TextTable:
    def __init__(self, lines: Ahead, indent: int, place: tuple[int, int], report: Report) -> None:
        self._ahead = lines
        self._indent = indent
        self._place = place
        self._report = report

    def _line(self, number: int) -> str | None:
        """A line as the author wrote it, the first with its indentation: columns count from the margin."""
        try:
            line = self._ahead[number]
        except IndexError:
            return None
        source = self._report.source_of(line)
        return (" " * self._indent + source if number == 0 else source).expandtabs(4)

    def read_simple(self) -> Table | None:
        """A head, dashes, and rows of a line each up to a blank line or the last dashes."""
        head, dashes = self._line(0) or "", self._line(1) or ""
        columns = _Columns.read(dashes)
        if not columns.fits(head) or not head.strip():
            return None
        rows, taken = self._read_rows(2)
        if not rows:
            return None
        return self._make(columns, [(0, head)], [[row] for row in rows], False, taken)

    def read_headless(self) -> Table | None:
        """Dashes, rows, dashes; multiline where rows are parted by blank lines."""
        columns = _Columns.read(self._line(0) or "")
        rows, taken = self._read_rows(1)
        closing = self._line(taken - 1) or ""
        if rows and DASHES.match(closing):
            return self._make(columns, [], [[row] for row in rows], False, taken)
        return self._read_body(columns, [], 1)

    def read_multiline(self) -> Table | None:
        """A line of dashes, the head, the columns' dashes, rows parted by blank lines, a line of dashes."""
        head: list[tuple[int, str]] = []
        for number in range(1, _MOST_HEAD):
            line = self._line(number)
            if line is None or not line.strip():
                return None
            if DASHES.match(line):
                return self._read_body(_Columns.read(line), head, number + 1) if head else None
            head.append((number, line))
        return None

    def _read_rows(self, number: int) -> tuple[list[tuple[int, str]], int]:
        """The lines up to a blank one or to dashes, and how many lines have been taken then."""
        rows: list[tuple[int, str]] = []
        while (line := self._line(number)) is not None and line.strip():
            if DASHES.match(line) or RULE.match(line):
                return rows, number + 1
            rows.append((number, line))
            number += 1
        return rows, number

    def _read_body(self, columns: _Columns, head: list[tuple[int, str]], number: int) -> Table | None:
        """The rows of a multiline table; None when its last dashes are missing."""
        rows: list[list[tuple[int, str]]] = [[]]
        while (line := self._line(number)) is not None:
            if RULE.match(line) or DASHES.match(line):
                below = self._line(number + 1)
                if below is not None and below.strip():
                    return None
                kept = [row for row in rows if row]
                return self._make(columns, head, kept, True, number + 1) if kept else None
            if line.strip():
                rows[-1].append((number, line))
            elif rows[-1]:
                rows.append([])
            number += 1
        return None

    def _make(
        self,
        columns: _Columns,
        head: list[tuple[int, str]],
        rows: list[list[tuple[int, str]]],
        is_multiline: bool,
        taken: int,
    ) -> Table:
        aligns = columns.align_all([line for _, line in (head or rows[0])])
        lengths = [end - start for start, end in zip(columns.starts, columns.ends, strict=True)]
        return Table(
            (self._make_row(columns, head, aligns),) if head else (),
            tuple(self._make_row(columns, row, aligns) for row in rows),
            (),
            relative_widths(lengths, LONG_LINE) if is_multiline else (),
            taken,
        )

    def _make_row(self, columns: _Columns, row: list[tuple[int, str]], aligns: list[str]) -> Row:
        cells = []
        for column, align in enumerate(aligns):
            lines = []
            for number, line in row:
                words = columns.split(line)[column]
                if words.strip():
                    start = [0, *columns.starts[1:]][column] + len(words) - len(words.lstrip())
                    place = self._place[1] - self._indent + start
                    lines.append(mark_part(words.strip(), self._report, self._place[0] + number, place))
            cells.append(Cell(tuple(lines), align, origin=(self._place[0] + row[0][0], self._place[1])))
        return tuple(cells)
