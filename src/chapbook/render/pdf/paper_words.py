"""Words that no line holds, such as a key of thousands of digits: input a tree, output it with places to break in them.

A word that is wider than the page would be cut at its edge, and be lost on paper. So a run of a hundred signs in which
no line may end (Unicode, UAX #14) has a `wbr` after every few of them, and its element says so. Code that is set apart
has its own rules, and drawings their own letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree

from chapbook.model.fragment import h

DIVIDED = "data-divided-word"
LONGEST = 100
_PIECE = 12
_LONG = re.compile(rf"\S{{{LONGEST},}}")
# A line may end after these, and between the signs of scripts that write no spaces: the wide ones, and those from
# Thai to Burmese and of the Khmer.
_BREAKING = frozenset("-‐–—/\u00ad\u200b")
_UNSPACED = ((0x0E00, 0x109F), (0x1780, 0x17FF))


def divide_words(element: etree._Element) -> None:
    """Divide the words of the element and of all within it."""
    if not isinstance(element.tag, str) or element.tag == h("pre") or not element.tag.startswith(h("")):
        return
    children = list(element)
    pieces = list(_divided(element.text or ""))
    if len(pieces) > 1:
        element.set(DIVIDED, "")
        element.text = pieces[0]
        for place, piece in enumerate(pieces[1:]):
            element.insert(place, _opportunity(piece))
    for child in children:
        divide_words(child)
        pieces = list(_divided(child.tail or ""))
        if len(pieces) > 1:
            element.set(DIVIDED, "")
            child.tail = pieces[0]
            for piece in reversed(pieces[1:]):
                opportunity = _opportunity(piece)
                child.addnext(opportunity)
                child.tail, opportunity.tail = pieces[0], piece


def _opportunity(tail: str) -> etree._Element:
    element = etree.Element(h("wbr"))
    element.tail = tail
    return element


def _divided(text: str) -> Iterator[str]:
    """The text in pieces, between which a line may end; in one when its words are short enough."""
    begin = 0
    for word in _LONG.finditer(text):
        for at in _places(word[0]):
            yield text[begin : word.start() + at]
            begin = word.start() + at
    yield text[begin:]


def _places(word: str) -> Iterator[int]:
    """Where the word is divided: in each of its runs that is too long, and never before a mark of the letter before."""
    begin = 0
    for end in (*(at for at, sign in enumerate(word, 1) if _may_end(sign)), len(word)):
        if end - begin > LONGEST:
            at = begin + _PIECE
            while at < end - 1:
                if unicodedata.combining(word[at]) or unicodedata.category(word[at])[0] == "M" or word[at] == "\u200d":
                    at += 1
                    continue
                yield at
                at += _PIECE
        begin = end


def _may_end(sign: str) -> bool:
    code = ord(sign)
    wide = unicodedata.east_asian_width(sign) in "WF"
    return wide or sign in _BREAKING or any(first <= code <= last for first, last in _UNSPACED)
