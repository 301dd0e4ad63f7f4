"""What a language tag says of writing: its script, the direction of its lines, and which letters are its own.

Input: a BCP 47 tag (RFC 5646). Output: an ISO 15924 code, “ltr” or “rtl”, ranges of Unicode characters. Facts about the
world's writing, not decisions about a book.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

LATIN = "Latn"
# Languages whose usual script is none of Latin's.
_SCRIPTS: Mapping[str, str] = (
    dict.fromkeys(("ar", "fa", "ur", "ps", "sd", "ug", "ckb", "ks", "prs", "bal"), "Arab")
    | dict.fromkeys(("he", "iw", "yi", "ji", "lad"), "Hebr")
    | dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt"), "Cyrl")
    | {"el": "Grek", "grc": "Grek", "ja": "Jpan", "ko": "Kore", "zh": "Hans", "yue": "Hant", "lzh": "Hant"}
    | {"syr": "Syrc", "arc": "Syrc", "dv": "Thaa", "nqo": "Nkoo"}
)
# Chinese is written otherwise where nobody says so.
_TRADITIONAL = frozenset({"tw", "hk", "mo"})
_RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Mand", "Samr", "Rohg"})
# Scripts whose lines break between any two letters but for those that may not stand at an end (CSS Text 3, 5.2).
EAST_ASIAN = frozenset({"Jpan", "Hans", "Hant", "Kore"})

_HAN = ((0x2E80, 0x2FFF), (0x3000, 0x312F), (0x3190, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFE10, 0xFE1F))
_EAST_ASIAN_LETTERS = (*_HAN, (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x1F100, 0x1F2FF), (0x20000, 0x3FFFF))
_HANGUL = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF))
# Unicode 16, Blocks.txt.
LETTERS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "Hebr": ((0x0590, 0x05FF), (0x20AA, 0x20AA), (0xFB1D, 0xFB4F)),
    "Arab": ((0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)),
    "Grek": ((0x0370, 0x03FF), (0x1F00, 0x1FFF)),
    "Jpan": _EAST_ASIAN_LETTERS,
    "Hans": _EAST_ASIAN_LETTERS,
    "Hant": _EAST_ASIAN_LETTERS,
    "Kore": (*_EAST_ASIAN_LETTERS, *_HANGUL),
}
# The first level of the national standards, which is by use: GB 2312 and Big5 for Chinese, JIS X 0208 for Japanese,
# KS X 1001 for Korean. As Python's codecs have them: the codec, and the rows with signs, letters and this level.
_FIRST_LEVELS = {
    "Jpan": ("euc_jp", 0xA1, 0xCF),
    "Hans": ("gb2312", 0xA1, 0xD7),
    "Hant": ("big5", 0xA1, 0xC6),
    "Kore": ("euc_kr", 0xA1, 0xC8),
}
# The same for the inside of a regular expression's brackets: kana and Chinese characters, which no spaces divide, …
UNSPACED = r"\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# … and letters of Hebrew and Arabic, which write “and”, “in” and the like together with the word that follows.
PREFIXING = r"\u05d0-\u05ea\u0620-\u064a"
_KANA = ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F))


@lru_cache(maxsize=256)
def script_of(language: str) -> str:
    """The script of a language as ISO 15924 has it; Chinese is `Hans` or `Hant`, what is not known is Latin."""
    primary, *rest = language.lower().split("-")
    for subtag in rest:
        if len(subtag) == 1:
            break
        if len(subtag) == 4 and subtag.isalpha():
            return subtag.title()
    if primary == "zh" and _TRADITIONAL & set(rest):
        return "Hant"
    return _SCRIPTS.get(primary, LATIN)


def direction_of(language: str) -> str:
    """“rtl” or “ltr”: how the lines of a language run."""
    return "rtl" if script_of(language) in _RIGHT_TO_LEFT else "ltr"


def text_direction(text: str) -> str:
    """The direction of the first letter that has one (Unicode Standard Annex 9, rules P2 and P3), or nothing."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return ""


def is_in(character: str, ranges: Iterable[tuple[int, int]]) -> bool:
    """Whether the character lies in one of the ranges."""
    return any(first <= ord(character) <= last for first, last in ranges)


def guess_east_asian(characters: Iterable[str]) -> str:
    """The script of Chinese characters of which nobody says what they are: kana are Japanese, hangul Korean."""
    found = list(characters)
    if any(is_in(c, _KANA) for c in found):
        return "Jpan"
    return "Kore" if any(is_in(c, _HANGUL) for c in found) else "Hans"


def code_points(ranges: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Every code point of the ranges."""
    return frozenset(chain.from_iterable(range(first, last + 1) for first, last in ranges))


@lru_cache(maxsize=4)
def common_letters(script: str) -> frozenset[int]:
    """The code points in common use of an East Asian script: 3,000 to 6,000 of the 90,000 that there are."""
    codec, first, last = _FIRST_LEVELS[script]
    pairs = b" ".join(bytes((row, cell)) for row in range(first, last + 1) for cell in range(0x40, 0xFF))
    found = pairs.decode(codec, "ignore").split(" ")
    return code_points(LETTERS[script]) & {ord(letter) for letter in found if len(letter) == 1}
