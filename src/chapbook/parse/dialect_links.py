"""Definitions of links and abbreviations, and what becomes of them.

Input: the blocks and lines of a chapter. Output: what Python-Markdown makes of them, and beside it a `DefinitionLog`:
the library keeps the last of two definitions, where the first counts (CommonMark 0.31, section 4.7), and says nothing
of those that nobody uses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree  # only built here, never parsed

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension, AbbrTreeprocessor

from chapbook.parse.link_definitions import normalise_label
from chapbook.parse.tokens import drop_places


@dataclass(frozen=True)
class DefinitionLog:
    """What a chapter defines. Names are folded.

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
        return isinstance(name, str) and super().__contains__(_fold(name))

    def __getitem__(self, name: str) -> tuple[str, str | None]:
        self.used.add(_fold(name))
        return super().__getitem__(_fold(name))

    def __setitem__(self, name: str, value: tuple[str, str | None]) -> None:
        self.written.append((_fold(name), value[0]))
        if name not in self:
            super().__setitem__(_fold(name), value)

    def clear(self) -> None:
        super().clear()
        self.written, self.used, self.missing = [], set(), []

    def note_missing(self, name: str, place: int | None) -> None:
        """Remember a name that a link asks for and nobody defines."""
        if (found := (_fold(name), place)) not in self.missing[-1:]:
            self.missing.append(found)


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

    def add_known(self, name: str, value: str) -> None:
        """An abbreviation that another file declares; the chapter's own goes before it."""
        if name not in self:
            super().__setitem__(name, value)

    def clear(self) -> None:
        super().clear()
        self.written, self.used = [], set()


class _AbbreviationFinder(AbbrTreeprocessor):
    """Finds those too that begin or end with a sign, as “Sb.” does; the library wants a letter at either end."""

    def run(self, root: ElementTree.Element) -> None:
        if self.abbrs:
            longest_first = sorted(self.abbrs, key=len, reverse=True)
            self.RE = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
            self.iter_element(root)


class AbbreviationsExtension(AbbrExtension):
    """Reads abbreviations as Python-Markdown does, and remembers which of them stand in the text."""

    def __init__(self) -> None:
        super().__init__()
        self.abbrs: _Abbreviations = _Abbreviations()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 – the library's name
        """Register what reads them and what finds them."""
        super().extendMarkdown(md)
        md.treeprocessors.register(_AbbreviationFinder(md, self.abbrs), "abbr", 7)


def _fold(name: str) -> str:
    return normalise_label(drop_places(name))


def add_definitions(md: Markdown) -> None:
    """Let the parser keep the log."""
    md.references = LinkDefinitions()  # type: ignore[assignment]  # the stubs forget that a title can be missing


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
