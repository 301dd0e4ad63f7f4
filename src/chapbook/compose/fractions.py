"""Fractions and ordinals, where the author asks for them by a class.

Input: `span class="fraction"` around `1/2` or `2 1/2`, and `span class="ordinal"` around `1st` or `XIXe`. Output: the
same spans, the fraction as one character where every face has it and else as small figures around a fraction slash
(U+2044), the ordinal's letters raised. Other words in such a span stay as they are.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.fragment import add_element, h

_ASKING = frozenset({"fraction", "ordinal"})
_FRACTION = re.compile(r"(?:(\d+)[ \u00a0])?(\d+)[/⁄](\d+)")
_ORDINAL = re.compile(r"(\d+\.?|[IVXLCDM]+)([^\W\d_]{1,4})")
# Those of Latin-1.
_CHARACTERS = {("1", "2"): "½", ("1", "4"): "¼", ("3", "4"): "¾"}
# Between a whole number and small figures: without it a reader who hears or copies 2 2⁄3 would have 22⁄3.
_HAIR_SPACE = "\u200a"


def asks_for_fractions(tree: etree._Element) -> bool:
    """Whether an element of the tree has one of the classes."""
    return any(not _ASKING.isdisjoint((span.get("class") or "").split()) for span in tree.iter(h("span")))


def set_fractions(tree: etree._Element) -> None:
    """Set every fraction and ordinal of the tree."""
    for span in tree.iter(h("span")):
        classes = (span.get("class") or "").split()
        if "fraction" in classes and not len(span):
            _set_fraction(span)
        elif "ordinal" in classes and not len(span):
            _set_ordinal(span)


def _set_fraction(span: etree._Element) -> None:
    match = _FRACTION.fullmatch((span.text or "").strip())
    if match is None:
        return
    whole, above, below = match[1] or "", match[2], match[3]
    character = _CHARACTERS.get((above, below))
    if character:
        span.text = whole + character
        return
    span.text = whole + _HAIR_SPACE if whole else None
    add_element(span, "sup", above).tail = "⁄"
    add_element(span, "sub", below)


def _set_ordinal(span: etree._Element) -> None:
    match = _ORDINAL.fullmatch((span.text or "").strip())
    if match is not None:
        span.text = match[1]
        add_element(span, "sup", match[2])
