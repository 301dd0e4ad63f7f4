"""The words of cross-references: one, several of a kind, ranges, and pages on paper.

Input: the targets of the labels that stand together. Output: links and the words between them, in the book's language:
“Figure 2.1”, “Figures 2.1 and 2.3”, “Figures 2.1–2.3, 3.1 and Table 1.1”.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.words import Numbered, name_list
from chapbook.model.apparatus import Target
from chapbook.model.fragment import new_element

# So many numbers in a row become a range.
SHORTEST_RANGE = 3
_NUMBER = re.compile(r"(?P<within>(?:.*\.)?)(?P<last>\d+)")

Node = etree._Element | str


@dataclass(frozen=True)
class Reference:
    """One label as it is asked for; `target` is None when nothing has it."""

    label: str
    target: Target | None
    number_only: bool = False
    capital: bool = False

    @property
    def series(self) -> tuple[str, bool]:
        """References with the same series share their word; an empty one shares with nothing."""
        return (self.target.kind if self.target else "", self.number_only)


def joined(bench: Bench, references: Sequence[Reference], ranges: bool = True) -> list[Node]:
    """Links and words for labels that stand together."""
    groups: list[list[Node]] = []
    for (kind, number_only), run in groupby(references, key=lambda reference: reference.series):
        of_kind = list(run)
        if kind and len(of_kind) > 1:
            groups += _several(bench, of_kind, number_only, ranges)
        else:
            groups += [[_one(reference)] for reference in of_kind]
    return _listed(bench, groups)


def page_words(bench: Bench, count: int) -> str:
    """What stands on paper for references to `count` places, for each number of pages that these can make.

    The forms are parted by `|`; `{}` stands for a page's number.
    """
    page = bench.words.page
    forms = [page.reference]
    forms += [page.references.format("".join(_with_separators(bench, n))) for n in range(2, count + 1)]
    return "|".join(forms)


def _with_separators(bench: Bench, count: int) -> list[str]:
    pieces = ["{}"]
    for separator in _separators(bench, count):
        pieces += [separator, "{}"]
    return pieces


def _one(reference: Reference) -> etree._Element:
    target = reference.target
    if target is None:
        return new_element("span", reference.label)
    words = target.number if reference.number_only and target.number else target.words
    return _link(target, _capitalised(words) if reference.capital else words)


def _link(target: Target, words: str) -> etree._Element:
    return new_element("a", words, class_="cross-reference", href=f"#{target.id}")


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _several(bench: Bench, references: Sequence[Reference], number_only: bool, ranges: bool) -> list[list[Node]]:
    """The items of a list that share a word, which is in the first link, and behind the number in the last one."""
    targets = [reference.target for reference in references if reference.target is not None]
    links = [_link(target, target.number) for target in targets]
    if not number_only:
        before, after = _words(bench, targets[0].kind).references.split("{}")
        before = _capitalised(before) if references[0].capital else before
        links[0].text = f"{before}{links[0].text}"
        links[-1].text = f"{links[-1].text}{after}"
    items: list[list[Node]] = []
    for first, last in _ranges(targets) if ranges else [(n, n) for n in range(len(targets))]:
        if last - first + 1 >= SHORTEST_RANGE:
            items.append([links[first], "–", links[last]])
        else:
            items += [[link] for link in links[first : last + 1]]
    return items


def _words(bench: Bench, kind: str) -> Numbered:
    words = bench.words
    return {
        "part": words.part,
        "chapter": words.chapter,
        "appendix": words.appendix,
        "section": words.section,
        "figure": words.figure,
        "table": words.table,
        "equation": words.equation,
        "listing": words.listing,
    }[kind]


def _ranges(targets: Sequence[Target]) -> list[tuple[int, int]]:
    """Where numbers that follow each other begin and end."""
    found: list[tuple[int, int]] = []
    for place, target in enumerate(targets):
        if found and found[-1][1] == place - 1 and _follows(targets[place - 1].number, target.number):
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _follows(number: str, after: str) -> bool:
    one, other = (_NUMBER.fullmatch(n.strip("()")) for n in (number, after))
    if one is None or other is None:
        return False
    return one["within"] == other["within"] and int(one["last"]) + 1 == int(other["last"])


def _listed(bench: Bench, items: Sequence[list[Node]]) -> list[Node]:
    nodes = list(items[0])
    for separator, item in zip(_separators(bench, len(items)), items[1:], strict=True):
        nodes += [separator, *item]
    return nodes


def _separators(bench: Bench, count: int) -> list[str]:
    """What the language puts between the items of a list: “, ” and “ and ”."""
    return name_list(("\0",) * count, bench.language).split("\0")[1:-1]
