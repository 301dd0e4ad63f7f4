"""From marked lines to the blocks of the chapter: quotations, lists, notes, headings, code, HTML, tables, paragraphs.

Input: marked lines. Output: `Blocks`: an ElementTree whose leaves hold inline Markdown, and what the chapter defines. A
container's line is read without what belongs to the container, so every construct may stand in every other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree import ElementTree

from chapbook.parse.columns import TAB
from chapbook.parse.containers import read_admonition, read_definition, read_item, read_note, read_quote
from chapbook.parse.frame import WHITE, Blocks, Frame, Line
from chapbook.parse.leaves import (
    read_heading,
    read_indented_code,
    read_raw,
    read_rule,
    read_special,
    read_table_block,
    read_underline,
)
from chapbook.parse.lists import Lists
from chapbook.parse.report import Report


def read_blocks(lines: Sequence[str], report: Report) -> Blocks:
    """The blocks of a chapter."""
    blocks = Blocks(ElementTree.Element("div"))
    lists = Lists(blocks.examples)
    Frame(blocks, lists, report, 0, _read_line).read(lines, blocks.root)
    lists.finish()
    if blocks.notes:
        ElementTree.SubElement(blocks.root, "press-notes").extend(blocks.notes)
    return blocks


def _read_line(frame: Frame) -> None:
    line = frame.match(frame.lines[frame.next], 0, len(frame.stack))
    if not line.text.strip(WHITE):
        _read_blank(frame, line)
        return
    while True:
        line.measure()
        if line.indent >= TAB:
            read_indented_code(frame, line)
            return
        body = line.text.lstrip(WHITE)
        starts = _STARTS.get(body[0], _FANCY_STARTS if body[0].isalpha() else ())
        outcome = next((done for start in starts if (done := start(frame, line, body)) is not None), None)
        if outcome is None:
            _read_text(frame, line, body)
            return
        if outcome:
            return
        if not line.text.strip(WHITE):  # nothing follows the marker
            frame.advance(line, 1)
            return


def _read_blank(frame: Frame, line: Line) -> None:
    depth = line.depth
    quotes = [n for n in range(depth) if frame.stack[n].kind == "quote"]
    frame.close(depth)
    if quotes and frame.lines[frame.next].strip(WHITE):
        line.depth = quotes[-1] + 1
        frame.advance(line, 1)
    else:
        frame.next += 1


def _read_text(frame: Frame, line: Line, body: str) -> None:
    if frame.paragraph and line.depth < len(frame.stack):  # lazy: the paragraph goes on
        line.depth = len(frame.stack)
    elif read_table_block(frame, line, body):
        return
    elif frame.paragraph:
        body = " " * line.indent + body
    else:
        frame.begin_block(line)
        frame.paragraph_place = (frame.next, len(frame.lines[frame.next]) - len(body))
    frame.paragraph.append(body)
    frame.advance(line, 1)


# What may begin with a character: each says whether it took the line (True), a part of it (False), or nothing (None).
_Start = Callable[[Frame, Line, str], bool | None]
_STARTS: dict[str, tuple[_Start, ...]] = {
    ">": (read_quote,),
    "#": (read_heading, read_item),
    "=": (read_underline,),
    "-": (read_underline, read_rule, read_item),
    "*": (read_rule, read_item),
    "_": (read_rule,),
    "+": (read_item,),
    "(": (read_item,),
    **dict.fromkeys("0123456789", (read_item,)),
    "`": (read_special,),
    "~": (read_special, read_definition),
    "$": (read_special,),
    "<": (read_raw,),
    ":": (read_special, read_definition),
    "T": (read_special, read_item),
    "|": (read_special,),
    "[": (read_note,),
    "!": (read_admonition,),
    "?": (read_admonition,),
}
_FANCY_STARTS: tuple[_Start, ...] = (read_item,)
