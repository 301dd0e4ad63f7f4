r"""LaTeX to MathML, and the only door to math-core.

Input: the LaTeX of one formula. Output: a `math` element of MathML Core (W3C), with the LaTeX as its `alttext`; or
where and why the formula cannot be read. What math-core lacks and authors write is put in its words first: numbered
environments (their numbers are the press's own), `split`, `\mbox`, names of operators made with `\mathop`, line
breaks in no environment, and dollars inside `\text{…}`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree
from math_core import LatexError, LatexToMathML

from chapbook.model.fragment import m

# HTML that math-core writes for words in another style, and MathML's own way to say it.
_STYLES = {
    "b": ("bold", "font-weight: bold"),
    "i": ("italic", "font-style: italic"),
    "code": ("monospace", "font-family: monospace"),
    "span": ("", ""),
}
_TABLE, _CELL, _SPACE, _STYLE = (m(name) for name in ("mtable", "mtd", "mspace", "mstyle"))
_ROW, _ROOT = m("mrow"), m("math")
# In these a table begins smaller than the text.
_SHRINKING = tuple(
    m(name) for name in ("mfrac", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts")
)
# The two entities that math-core writes and XML does not know.
_ENTITIES = {"&ApplyFunction;": "\u2061", "&InvisibleTimes;": "\u2062"}
_FAULT = re.compile(r"(\d+): (.*)", re.DOTALL)

# Environments that number their lines, as those that do not; one without a counterpart leaves its lines as they are.
_INNER = {"align": "aligned", "gather": "gathered", "multline": "gathered", "split": "aligned", "equation": ""}
_REWRITTEN = re.compile(
    r"""\\(?P<edge>begin|end)\{(?P<name>align|gather|multline|split|equation)\*?\}
      | (?P<unnumbered>\\(?:nonumber|notag)\b)
      | (?P<box>\\mbox\b)
      | \\mathop\s*\{\s*\\(?:mathrm|textrm|text|operatorname)\s*\{(?P<operator>[\w ]+)\}\s*\}
      | (?P<text>\\text\w*)\s*(?=\{)
      | \\.""",
    re.VERBOSE | re.DOTALL,
)
_LEVELS = re.compile(r"\\(?:begin|end|left|right)\b|\\.|[{}]", re.DOTALL)
_STEPS = {"{": 1, r"\begin": 1, r"\left": 1, "}": -1, r"\end": -1, r"\right": -1}
_DEEPEST = 30
_DEEPEST_TREE = 80
_LONGEST = 10_000
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)

_HINTS = (
    ("Unknown command", "Known are the commands of LaTeX’s math and of amsmath."),
    ("Unknown environment", "Known are aligned, align, gathered, cases, array and the matrices."),
    ('Found "&"', r"Put it between \begin{aligned} and \end{aligned}."),
    (r'Found "\tag', "The press numbers: write {#eq:name} behind the closing $$."),
    (r'Found "\label', "The press numbers: write {#eq:name} behind the closing $$."),
    ("Expected closing token", "Close what was opened."),
    ("Unmatched closing token", "Take it out, or open it before."),
    ("Duplicate", "Put braces around what belongs together."),
)


class BadLatexError(Exception):
    """LaTeX that cannot be read: `offset` is the place in it, counted in characters from 0."""

    def __init__(self, offset: int, reason: str, hint: str) -> None:
        super().__init__(offset, reason, hint)
        self.offset = offset
        self.reason = reason
        self.hint = hint


def make_math(latex: str, is_display: bool) -> etree._Element:
    """The formula as a `math` element. Raises BadLatexError."""
    _check_size(latex)
    text, moves = _in_known_words(latex.rstrip())
    try:
        markup = _converter().convert_with_local_state(text, displaystyle=is_display)
    except LatexError as fault:
        raise _explained(str(fault), latex, moves) from None
    for entity, character in _ENTITIES.items():
        markup = markup.replace(entity, character)
    try:
        math = etree.fromstring(markup)
    except etree.XMLSyntaxError:  # of all that math-core writes, only what is nested deeper than XML's parser goes
        raise _too_deep(0) from None
    _tidy(math)
    if max(sum(1 for _ in element.iterancestors()) for element in math.iter()) > _DEEPEST_TREE:
        raise _too_deep(0)
    math.set("alttext", " ".join(latex.split()))
    return math


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return LatexToMathML(xml_namespace=True, fancy_error=False, allow_unreliable_rendering=True)


def _check_size(latex: str) -> None:
    """Refuse what would exhaust math-core's stack, for that ends the process."""
    if len(latex) > _LONGEST:
        reason = f"It is longer than {_LONGEST} characters."
        raise BadLatexError(_LONGEST, reason, "Divide it; perhaps a dollar is missing.")
    depth = 0
    for match in _LEVELS.finditer(latex):
        depth += _STEPS.get(match.group(), 0)
        if depth > _DEEPEST:
            raise _too_deep(match.start())


def _too_deep(offset: int) -> BadLatexError:
    return BadLatexError(offset, "It is nested too deeply.", "Take some levels out.")


def _explained(message: str, latex: str, moves: list[tuple[int, int]]) -> BadLatexError:
    match = _FAULT.match(message)
    place, reason = (int(match[1]), match[2]) if match else (0, message)
    start, moved = max(move for move in moves if move[0] <= place)
    offset = min(moved + place - start, len(latex.rstrip()))
    hint = next((hint for beginning, hint in _HINTS if reason.startswith(beginning)), "")
    return BadLatexError(offset, reason, hint)


def _in_known_words(latex: str) -> tuple[str, list[tuple[int, int]]]:
    """The LaTeX in math-core's words, and pairs: a place in it, and the place in the author's that it comes from."""
    pieces: list[str] = []
    moves = [(0, 0)]
    length = done = 0

    def put(text: str, source: int) -> None:
        nonlocal length
        moves.append((length, source))
        pieces.append(text)
        length += len(text)

    for match in _REWRITTEN.finditer(latex):
        if match.start() < done:
            continue  # inside the words that were just written
        written, end = _rewritten(match, latex)
        if written is None:
            continue
        put(latex[done : match.start()], done)
        put(written[0], match.start())
        for text, source in written[1]:
            put(text, source)
        done = end
    put(latex[done:], done)
    text = "".join(pieces)
    if not _breaks_lines(text):
        return text, sorted(moves)
    opening, closing = r"\begin{gathered}", r"\end{gathered}"
    return opening + text + closing, [(0, 0), *sorted((place + len(opening), source) for place, source in moves)]


def _breaks_lines(latex: str) -> bool:
    """Whether a line ends outside all environments and braces; `&` there would be a fault, and stays one."""
    depth = 0
    for match in _LEVELS.finditer(latex):
        if match.group() == r"\\" and depth == 0:
            return True
        depth += _STEPS.get(match.group(), 0)
    return False


_Written = tuple[str, list[tuple[str, int]]]


def _rewritten(match: re.Match[str], latex: str) -> tuple[_Written | None, int]:
    """What stands for the match: its text, more pieces with their places; and where the author's text goes on."""
    if match["name"]:
        inner = _INNER[match["name"]]
        return (f"\\{match['edge']}{{{inner}}}" if inner else " ", []), match.end()
    if match["unnumbered"]:
        return (" ", []), match.end()
    if match["box"]:
        return ("\\text", []), match.end()
    if match["operator"]:
        return (f"\\operatorname*{{{match['operator']}}}", []), match.end()
    if match["text"]:
        end = _closing_brace(latex, match.end() + 1)
        words = latex[match.end() + 1 : end - 1]
        if "$" in re.sub(r"\\.", "", words):
            return ("", _opened(match["text"], words, match.end() + 1)), end
    return None, 0


def _opened(command: str, words: str, start: int) -> list[tuple[str, int]]:
    r"""The words of `\text{…}` with the formulas in them set free."""
    pieces: list[tuple[str, int]] = []
    offset = start
    for number, part in enumerate(re.split(r"(?<!\\)\$", words)):
        before, after = ("{", "}") if number % 2 else (command + "{", "}")
        pieces += [(before, offset), (part, offset), (after, offset + len(part))]
        offset += len(part) + 1
    return pieces


def _closing_brace(latex: str, start: int) -> int:
    """The place behind the brace that closes what is open at the start, or the end of the LaTeX."""
    depth = 1
    for match in _BRACE.finditer(latex, start):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return len(latex)


def _tidy(math: etree._Element) -> None:
    """What math-core writes for browsers alone, as MathML.

    Words stand in `mtext` itself, not in HTML there; columns say their alignment in the attribute too, for
    readers that know MathML but not CSS in it; and styles are set by `mstyle`, as MathML 3 has it and EPUB wants it.
    """
    for words in list(math.iter(*(m(name) for name in _STYLES))):
        parent = words.getparent()
        variant, style = _STYLES[etree.QName(words).localname]
        if parent is None:
            continue
        parent.text = (parent.text or "") + (words.text or "") + (words.tail or "")
        parent.remove(words)
        if variant:
            parent.set("mathvariant", variant)
            parent.set("style", style)
    for element in math.iter(etree.Element):
        element.attrib.pop("class", "")
        style = element.get("style", "")
        if element.tag == _CELL and (match := re.search(r"text-align: (left|right)", style)):
            element.set("columnalign", match[1])
        elif element.tag == _SPACE and (match := re.search(r"margin-left:(-[\d.]+em)", style)):
            element.set("width", match[1])
        elif element.tag == _SPACE and element.get("width", "").endswith("rem"):
            # EPUB's MathML knows no rem, and a space that grows with its text serves as well.
            element.set("width", element.get("width", "").removesuffix("rem") + "em")
            element.attrib.pop("style", "")
    for element in list(math.iter(etree.Element)):
        if "displaystyle" in element.attrib or "scriptlevel" in element.attrib:
            _set_style(element)


def _set_style(element: etree._Element) -> None:
    """Leave the element's style to an `mstyle`, where it may not say it itself."""
    if element.tag in (_ROOT, _STYLE):
        return
    if element.tag == _ROW:
        element.tag = _STYLE
        return
    own = {"scriptlevel"} if element.tag == _TABLE else {"displaystyle", "scriptlevel"}
    style = {name: str(element.attrib.pop(name)) for name in sorted(own & set(element.keys()))}
    parent = element.getparent()
    if not style or parent is None or (style == {"scriptlevel": "0"} and not _is_shrunk(element)):
        return
    wrapper = etree.Element(_STYLE, style)
    parent.replace(element, wrapper)
    wrapper.append(element)


def _is_shrunk(element: etree._Element) -> bool:
    return next(element.iterancestors(*_SHRINKING), None) is not None
