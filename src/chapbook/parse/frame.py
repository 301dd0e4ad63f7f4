"""Where the reading of blocks has got to: the containers that are open, the paragraph, the next line.

Input: marked lines and what the readers of `containers` and `leaves` do with them. Output: `Blocks`, an ElementTree
whose leaves hold inline Markdown. Containers are followed line by line as CommonMark 0.31 says in its appendix (“A
parsing strategy”).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from chapbook.parse.ahead import Ahead
from chapbook.parse.columns import TAB, indent_of, strip_columns
from chapbook.parse.limits import limit_brackets
from chapbook.parse.link_definitions import Definitions
from chapbook.parse.lists import List, Lists
from chapbook.parse.report import Report
from chapbook.parse.tokens import PLACE, TAG, make_token

DEEPEST = 40
WHITE = " \t"

_UNNUMBERED = re.compile(r"(?<=[ \t])\{-\}$")


@dataclass
class Blocks:
    """The tree, and what its inline Markdown refers to.

    `raws` are the elements that stand for HTML as the author wrote it, `bare` are paragraphs that become their text;
    `examples` are the numbers of example items.
    """

    root: ElementTree.Element
    definitions: Definitions = field(default_factory=Definitions)
    raws: list[tuple[ElementTree.Element, str]] = field(default_factory=list)
    bare: list[ElementTree.Element] = field(default_factory=list)
    examples: dict[str, int] = field(default_factory=dict)
    notes: list[ElementTree.Element] = field(default_factory=list)


@dataclass
class Container:
    """A quotation, list item, definition, note or admonition that later lines can belong to.

    Lines indented by `width` columns belong to it, of which at most `body` are not their own. `end` is the last line
    that it had, `list` the list of an item, `missing` the end tags that no line of it has any more.
    """

    kind: str
    element: ElementTree.Element
    width: int = 0
    body: int = 0
    end: int = 0
    is_empty: bool = True
    list: List | None = None
    missing: set[str] = field(default_factory=set)


@dataclass
class Line:
    """The line at hand as far as it has been read: what remains, the column where that begins, and its indentation.

    `depth` is how many of the open containers the line belongs to.
    """

    text: str
    column: int
    depth: int
    indent: int = 0

    def measure(self) -> None:
        """Say how far what remains is indented."""
        self.indent = indent_of(self.text, self.column)


class Frame:
    """Where the reading of some lines has got to: of the chapter's, or of a cell's.

    `nesting` is how many containers surround the lines, `read_line` reads the next of them.
    """

    def __init__(
        self, blocks: Blocks, lists: Lists, report: Report, nesting: int, read_line: Callable[[Frame], None]
    ) -> None:
        self.blocks = blocks
        self.lists = lists
        self.report = report
        self.nesting = nesting
        self.read_line = read_line
        self.lines: Sequence[str] = ()
        self.origin = (0, 0)
        self.next = 0
        self.stack: list[Container] = []
        self.root = blocks.root
        self.paragraph: list[str] = []
        self.paragraph_place = (0, 0)  # its first line and column
        self.last_end = -1  # the last line that was not blank
        self.is_table_before = False
        self.missing: set[str] = set()  # end tags that no line has any more
        self.broken_until = 0  # the lines of a grid table that is none

    def read(self, lines: Sequence[str], parent: ElementTree.Element, line: int = 0, column: int = 0) -> None:
        """Put the blocks of the lines into `parent`; `line` and `column` are where in the text the lines begin."""
        self.lines, self.root, self.origin = lines, parent, (line, column)
        while self.next < len(self.lines):
            self.read_line(self)
        self.close(0)

    def is_in_paragraph(self, line: Line) -> bool:
        """Whether a paragraph is open in the very container that the line belongs to."""
        return bool(self.paragraph) and line.depth == len(self.stack)

    def parent(self) -> ElementTree.Element:
        """The element in which the next block stands."""
        return self.stack[-1].element if self.stack else self.root

    def match(self, text: str, column: int, depth: int, is_ahead: bool = False) -> Line:
        """How many of the first `depth` containers the line belongs to, and what remains of it."""
        for number in range(depth):
            container = self.stack[number]
            if container.kind == "quote":
                indent = indent_of(text, column)
                body = text.lstrip(WHITE)
                if indent >= TAB or not body.startswith(">"):
                    return Line(text, column, number)
                text, column = strip_quote(body, column + indent)
            elif text.strip(WHITE):
                if indent_of(text, column) < container.width:
                    return Line(text, column, number)
                text, column = strip_columns(text, column, container.body)
            elif container.is_empty and not is_ahead:  # an item that begins with a blank line ends with a second one
                return Line(text, column, number)
        return Line(text, column, depth)

    def ahead(self, line: Line) -> Ahead:
        """The lines from the one at hand on, without what belongs to the containers of that line."""
        depth = line.depth

        def read(number: int) -> str | None:
            if number >= len(self.lines):
                return None
            if depth == 0:
                return self.lines[number]
            found = self.match(self.lines[number], 0, depth, is_ahead=True)
            return found.text if found.depth == depth else None

        return Ahead(line.text.lstrip(WHITE), self.next, read, 0 if depth else len(self.lines) - self.next)

    def close(self, depth: int) -> None:
        """End the paragraph, and the containers that are deeper."""
        self.end_paragraph()
        while len(self.stack) > depth:
            self.stack.pop()
            self.is_table_before = False

    def open(self, container: Container, line: Line) -> None:
        """Enter a container that begins in this line."""
        container.end = self.next
        self.stack.append(container)
        line.depth += 1
        self.is_table_before = False

    def begin_block(self, line: Line) -> None:
        """Close what the line does not belong to; a block follows in what is left."""
        self.close(line.depth)
        self.note_child()

    def note_child(self) -> None:
        """A block begins in the innermost container: a blank line before it makes a list loose."""
        if not self.stack:
            return
        container = self.stack[-1]
        if container.list is not None and not container.is_empty and self.next - container.end > 1:
            container.list.is_loose = True
        container.is_empty = False

    def advance(self, line: Line, taken: int) -> None:
        """Go on with the line after `taken` lines that were read."""
        end = self.next + taken - 1
        for container in self.stack[: line.depth]:
            container.end = end
            if container.list is not None:
                container.list.end = end
        self.last_end = end
        self.next += taken

    def place(self, line: Line) -> int:
        """The place of what remains of the line."""
        first, column = self.origin
        before = len(self.lines[self.next]) - len(line.text.lstrip(WHITE))
        before = len(self.report.source_of(self.lines[self.next][:before]))
        return self.report.add_place(first + self.next, column + before)

    def place_of(self, number: int, words: str) -> int:
        """The place of words that stand in a line read before."""
        first, column = self.origin
        before = self.lines[number][: max(self.lines[number].find(words), 0)]
        return self.report.add_place(first + number, column + len(self.report.source_of(before)))

    @staticmethod
    def set_place(element: ElementTree.Element, place: int) -> None:
        """Say where the element stands; `place` is the number of its place."""
        element.set(make_token(TAG, place), "")

    def end_paragraph(self) -> None:
        """End the paragraph that is open."""
        if not self.paragraph:
            return
        written, self.paragraph = self.paragraph, []
        lines = self.take_definitions(written)
        if not lines:
            return
        paragraph = ElementTree.SubElement(self.parent(), "p")
        (first, left), (start, column) = self.origin, self.paragraph_place
        if column:  # where containers had their marks, which may hold places
            column = len(self.report.source_of(self.lines[start][:column]))
        self.set_place(paragraph, self.report.add_place(first + start + len(written) - len(lines), left + column))
        paragraph.text = limit_brackets(join_lines(lines), self.report)
        self.is_table_before = False
        container = self.stack[-1] if self.stack else None
        if container is not None and container.list is not None:
            container.list.prose.add(paragraph)

    def take_definitions(self, lines: list[str]) -> list[str]:
        """The lines of a paragraph without the definitions that it begins with."""
        if lines[0][0] not in "[*":
            return lines
        text = "\n".join(line.lstrip(WHITE) for line in lines)
        source = self.report.source_of(text)
        taken = self.blocks.definitions.read(source)
        if not taken:
            return lines
        return lines[source[:taken].rstrip("\n").count("\n") + 1 :]

    def add_piece(self, lines: Sequence[str]) -> None:
        """Paragraphs that are none: they hold a token, and stay whatever list they are in."""
        block: list[str] = []
        for text in (*lines, ""):
            if text:
                block.append(text)
            elif block:
                ElementTree.SubElement(self.parent(), "p").text = "\n".join(block)
                block = []
        self.is_table_before = False

    def add_heading(self, level: int, words: str, place: int) -> None:
        """Add a heading; `place` is the number of its place."""
        heading = ElementTree.SubElement(self.parent(), f"h{level}")
        words = _UNNUMBERED.sub("{.unnumbered}", words)
        heading.text = make_token(PLACE, place) + limit_brackets(words, self.report) if words else ""
        self.is_table_before = False

    def is_too_deep(self, line: Line) -> bool:
        """Whether no container may begin here any more, which is reported."""
        if self.nesting + line.depth < DEEPEST:
            return False
        self.report.error_too_deep(self.place(line), "Lists and quotations", DEEPEST)
        return True


def strip_quote(body: str, column: int) -> tuple[str, int]:
    """What follows the sign of a quotation, and at most one column of white space."""
    return strip_columns(body[1:], column + 1, 1)


def join_lines(lines: list[str]) -> str:
    """The lines as one text: two spaces at the end of a line break it, and more are as two.

    Lines keep their indentation, which means something in verse and nothing elsewhere.
    """
    ends = [f"{line.rstrip(WHITE)}  " if line.endswith("  ") else line for line in lines[:-1]]
    return "\n".join([*ends, lines[-1].rstrip(WHITE)]).lstrip(WHITE)
