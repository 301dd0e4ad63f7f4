"""Rows of pipe tables that have more cells than the table has columns.

Input: the chapter’s text. Output: an error at each such row, because Python-Markdown would drop the cells unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chapbook.parse.pieces import SEPARATOR
from chapbook.parse.report import Report

_FENCE = re.compile(r"^[\s>]*(?:[-*+] +|\d+[.)] +)*(`{3,}|~{3,})")
# A cell ends at a bar that is neither escaped nor in a code span.
_PIECE = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|(\|)")


def check_table_rows(text: str, report: Report) -> None:
    """Report every row with a cell too many, by its line."""
    for number, cells, columns in _rows(text.split("\n")):
        if cells > columns:
            message = f"This row has {cells} cells, but the table has {columns} columns."
            hint = "Take a cell away, or write a bar that is text as “\\|”."
            report.error("long-table-row", report.add_place(number, 0), message, hint)


def _rows(lines: list[str]) -> Iterator[tuple[int, int, int]]:
    """The number of each body row's line, its cells, and the columns of its table."""
    fence, columns = "", 0
    for number, line in enumerate(lines):
        opening = _FENCE.match(line)
        if opening and (not fence or opening[1].startswith(fence)):
            fence, columns = "" if fence else opening[1], 0
        elif fence or not line.strip():
            columns = 0
        elif columns:
            yield number, _count_cells(line), columns
        elif SEPARATOR.match(line.strip(" \t>")) and number and "|" in lines[number - 1]:
            columns = _count_cells(line)


def _count_cells(line: str) -> int:
    row = line.strip(" \t>").removeprefix("|")
    bars = [piece.start(2) for piece in _PIECE.finditer(row) if piece[2]]
    closed = bool(bars) and not row[bars[-1] + 1 :].strip()
    return len(bars) + (0 if closed else 1)
