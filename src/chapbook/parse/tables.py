"""The columns of tables: their widths, and which are not to be broken into lines: dates, numbers, names.

Input: the chapter's tree. Output: the class `narrow` on every cell of a column whose body cells are all short, as long
as the narrow columns leave room for the others; widths of columns as style, because XHTML has no attribute for them.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.fragment import h, plain_text
from chapbook.parse.lifting import take_attribute

# A date with a long month, “20–21 September 1990”, and a little more.
MOST_CHARACTERS = 24
# Narrow columns together may take this many characters of a line of sixty.
MOST_TOGETHER = 44

_PERCENT = re.compile(r"\d{1,3}(?:\.\d+)?%$", re.ASCII)


def mark_narrow_columns(section: etree._Element) -> None:
    """Give the class to the cells, in every table whose rows are all of the same plain cells."""
    for table in section.iter(h("table")):
        rows = [list(row) for row in table.iter(h("tr"))]
        plain = all(cell.get("colspan") is None and cell.get("rowspan") is None for row in rows for cell in row)
        if len(rows) < 2 or not plain or len({len(row) for row in rows}) > 1:
            continue
        left = MOST_TOGETHER
        for column in sorted(zip(*rows, strict=True), key=_width):
            if _width(column) > min(MOST_CHARACTERS, left):
                break
            left -= _width(column)
            for cell in column:
                if cell.tag == h("td"):
                    cell.set("class", " ".join(filter(None, [cell.get("class"), "narrow"])))


def set_column_widths(section: etree._Element) -> None:
    """Turn the widths in percent of `col` elements into style; other widths go."""
    for column in section.iter(h("col")):
        width = take_attribute(column, "width") or ""
        if _PERCENT.match(width):
            column.set("style", f"width: {width}")


def _width(column: tuple[etree._Element, ...]) -> int:
    """The characters of the longest cell below the head; a head may turn over."""
    return max((len(plain_text(cell)) for cell in column if cell.tag == h("td")), default=0)
