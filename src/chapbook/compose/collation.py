"""How the entries of an index are sorted and grouped, by language.

Input: a heading. Output: a sort key, and the letter that its group stands under. Accents are ignored where the
language's alphabet does not count the letter as one of its own: Czech has `č` after `c` and `ch` after `h`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_LATIN = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
_ALPHABETS: Mapping[str, str] = {
    "cs": "a b c č d e f g h ch i j k l m n o p q r ř s š t u v w x y z ž",
    "sk": "a ä b c č d e f g h ch i j k l m n o ô p q r s š t u v w x y z ž",
    "pl": "a ą b c ć d e ę f g h i j k l ł m n ń o ó p q r s ś t u v w x y z ź ż",
    "hr": "a b c č ć d dž đ e f g h i j k l lj m n nj o p q r s š t u v w x y z ž",
    "es": "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z",
    "sv": f"{_LATIN} å ä ö",
    "fi": f"{_LATIN} å ä ö",
    "da": f"{_LATIN} æ ø å",
    "nb": f"{_LATIN} æ ø å",
    "no": f"{_LATIN} æ ø å",
}
# Letters that Unicode does not take apart.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ı": "i"})

SortKey = tuple[tuple[tuple[int, str], ...], str]


def sort_key(heading: str, language: str) -> SortKey:
    """A key that sorts headings as the language does; punctuation at the start does not count, spaces come first."""
    return tuple(_weight(u, _alphabet(language)) for u in _units(_bare(heading), language)), heading


def group_letter(heading: str, language: str) -> str:
    """The letter, in upper case, that the heading's group stands under; empty for digits and signs."""
    units = _units(_bare(heading), language)
    first = units[0] if units else ""
    letter = first if first in _alphabet(language) else _without_accents(first)[:1]
    return letter.upper() if letter[:1].isalpha() else ""


def _bare(heading: str) -> str:
    words = unicodedata.normalize("NFC", heading).casefold().replace("\u00a0", " ")
    while words and not words[0].isalnum():
        words = words[1:]
    return words


def _alphabet(language: str) -> list[str]:
    return _ALPHABETS.get(language.lower().split("-")[0], _LATIN).split(" ")


def _units(words: str, language: str) -> list[str]:
    """The letters of the words, a digraph of the language as one."""
    digraphs = {letter for letter in _alphabet(language) if len(letter) == 2}
    units, place = [], 0
    while place < len(words):
        width = 2 if words[place : place + 2] in digraphs else 1
        units.append(words[place : place + width])
        place += width
    return units


def _weight(unit: str, alphabet: list[str]) -> tuple[int, str]:
    """Spaces and signs, then digits, then the alphabet, then letters of other scripts."""
    plain = unit if unit in alphabet else _without_accents(unit)
    if plain[:1] in alphabet or plain in alphabet:
        return 2 + alphabet.index(plain if plain in alphabet else plain[:1]), plain
    if unit.isdigit():
        return 1, unit
    return (len(alphabet) + 2, unit) if unit.isalpha() else (0, unit if unit == " " else "")


def _without_accents(unit: str) -> str:
    decomposed = unicodedata.normalize("NFD", unit.translate(_PLAIN))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
