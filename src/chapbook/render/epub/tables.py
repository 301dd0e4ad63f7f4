"""Wide tables in a frame of their own, in which they can be moved sideways: on a phone they would be cut off.

Input: the section of a leaf. Output: the same section; every table whose words need more room than the narrowest page
has stands in a frame that scrolls. The keyboard reaches it (WCAG 2.2, 2.1.1), and it is called as its table is.
"""

from __future__ import annotations

from collections import defaultdict

from lxml import etree

from chapbook.model.fragment import h, new_element, plain_text
from chapbook.trees import has_class, replace

FRAME = "table-frame"
# As many characters as a line of a phone has, less what lies between two columns.
NARROWEST, BETWEEN = 30, 2


def frame_tables(section: etree._Element) -> None:
    """Frame the wide tables, but for those in another table and those beside something in a row."""
    for table in [t for t in section.iter(h("table")) if next(t.iterancestors(h("table")), None) is None]:
        if _least_width(table) > NARROWEST and not has_class(table.getparent(), "figure-row"):
            frame = new_element("div", class_=FRAME, role="group", tabindex="0")
            caption = table.find(h("caption"))
            if caption is not None:
                frame.set("aria-label", plain_text(caption))
            replace(table, frame)
            frame.append(table)


def _least_width(table: etree._Element) -> int:
    """How many characters the longest words of all columns have together. Cells over several columns need no more."""
    widths: defaultdict[int, int] = defaultdict(int)
    for row in table.iter(h("tr")):
        column = 0
        for cell in row.iterchildren(h("td"), h("th")):
            span = max(1, int(cell.get("colspan", "1")))
            words = " ".join(str(text) for text in cell.itertext(etree.Element)).split()
            if span == 1:
                widths[column] = max(widths[column], max(map(len, words), default=0))
            column += span
    return sum(widths.values()) + BETWEEN * max(0, len(widths) - 1)
