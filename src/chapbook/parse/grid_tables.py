"""Grid tables: cells drawn with `+`, `-` and `|`, whose content is blocks.

Input: the lines from which a table may begin. Output: the `Table`; cells may span rows and columns, `=` ends the head
and begins the foot, colons in the line below the head align the columns. When the lines are no whole grid, a warning
says so and they stay text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from chapbook.parse.ahead import Ahead
from chapbook.parse.columns import dedent
from chapbook.parse.marks import mark_part
from chapbook.parse.report import Report
from chapbook.parse.table_parts import LONG_LINE, Cell, Row, Table, relative_widths

GRID_EDGE = re.compile(r"\+(?:[-=:]+\+)+[ \t]*$")

_GRID_LINE = re.compile(r"[+|]")
_HEAD_EDGE = re.compile(r"\+(?::?=+:?\+)+$")
_EDGE = frozenset("-=:+")
# Behind a character that is two columns wide.
_FILLER = "\ufdef"


@dataclass(frozen=True)
class _Box:
    """A cell: the corners that its content lies between."""

    top: int
    left: int
    bottom: int
    right: int


def read_grid_table(lines: Ahead, indent: int, place: tuple[int, int], report: Report) -> Table | None:
    """The table that begins with the first line."""
    drawn: list[str] = []
    for line in lines:
        source = report.source_of(line) if not drawn else dedent(report.source_of(line), indent)
        if not _GRID_LINE.match(source):
            break
        drawn.append(source.rstrip())
    grid = _Grid([_widen(line) for line in drawn], place, report)
    table = grid.read()
    if table is None:
        message = "The lines of this grid table do not meet, so it is printed as text."
        hint = "Give every line the same length, and a + to every corner."
        report.warn("broken-grid-table", report.add_place(*place), message, hint)
    return table


class _Grid:
    def __init__(self, lines: list[str], place: tuple[int, int], report: Report) -> None:
        self._lines = lines
        self._place = place
        self._report = report
        self._height = len(lines) - 1
        self._width = len(lines[0]) - 1

    def read(self) -> Table | None:
        """The table, or None when some part of the drawing belongs to no cell."""
        if self._height < 2 or any(len(line) != self._width + 1 for line in self._lines):
            return None
        boxes = self._find_boxes()
        if boxes is None:
            return None
        tops = _number({box.top for box in boxes} | {box.bottom for box in boxes})
        lefts = _number({box.left for box in boxes} | {box.right for box in boxes})
        edges = [number for number, line in enumerate(self._lines) if _HEAD_EDGE.match(line) and number]
        if any(edge not in tops for edge in edges):
            return None
        head_end = edges[0] if edges and edges[0] != self._height else 0
        foot_start = edges[1] if len(edges) == 3 and edges[2] == self._height else self._height
        aligns = self._read_aligns(self._lines[head_end], lefts)
        rows: dict[int, list[Cell]] = {top: [] for top in tops if top < self._height}
        for box in sorted(boxes, key=lambda box: (box.top, box.left)):
            rows[box.top].append(self._make_cell(box, tops, lefts, aligns))
        lengths = [right - left for left, right in pairwise(lefts)]

        def part(first: int, last: int) -> tuple[Row, ...]:
            return tuple(tuple(cells) for top, cells in rows.items() if first <= top < last)

        head = part(0, head_end)
        is_blank = all(not cell.lines for row in head for cell in row)
        return Table(
            () if is_blank else head,
            part(head_end, foot_start),
            part(foot_start, self._height),
            relative_widths(lengths, LONG_LINE) if self._has_blocks(rows) else (),
            len(self._lines),
        )

    @staticmethod
    def _has_blocks(rows: dict[int, list[Cell]]) -> bool:
        return any(len(cell.lines) > 1 for cells in rows.values() for cell in cells)

    def _find_boxes(self) -> list[_Box] | None:
        """Every cell, from the left upper corner on; None when a corner leads nowhere."""
        boxes: list[_Box] = []
        done = [0] * self._width  # down to which line each column is part of a cell
        while True:
            top = min(done)
            if top >= self._height:
                return boxes
            left = done.index(top)
            box = self._trace(top, left)
            if box is None or any(done[column] != top for column in range(left, box.right)):
                return None
            boxes.append(box)
            done[left : box.right] = [box.bottom] * (box.right - left)

    def _trace(self, top: int, left: int) -> _Box | None:
        """The smallest box below and right of a corner."""
        if self._lines[top][left] != "+":
            return None
        for right in range(left + 1, self._width + 1):
            sign = self._lines[top][right]
            if sign not in _EDGE:
                return None
            if sign != "+":
                continue
            for bottom in range(top + 1, self._height + 1):
                if self._lines[bottom][left] not in "+|" or self._lines[bottom][right] not in "+|":
                    break
                edge = self._lines[bottom][left : right + 1]
                if edge[0] == edge[-1] == "+" and _EDGE.issuperset(edge):
                    return _Box(top, left, bottom, right)
        return None

    @staticmethod
    def _read_aligns(edge: str, lefts: dict[int, int]) -> dict[int, str]:
        aligns = {}
        for left, right in pairwise(lefts):
            dashes = edge[left + 1 : right]
            signs = (dashes.startswith(":"), dashes.endswith(":"))
            aligns[left] = {(True, True): "center", (True, False): "left", (False, True): "right"}.get(signs, "")
        return aligns

    def _make_cell(self, box: _Box, tops: dict[int, int], lefts: dict[int, int], aligns: dict[int, str]) -> Cell:
        lines = [self._lines[number][box.left + 1 : box.right] for number in range(box.top + 1, box.bottom)]
        lines = [line.replace(_FILLER, "").rstrip() for line in lines]
        indents = [len(line) - len(line.lstrip()) for line in lines if line]
        indent = min(indents, default=0)
        first = self._place[0] + box.top + 1
        column = self._place[1] + box.left + 1 + indent
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
            first += 1
        marked = tuple(
            mark_part(line[indent:], self._report, first + number, column) for number, line in enumerate(lines)
        )
        return Cell(
            marked,
            aligns.get(box.left, ""),
            lefts[box.right] - lefts[box.left],
            tops[box.bottom] - tops[box.top],
            (first, column),
        )


def _number(places: set[int]) -> dict[int, int]:
    """The places in their order, each with its number."""
    return {place: number for number, place in enumerate(sorted(places))}


def _widen(line: str) -> str:
    """The line with a filler behind each character that takes two columns."""
    if line.isascii():
        return line
    return "".join(
        character + _FILLER if unicodedata.east_asian_width(character) in "WF" else character for character in line
    )
