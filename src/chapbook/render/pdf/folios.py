"""Page numbers of an index entry: input the folios of its places, output numbers, commas and runs in page order.

Each page stands once; three pages or more in a row become a run (41–43), in arabic or in roman numbers. The places come
in the order of the text, and with the notes at the end of the book that is not the order of the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True)
class Locator:
    """A place: its id and the folio of its page."""

    id: str
    label: str


def join_locators(locators: Sequence[Locator]) -> tuple[Locator | str, ...]:
    """The locators to print, with the text between them. A run keeps its first and its last locator."""
    pages: dict[str, Locator] = {}
    for locator in sorted(locators, key=lambda locator: folio_order(locator.label)):
        pages.setdefault(locator.label, locator)
    joined: list[Locator | str] = []
    for run in _runs(list(pages.values())):
        kept: list[Locator | str] = [run[0], "–", run[-1]] if len(run) > 2 else _listed(run)
        joined += [", ", *kept] if joined else kept
    return tuple(joined)


def folio_order(label: str) -> tuple[bool, int]:
    """A key that sorts folios as pages stand: the roman ones first."""
    return (True, int(label)) if label.isdecimal() else (False, roman_value(label))


def _listed(run: Sequence[Locator]) -> list[Locator | str]:
    return [run[0]] if len(run) == 1 else [run[0], ", ", run[1]]


def _runs(pages: Sequence[Locator]) -> list[list[Locator]]:
    runs = [[page] for page in pages[:1]]
    for before, page in pairwise(pages):
        if _follows(before.label, page.label):
            runs[-1].append(page)
        else:
            runs.append([page])
    return runs


def _follows(before: str, after: str) -> bool:
    if before.isdecimal() and after.isdecimal():
        return int(after) == int(before) + 1
    return bool(roman_value(before)) and roman_value(after) == roman_value(before) + 1


def roman_value(label: str) -> int:
    """What a roman number is worth; 0 when the label is none."""
    values = [_ROMAN.get(letter, 0) for letter in label.lower()]
    if not values or not all(values):
        return 0
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
