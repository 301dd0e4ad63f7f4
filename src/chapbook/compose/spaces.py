"""Dashes, ellipses and the spaces that a line must not break at, by language.

Input: the text of one block. Output: edits, each a stretch and what stands there instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chapbook.compose.quotes import Edit
from chapbook.compose.space_rules import space_rules
from chapbook.scripts import UNSPACED

_DASHES = re.compile(r"(?<!-)---?(?![->])")
_ELLIPSIS = re.compile(r"(?<!\.)\.\.\.(?:\.\.\.)?(?!\.)")

# Chinese characters and kana, and the marks that are as wide as they are: no Hangul, Korean has spaces.
_WIDE = rf"\u2e80-\u303f{UNSPACED}\uff01-\uff60"
# Marks of other scripts too, which Chinese texts set as wide as a character, typed as they are or as they should be.
_MARKS = r"\"'“”‘’—…·"
_BEFORE = rf"(?:(?<=[{_MARKS}]\n)|(?<=(?:\.\.\.|---)\n))"
_AFTER = rf"(?=[{_WIDE}{_MARKS}]|\.\.\.|---)"
# A line end in the source between two such characters, and what spaces stand behind it.
_WRAPPED = re.compile(rf"\n(?:(?<=[{_WIDE}]\n)[ \t]*{_AFTER}|{_BEFORE}[ \t]*(?=[{_WIDE}]))")


def space_edits(text: str, language: str) -> Iterator[Edit]:
    """All edits but those of the quotes, for text in the language."""
    rules = space_rules(language)
    yield from _signs(text, rules.spaced)
    for pattern, space in rules.guards:
        for match in pattern.finditer(text):
            yield match.end() - 1, match.end(), space
    for pattern, replacement in rules.replaced:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), replacement
    if "\n" in text and not text.isascii():
        for match in _WRAPPED.finditer(text):
            yield match.start(), match.end(), ""


def _signs(text: str, spaced: bool) -> Iterator[Edit]:
    """Dashes and ellipses; those of Chinese and Japanese are two characters wide (GB/T 15834, JLREQ)."""
    if "--" in text:
        for match in _DASHES.finditer(text):
            yield match.start(), match.end(), "–" if len(match[0]) == 2 else "—" if spaced else "——"
    if "..." in text:
        for match in _ELLIPSIS.finditer(text):
            if len(match[0]) == 3 or not spaced:
                yield match.start(), match.end(), "…" if spaced else "……"
