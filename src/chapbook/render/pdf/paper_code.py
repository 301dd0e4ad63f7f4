"""Long lines of code on paper: input lines of code, output the same, with room and with places to break.

A page is narrower than an editor's window, so no more of an indentation stays than there is room: spaces that reach
over the edge would become empty lines. What turns over hangs from there, by lengths that are written at the line: a
sheet that computed them (`calc()`) took a thirtieth of the layout of a book of programs. And between two pieces of
coloured code WeasyPrint 70.0 breaks no line, however far it sticks out; so a long one may be broken after its signs.
White space and `wbr` are no letters of the text, and offsets stay as they were.
"""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import h
from chapbook.trees import has_class

# The parser hangs what turns over no deeper either.
DEEPEST_INDENT = 24
_TURNED = 4  # characters by which what turns over hangs, as in `paged.css`
_NUMBER = 4  # characters that a line's number takes
_INDENT = "--indent: "  # what the parser writes
_LONG_LINE = 44  # characters, as the parser counts them
_SIGNS = frozenset({"o", "p", "ow"})  # Pygments' classes of operators and punctuation


def fit_code(section: etree._Element) -> None:
    """Make room in every long line of code, and give it places to break."""
    for line in list(section.iter(h("span"), h("mark"))):
        if not has_class(line, "line"):
            continue
        text = "".join(str(piece) for piece in line.itertext())
        if (style := line.get("style", "")).startswith(_INDENT):
            _hang(line, int(style.removeprefix(_INDENT)))
            _take_spaces(line, len(text) - len(text.lstrip(" ")) - DEEPEST_INDENT)
        if len(text) > _LONG_LINE:
            _let_break(line)


def _hang(line: etree._Element, indent: int) -> None:
    """Have what turns over begin so many characters further right than the line's own beginning."""
    hanging = indent + _TURNED
    is_numbered = any(has_class(holder, "numbered") for holder in line.iterancestors())
    start = hanging + _NUMBER if is_numbered else hanging
    line.set("style", f"padding-inline-start: {start}ch; text-indent: -{hanging}ch")


def _let_break(line: etree._Element) -> None:
    """A place to break behind each sign that another piece follows at once, and before which no sign stands."""
    for piece in list(line):
        follower = piece.getnext()
        if follower is None or piece.tail or piece.get("class") not in _SIGNS or follower.get("class") in _SIGNS:
            continue
        piece.addnext(etree.Element(h("wbr")))


def _take_spaces(line: etree._Element, excess: int) -> None:
    """Take so many spaces from the beginning, whichever elements hold them."""
    for element in line.iter(etree.Element):
        if excess <= 0:
            return
        held = element.text or ""
        taken = min(excess, len(held) - len(held.lstrip(" ")))
        element.text = held[taken:]
        if element.text.strip():
            return
        excess -= taken
        if element is not line and excess > 0:
            tail = element.tail or ""
            taken = min(excess, len(tail) - len(tail.lstrip(" ")))
            element.tail = tail[taken:]
            excess -= taken
