"""`@name` among the words of a link: a citation when some entry has that key, else a name as the web has them.

Input: the trees, before any citation is looked up. Output: the same trees; a citation that stays stands beside the
link, which is divided there, since it leads to its own entry.
"""

from __future__ import annotations

from lxml import etree

from chapbook.compose.bench import Bench, Piece, find_all
from chapbook.model.draft import Draft
from chapbook.model.fragment import h
from chapbook.trees import unwrap


def settle_link_words(bench: Bench) -> None:
    """Let every such citation be one, or words."""
    known = {reference.key for reference in bench.manuscript.references.entries}
    for piece in bench.pieces:
        if piece.draft is not None and any(citation.in_link for citation in piece.draft.citations):
            _settle(piece, piece.draft, known)


def _settle(piece: Piece, draft: Draft, known: set[str]) -> None:
    for element in find_all(piece.tree, ".//press:citation"):
        citation = draft.citations[int(element.get("n", ""))]
        if not citation.in_link:
            continue
        if any(item.key in known for item in citation.items):
            element.text = None
            _take_out(element)
        else:
            unwrap(element)


def _take_out(element: etree._Element) -> None:
    """Divide the link, and whatever in it the element stands in, around the element."""
    holder = next(element.iterancestors(h("a")), None)
    parent = element.getparent()
    while holder is not None and parent is not None and parent is not holder:
        _divide(parent, element)
        parent = element.getparent()
    if holder is not None:
        _divide(holder, element)


def _divide(parent: etree._Element, element: etree._Element) -> None:
    after = etree.Element(parent.tag)
    for name, value in parent.attrib.items():
        if name != "id":
            after.set(name, value)
    after.text, element.tail = element.tail, None
    after.extend(list(element.itersiblings()))
    after.tail, parent.tail = parent.tail, None
    parent.addnext(element)
    element.addnext(after)
    for half in (parent, after):
        if not len(half) and not (half.text or "").strip():
            unwrap(half)
