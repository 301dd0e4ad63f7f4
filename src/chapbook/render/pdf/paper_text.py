"""What a paper tree says, and where: input a tree or a fragment, output its text with every character's place.

The running text of a division is all its text in document order, with `section.notes`, the `span.locators` of an index
and each `span.page-reference` left out, and with nothing that paper adds. An offset counts its characters without white
space (`str.isspace`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from xml.etree import ElementTree as ET  # only walked here, never parsed

from lxml import etree

from chapbook.model.book import MADE
from chapbook.model.fragment import SVG, Fragment, fragment_tree, h
from chapbook.render.pdf.paper import NOTE_CLASS, TABLE_NOTE_CLASS
from chapbook.trees import has_class


class Role(Enum):
    """What a piece of text is: the division's own, a note's, or made for paper."""

    RUNNING = "running"
    NOTE = "note"
    MADE = "made"


@dataclass
class OwnText:
    """The text that stands in an element itself, not in its children, without white space.

    `starts` are pairs: a place in `text`, and the offset in the running text of the character there. `is_drawn`: it is
    part of a drawing, so that nobody sets its letters.
    """

    role: Role
    is_drawn: bool = False
    text: str = ""
    starts: list[tuple[int, int]] = field(default_factory=list)

    def offset(self, index: int) -> int:
        """The offset in the running text of the character `text[index]`."""
        start, offset = self.starts[bisect_right(self.starts, (index, 1 << 62)) - 1]
        return offset + index - start


@dataclass(frozen=True)
class PaperText:
    """Every element that holds text of its own, in document order, and how long the running text is."""

    owners: dict[ET.Element, OwnText]
    length: int


def without_space(text: str) -> str:
    """The text without white space: what offsets count and proofs compare."""
    return "".join(text.split())


def running_text(content: Fragment) -> str:
    """The running text of a division, white space left out."""
    return "".join(_running(fragment_tree(content)))


def notes_text(content: Fragment) -> str:
    """The text of all notes of a division in their order, white space left out."""
    holders = [s for s in fragment_tree(content).iter(h("section")) if has_class(s, "notes")]
    return "".join(text for holder in holders for child in holder for text in _running(child))


def _running(element: etree._Element) -> Iterator[str]:
    if isinstance(element.tag, str) and not (
        MADE in element.attrib
        or (element.tag == h("section") and has_class(element, "notes"))
        or (element.tag == h("span") and (has_class(element, "locators") or has_class(element, "page-reference")))
    ):
        yield without_space(element.text or "")
        for child in element:
            yield from _running(child)
            yield without_space(child.tail or "")


def read_paper_text(root: ET.Element) -> PaperText:
    """The text of a paper tree."""
    body = root.find("body")
    owners: dict[ET.Element, OwnText] = {}
    length = 0
    for element, role, text in _pieces(root if body is None else body, Role.RUNNING):
        letters = without_space(text)
        if letters:
            own = owners.setdefault(element, OwnText(role, element.tag.startswith(f"{{{SVG}}}")))
            own.starts.append((len(own.text), length))
            own.text += letters
            length += len(letters) if role is Role.RUNNING else 0
    return PaperText(owners, length)


def _pieces(element: ET.Element, role: Role) -> Iterator[tuple[ET.Element, Role, str]]:
    role = _role(element, role)
    yield element, role, element.text or ""
    for child in element:
        yield from _pieces(child, role)
        yield element, role, child.tail or ""


def _role(element: ET.Element, outer: Role) -> Role:
    if element.tag == "aside" and (has_class(element, NOTE_CLASS) or has_class(element, TABLE_NOTE_CLASS)):
        return Role.NOTE
    if element.tag == "section" and has_class(element, "notes"):
        return Role.NOTE
    if MADE in element.attrib or (element.tag == "span" and has_class(element, "locators")):
        return Role.MADE
    return outer
