"""How the entries of an index are sorted and grouped, by language.

Input: a heading. Output: a sort key, and the letter that its group stands under. Accents are ignored where the
language's alphabet does not count the letter as one of its own: Czech has `č` after `c` and `ch` after `h`. Letters of
other scripts follow those of the language. Kana stand in the order of their fifty sounds, in groups by row; Chinese
characters, whose reading nobody wrote down, in the order of their radicals (Unicode's), in no group.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_LATIN = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
# The small kana sort as the large ones.
_SMALL = dict(zip("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ", strict=True))
_KANA_ROWS = "あかさたなはまやらわ"
_ALPHABETS: Mapping[str, str] = {
    "cs": "a b c č d e f g h ch i j k l m n o p q r ř s š t u v w x y z ž",
    "sk": "a ä b c č d e f g h ch i j k l m n o ô p q r s š t u v w x y z ž",
    "pl": "a ą b c ć d e ę f g h i j k l ł m n ń o ó p q r s ś t u v w x y z ź ż",
    "hr": "a b c č ć d dž đ e f g h i j k l lj m n nj o p q r s š t u v w x y z ž",
    "es": "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z",
    "sl": "a b c č d e f g h i j k l m n o p q r s š t u v w x y z ž",
    "hu": "a b c cs d dz e f g gy h i j k l ly m n ny o ö ő p q r s sz t ty u ü ű v w x y z zs",
    "ro": "a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z",
    "et": "a b c d e f g h i j k l m n o p q r s š z ž t u v w õ ä ö ü x y",
    "ru": "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я",
    "uk": "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я",
    "be": "а б в г д е ё ж з і й к л м н о п р с т у ў ф х ц ч ш ы ь э ю я",
    "bg": "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ь ю я",
    "el": "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω",
    "ja": " ".join(
        chr(c) for c in range(0x3042, 0x3094) if unicodedata.normalize("NFD", chr(c)) == chr(c) and chr(c) not in _SMALL
    ),
    "sv": f"{_LATIN} å ä ö",
    "fi": f"{_LATIN} å ä ö",
    "da": f"{_LATIN} æ ø å",
    "nb": f"{_LATIN} æ ø å",
    "no": f"{_LATIN} æ ø å",
}
# Letters that Unicode does not take apart.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ı": "i"})

_HIRAGANA = frozenset(map(chr, range(0x3042, 0x3094)))
_TO_HIRAGANA = {c + 0x60: _SMALL.get(chr(c), chr(c)) for c in range(0x3041, 0x3097)} | str.maketrans(_SMALL)

SortKey = tuple[tuple[tuple[int, str], ...], str]


def sort_key(heading: str, language: str) -> SortKey:
    """A key that sorts headings as the language does; punctuation at the start does not count, spaces come first."""
    return tuple(_weight(u, _alphabet(language)) for u in _units(_bare(heading), language)), heading


def group_letter(heading: str, language: str) -> str:
    """The letter, in upper case, that the heading's group stands under; empty for digits and signs."""
    units = _units(_bare(heading), language)
    first = units[0] if units else ""
    letter = first if first in _alphabet(language) else _without_accents(first)[:1]
    if letter in _HIRAGANA:
        return next(row for row in reversed(_KANA_ROWS) if row <= letter)
    return letter.upper() if letter[:1].isalpha() and not _is_chinese(letter) else ""


def _is_chinese(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff" or letter >= "\U00020000"


def _bare(heading: str) -> str:
    words = unicodedata.normalize("NFC", heading).casefold().replace("\u00a0", " ").translate(_TO_HIRAGANA)
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
