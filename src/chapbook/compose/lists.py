"""Step 7: the lists of figures, tables and listings, where the order names them.

Input: the numbered illustrations, in the order of the book. Output: `ol class="caption-list"` in each list's division,
a line for each with its number and its caption, markup kept. A list with nothing in it is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy

from lxml import etree

from chapbook.compose.bench import Bench, find_all, has_class, unwrap_element
from chapbook.compose.captions import caption_of
from chapbook.compose.typography import set_words
from chapbook.diagnostics import warning
from chapbook.model.apparatus import Illustration
from chapbook.model.fragment import add_element, h, new_element, press
from chapbook.model.manuscript import Kind

# Where an author's shorter words for the lists stand until they are read here.
SHORT_CAPTION = "data-short-caption"
# What stands in a caption and not in a line that lists it.
_LEFT_OUT = ("caption-label", "note-call", "citation-group")


def compose_lists(bench: Bench) -> None:
    """Fill the lists that are named, and leave out the empty ones."""
    rows = {Kind.FIGURES: bench.figures, Kind.TABLES: bench.tables, Kind.LISTINGS: bench.listings}
    pieces = [piece for piece in bench.pieces if piece.kind in rows]
    elements = {e.get("id", ""): e for p in bench.pieces for e in find_all(p.tree, ".//*[@id]")} if pieces else {}
    for piece in pieces:
        if rows[piece.kind]:
            _set_list(bench, piece.tree, rows[piece.kind], elements)
        else:
            name = piece.kind.value
            message = f"The order names “{name}”, but nothing in the book would stand there, so it is left out."
            hint = "Listed is what has a caption and a label, such as {#fig:stages}."
            bench.found.append(warning("empty-division", piece.span, message, hint))
            bench.pieces.remove(piece)
    for piece in bench.pieces:
        for element in find_all(piece.tree, f".//*[@{SHORT_CAPTION}]"):
            del element.attrib[SHORT_CAPTION]


def _set_list(
    bench: Bench, parent: etree._Element, row: Sequence[Illustration], elements: Mapping[str, etree._Element]
) -> None:
    lines = add_element(parent, "ol", class_="caption-list")
    for illustration in row:
        link = add_element(add_element(lines, "li"), "a", href=f"#{illustration.id}")
        add_element(link, "span", illustration.number, class_="contents-label")
        words = _words(bench, elements[illustration.id])
        if words is not None:
            link[-1].tail = " "
            link.append(words)


def _words(bench: Bench, element: etree._Element) -> etree._Element | None:
    """The author's shorter words, or the caption's first paragraph without what leads out of it."""
    short = element.get(SHORT_CAPTION)
    if short:
        return new_element("span", set_words(short, bench.language), class_="contents-text")
    caption = caption_of(element)
    if caption is None:
        return None
    paragraph = caption.find(h("p"))
    words = deepcopy(caption if paragraph is None else paragraph)
    words.tag, words.tail = h("span"), None
    words.attrib.clear()
    words.set("class", "contents-text")
    for inner in list(words.iter(etree.Element)):
        inner.attrib.pop("id", "")
        if inner is not words and _is_left_out(inner):
            inner.text = None
            for child in list(inner):
                inner.remove(child)
            unwrap_element(inner)
        elif inner is not words and (inner.tag in (h("a"), press("mark")) or has_class(inner, "index-mark")):
            unwrap_element(inner)
    words.text = (words.text or "").lstrip() or None
    return words if "".join(str(t) for t in words.itertext()).strip() or len(words) else None


def _is_left_out(element: etree._Element) -> bool:
    return any(has_class(element, name) for name in _LEFT_OUT)
