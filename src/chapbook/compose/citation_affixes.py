"""The words before and after a citation's keys, on their way through the citation engine.

Input: an affix as the draft has it, a `span` with the author's markup. Output: pandoc's inlines (pandoc-types 1.23),
for the style decides where an affix stands, and reads the locator in it. What pandoc has no inline for goes in a
`Span` with a number, and comes back as the element that it was.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from chapbook.compose.formula_words import linear_words
from chapbook.compose.typography import set_type
from chapbook.model.fragment import Fragment, all_text, fragment_tree, h, m, press
from chapbook.trees import has_class

# The name of the attribute that holds the number.
KEPT = "press"

Inline = dict[str, Any]

_SPACE = re.compile(r"[ \t\r\n]+")
_INLINES = {
    h("em"): "Emph",
    h("i"): "Emph",
    h("strong"): "Strong",
    h("b"): "Strong",
    h("sup"): "Superscript",
    h("sub"): "Subscript",
    h("s"): "Strikeout",
    h("del"): "Strikeout",
}
_WHOLE = {h(name) for name in ("img", "code", "kbd", "samp")}
_SMALL_CAPITALS = ("smallcaps", "small-caps")


@dataclass
class Affixes:
    """The affixes of a book; `kept` are the elements that come back as they were, by their numbers.

    `language` is what quotes and dashes follow; empty, when they stay as typed.
    """

    language: str = ""
    kept: list[etree._Element] = field(default_factory=list)

    def inlines(self, affix: Fragment | None) -> list[Inline]:
        """The affix for pandoc."""
        if affix is None:
            return []
        words = fragment_tree(affix)
        if self.language:
            set_type(words, self.language)
        return self._inside(words)

    def restore(self, number: str) -> tuple[etree._Element, bool]:
        """The element with the number: whole, or, with False, empty for what comes back in it."""
        element = self.kept[int(number)]
        if _is_whole(element):
            return deepcopy(element), True
        emptied = deepcopy(element)
        for child in list(emptied):
            emptied.remove(child)
        emptied.text = None
        return emptied, False

    def _inside(self, element: etree._Element) -> list[Inline]:
        inlines = text_inlines(element.text or "")
        for child in element:
            inlines += [*self._element(child), *text_inlines(child.tail or "")]
        return inlines

    def _element(self, element: etree._Element) -> list[Inline]:
        if not isinstance(element.tag, str):
            return []
        if element.tag in _INLINES and not element.attrib:
            return [{"t": _INLINES[element.tag], "c": self._inside(element)}]
        if element.tag == h("span") and any(has_class(element, name) for name in _SMALL_CAPITALS):
            return [{"t": "SmallCaps", "c": self._inside(element)}]
        if element.tag == h("br"):
            return [{"t": "Space"}]
        kept = deepcopy(element)
        kept.tail = None
        self.kept.append(kept)
        number = str(len(self.kept) - 1)
        inside = [{"t": "Str", "c": _stand_in(element)}] if _is_whole(element) else self._inside(element)
        return [{"t": "Span", "c": [["", [], [[KEPT, number]]], inside]}]


def text_inlines(text: str) -> list[Inline]:
    """The text as pandoc's inlines: words, and spaces between them and at the ends."""
    inlines: list[Inline] = []
    for number, word in enumerate(_SPACE.split(text)):
        if number:
            inlines.append({"t": "Space"})
        if word:
            inlines.append({"t": "Str", "c": word})
    return inlines


def _is_whole(element: etree._Element) -> bool:
    """Whether nothing in the element is for the style to change."""
    if not str(element.tag).startswith((h(""), press(""))) or element.tag in _WHOLE:
        return True
    return element.find(f".//{h('wbr')}") is not None


def _stand_in(element: etree._Element) -> str:
    """A word in the place of the element; only that there is one matters."""
    words = linear_words(element) if element.tag == m("math") else all_text(element)
    return "".join(words.split()) or "x"
