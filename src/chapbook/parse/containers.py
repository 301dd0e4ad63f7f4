"""Blocks that hold blocks: quotations, list items, definitions, notes, admonitions.

Input: a frame and a line in which one may begin. Output: None when none does, else False: the container has been
entered, and the rest of the line is for whoever reads on. Quotations and lists are CommonMark's (0.31, sections 5.1 to
5.3); definitions, notes and further markers of lists are Pandoc's.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from chapbook.parse.callouts import UNTITLED
from chapbook.parse.columns import TAB, indent_of, strip_columns
from chapbook.parse.frame import WHITE, Container, Frame, Line, strip_quote
from chapbook.parse.limits import limit_brackets
from chapbook.parse.lists import List
from chapbook.parse.markers import Marker, read_marker
from chapbook.parse.tokens import CAPTION, CLOSE, CODE, OPEN, PLACE, drop_places, make_token

_DEFINITION = re.compile(r"[:~](?=[ \t])")
_NOTE = re.compile(r"\[\^([^\]]+)\]:[ \t]*")
_ADMONITION = re.compile(r'(?:!!!|\?\?\?\+?) ?([\w-]+(?: +[\w-]+)*)(?: +"(.*?)")? *$')
_TOKENS = (CODE, OPEN, CLOSE, CAPTION)


def read_quote(frame: Frame, line: Line, body: str) -> bool | None:
    """A block quotation."""
    if frame.is_too_deep(line):
        return None
    frame.close(line.depth)
    frame.note_child()
    element = ElementTree.SubElement(frame.parent(), "blockquote")
    line.text, line.column = strip_quote(body, line.column + line.indent)
    frame.open(Container("quote", element), line)
    return False


def read_item(frame: Frame, line: Line, body: str) -> bool | None:
    """An item, of the list before it or of a new one."""
    marker = read_marker(body)
    if marker is None:
        return None
    content = body[marker.width :]
    in_paragraph = frame.is_in_paragraph(line)
    sibling = _find_list(frame, line, marker)
    if sibling is None and frame.paragraph and not _may_interrupt(frame, marker, content, in_paragraph):
        return None
    if frame.is_too_deep(line):
        return None
    frame.close(line.depth)
    frame.note_child()
    place = frame.place(line)
    items = sibling or frame.lists.begin(frame.parent(), marker)
    if sibling is not None and frame.next - items.end > 1:
        items.is_loose = True
    items.end = frame.next
    width = _take_marker(line, content, marker.width)
    element = frame.lists.add_item(items, marker)
    frame.set_place(element, place)
    frame.open(Container("item", element, width, width, list=items), line)
    return False


def _take_marker(line: Line, content: str, width: int) -> int:
    """Leave in the line what follows a marker of some width; return how far what belongs to it must be indented."""
    start = line.column + line.indent + width
    gap = indent_of(content, start)
    own = 1 if gap > TAB or not content.strip(WHITE) else gap
    line.text, line.column = strip_columns(content, start, own)
    return line.indent + width + own


def _find_list(frame: Frame, line: Line, marker: Marker) -> List | None:
    """The list that the item goes on with."""
    if line.depth == len(frame.stack):
        if frame.paragraph:
            return None
        parent = frame.parent()
    else:
        parent = frame.stack[line.depth - 1].element if line.depth else frame.root
    return frame.lists.find(parent, marker)


def _may_interrupt(frame: Frame, marker: Marker, content: str, in_paragraph: bool) -> bool:
    if not marker.is_plain:  # only in an item: there a list needs no blank line before it
        in_item = in_paragraph and bool(frame.stack) and frame.stack[-1].kind == "item"
        return in_item and marker.number == 1 and bool(content.strip(WHITE))
    return not in_paragraph or (bool(content.strip(WHITE)) and (marker.is_bullet or marker.number == 1))


def read_definition(frame: Frame, line: Line, body: str) -> bool | None:
    """A definition; the paragraph before it is its terms."""
    match = _DEFINITION.match(body)
    if match is None or frame.is_too_deep(line):
        return None
    is_loose = not frame.is_in_paragraph(line) and frame.next - frame.last_end > 1
    terms = _take_terms(frame, line)
    if terms is None:
        return None
    parent = frame.parent()
    last = parent[-1] if len(parent) else None
    if last is None or last.tag != "dl":
        if not terms:
            return None
        last = ElementTree.SubElement(parent, "dl")
    for number, term in enumerate(terms, frame.last_end + 1 - len(terms)):
        place = make_token(PLACE, frame.place_of(number, term.strip(WHITE)))
        ElementTree.SubElement(last, "dt").text = place + limit_brackets(term.strip(WHITE), frame.report)
    frame.note_child()
    element = ElementTree.SubElement(last, "dd")
    items = frame.lists.begin_definition(element, is_loose)
    width = _take_marker(line, body[1:], 1)
    frame.open(Container("definition", element, min(width, TAB), width, list=items), line)
    return False


def _take_terms(frame: Frame, line: Line) -> list[str] | None:
    """The terms before a definition, taken from where they stand; None where no definition can begin."""
    if frame.is_in_paragraph(line):
        terms, frame.paragraph = frame.paragraph, []
        return terms
    follows = line.depth < len(frame.stack) and frame.stack[line.depth].kind == "definition"
    if frame.paragraph and not follows:
        return None
    frame.close(line.depth)
    return _take_last_paragraph(frame)


def _take_last_paragraph(frame: Frame) -> list[str]:
    """The lines of the last block, when that is a paragraph and at most one line is blank; it stands no more then."""
    parent = frame.parent()
    last = parent[-1] if len(parent) else None
    if last is None or frame.next - frame.last_end > 2 or last.tag != "p" or not last.text:
        return []
    container = frame.stack[-1] if frame.stack else None
    if last.text[0] in _TOKENS:
        return []
    parent.remove(last)
    if container is not None and container.list is not None:
        container.list.prose.discard(last)
    return last.text.split("\n")


def read_note(frame: Frame, line: Line, body: str) -> bool | None:
    """The text of a note, which goes to the end of the tree."""
    match = _NOTE.match(body)
    if match is None or frame.is_too_deep(line):
        return None
    frame.close(line.depth)
    label = match.group(1)
    element = ElementTree.Element("press-body", label=drop_places(label), at=label)
    frame.blocks.notes.append(element)
    line.column += line.indent + match.end()
    line.text = body[match.end() :]
    frame.open(Container("note", element, 2, TAB), line)
    return False


def read_admonition(frame: Frame, line: Line, body: str) -> bool | None:
    """A `!!! note`, whose text is indented below it; `???` folds it on a web page, and in a book all are open."""
    match = _ADMONITION.match(frame.report.source_of(body))
    if match is None or frame.is_too_deep(line):
        return None
    frame.close(line.depth)
    frame.note_child()
    classes, title = match.groups()
    if title == "":  # a wish for none
        classes = f"{classes} {UNTITLED}"
    element = ElementTree.SubElement(frame.parent(), "div", {"class": f"admonition {classes.lower()}"})
    if title:
        ElementTree.SubElement(element, "p", {"class": "admonition-title"}).text = title
    line.text = ""
    frame.open(Container("admonition", element, 2, TAB), line)
    frame.stack[-1].is_empty = False
    return False
