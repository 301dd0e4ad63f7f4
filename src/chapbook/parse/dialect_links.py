"""Definitions of links and abbreviations, and what becomes of them.

Input: the blocks and lines of a chapter. Output: what Python-Markdown makes of them, and beside it a `DefinitionLog`:
the library keeps the last of two definitions, where the first counts (CommonMark 0.31, section 4.7), and says nothing
of those that nobody uses.
"""
# ruff: noqa: N802 – Python-Markdown names the methods and their arguments

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.inlinepatterns import REFERENCE_RE, ReferenceInlineProcessor

from chapbook.parse.tokens import drop_places, first_place

_Found = tuple[ElementTree.Element | str | None, int | None, int | None]


@dataclass(frozen=True)
class DefinitionLog:
    """What a chapter defines. Names are as the library folds them.

    `links` and `abbreviations` hold every definition in order, `(name, value)`; `used` the names of both that were
    asked for; `missing` the names that a link asks for and nobody defines, each with its place.
    """

    links: tuple[tuple[str, str], ...]
    abbreviations: tuple[tuple[str, str], ...]
    used: frozenset[str]
    missing: tuple[tuple[str, int | None], ...]


class LinkDefinitions(dict[str, tuple[str, str | None]]):
    """The definitions of links, found whatever places stand in their names; the first of two counts."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[tuple[str, str]] = []
        self.used: set[str] = set()
        self.missing: list[tuple[str, int | None]] = []

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(drop_places(name))

    def __getitem__(self, name: str) -> tuple[str, str | None]:
        self.used.add(drop_places(name))
        return super().__getitem__(drop_places(name))

    def __setitem__(self, name: str, value: tuple[str, str | None]) -> None:
        self.written.append((drop_places(name), value[0]))
        if name not in self:
            super().__setitem__(drop_places(name), value)

    def clear(self) -> None:
        super().clear()
        self.written, self.used, self.missing = [], set(), []


class _Abbreviations(dict[str, str]):
    def __init__(self) -> None:
        super().__init__()
        self.written: list[tuple[str, str]] = []
        self.used: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.used.add(name)
        return super().__getitem__(name)

    def __setitem__(self, name: str, value: str) -> None:
        self.written.append((name, value))
        if name not in self:
            super().__setitem__(name, value)

    def clear(self) -> None:
        super().clear()
        self.written, self.used = [], set()


class AbbreviationsExtension(AbbrExtension):
    """Reads abbreviations as Python-Markdown does, and remembers which of them stand in the text."""

    def __init__(self) -> None:
        super().__init__()
        self.abbrs: _Abbreviations = _Abbreviations()


class _ReferencePattern(ReferenceInlineProcessor):
    """`[words][name]`; a name that is not defined is remembered, and the brackets stay text."""

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # the stubs forget str
        element, start, end = super().handleMatch(m, data)
        if element is None and start is not None and end is not None:
            self._note_missing(data, m.end(0), start, end)
        return element, start, end

    def _note_missing(self, data: str, words: int, start: int, end: int) -> None:
        """Remember the name, unless the second bracket begins a link or span, or the first an index: `a[1][2]`."""
        text, index, _ = self.getText(data, words)
        name, _, _ = self.evalId(data, index, text)
        is_link = data[index : index + 1] == "[" and data[end : end + 1] not in ("(", "{", "[")
        references = self.md.references
        if is_link and name and not data[start - 1 : start].isalnum() and isinstance(references, LinkDefinitions):
            references.missing.append((drop_places(name), first_place(data[start:end])))


def add_definitions(md: Markdown) -> None:
    """Let the parser keep the log."""
    md.references = LinkDefinitions()  # type: ignore[assignment]  # the stubs forget that a title can be missing
    md.inlinePatterns.register(_ReferencePattern(REFERENCE_RE, md), "reference", 170)


def read_log(md: Markdown, abbreviations: AbbreviationsExtension) -> DefinitionLog:
    """What the text that the parser read last defines."""
    references = md.references
    if not isinstance(references, LinkDefinitions):
        raise TypeError("the parser was not given its definitions")
    abbrs = abbreviations.abbrs
    return DefinitionLog(
        tuple(references.written),
        tuple(abbrs.written),
        frozenset(references.used | abbrs.used),
        tuple(references.missing),
    )
