r"""Pipe tables: cells between bars, and a row of dashes below the head.

Input: the lines from which a table may begin. Output: the `Table`. A bar that is escaped or stands in a code span ends
no cell. A head of blank cells is none. Where a line is longer than Pandoc's measure and the columns' dashes differ,
they say how wide the columns are.
"""

from __future__ import annotations

import re

from chapbook.parse.ahead import Ahead
from chapbook.parse.pieces import DIV, FENCE, SEPARATOR
from chapbook.parse.report import Report
from chapbook.parse.table_parts import LONG_LINE, Cell, Row, Table, relative_widths
from chapbook.parse.tokens import drop_signs

_PIECE = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|(\|)|`+")
_ALIGNS = {(True, False): "left", (False, True): "right", (True, True): "center", (False, False): ""}
_ENDS = re.compile(r"[ \t]*(?:>|#{1,6} |Table: |: )")


def read_pipe_table(lines: Ahead, place: tuple[int, int], report: Report) -> Table | None:
    """The table whose head is the first line, or that begins with the dashes themselves."""
    head: list[str] = _split(lines[0])
    try:
        below = lines[1].strip()
    except IndexError:
        return None
    if not SEPARATOR.match(below) or "-" not in below:
        return None
    columns = [dashes.strip() for dashes in _split(below)]
    if len(columns) != len(head):
        return None
    aligns = [_ALIGNS[dashes.startswith(":"), dashes.endswith(":")] for dashes in columns]
    rows: list[Row] = []
    longest = len(drop_signs(lines[0]))
    number = 2
    for number, line in _rows(lines):
        cells = _split(line)
        if len(cells) > len(columns):
            _report_long_row(len(cells), len(columns), place[0] + number, report)
        rows.append(_make_row(cells, aligns, (place[0] + number, 0)))
        longest = max(longest, len(drop_signs(line)))
    taken = len(rows) + 2
    lengths = [len(dashes) for dashes in columns]
    is_wide = longest > LONG_LINE and len(set(lengths)) > 1
    heads = (_make_row(head, aligns, place),) if any(cell.strip() for cell in head) else ()
    return Table(heads, tuple(rows), (), relative_widths(lengths) if is_wide else (), taken)


def _rows(lines: Ahead) -> list[tuple[int, str]]:
    found = []
    for number, line in enumerate(lines):
        if number < 2:
            continue
        body = line.strip()
        if "|" not in body or _ENDS.match(body) or FENCE.match(body) or DIV.match(body):
            break
        found.append((number, body))
    return found


def _make_row(cells: list[str], aligns: list[str], place: tuple[int, int]) -> Row:
    """A row of as many cells as the table has columns, and the words that are too many in its last one."""
    count = len(aligns)
    if len(cells) > count:
        cells = [*cells[: count - 1], " | ".join(cells[count - 1 :])]
    cells = cells + [""] * (count - len(cells))
    made = zip(cells, aligns, strict=True)
    return tuple(Cell((text,) if text else (), align, origin=place) for text, align in made)


def _split(line: str) -> list[str]:
    """The cells of a row."""
    row = line.strip().removeprefix("|")
    cells = []
    start = 0
    for match in _PIECE.finditer(row):
        if match.group(2):
            cells.append(row[start : match.start()].strip())
            start = match.end()
    if row[start:].strip() or not cells:
        cells.append(row[start:].strip())
    return cells


def _report_long_row(cells: int, columns: int, line: int, report: Report) -> None:
    message = f"This row has {cells} cells, but the table has {columns} columns."
    hint = "Take a cell away, or write a bar that is text as “\\|”."
    report.error("long-table-row", report.add_place(line, 0), message, hint)
