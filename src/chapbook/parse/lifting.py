"""Changes to a chapter's tree that know what a block is and what a line holds.

Input: elements of the tree. Output: the same tree, changed; all text stays where it was.
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from chapbook.model.fragment import h, press
from chapbook.parse.allowlist import BLOCK_PHRASES, PHRASES
from chapbook.parse.repair import AT, is_phrase
from chapbook.trees import remove

# Phrases that are no blocks themselves, and what else stands in a line.
IN_LINES = frozenset(h(name) for name in PHRASES - BLOCK_PHRASES | {"img", "br", "ruby", "time", "wbr"})
# What needs a paragraph around it: these, and our own that stand in text.
_LOOSE = IN_LINES | {press(name) for name in ("note", "mark", "gloss", "citation", "math")}
# What takes the content of its own parent, so that it may stand around blocks as well as in a line (HTML, section
# 3.2.5.3).
TRANSPARENT = frozenset({h("a"), h("ins"), h("del"), press("mark")})
_BLOCK_NAMES = """address article aside blockquote div dl figure footer h1 h2 h3 h4 h5 h6 header hr ol p pre section
    table ul"""
_BLOCKS = tuple(map(h, _BLOCK_NAMES.split()))


def take_attribute(element: etree._Element, name: str) -> str | None:
    """The attribute's value, and the attribute gone."""
    value = element.get(name)
    if value is not None:
        del element.attrib[name]
    return value


def rename(element: etree._Element, name: str) -> None:
    """Give the element another XHTML name."""
    element.tag = h(name)


def is_alone(element: etree._Element) -> bool:
    """Whether the parent holds nothing but the element and white space."""
    parent = element.getparent()
    return (
        parent is not None and len(parent) == 1 and not (parent.text or "").strip() and not (element.tail or "").strip()
    )


def lift_block(block: etree._Element) -> None:
    """Split paragraphs and phrases around the block, until it stands where blocks may stand."""
    parent = block.getparent()
    while parent is not None and is_phrase(parent) and parent.getparent() is not None:
        split_around(parent, block)
        parent = block.getparent()


def split_around(parent: etree._Element, block: etree._Element) -> None:
    """Put a child beside its parent: what stands before it stays, what stands after it gets a parent like the first."""
    outer = parent.getparent()
    if outer is None:
        return
    after = etree.Element(parent.tag)
    for name, value in parent.attrib.items():
        if name not in ("id", AT):
            after.set(name, value)
    after.text, block.tail = block.tail, None
    for sibling in list(block.itersiblings()):
        after.append(sibling)
    after.tail, parent.tail = parent.tail, None
    index = outer.index(parent)
    outer.insert(index + 1, block)
    outer.insert(index + 2, after)
    for half in (parent, after):
        if not len(half) and not (half.text or "").strip():
            if half is parent and parent.get("id") and block.get("id") is None:
                block.set("id", parent.attrib.pop("id"))
            remove(half)


def wrap_loose_text(parent: etree._Element) -> None:
    """Put text and phrases that stand directly in a block into paragraphs."""
    paragraph: etree._Element | None = None
    if (parent.text or "").strip():
        paragraph = etree.Element(h("p"))
        paragraph.text, parent.text = parent.text, None
        parent.insert(0, paragraph)
    for child in list(parent)[0 if paragraph is None else 1 :]:
        if child.tag in _LOOSE and not _holds_blocks(child):
            if paragraph is None:
                paragraph = etree.Element(h("p"))
                child.addprevious(paragraph)
            paragraph.append(child)
            continue
        paragraph = None
        if (child.tail or "").strip():
            paragraph = etree.Element(h("p"))
            paragraph.text, child.tail = child.tail, None
            child.addnext(paragraph)


def _holds_blocks(element: etree._Element) -> bool:
    """Whether the element is one that may hold blocks, and does."""
    return element.tag in TRANSPARENT and next(element.iter(*_BLOCKS), None) is not None


def copy_inline(element: etree._Element) -> etree._Element:
    """A copy of the element without its tail."""
    copied = deepcopy(element)
    copied.tail = None
    return copied
