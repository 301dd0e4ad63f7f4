"""The running text of a section, in blocks: where a page begins is told by the characters before it.

Input: the section of a division. Output: its blocks with the length of each, and the text of one of them piece by
piece. Pages turn in few blocks of a book, and of the others nothing but the length is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from lxml import etree

from chapbook.model.fragment import find_all, h

INLINE = frozenset(
    h(name)
    for name in (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i", "kbd", "mark"),
        *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"),
    )
)
_LEFT_OUT = frozenset({"locators", "page-reference"})
_MAY_BE_LEFT_OUT = " | ".join(f"descendant::*[contains(@class, '{name}')]" for name in (*sorted(_LEFT_OUT), "notes"))


class Run(NamedTuple):
    """A piece of running text as it was: `owner.text`, or `owner.tail` when `after`.

    `start` counts the characters before it. `joined`: no block begins or ends between it and the run before. A book of
    code has tens of thousands of them, and a tuple is made in a fifth of the time of a dataclass.
    """

    owner: etree._Element
    after: bool
    text: str
    start: int
    joined: bool


@dataclass(frozen=True)
class Block:
    """Children of a section between which a word may go on, or what the section says before the first of them.

    `parted`: not all of it is running text. `start` counts the characters before it, without white space.
    """

    section: etree._Element
    children: tuple[etree._Element, ...]
    opens: bool
    parted: bool
    start: int = 0

    def length(self) -> int:
        """How many characters the running text has, without white space."""
        if self.opens or self.parted:
            return sum(_length(run.text) for run in self.runs())
        return sum(map(_length, map(_whole_text, self.children)))

    def runs(self) -> Iterator[Run]:
        """The text in order, without notes, locators and page references: on paper they are elsewhere or others."""
        count, joined = self.start, False
        if self.opens and self.section.text:
            yield Run(self.section, False, self.section.text, count, joined)
            count, joined = count + _length(self.section.text), True
        for event, element in chain.from_iterable(map(self._events, self.children)):
            joined = joined and (element.tag in INLINE or event in ("comment", "pi"))
            after = event != "start"
            text = element.tail if after else element.text
            if text:
                yield Run(element, after, text, count, joined)
                count, joined = count + _length(text), True

    def _events(self, child: etree._Element) -> Iterator[tuple[str, etree._Element]]:
        """The child as an `iterwalk` sees it, without what is left out; lxml walks through no comment."""
        if not isinstance(child.tag, str):
            return iter([("comment", child)])
        walk = etree.iterwalk(child, events=("start", "end", "comment", "pi"))
        return _kept(walk) if self.parted else walk


def find_blocks(section: etree._Element) -> list[Block]:
    """The blocks of the section that have words, in order."""
    groups: list[list[etree._Element]] = [[]]
    for child in section:
        if child.tag in INLINE or not isinstance(child.tag, str):
            groups[-1].append(child)
        else:
            groups.append([child])
    parted = _children_with_parts_left_out(section)
    blocks: list[Block] = []
    start = 0
    for number, group in enumerate(groups):
        block = Block(section, tuple(group), number == 0, not parted.isdisjoint(group), start)
        length = block.length()
        if length:
            blocks.append(block)
        start += length
    return blocks


def is_left_out(element: etree._Element) -> bool:
    """Whether the element is no running text."""
    classes = (element.get("class") or "").split()
    return (element.tag == h("section") and "notes" in classes) or not _LEFT_OUT.isdisjoint(classes)


def _children_with_parts_left_out(section: etree._Element) -> set[etree._Element]:
    found = [element for element in find_all(section, _MAY_BE_LEFT_OUT) if is_left_out(element)]
    return {_child_with(section, element) for element in found}


def _child_with(section: etree._Element, element: etree._Element) -> etree._Element:
    around = chain([element], element.iterancestors())
    return next(e for e in around if e.getparent() is section)


def _kept(walk: etree.iterwalk[tuple[str, etree._Element]]) -> Iterator[tuple[str, etree._Element]]:
    for event, element in walk:
        if event == "start" and is_left_out(element):
            walk.skip_subtree()
        else:
            yield event, element


def _whole_text(child: etree._Element) -> str:
    if not isinstance(child.tag, str):
        return child.tail or ""
    return str(etree.tostring(child, method="text", encoding="unicode"))


def _length(text: str) -> int:
    return len("".join(text.split()))
