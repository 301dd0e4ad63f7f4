"""Drop capitals on paper: input paragraphs of the class `drop-cap`, output a `span class="initial"` in each.

The e-book has them by `::first-letter`. WeasyPrint makes of that a box whose letters belong to nothing, so that the
letters could not be proved.
"""

from __future__ import annotations

import unicodedata

from lxml import etree

from chapbook.model.fragment import h
from chapbook.trees import has_class

_DROP_CAP = "drop-cap"


def drop_initials(section: etree._Element) -> None:
    """Put the first letter of each such paragraph, with the signs before it, into a span."""
    for paragraph in section.iter(h("p")):
        if has_class(paragraph, _DROP_CAP):
            holder = _first_holder(paragraph)
            if holder is not None:
                _drop(holder)


def _first_holder(element: etree._Element) -> etree._Element | None:
    """The element whose own text begins the paragraph; none when it begins with a formula or a drawing."""
    while not (element.text or "").strip():
        if not len(element) or not str(element[0].tag).startswith(h("")):
            return None
        element = element[0]
    return element


def _drop(holder: etree._Element) -> None:
    text = (holder.text or "").lstrip()
    length = next((n for n, sign in enumerate(text, 1) if sign.isalnum()), 0)
    while length and length < len(text) and unicodedata.combining(text[length]):
        length += 1
    if not length:
        return
    initial = etree.Element(h("span"))
    initial.set("class", "initial")
    initial.text, initial.tail, holder.text = text[:length], text[length:], None
    holder.insert(0, initial)
