"""Step 10: where the direction of writing changes, it is said beside the language (HTML, 3.2.6.4, the dir attribute).

Input: the composed pieces. Output: the same trees with `dir` on each element whose words run the other way than those
around it: by its language, or, for references and lines of the contents, which come from elsewhere, by their letters.
Code and formulas run from left to right in every book. An author's own `dir` stays. In a script that has no italic,
what is emphasised and all in Latin letters is of the class `in-latin`, for there italics are meant.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.model.fragment import all_text, h, m, plain_text
from chapbook.scripts import EAST_ASIAN, direction_of, script_of, text_direction

_EMPHASIS = tuple(map(h, ("em", "i", "cite", "dfn")))
_WITHOUT_ITALIC = EAST_ASIAN | {"Hebr", "Arab"}
_AFTER_LATIN = "\u0250"
_RTL_LETTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ALWAYS_LTR = frozenset({h("pre"), h("code"), h("kbd"), h("samp"), m("math")})
# What comes from elsewhere and may be in another language than the page that it stands on.
_BORROWED = frozenset({"reference", "contents-text", "index-term"})


def compose_directions(bench: Bench) -> None:
    """Say every change of direction."""
    for piece in bench.pieces:
        direction = direction_of(piece.language)
        if direction == "rtl" or piece.tree.xpath("boolean(//@lang|//@dir)") or _has_rtl_letters(piece.tree):
            _say(piece.tree, direction)
        if script_of(piece.language) in _WITHOUT_ITALIC:
            _mark_latin(piece.tree)


def _mark_latin(tree: etree._Element) -> None:
    for element in tree.iter(*_EMPHASIS):
        letters = [letter for letter in plain_text(element) if letter.isalpha()]
        if letters and max(letters) < _AFTER_LATIN:
            element.set("class", f"{element.get('class', '')} in-latin".strip())


def _has_rtl_letters(tree: etree._Element) -> bool:
    return _RTL_LETTERS.search(all_text(tree)) is not None


def _say(element: etree._Element, around: str) -> None:
    own = element.get("dir") or _own_direction(element, around)
    if own != around and not element.get("dir"):
        element.set("dir", own)
    for child in element:
        if isinstance(child.tag, str):
            _say(child, own)


def _own_direction(element: etree._Element, around: str) -> str:
    if element.tag in _ALWAYS_LTR:
        return "ltr"
    if element.get("lang"):
        return direction_of(element.get("lang", ""))
    if element.get("class") in _BORROWED:
        return text_direction(plain_text(element)) or around
    return around
