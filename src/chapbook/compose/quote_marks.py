"""The quotation marks of each language.

Input: a BCP 47 tag. Output: its marks: CLDR's (`delimiters`), which Babel leaves out, but where the language's
own authority has others: Duden; Lexique de l'Imprimerie nationale and Guide du typographe (romand); Ortografía de la
lengua española (RAE), 5.10; GB/T 15834 for Chinese in simplified characters, 重訂標點符號手冊 in traditional; JLREQ
for Japanese; for Arabic the guillemets of its printed books.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chapbook.compose.locales import tag_chain


@dataclass(frozen=True)
class QuoteMarks:
    """The pairs for quotes typed as `"` and as `'`.

    `inside` is the space between double marks and words. `elisions` are words that lose their beginning to an
    apostrophe, as alternatives of a regular expression. `unspaced` languages put no space before a quotation.
    """

    double: tuple[str, str]
    single: tuple[str, str]
    inside: str = ""
    elisions: str = ""
    unspaced: bool = False


_CURLY = (("“", "”"), ("‘", "’"))
_LOW = (("„", "“"), ("‚", "‘"))
_LOW_HIGH = (("„", "”"), ("‚", "’"))
_GUILLEMETS = (("«", "»"), ("“", "”"))
_EAST = (("«", "»"), ("„", "“"))
_HIGH = (("”", "”"), ("’", "’"))

_ENGLISH = QuoteMarks(*_CURLY, elisions="tis|twas|twere|twill|twould|em|til|cause|n")
_GERMAN_ELISIONS = "s|n|ne|nen|nem|ner"
_TABLE: Mapping[str, QuoteMarks] = {
    "en": _ENGLISH,
    "cs": QuoteMarks(*_LOW),
    "sk": QuoteMarks(*_LOW),
    "sl": QuoteMarks(*_LOW),
    "bg": QuoteMarks(*_LOW),
    "lt": QuoteMarks(*_LOW),
    "et": QuoteMarks(*_LOW),
    "is": QuoteMarks(*_LOW),
    "de": QuoteMarks(*_LOW, elisions=_GERMAN_ELISIONS),
    "de-ch": QuoteMarks(("«", "»"), ("‹", "›"), elisions=_GERMAN_ELISIONS),
    "de-li": QuoteMarks(("«", "»"), ("‹", "›"), elisions=_GERMAN_ELISIONS),
    "fr": QuoteMarks(*_GUILLEMETS, inside="\u00a0"),
    "fr-ch": QuoteMarks(("«", "»"), ("‹", "›"), inside="\u202f"),
    "es": QuoteMarks(*_GUILLEMETS),
    "it": QuoteMarks(*_GUILLEMETS),
    "pt": QuoteMarks(*_GUILLEMETS),
    "pt-br": QuoteMarks(*_CURLY),
    "ca": QuoteMarks(*_GUILLEMETS),
    "el": QuoteMarks(*_GUILLEMETS),
    "pl": QuoteMarks(*_LOW_HIGH),
    "hr": QuoteMarks(("„", "”"), ("‘", "’")),
    "sr": QuoteMarks(("„", "”"), ("’", "’")),
    "ro": QuoteMarks(("„", "”"), ("«", "»")),
    "hu": QuoteMarks(("„", "”"), ("»", "«")),
    "nl": QuoteMarks(*_CURLY, elisions="s|t|n|k|m|ns"),
    "ru": QuoteMarks(*_EAST),
    "uk": QuoteMarks(*_EAST),
    "be": QuoteMarks(*_EAST),
    "da": QuoteMarks(("»", "«"), ("›", "‹")),
    "nb": QuoteMarks(("«", "»"), ("‘", "’")),
    "nn": QuoteMarks(("«", "»"), ("‘", "’")),
    "sv": QuoteMarks(*_HIGH),
    "fi": QuoteMarks(*_HIGH),
    "he": QuoteMarks(*_HIGH),
    # Right-to-left lines mirror guillemets; of curly marks, the first of a right-to-left text is the closing one.
    "ar": QuoteMarks(("«", "»"), ("”", "“")),
    "fa": QuoteMarks(("«", "»"), ("‹", "›")),
    "ja": QuoteMarks(("「", "」"), ("『", "』"), unspaced=True),
    "zh": QuoteMarks(*_CURLY, unspaced=True),
    "zh-hant": QuoteMarks(("「", "」"), ("『", "』"), unspaced=True),
}
# British books quote with single marks first (Hart's Rules, 9.2), and so do Dutch ones.
_SINGLE_FIRST = {"en-gb", "en-ie", "en-au", "en-nz", "en-za", "nl"}


def quote_marks(language: str) -> QuoteMarks:
    """The marks of the language, or of the language without its region, or English ones."""
    return next((_TABLE[tag] for tag in tag_chain(language) if tag in _TABLE), _ENGLISH)


def in_quotes(words: str, language: str) -> str:
    """The words between the marks that the language prefers, for text that the press writes itself."""
    marks = quote_marks(language)
    pair = marks.single if _SINGLE_FIRST.intersection(tag_chain(language)) else marks.double
    inside = marks.inside if pair is marks.double else ""
    return f"{pair[0]}{inside}{words}{inside}{pair[1]}"
