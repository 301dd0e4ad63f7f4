"""What authors are told of characters that no face of the book has.

Input: the characters, and the places where each is written. Output: warnings. Letters of one script lack one family,
so they are told together, at the first of them; a symbol is told alone, with its places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from unicodedata import category, name

from chapbook.diagnostics import Diagnostic, Span, warning
from chapbook.faces import family_with

_MOST_NAMED = 12
_MOST_PLACES = 3
_NOWHERE = (Span("book.toml"),)


def report_missing(missing: Set[str], places: Mapping[str, Sequence[Span]]) -> Iterator[Diagnostic]:
    """The warnings, by their places; of many only the first are told one by one."""
    by_script: dict[str, list[str]] = defaultdict(list)
    for character in sorted(missing, key=lambda c: (places.get(c, _NOWHERE)[0], c)):
        by_script[_script(character) or character].append(character)
    groups = list(by_script.items())
    for script, characters in groups[:_MOST_NAMED]:
        if len(characters) > 1:
            yield _script_missing(script, characters, places.get(characters[0], _NOWHERE)[0])
        else:
            yield _character_missing(characters[0], places.get(characters[0], _NOWHERE))
    rest = [character for _script, characters in groups[_MOST_NAMED:] for character in characters]
    if rest:
        says = f"No face of the book has {_these(rest, 'more characters')}."
        yield warning("missing-glyph", places.get(rest[0], _NOWHERE)[0], says, _hint(""))


def _script(character: str) -> str:
    """How the names of its letters begin in Unicode, mostly the script (“Devanagari”); nothing for a symbol."""
    first = name(character, "").split(" ")[0] if category(character)[0] in "LM" else ""
    return first if first == "CJK" else first.title()


def _script_missing(script: str, characters: Sequence[str], first: Span) -> Diagnostic:
    says = f"No face of the book has {_these(characters, f'{script} letters and marks')}."
    return warning("missing-glyph", first, says, _hint(family_with(characters[0])))


def _these(characters: Sequence[str], called: str) -> str:
    """How many there are, and the first of them. A mark stands on a circle of dots, for it cannot stand alone."""
    shown = " ".join(f"◌{c}" if category(c)[0] == "M" else c for c in characters[:_MOST_NAMED])
    return f"{len(characters)} {called}: {shown}{' …' if len(characters) > _MOST_NAMED else ''}"


def _character_missing(character: str, places: Sequence[Span]) -> Diagnostic:
    """The warning at the first place, which names the next ones and says how many more there are."""
    called = f", {name(character).lower()}" if name(character, "") else ""
    others = [str(span) for span in places[1:_MOST_PLACES]]
    also = f", also at {' and '.join(others)}" if others else ""
    rest = len(places) - _MOST_PLACES
    more = f", and at {rest} more place{'s' if rest > 1 else ''}" if rest > 0 else ""
    says = f"No face of the book has the character “{character}” (U+{ord(character):04X}{called}){also}{more}."
    return warning("missing-glyph", places[0], says, _hint(family_with(character)))


def _hint(family: str) -> str:
    if family:
        return f"“{family}” has it: name it under “fallback-faces” in [style], or write something else."
    return "Name a family that has it under “fallback-faces” in [style], or write something else."
