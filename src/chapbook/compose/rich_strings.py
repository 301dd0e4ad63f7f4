"""The small markup in the strings of CSL-JSON (citeproc-js, "HTML-like formatting tags"): i, b, sc, sup, sub, nocase.

Input: such a string. Output: its plain words, or nodes. A tag without its partner is text: what stands in an author's
bibliography is not taken for markup that it does not have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lxml import etree

from chapbook.model.fragment import add_element
from chapbook.trees import append_text

_TAG = re.compile(r'(</?(?:i|b|sc|sup|sub|span)>|<span class="nocase">|<span style="font-variant: ?small-caps;?">)')
_NAME = re.compile(r"</?(\w+)")
_ELEMENTS = {"i": "em", "b": "strong", "sup": "sup", "sub": "sub"}
_SMALL_CAPS = ("<sc>", "<span style=")


def plain_words(text: str) -> str:
    """The string without its markup, white space folded."""
    pieces = _TAG.split(text)
    paired = _paired(pieces)
    return " ".join("".join(piece for n, piece in enumerate(pieces) if n not in paired).split())


def add_rich(parent: etree._Element, text: str, set_words: Callable[[str], str]) -> None:
    """Add the string's nodes to the element; `set_words` sets each run of plain text."""
    pieces = _TAG.split(text)
    paired = _paired(pieces)
    holders = [parent]
    for n, piece in enumerate(pieces):
        if n not in paired:
            append_text(holders[-1], set_words(piece))
        elif piece.startswith("</"):
            holders.pop()
        else:
            holders.append(_open(holders[-1], piece))


def _open(parent: etree._Element, tag: str) -> etree._Element:
    """The element for a tag; one that only keeps the case of its words is none."""
    if tag.startswith(_SMALL_CAPS):
        return add_element(parent, "span", class_="small-caps")
    name = _ELEMENTS.get(tag.strip("<>"))
    return add_element(parent, name) if name else add_element(parent, "span")


def _paired(pieces: Sequence[str]) -> frozenset[int]:
    """The places of the tags that open and close the same thing, none crossing another."""
    paired: set[int] = set()
    waiting: list[tuple[str, int]] = []
    for n, piece in enumerate(pieces):
        name = _NAME.match(piece) if _TAG.fullmatch(piece) else None
        if name is None:
            continue
        if not piece.startswith("</"):
            waiting.append((name[1], n))
        elif waiting and waiting[-1][0] == name[1]:
            paired |= {waiting.pop()[1], n}
    return frozenset(paired)
