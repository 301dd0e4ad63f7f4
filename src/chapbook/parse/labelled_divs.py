"""Divs with the label of a figure, a table or a listing, as Quarto and pandoc-crossref write them.

Input: the tree, its divs and figures in their places. Output: a `figure` in the place of such a div, its last paragraph
the caption. Where the div holds one figure, table or listing alone, that one gets the label, and the caption if it has
none.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.draft import SHORT_CAPTION
from chapbook.model.fragment import SVG, add_element, h, new_element
from chapbook.parse.index_attributes import carry_mark
from chapbook.parse.lifting import rename, take_attribute
from chapbook.parse.repair import AT
from chapbook.trees import move_content, remove, replace, unwrap

_LABEL = re.compile(r"(fig|tbl|lst)[:-]\S")
# What such a div must hold something of; else its label names a place in the text.
_SHOWN = (*map(h, ("img", "table", "pre")), f"{{{SVG}}}svg")
_CAPTIONS = {h("figure"): "figcaption", h("table"): "caption"}


def place_labelled_divs(section: etree._Element) -> None:
    """Make figures of the divs."""
    for div in [e for e in section.iter(h("div")) if _LABEL.match(e.get("id", ""))]:
        if next(div.iter(*_SHOWN), None) is not None:
            _place(div)


def _place(div: etree._Element) -> None:
    caption = _take_caption(div)
    only = div[0] if len(div) == 1 else None
    if only is not None and only.tag == h("pre"):
        figure = new_element("figure", class_="listing")
        replace(only, figure)
        figure.append(only)
        only = figure
    if only is None or only.tag not in _CAPTIONS or only.get("id") or (caption is not None and _has_caption(only)):
        only = div
        _make_figure(div)
    else:
        for name in ("id", SHORT_CAPTION, AT):
            value = take_attribute(div, name)
            if value is not None:
                only.set(name, value)
        carry_mark(div, only)
        only.set("class", " ".join(filter(None, [only.get("class"), div.get("class")])))
        if not only.get("class"):
            del only.attrib["class"]
    if caption is not None:
        words = add_element(only, _CAPTIONS[only.tag])
        move_content(caption, words)
        if only.tag == h("table"):
            only.insert(0, words)
    if only is not div:
        unwrap(div)


def _make_figure(div: etree._Element) -> None:
    rename(div, "figure")
    for paragraph in div.findall(h("p")):
        if paragraph.get("class") == "image" and len(paragraph) == 1:
            unwrap(paragraph)


def _has_caption(element: etree._Element) -> bool:
    return element.find(h(_CAPTIONS[element.tag])) is not None


def _take_caption(div: etree._Element) -> etree._Element | None:
    """The last paragraph, if something stands before it and it has words, taken out of the div."""
    last = div[-1]
    if len(div) < 2 or last.tag != h("p") or not "".join(str(t) for t in last.itertext()).strip():
        return None
    remove(last)
    return last
