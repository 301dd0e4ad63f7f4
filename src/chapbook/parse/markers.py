"""Markers of list items: bullets, numbers, letters, Roman numerals, `#.` and examples.

Input: a line without its indentation. Output: its `Marker`, if it has one. Bullets and numbers are CommonMark's (0.31,
section 5.2); letters, numerals, `(1)`, `#.` and `(@)` are those of Pandoc's manual (“Ordered lists”).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chapbook.numerals import roman
from chapbook.parse.tokens import PLACE_PATTERN

_BULLET = re.compile(r"[-+*](?=[ \t]|$)")
_NUMBER = re.compile(r"(?P<open>\(?)(?P<number>\d{1,9})(?P<close>[.)])(?=[ \t]|$)")
_LETTERS = re.compile(r"(?P<open>\(?)(?P<letters>[A-Z]{1,8}|[a-z]{1,8}|#)(?P<close>[.)])(?=[ \t]|$)")
_EXAMPLE = re.compile(rf"\(@(?:{PLACE_PATTERN})?(?P<label>[\w-]*)\)(?=[ \t]|$)")
# “(c) 2026 Jana Nováková” is no item of a list.
_COPYRIGHT = re.compile(r"\([cC]\)[ \t]+(?:\d{4}\b|[A-Z])")
_ROMAN = {roman(number): number for number in range(1, 50)}


@dataclass(frozen=True)
class Marker:
    """A marker: the characters it takes, its kind, and the number it stands for.

    `kind` is `-`, `+` or `*`, or how an ordered list counts: `1`, `a`, `A`, `i`, `I`, `#` (however its list does) or
    `@`; `form` is what stands around the number. Two items are of one list when kind and form agree.
    """

    width: int
    kind: str
    form: str = ""
    number: int = 1
    letters: str = ""
    label: str = ""

    @property
    def is_bullet(self) -> bool:
        """Whether the list has no order."""
        return self.kind in "-+*"

    @property
    def is_plain(self) -> bool:
        """Whether CommonMark knows the marker."""
        return self.is_bullet or (self.kind == "1" and self.form in (".", ")"))

    def fits(self, kind: str, form: str, number: int) -> bool:
        """Whether the item can follow, in a list of that kind and form, the item with that number."""
        if self.form != form:
            return False
        if self.kind == kind or self.kind == "#":
            return True
        if kind in "aA" and len(self.letters) == 1:  # “i.” after “h.”
            return _is_of_case(self.letters, kind) and _letter_number(self.letters) == number + 1
        return kind in "iI" and _is_of_case(self.letters, kind) and self.letters.lower() in _ROMAN


def read_marker(text: str) -> Marker | None:
    """The marker at the beginning of the text."""
    first = text[:1]
    if first in "-+*":
        return Marker(1, first) if _BULLET.match(text) else None
    if match := _NUMBER.match(text):
        return _make(match, "1", int(match["number"]))
    if match := _EXAMPLE.match(text):
        return Marker(match.end(), "@", "@", label=match["label"])
    match = _LETTERS.match(text)
    return None if match is None else _read_letters(match, text)


def _read_letters(match: re.Match[str], text: str) -> Marker | None:
    letters = match["letters"]
    if letters == "#":
        return None if match["open"] else _make(match, "#", 1)
    # “B. Russell” is a name: a capital with a full stop needs two spaces after it.
    is_initial = len(letters) == 1 and letters.isupper() and match["close"] == "."
    if (is_initial and text[match.end() : match.end() + 2] not in ("  ", "\t")) or _COPYRIGHT.match(text):
        return None
    lower = letters.lower()
    if lower in _ROMAN and (len(letters) > 1 or lower == "i"):
        return _make(match, "I" if letters.isupper() else "i", _ROMAN[lower])
    if len(letters) > 1:
        return None
    return _make(match, "A" if letters.isupper() else "a", _letter_number(letters))


def _make(match: re.Match[str], kind: str, number: int) -> Marker | None:
    form = match["open"] + match["close"]
    return None if form == "(." else Marker(match.end(), kind, form, number, match.groupdict().get("letters") or "")


def _letter_number(letter: str) -> int:
    return ord(letter.lower()) - ord("a") + 1


def _is_of_case(letters: str, kind: str) -> bool:
    return letters.isupper() == kind.isupper()
