"""Definitions that do nothing, and links that nobody defines.

Input: a chapter's text and the log of its definitions. Output: a warning for each definition that is never used or
comes a second time, and for each `[words][name]` whose name is not defined, so that no word is lost unseen.
"""

from __future__ import annotations

import re
from collections import Counter

from chapbook.diagnostics import did_you_mean
from chapbook.model.abbreviation import Abbreviation
from chapbook.parse.dialect_links import DefinitionLog
from chapbook.parse.report import Report

# `[//]: # (words)` and `[comment]: <> (words)` are how authors write comments.
_COMMENTS = frozenset({"//", "comment"})
_NOWHERE = frozenset({"", "#", "<>"})
_BEFORE = r"^[ \t>]*(?:[-+*][ \t]+|\d+[.)][ \t]+)*"


def declared_abbreviations(text: str, log: DefinitionLog, report: Report) -> tuple[Abbreviation, ...]:
    """The abbreviations of the chapter, the first of each name."""
    first = dict(reversed(log.abbreviations))
    return tuple(
        Abbreviation(short, long, report.span(_place_of(text, "abbreviation", short, 1, report)))
        for short, long in reversed(first.items())
    )


def check_definitions(text: str, log: DefinitionLog, report: Report) -> None:
    """Report what is defined for nothing, and what is not defined."""
    for kind, definitions in (("link", log.links), ("abbreviation", log.abbreviations)):
        first: dict[str, str] = {}
        seen: Counter[str] = Counter()
        for name, value in definitions:
            seen[name] += 1
            if seen[name] == 1:
                first[name] = value
            if name in _COMMENTS or value in _NOWHERE:
                continue
            _check_definition(text, kind, name, seen[name], report, (first[name] == value, name in log.used))
    known = {name for name, _value in log.links}
    for name, place in log.missing:
        message = f"This link asks for “{name}”, which is defined nowhere in this file, so it was printed as it stands."
        hint = did_you_mean(name, known) or f"Write [{name}]: and the address on a line of its own."
        report.warn("undefined-link", place, message, hint)


def _check_definition(text: str, kind: str, name: str, number: int, report: Report, facts: tuple[bool, bool]) -> None:
    is_same, is_used = facts
    if number > 1 and not is_same:
        message = f"The {kind} “{name}” is defined a second time, and otherwise; the first definition counts."
        place = _place_of(text, kind, name, number, report)
        report.warn("duplicate-definition", place, message, "Delete one of the two.")
    elif number == 1 and not is_used:
        message = f"The {kind} “{name}” is defined here and used nowhere, so it is in no edition."
        place = _place_of(text, kind, name, number, report)
        report.warn("unused-definition", place, message, "Delete it, or look for a slip of the pen where it was meant.")


def _place_of(text: str, kind: str, name: str, number: int, report: Report) -> int | None:
    """Where the definition stands, the `number`-th of its name."""
    words = r"\s+".join(re.escape(word) for word in name.split())
    mark = r"\[" if kind == "link" else r"\*\["
    pattern = re.compile(rf"{_BEFORE}(?P<at>{mark})\s*{words}\s*\]\s?:", re.IGNORECASE | re.MULTILINE)
    found = [match.start("at") for match in pattern.finditer(text)]
    if len(found) < number:
        return None
    before = text[: found[number - 1]]
    return report.add_place(before.count("\n"), len(before) - before.rfind("\n") - 1)
