"""From a citation in the tree to its parts.

Input: `press:citation`, whose keys are `press:key` elements among the words of `[see @a, p. 3; -@b]` or `@a [p. 3]`.
Output: citations and cross-references as Pandoc's manual (“Citation syntax”) describes them. What stands before and
after a key may hold markup; whoever formats it reads the locators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from chapbook.model.draft import CitationItem
from chapbook.model.fragment import Fragment, make_fragment, new_element, press
from chapbook.parse.lifting import take_attribute
from chapbook.parse.repair import AT
from chapbook.parse.report import Report
from chapbook.parse.tokens import PLACE_PATTERN, drop_signs, first_place
from chapbook.scripts import UNSPACED
from chapbook.trees import append_text

# Pandoc's key: words joined by single signs, so that the full stop after a key is not of it; two slashes are one sign
# after a scheme. A word of other letters ends where one in Chinese or Japanese begins, which put no space between them:
# “@fig:lineと” is “@fig:line”.
_WORD = rf"(?:[^\W{UNSPACED}]+|\w+)"
KEY = rf"{_WORD}(?:(?:[:.#$%&+?<>~/-]|:?//)(?:{PLACE_PATTERN})?{_WORD})*"  # a dollar has its place
# In braces a key may be anything without white space.
BRACED_KEY = r"\{[^\s{}]+(?:\{[^\s{}]*\}[^\s{}]*)*\}"
LABEL_KINDS = ("fig", "tbl", "sec", "eq", "lst")

LABEL = rf"(?:{'|'.join(f'[{kind[0].upper()}{kind[0]}]{kind[1:]}' for kind in LABEL_KINDS)}):"

_LABEL = re.compile(LABEL)
_KEYED = re.compile(rf"(?P<minus>-?)@(?P<place>{PLACE_PATTERN})(?:(?P<key>{KEY})|\{{(?P<braced>[^\s]+)\}})")

_Node = str | etree._Element


@dataclass(frozen=True)
class Part:
    """One work or label of a citation: its key with its place, and the words before and after, each in a `span`.

    `is_crowded`: no semicolon stands between it and the part before.
    """

    before: etree._Element
    minus: bool
    key: str
    after: etree._Element
    place: int | None
    is_crowded: bool = False

    @property
    def is_label(self) -> bool:
        """Whether the key names something in the book, and no work."""
        return _LABEL.match(self.key) is not None


def is_in_text(citation: etree._Element) -> bool:
    """Whether the citation stands in the sentence (`@a`), and not in brackets."""
    return not citation.text and next(iter(citation), None) is not None


def read_parts(citation: etree._Element) -> tuple[Part, ...]:
    """The parts of the citation; none when it is no citation after all. The element stays as it is."""
    parts: list[Part] = []
    waiting: list[_Node] = []  # words before a semicolon that parts no works, in front of the first
    for segment in _segments(citation):
        read = _read_segment([*waiting, *segment])
        if read:
            parts += read
            waiting = []
        elif parts:  # such a semicolon after a work: “[@a, p. 3; see also below]”
            _add(parts[-1].after, [";", *segment])
        else:
            waiting += [*segment, ";"]
    return tuple(parts)


def read_key(element: etree._Element) -> tuple[bool, str, int | None]:
    """Of `press:key`: whether it has the minus, the key, and its place."""
    match = _KEYED.match(element.text or "")
    if match is None:  # an author’s own sign, written as a character reference
        return False, drop_signs(element.text or ""), None
    return bool(match["minus"]), drop_signs(match["key"] or match["braced"]), first_place(match["place"])


def make_item(part: Part, report: Report) -> CitationItem:
    """The item of a `Citation` for a part. White space before the suffix sets it off, and stays."""
    return CitationItem(part.key, _affix(part.before, True), _affix(part.after), part.minus, report.span(part.place))


def affix_text(words: etree._Element) -> str:
    """The words as plain text."""
    return "".join(str(text) for text in words.itertext(etree.Element))


def _segments(citation: etree._Element) -> Iterator[list[_Node]]:
    """Text and elements of the citation in their order, the brackets gone, divided at the semicolons."""
    nodes: list[_Node] = [citation.text or ""]
    for child in citation:
        nodes += [child, child.tail or ""]
    if not is_in_text(citation):
        yield from _divided(_without_brackets(nodes))
        return
    first, *others = _divided(_without_brackets(nodes[2:]))
    if any(_is_key(node) for node in first):  # “@a [see also @b]”
        yield nodes[:2]
        yield first
    else:
        yield [*nodes[:2], *first]
    yield from others


def _without_brackets(nodes: list[_Node]) -> list[_Node]:
    text = str(nodes[0]).lstrip()
    if not text.startswith("["):
        return nodes
    if len(nodes) == 1:
        return [text[1:].removesuffix("]")]
    return [text[1:], *nodes[1:-1], str(nodes[-1]).removesuffix("]")]


def _divided(nodes: Sequence[_Node]) -> Iterator[list[_Node]]:
    segment: list[_Node] = []
    for node in nodes:
        if isinstance(node, str):
            first, *others = node.split(";")
            segment.append(first)
            for text in others:
                yield segment
                segment = [text]
        else:
            segment.append(node)
    yield segment


def _is_key(node: _Node) -> bool:
    return not isinstance(node, str) and node.tag == press("key")


def _read_segment(nodes: Sequence[_Node]) -> list[Part]:
    parts: list[Part] = []
    words = new_element("span")
    for node in nodes:
        if isinstance(node, str) or not _is_key(node):
            _add(words, [node])
            continue
        minus, key, place = read_key(node)
        before = new_element("span") if parts else words
        words = new_element("span")
        parts.append(Part(before, minus, key, words, place, is_crowded=bool(parts)))
    return parts


def _add(words: etree._Element, nodes: Sequence[_Node]) -> None:
    for node in nodes:
        if isinstance(node, str):
            append_text(words, node)
        else:
            copied = deepcopy(node)
            copied.tail = None
            words.append(copied)


def _affix(words: etree._Element, is_prefix: bool = False) -> Fragment | None:
    """The words as the citation keeps them, their ends trimmed; none when there are none."""
    if not len(words):
        words.text = (words.text or "").strip() if is_prefix else (words.text or "").rstrip()
        return make_fragment(words) if words.text.strip() else None
    words[-1].tail = (words[-1].tail or "").rstrip()
    if is_prefix:
        words.text = (words.text or "").lstrip()
    for element in words.iter(etree.Element):
        for name in ("id", AT):
            take_attribute(element, name)
    etree.cleanup_namespaces(words, keep_ns_prefixes=["press"])
    return make_fragment(words)
