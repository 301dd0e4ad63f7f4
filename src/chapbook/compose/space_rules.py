"""What each language keeps on one line.

Input: a BCP 47 tag. Output: its rules: patterns whose match ends with the space to be held, and patterns whose match is
replaced. `space_habits` says in words what a language holds together; month names are CLDR's, in the form that stands
in a date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from chapbook.compose.locales import locale_of, tag_chain
from chapbook.compose.space_habits import ANY_GAP, GAP, HABITS, NARROW, NO_BREAK, UPPER, Habits

Rule = tuple[re.Pattern[str], str]

_LETTER = r"[^\W\d_]"
_NUMERAL = r"(?:\d|[ivxlcIVXLC]+(?!\w))"
_UNITS = (
    r"[kcmµ]?m[²³]?|km/h|[kmµ]?g|t|[mh]?l|ha|[kMG]?W|kWh|[kMGT]i?B|V|A|K|°[CF]?|%|‰|€|£|\$|[kMG]?Hz|h?Pa|bar|min|h|s|ms"
    r"|pt|px|dpi|CZK|EUR|USD|GBP|CHF|PLN"
)
# No word of these languages is divided from the next by a space, so there is nothing to hold.
_UNSPACED = {"ja", "zh"}


@dataclass(frozen=True)
class SpaceRules:
    """`guards` match up to and with the space that they hold, or only it; `replaced` match what they replace.

    A language is `spaced` when spaces divide its words.
    """

    guards: tuple[Rule, ...]
    replaced: tuple[Rule, ...]
    spaced: bool


@lru_cache(maxsize=256)
def space_rules(language: str) -> SpaceRules:
    """The rules of the language; initials and units for one that the table does not have."""
    tags = tag_chain(language)
    habits = next((HABITS[tag] for tag in tags if tag in HABITS), None)
    spaced = not _UNSPACED.intersection(tags)
    months = _months(language) if habits else ""
    guards = _guards(habits or Habits(), months) if spaced else ((_numbers(Habits(), ""), NO_BREAK),)
    return SpaceRules(guards, next((_PUNCTUATION[tag] for tag in tags if tag in _PUNCTUATION), ()), spaced)


def _months(language: str) -> str:
    """The names of the months as they stand in a date, as alternatives; of the region and of the language."""
    names: list[str] = []
    for tag in (language, language.split("-")[0], "de-AT" if language == "de" else language):
        names += locale_of(tag).months["format"]["wide"].values()
    return "|".join(re.escape(name) for name in dict.fromkeys(names))


def _guards(habits: Habits, months: str) -> tuple[Rule, ...]:
    inside = rf"\b{_LETTER}{{1,2}}\.{GAP}(?={_LETTER}{{1,3}}\.)"
    narrow = habits.inside_abbreviations != NO_BREAK
    guards = [(_numbers(habits, months), NO_BREAK), (_words(habits, months, "" if narrow else inside), NO_BREAK)]
    guards.append((_gaps(habits), NO_BREAK))
    if narrow:
        guards.append((re.compile(rf"\b[a-zäöü]\.{GAP}(?=[A-Za-zÄÖÜäöü]{{1,2}}\.)"), habits.inside_abbreviations))
    if habits.thousands:
        guards.append((re.compile(rf"\d{GAP}(?=\d\d\d(?!\d))(?<!\d\d\d\d[ \n])"), habits.thousands))
    return tuple(guards)


def _numbers(habits: Habits, months: str) -> re.Pattern[str]:
    """What begins with a digit: numbers with units, days with months, sums."""
    units = f"{_UNITS}|{habits.units}" if habits.units else _UNITS
    patterns = [rf"\d{GAP}(?=(?:{units})(?!\w)|[×÷·]{ANY_GAP}?\d)"]
    if months:
        patterns.append(rf"{habits.day}{GAP}(?={habits.of}(?:{months})(?!\w))")
    after_stop = [m for m in habits.more if m.startswith(r"\.")]
    patterns += [m for m in habits.more if m.startswith(r"\d")]
    begins = r"(?=[\d.°º])" if after_stop or habits.day == r"[\d°º]" else r"(?=\d)"
    return re.compile(rf"{begins}(?:{'|'.join([*patterns, *after_stop])})")


def _words(habits: Habits, months: str, inside: str) -> re.Pattern[str]:
    """What begins with a word: short words, words before a number, titles before a name, initials.

    All alternatives begin with a letter, one for each: that is what makes them fast.
    """
    names = UPPER if _has_case(habits.titles) else r"\w"
    patterns = [
        *_before(_both_cases(habits.short.split()), r"\S"),
        *_before([re.escape(w) for w in habits.numbered.split()], _NUMERAL),
        *_before([re.escape(w) for w in habits.titles.split()], names),
        *_before(months.split("|") if months else [], r"\d{1,2}(?!\d)"),
        rf"{UPPER}\.{GAP}(?={UPPER})",
        *(m.removeprefix(r"\b") for m in (inside, *habits.more) if m.startswith(r"\b")),
    ]
    return re.compile(rf"\b(?:{'|'.join(patterns)})")


def _both_cases(words: list[str]) -> list[str]:
    return [*words, *(w[0].upper() + w[1:] for w in words)]


def _before(words: list[str], ahead: str) -> list[str]:
    """One of the words before what is ahead, as a pattern for each first letter: `p.` before a numeral."""
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[0], []).append(word[1:])
    return [rf"{letter}(?:{'|'.join(rest)}){GAP}(?={ahead})" for letter, rest in by_letter.items()]


def _has_case(words: str) -> bool:
    return words.upper() != words.lower()


def _gaps(habits: Habits) -> re.Pattern[str]:
    """What is known at the space: a dash or a particle comes after it, or a sign stood before it."""
    particles = rf"|(?=(?:{'|'.join(habits.particles.split())})(?!\w))(?<=\w[ \n])" if habits.particles else ""
    dash = r"(?=(?:[–—]|---?)(?:[\s\"'”“»«’‘,.;!?]|\Z))(?<=\S[ \n])|" if habits.held_dash else ""
    speech = r"(?<=\A[–—][ \n])|(?<=\A--[ \n])|(?<=\A---[ \n])"
    own = "".join(f"|{m.removeprefix(GAP)}" for m in habits.more if m.startswith(GAP))
    return re.compile(rf"{GAP}(?:{dash}{speech}|(?<=[§№¶×÷][ \n])(?=[\d§]){particles}{own})")


def _french(before: str, colon: str, *, inserted: bool) -> tuple[Rule, ...]:
    """A space before two-part punctuation and inside guillemets: `before` ; ! ? and `colon` for : « »."""
    ends = r"(?=(?:[\s»”)\"']|\Z))"
    rules = [
        (rf"(?<=\S){GAP}(?=[;!?](?!\w))", before),
        (rf"(?<=\S){GAP}(?=[:»])", colon),
        (rf"(?<=[\w»”)’\"'])(?=:{ends})", colon),
        (r"(?<=«)(?: (?=\S)|(?=\S))", colon),
        (r"(?<=[\w.!?…,)])(?=»)", colon),
    ]
    if inserted:
        rules.append((rf"(?<=[\w»”)’\"'])(?=[;!?]+{ends})", before))
    return tuple((re.compile(pattern), space) for pattern, space in rules)


_PUNCTUATION: Mapping[str, tuple[Rule, ...]] = {
    "fr": _french(NARROW, NO_BREAK, inserted=True),
    "fr-ch": _french(NARROW, NARROW, inserted=True),
    "fr-ca": _french(NARROW, NO_BREAK, inserted=False),
}
