"""A table as the readers of tables make it, before its cells are read.

Input and output: `Table` and `Cell`, what `pipe_tables`, `grid_tables` and `text_tables` give to `blocks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Pandoc's measure of a line: a table with longer lines gets the widths that its dashes show.
LONG_LINE = 72


@dataclass(frozen=True)
class Cell:
    """The Markdown of a cell, line by line, with the place in the text where it begins: line and column."""

    lines: tuple[str, ...]
    align: str = ""
    colspan: int = 1
    rowspan: int = 1
    origin: tuple[int, int] = (0, 0)

    def attributes(self) -> Iterator[tuple[str, str]]:
        """What the element of the cell says."""
        if self.align:
            yield "align", self.align
        if self.colspan > 1:
            yield "colspan", str(self.colspan)
        if self.rowspan > 1:
            yield "rowspan", str(self.rowspan)


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells, the widths of the columns in percent (none: as wide as they need), and how many lines it took."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    foot: tuple[Row, ...]
    widths: tuple[int, ...]
    taken: int


def relative_widths(lengths: Sequence[int], whole: int = 0) -> tuple[int, ...]:
    """Widths in percent for lengths in characters, of a line of `whole` or of them all."""
    total = max(whole, sum(lengths), 1)
    return tuple(max(1, round(100 * length / total)) for length in lengths)
