"""Step 7: the lists of figures, tables and listings, where the order names them.

Input: the numbered illustrations, in the order of the book. Output: `ol class="caption-list"` in each list's division,
a line for each with its number and its caption, markup kept. A list with nothing in it is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from chapbook.compose.bench import Bench, title_text
from chapbook.compose.captions import caption_of
from chapbook.compose.typography import set_book_words
from chapbook.diagnostics import warning
from chapbook.model.apparatus import Illustration
from chapbook.model.draft import SHORT_CAPTION
from chapbook.model.fragment import add_element, h, new_element, press
from chapbook.model.manuscript import Kind
from chapbook.trees import has_class, unwrap

# What stands in a caption and not in a line that lists it.
_LEFT_OUT = ("caption-label", "note-call", "citation-group")


def compose_lists(bench: Bench) -> None:
    """Fill the lists that are named, leave out the empty ones, and give every illustration its words."""
    rows = {Kind.FIGURES: bench.figures, Kind.TABLES: bench.tables, Kind.LISTINGS: bench.listings}
    words = {name: caption_words(bench, element) for name, element in bench.illustrated.items()}
    for row in rows.values():
        row[:] = [replace(i, caption=title_text(words[i.id])) for i in row]
    for piece in [piece for piece in bench.pieces if piece.kind in rows]:
        if rows[piece.kind]:
            _set_list(piece.tree, rows[piece.kind], words)
        else:
            name = piece.kind.value
            message = f"The order names “{name}”, but nothing in the book would stand there, so it is left out."
            hint = "Listed is what has a caption and a label, such as {#fig:stages}."
            bench.found.append(warning("empty-division", piece.span, message, hint))
            bench.pieces.remove(piece)


def _set_list(parent: etree._Element, row: Sequence[Illustration], words: Mapping[str, etree._Element]) -> None:
    lines = add_element(parent, "ol", class_="caption-list")
    for illustration in row:
        link = add_element(add_element(lines, "li"), "a", href=f"#{illustration.id}")
        add_element(link, "span", illustration.number, class_="contents-label")
        if illustration.caption:
            link[-1].tail = " "
            link.append(words[illustration.id])


def caption_words(bench: Bench, element: etree._Element) -> etree._Element:
    """The author's shorter words, or the caption's first paragraph without what leads out of it."""
    short = element.get(SHORT_CAPTION)
    if short:
        return new_element("span", set_book_words(bench, short), class_="contents-text")
    caption = caption_of(element)
    if caption is None:
        return new_element("span", class_="contents-text")
    paragraph = caption.find(h("p"))
    words = deepcopy(caption if paragraph is None else paragraph)
    words.tag, words.tail = h("span"), None
    words.attrib.clear()
    words.set("class", "contents-text")
    for inner in [e for e in words.iterdescendants(etree.Element) if _is_left_out(e)]:
        _take_out(inner)
    for inner in list(words.iterdescendants(etree.Element)):
        inner.attrib.pop("id", "")
        if inner.tag in (h("a"), press("mark"), press("gloss")):
            unwrap(inner)
    words.text = (words.text or "").lstrip() or None
    return words


def _take_out(element: etree._Element) -> None:
    """Take the element out with what it holds, and with the space that would be left before a full stop."""
    before, parent = element.getprevious(), element.getparent()
    if not (element.tail or "").strip() or (element.tail or "")[:1] in ".,;:":
        if before is not None:
            before.tail = (before.tail or "").rstrip() or None
        elif parent is not None:
            parent.text = (parent.text or "").rstrip() or None
    element.text = None
    for child in list(element):
        element.remove(child)
    unwrap(element)


def _is_left_out(element: etree._Element) -> bool:
    """Whether the element goes with all that it holds, and no element around it does."""
    goes = [e for e in (element, *element.iterancestors()) if any(has_class(e, name) for name in _LEFT_OUT)]
    return goes == [element]
