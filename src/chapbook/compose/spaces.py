"""Dashes, ellipses and the spaces that a line must not break at, by language.

Input: the text of one block. Output: edits, each a stretch and what stands there instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from chapbook.compose.quotes import Edit

Rule = tuple[re.Pattern[str], str]

_NO_BREAK = "\u00a0"
_NARROW = "\u202f"
_GAP = r"[ \n]"  # a space in the source, or a line end

_DASHES = re.compile(r"(?<!-)---?(?![->])")
_ELLIPSIS = re.compile(r"(?<!\.)\.\.\.(?!\.)")

_UNITS = (
    r"(?:[kcmµ]?m[²³]?|km/h|[kmµ]?g|t|[mh]?l|ha|[kMG]?W|kWh|[kMGT]i?B|V|A|K|°C?|%|‰|€|£|\$|[kMG]?Hz|h?Pa|bar"
    r"|min|h|s|ms|pt|px|dpi|Kčs?|CZK|EUR|USD|GBP|million|billion|thousand|miliony?|milionů|miliard[ay]?|tisíc"
    r"|Millionen|Milliarden?|Tausend|Uhr|millions?|milliards?)"
)
_MONTHS = {
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
    "cs": "ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince",
    "de": "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
}
_UPPER = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŤŪŮŰŲŹŻŽ]"
_NUMERAL = r"[\divxlcIVXLC]"

# Each pattern below ends with the space that it guards.
_INITIAL = rf"(?<!\w){_UPPER}\.{_GAP}(?={_UPPER})"
_UNIT = rf"\d{_GAP}(?={_UNITS}(?!\w))"
_THOUSANDS = rf"\d{_GAP}(?=\d\d\d(?!\d))"


def _words(words: str, ahead: str) -> str:
    """One of the words before what is ahead: `p.` before a numeral, `Dr` before a name."""
    return rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in words.split())}){_GAP}(?={ahead})"


def _one_letter_words(letters: str) -> str:
    """A word of one letter, which Czech, Slovak and Polish keep off the line's end."""
    return rf"(?<!\w)[{letters}{letters.upper()}]{_GAP}(?=\S)"


def _months(language: str, day: str) -> str:
    return rf"{day}{_GAP}(?=(?:{_MONTHS[language]})(?!\w))"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_CZECH = (
    *(_INITIAL, _UNIT, _THOUSANDS, _one_letter_words("ksvzouai")),
    _words("s. str. č. r. roč. sv. kap. obr. tab. čl. odst. l. §", r"\d"),
    _words("p. pí Dr. dr. Ing. ing. prof. Prof. doc. Doc. gen. plk.", _UPPER),
    rf"\d\.{_GAP}(?=\d)",
)
_GUARDS: Mapping[str, re.Pattern[str]] = {
    "en": _any(
        *(_INITIAL, _UNIT, _months("en", r"\d")),
        _words("p. pp. no. nos. No. Nos. vol. vols. ch. chap. fig. Fig. sec. art. c.", _NUMERAL),
        _words("Mr Mrs Ms Dr Mr. Mrs. Ms. Dr. Prof. St St. Gen. Col. Lt.", _UPPER),
    ),
    "cs": _any(*_CZECH, _months("cs", r"\d\.")),
    "sk": _any(*_CZECH),
    "pl": _any(_INITIAL, _UNIT, _THOUSANDS, _one_letter_words("wzioua")),
    "de": _any(
        *(_INITIAL, _UNIT, _months("de", r"\d\.")),
        _words("S. Nr. Bd. Bde. Abb. Kap. Art. Abs. Tab. §", _NUMERAL),
        _words("Dr. Prof. Hr. Fr. St.", _UPPER),
        _words("z. d. u. i. o.", r"[A-Za-zÄäÜü]\."),
    ),
    "fr": _any(
        *(_INITIAL, _UNIT, _THOUSANDS, _months("fr", r"\d")),
        _words("p. pp. n° nº t. vol. fig. chap. art. §", _NUMERAL),
        _words("M. MM. Mme Mlle Dr", _UPPER),
    ),
}
_OTHERS = _any(_INITIAL, _UNIT)

# French sets a space before two-part punctuation, and inside guillemets; a match is replaced whole.
_FRENCH: tuple[Rule, ...] = (
    (re.compile(r"(?<=\S)[ \n](?=[;!?](?!\w))"), _NARROW),
    (re.compile(r"(?<=[\w»”)’\"'])(?=[;!?]+(?:[\s»”)\"']|\Z))"), _NARROW),
    (re.compile(r"(?<=\S)[ \n](?=[:»])"), _NO_BREAK),
    (re.compile(r"(?<=[\w»”)’\"'])(?=:(?:[\s»”)\"']|\Z))"), _NO_BREAK),
    (re.compile(r"(?<=«)(?: (?=\S)|(?=\S))"), _NO_BREAK),
    (re.compile(r"(?<=[\w.!?…,)])(?=»)"), _NO_BREAK),
)


def space_edits(text: str, language: str) -> Iterator[Edit]:
    """All edits but those of the quotes, for text in the language."""
    primary = language.lower().split("-")[0]
    if "--" in text:
        for match in _DASHES.finditer(text):
            yield match.start(), match.end(), "—" if len(match[0]) == 3 else "–"
    if "..." in text:
        for match in _ELLIPSIS.finditer(text):
            yield match.start(), match.end(), "…"
    for match in _GUARDS.get(primary, _OTHERS).finditer(text):
        yield match.end() - 1, match.end(), _NO_BREAK
    for pattern, replacement in _FRENCH if primary == "fr" else ():
        for match in pattern.finditer(text):
            yield match.start(), match.end(), replacement
