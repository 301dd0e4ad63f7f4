"""How the entries of an index are sorted and grouped, by language.

Input: a heading. Output: a sort key, and the letter that its group stands under. Accents are ignored where the
language's alphabet does not count the letter as one of its own: Czech has `č` after `c` and `ch` after `h`. Letters of
other scripts follow those of the language. Kana stand in the order of their fifty sounds, in groups by row; Chinese
characters, whose reading nobody wrote down, in the order of their radicals (Unicode's), in no group.

The alphabets are those of CLDR's collations as far as their first level goes, which is what an index needs. No library
has them for a Python without a compiler: pyuca knows no languages, and the wheels of ICU leave out its collator.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

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
    "he": "א ב ג ד ה ו ז ח ט י כ ל מ נ ס ע פ צ ק ר ש ת",
    "ar": "ا ب ت ة ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي",
    "ja": " ".join(
        chr(c) for c in range(0x3042, 0x3094) if unicodedata.normalize("NFD", chr(c)) == chr(c) and chr(c) not in _SMALL
    ),
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p q r s ş t u ü v w x y z",
    "lt": "a b c č d e f g h i y j k l m n o p q r s š t u v w x z ž",
    "lv": "a b c č d e f g ģ h i j k ķ l ļ m n ņ o p q r s š t u v w x y z ž",
    "sv": f"{_LATIN} å ä ö",
    "fi": f"{_LATIN} å ä ö",
    "da": f"{_LATIN} æ ø å",
    "nb": f"{_LATIN} æ ø å",
    "no": f"{_LATIN} æ ø å",
}
# Letters that Unicode does not take apart.
_PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ı": "i"}
    | {"ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ", "ى": "ي", "ٱ": "ا"}  # Hebrew's final forms, Arabic's variants
)

_NUMBER = re.compile(r"\d{1,40}")
_DANISH = ("da", "nb", "no")
# In Turkish I and İ are two letters.
_TURKISH = str.maketrans({"I": "ı", "İ": "i"})
_UPPER = {"i": "İ", "ı": "I"}
_HIRAGANA = frozenset(map(chr, range(0x3042, 0x3094)))
_TO_HIRAGANA = {c + 0x60: _SMALL.get(chr(c), chr(c)) for c in range(0x3041, 0x3097)} | str.maketrans(_SMALL)

# What ends a word for sorting, in the order of the Chicago Manual of Style (16.60): a bracket, a comma, a space.
_ENDS = {"(": 0, ",": 1, ":": 1, ";": 1, " ": 2}
_AROUND_ENDS = re.compile(r"\s*([(,:;])\s*")

SortKey = tuple[tuple[tuple[int, str], ...], str]


def sort_key(heading: str, language: str, by_letters: bool = False) -> SortKey:
    """A key that sorts headings as the language does, word by word or letter by letter.

    Word by word, a word that ends comes before one that goes on: `new world` before `newcomer`. Punctuation inside a
    word, and at the start, does not count. Numbers come before letters, in the order of their values.
    """
    alphabet = _alphabet(language)
    words = _AROUND_ENDS.sub(r"\1", " ".join(_bare(heading, language).split()))
    if by_letters:
        words = words.replace(" ", "")
    weights = (_weight(unit, alphabet) for unit in _units(words, alphabet))
    return tuple(weight for weight in weights if weight is not None), heading


def group_letter(heading: str, language: str) -> str:
    """The letter, in upper case, that the heading's group stands under; empty for digits and signs."""
    alphabet = _alphabet(language)
    first = next(_units(_bare(heading, language), alphabet), "")
    letter = first if first in alphabet else _without_accents(first)[:1]
    if letter in _HIRAGANA:
        return next(row for row in reversed(_KANA_ROWS) if row <= letter)
    if not letter[:1].isalpha() or _is_chinese(letter):
        return ""
    return _UPPER.get(letter, letter.upper()) if language.lower().startswith("tr") else letter.upper()


def _is_chinese(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff" or letter >= "\U00020000"


def _bare(heading: str, language: str) -> str:
    base = language.lower().split("-")[0]
    words = unicodedata.normalize("NFC", heading)
    if base == "tr":
        words = words.translate(_TURKISH)
    words = words.casefold().replace("\u00a0", " ").translate(_TO_HIRAGANA)
    if base in _DANISH:  # an old spelling of å
        words = words.replace("aa", "å")
    while words and not words[0].isalnum():
        words = words[1:]
    return words


@lru_cache(maxsize=32)
def _alphabet(language: str) -> Mapping[str, int]:
    """The place of each letter in the language's alphabet."""
    letters = _ALPHABETS.get(language.lower().split("-")[0], _LATIN).split(" ")
    return {letter: place for place, letter in enumerate(letters)}


def _units(words: str, alphabet: Mapping[str, int]) -> Iterator[str]:
    """The letters of the words, a digraph of the language as one, and a number as one."""
    place = 0
    while place < len(words):
        number = _NUMBER.match(words, place)
        width = 2 if words[place : place + 2] in alphabet else 1
        unit = number.group() if number else words[place : place + width]
        yield unit
        place += len(unit)


def _weight(unit: str, alphabet: Mapping[str, int]) -> tuple[int, str] | None:
    """Ends of words, then digits, then the alphabet, then letters of other scripts; None for what does not count."""
    if unit in _ENDS:
        return 0, str(_ENDS[unit])
    plain = unit if unit in alphabet else _without_accents(unit)
    known = plain if plain in alphabet else plain[:1]
    if known in alphabet:
        return 2 + alphabet[known], plain
    if unit[0].isdecimal():
        return 1, f"{int(unit):040}"
    return (len(alphabet) + 2, unit) if unit.isalpha() else None


def _without_accents(unit: str) -> str:
    decomposed = unicodedata.normalize("NFD", unit.translate(_PLAIN))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
