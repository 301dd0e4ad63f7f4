"""Numbers of list items on paper: input a section, output the same with `start` and `value` as counters of CSS.

WeasyPrint reads these attributes only with the other presentational hints of HTML, most of which a book must not obey.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.fragment import h

_NUMBER = re.compile(r"-?\d{1,9}$", re.ASCII)


def count_items(section: etree._Element) -> None:
    """Set the counters (CSS Lists and Counters 3, appendix A)."""
    for element in section.iter(h("ol"), h("li")):
        name = "start" if element.tag == h("ol") else "value"
        number = element.get(name) or ""
        if not _NUMBER.match(number):
            continue
        counter = (
            f"counter-reset: list-item {int(number) - 1}"
            if name == "start"
            else f"counter-increment: none; counter-set: list-item {number}"
        )
        element.set("style", "; ".join(filter(None, [element.get("style"), counter])))
