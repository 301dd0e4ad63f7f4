"""Blocks that hold no blocks, and tables: headings, rules, code, HTML, and what `pieces` reads.

Input: a frame and a line in which one may begin. Output: None when none does, else True: the frame has gone on to the
line after it. Headings, rules and code are CommonMark's (0.31, sections 4.1 to 4.6).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from xml.etree import ElementTree

from chapbook.parse.attributes import Attributes
from chapbook.parse.columns import TAB, dedent, indent_of, strip_columns
from chapbook.parse.frame import WHITE, Frame, Line, join_lines
from chapbook.parse.grid_tables import GRID_EDGE
from chapbook.parse.limits import limit_brackets
from chapbook.parse.pieces import Window, read_piece
from chapbook.parse.raw_blocks import RawBlock, read_raw_block
from chapbook.parse.report import Code
from chapbook.parse.table_blocks import Cell, Table, read_table
from chapbook.parse.tokens import CODE, make_token

_RULE = re.compile(r"([-_*])[ \t]*(?:\1[ \t]*){2,}$")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_HEADING_END = re.compile(r"(?:^|[ \t]+)#+[ \t]*$|[ \t]+$")
_HEADING_END_BEFORE_BRACES = re.compile(r"[ \t]+#+(?=[ \t]*\{[^{}]*\}[ \t]*$)")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")


def read_indented_code(frame: Frame, line: Line) -> None:
    """Code that is indented by four columns; in a paragraph it is none."""
    if frame.paragraph:
        frame.paragraph.append(" " * line.indent + line.text.strip(WHITE))
        frame.advance(Line("", 0, len(frame.stack)), 1)
        return
    frame.begin_block(line)
    code = [strip_columns(line.text, line.column, TAB)[0]]
    written = 1
    for text in islice(frame.ahead(line), 1, None):
        is_blank = not text.strip(WHITE)
        if not is_blank and indent_of(text) < TAB:
            break
        code.append(dedent(text, TAB))
        written = written if is_blank else len(code)
    source = frame.report.source_of("\n".join(code[:written]))
    place = frame.place(line)
    frame.report.codes.append(Code(source, "", Attributes(), source, place))
    frame.add_piece([make_token(CODE, len(frame.report.codes) - 1)])
    frame.advance(line, written)


def read_heading(frame: Frame, line: Line, body: str) -> bool | None:
    """A heading behind number signs."""
    match = _HEADING.match(body)
    if match is None:
        return None
    frame.begin_block(line)
    words = _HEADING_END_BEFORE_BRACES.sub("", _HEADING_END.sub("", body[match.end() :]))
    frame.add_heading(len(match.group(1)), words.strip(WHITE), frame.place(line))
    frame.advance(line, 1)
    return True


def read_underline(frame: Frame, line: Line, body: str) -> bool | None:
    """A heading of the paragraph that is underlined."""
    match = _UNDERLINE.match(body)
    if match is None or not frame.paragraph or line.depth < len(frame.stack):
        return None
    lines = frame.take_definitions(frame.paragraph)
    if not lines:
        frame.paragraph = []
        return None
    taken = len(frame.paragraph) - len(lines)
    frame.paragraph = []
    (first, left), (start, column) = frame.origin, frame.paragraph_place
    place = frame.report.add_place(first + start + taken, left + column)
    frame.add_heading(1 if body[0] == "=" else 2, join_lines(lines), place)
    frame.advance(line, 1)
    return True


def read_rule(frame: Frame, line: Line, body: str) -> bool | None:
    """A rule, or the table that begins with one."""
    if _RULE.match(body) is None:
        return None
    if body[0] == "-" and not frame.paragraph and read_table_block(frame, line, body):
        return True
    frame.begin_block(line)
    ElementTree.SubElement(frame.parent(), "hr")
    frame.is_table_before = False
    frame.advance(line, 1)
    return True


def read_special(frame: Frame, line: Line, body: str) -> bool | None:
    """Fenced code, math, divs, captions and verse."""
    in_paragraph = frame.is_in_paragraph(line)
    if in_paragraph and body[0] == "|":
        return None
    follows_table = frame.is_table_before and line.depth == len(frame.stack)
    if in_paragraph and body[0] == ":" and not body.startswith(":::"):
        return None
    window = Window(frame.ahead(line), 0, line.indent, follows_table, lambda: frame.place(line), frame.report)
    piece = read_piece(window)
    if piece is None:
        return None
    if piece.is_alone:
        frame.begin_block(line)
        frame.add_piece(piece.lines)
    else:
        if not in_paragraph:
            frame.begin_block(line)
            frame.paragraph_place = (frame.next, 0)
        frame.paragraph += piece.lines
    frame.advance(line, piece.end)
    return True


def read_raw(frame: Frame, line: Line, body: str) -> bool | None:
    """HTML."""
    missing = frame.stack[line.depth - 1].missing if line.depth else frame.missing
    source = frame.report.source_of(body)
    block = read_raw_block(body, source, frame.ahead(line), bool(frame.paragraph), missing)
    if block is None:
        return None
    frame.begin_block(line)
    element = ElementTree.SubElement(frame.parent(), "p")
    frame.blocks.raws.append((element, block.html if block.rest else " " * line.indent + block.html))
    frame.is_table_before = "</table" in block.html.lower()
    frame.advance(line, block.taken)
    if block.rest:
        _read_rest(frame, block)
    return True


def _read_rest(frame: Frame, block: RawBlock) -> None:
    """Read what came after a tag in its line as lines of their own."""
    frame.next -= 1
    whole = frame.lines
    prefix = "".join("> " if container.kind == "quote" else " " * container.body for container in frame.stack)
    for text in block.rest:
        frame.lines = _Replaced(whole, frame.next, prefix + text)
        frame.read_line(frame)
        frame.end_paragraph()
        frame.next -= 1
    frame.lines = whole
    frame.next += 1
    paragraph = next((element for element in reversed(frame.parent()[-2:]) if element.text), None)
    if block.holds_phrases and paragraph is not None and paragraph.tag == "p":
        frame.blocks.bare.append(paragraph)


def read_table_block(frame: Frame, line: Line, body: str) -> bool:
    """A table; False when none begins."""
    place = (frame.origin[0] + frame.next, frame.origin[1] + len(frame.lines[frame.next]) - len(body))
    if frame.next < frame.broken_until:
        return False
    ahead = frame.ahead(line)
    table = read_table(ahead, line.indent, bool(frame.paragraph), place, frame.report)
    if table is None:
        if body[0] == "+" and GRID_EDGE.match(body):
            frame.broken_until = frame.next + sum(1 for _ in takewhile(_is_drawn, ahead))
        return False
    frame.begin_block(line)
    _add_table(frame, table, place)
    frame.is_table_before = True
    frame.advance(line, table.taken)
    return True


def _add_table(frame: Frame, table: Table, place: tuple[int, int]) -> None:
    element = ElementTree.SubElement(frame.parent(), "table")
    frame.set_place(element, frame.report.add_place(*place))
    if table.widths:
        group = ElementTree.SubElement(element, "colgroup")
        for width in table.widths:
            ElementTree.SubElement(group, "col", width=f"{width}%")
    for name, tag, rows in (("thead", "th", table.head), ("tbody", "td", table.body), ("tfoot", "td", table.foot)):
        if not rows:
            continue
        part = ElementTree.SubElement(element, name)
        for row in rows:
            _add_row(frame, ElementTree.SubElement(part, "tr"), tag, row)


def _add_row(frame: Frame, element: ElementTree.Element, tag: str, row: Sequence[Cell]) -> None:
    if row:
        frame.set_place(element, frame.report.add_place(*row[0].origin))
    for cell in row:
        made = ElementTree.SubElement(element, tag)
        for name, value in cell.attributes():
            made.set(name, value)
        if len(cell.lines) == 1:
            made.text = limit_brackets(cell.lines[0], frame.report)
        elif cell.lines:
            nesting = frame.nesting + len(frame.stack) + 1
            reader = Frame(frame.blocks, frame.lists, frame.report, nesting, frame.read_line)
            reader.read(cell.lines, made, *cell.origin)
            if len(made) == 1 and made[0].tag == "p":
                made.text = made[0].text
                made.remove(made[0])


@dataclass(frozen=True)
class _Replaced(Sequence[str]):
    """Lines of which one is another."""

    lines: Sequence[str]
    number: int
    text: str

    def __getitem__(self, number: int) -> str:  # type: ignore[override]  # nobody takes slices
        return self.text if number == self.number else self.lines[number]

    def __len__(self) -> int:
        return len(self.lines)


def _is_drawn(line: str) -> bool:
    return line.lstrip(WHITE)[:1] in ("+", "|")
