"""Tables of four kinds: pipe tables, grid tables, simple tables and multiline tables, as Pandoc's manual has them.

Input: the lines from which a table may begin. Output: the `Table`, or None.
"""

from __future__ import annotations

from chapbook.parse.ahead import Ahead
from chapbook.parse.grid_tables import GRID_EDGE, read_grid_table
from chapbook.parse.pipe_tables import read_pipe_table
from chapbook.parse.report import Report
from chapbook.parse.table_parts import Cell, Table
from chapbook.parse.text_tables import DASHES, RULE, read_text_table

__all__ = ["Cell", "Table", "read_table"]


def read_table(lines: Ahead, indent: int, in_paragraph: bool, place: tuple[int, int], report: Report) -> Table | None:
    """The table that begins with the first line; `indent` is how far that was indented, `place` where it stands."""
    first = lines[0]
    if "|" in first:
        table = read_pipe_table(lines, place, report)
        if table is not None:
            return table
    if in_paragraph:
        return None
    if GRID_EDGE.match(first):
        return read_grid_table(lines, indent, place, report)
    if DASHES.match(first) or RULE.match(first) or _is_dashes(lines, 1):
        return read_text_table(lines, indent, place, report)
    return None


def _is_dashes(lines: Ahead, number: int) -> bool:
    try:
        below = lines[number]
    except IndexError:
        return False
    return "-" in below and DASHES.match(below) is not None
