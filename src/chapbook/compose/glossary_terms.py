"""The words that the glossary explains, looked for in text.

Input: the entries with their names and forms, and the book's language. Output: where a text uses them. A name is found
as a whole word, the longest first, whatever kind of space and apostrophe it has; the case of its first letter counts
only where two entries differ in nothing else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from chapbook.diagnostics import Span
from chapbook.scripts import UNSPACED

_UNSPACED = re.compile(rf"[{UNSPACED}]")


@dataclass(frozen=True)
class GlossaryEntry:
    """An entry: its emitted id, its first term as printed, all its names, its forms, and its place.

    `group` is its element. One that only `refers` sends the reader to another.
    """

    id: str
    words: str
    names: tuple[str, ...]
    forms: tuple[str, ...]
    span: Span
    group: etree._Element
    refers: bool


@dataclass(frozen=True)
class Use:
    """A use of an entry in a text: `text[start:end]`."""

    start: int
    end: int
    id: str


@dataclass(frozen=True)
class Terms:
    """Finds the entries. `by_name` leads from a name to its entry, `by_opening` from one with a small first letter.

    `shapes` are the forms with a wildcard.
    """

    pattern: re.Pattern[str]
    by_name: Mapping[str, str]
    by_opening: Mapping[str, str]
    shapes: tuple[tuple[re.Pattern[str], str], ...]

    def uses(self, text: str) -> Iterator[Use]:
        """Every use in the text, in order."""
        for match in self.pattern.finditer(text):
            found = self._id_of(match["spaced"] or match["unspaced"])
            if found:
                yield Use(match.start(), match.end(), found)

    def named(self, words: str) -> str:
        """The id of the entry that the words are a name or a form of; empty when there is none."""
        words = fold(words)
        match = self.pattern.fullmatch(words)
        return self._id_of(words) or (self._id_of(match["spaced"] or match["unspaced"]) if match else "")

    def _id_of(self, words: str) -> str:
        words = fold(words)
        found = self.by_name.get(words) or self.by_opening.get(_opening(words))
        return found or next((entry for shape, entry in self.shapes if shape.fullmatch(words)), "")


def make_terms(entries: Sequence[GlossaryEntry], language: str) -> Terms:
    """The terms of the entries; a name that two of them have leads to the first."""
    by_name: dict[str, str] = {}
    opened: dict[str, set[str]] = defaultdict(set)
    shapes: dict[str, tuple[re.Pattern[str], str]] = {}
    for entry in entries:
        for words in map(fold, (*entry.names, *entry.forms)):
            if "*" in words:
                shapes.setdefault(words, (re.compile(_as_pattern(words, any_case=True)), entry.id))
            elif words not in by_name:
                by_name[words] = entry.id
                opened[_opening(words)].add(entry.id)
    by_opening = {words: next(iter(ids)) for words, ids in opened.items() if len(ids) == 1}
    patterns = {words: _as_pattern(words, any_case=_opening(words) in by_opening) for words in by_name}
    patterns |= {words: shape.pattern for words, (shape, _id) in shapes.items()}
    return Terms(_pattern(patterns, language), by_name, by_opening, tuple(shapes.values()))


def fold(words: str) -> str:
    """The words with single spaces and plain apostrophes."""
    return " ".join(words.replace("’", "'").split())


def _opening(words: str) -> str:
    return words[:1].lower() + words[1:]


def _pattern(patterns: Mapping[str, str], language: str) -> re.Pattern[str]:
    """One pattern for all. Where a script sets no spaces a word has no bounds that could be seen."""
    plural = "(?:e?s)?" if language.lower().split("-")[0] == "en" else ""
    spaced = {words: pattern for words, pattern in patterns.items() if not _UNSPACED.search(words)}
    unspaced = {words: pattern for words, pattern in patterns.items() if words not in spaced}
    return re.compile(
        rf"(?<!\w)(?P<spaced>{_alternatives(spaced)}){plural}(?!\w)|(?P<unspaced>{_alternatives(unspaced)})"
    )


def _alternatives(patterns: Mapping[str, str]) -> str:
    """The longest first, so that a term inside a longer one does not hide it.

    Those that begin alike stand behind one look at their first letter, or hundreds would be tried at every word.
    """
    by_first: dict[str, list[str]] = defaultdict(list)
    for words in sorted(patterns, key=lambda words: (-len(words), words)):
        letters = {words[0], *words[0].lower(), *words[0].upper()}
        by_first["".join(map(re.escape, sorted(letters)))].append(patterns[words])
    return "|".join(f"(?=[{first}])(?:{'|'.join(same)})" for first, same in by_first.items()) or "(?!)"


def _as_pattern(words: str, *, any_case: bool) -> str:
    first, rest = words[0], words[1:]
    begin = f"[{first.lower()}{first.upper()}]" if any_case and len(first.upper()) == 1 and first.isalpha() else ""
    begin = begin or re.escape(first)
    return begin + re.escape(rest).replace("\\ ", r"\s+").replace("'", "['’]").replace(r"\*", r"\w*")
