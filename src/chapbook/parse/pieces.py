"""Blocks that Markdown must not see as they are: fenced code, display math, divs, captions, verse.

Input: the lines from which a block may begin. Output: a `Piece`, what stands for the block in the lines that the parser
gets; code and divs are stashed in the report. Fences follow CommonMark 0.31 section 4.5, divs, verse and captions
Pandoc's manual.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from chapbook.parse.attributes import Attributes, parse_attributes
from chapbook.parse.columns import dedent, indent_of
from chapbook.parse.link_definitions import unescape
from chapbook.parse.report import Code, Div, Formula, Report
from chapbook.parse.tokens import CAPTION, CLOSE, CODE, MATH, OPEN, PLACE_PATTERN, make_token

FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
DIV = re.compile(r":{3,} *(.*?) *:*$")
SEPARATOR = re.compile(r"\|?(?: *:?-+:? *\|)+ *(?::?-+:? *)?\|? *$")

DEEPEST_DIVS = 50

_DIV_NAME = re.compile(r"[\w.-]+$")
_CAPTION = re.compile(r"(?:Table:|:) +(?=\S)")
_CAPTION_END = re.compile(r"\s*(\{[^{}\n]*\}) *$")
_MOST_CAPTION = 30
_TABLE_EDGE = re.compile(r" *(?:[|+]|<table\b|-{3,})", re.IGNORECASE)
_UNDERLINE = re.compile(r" *-+(?: +-+)+ *$")
_VERSE = re.compile(r"\|(?: |$)")
_MATH_END = re.compile(rf"(.*)\$\${PLACE_PATTERN}(?: *\{{(#[^{{}}]*)\}})? *$")
_INFO = re.compile(r"\s*(?:\{(?P<braced>[^{}]*)\}|(?P<word>[^\s{]*)\s*(?:\{(?P<more>[^{}]*)\})?(?P<rest>.*))\s*$")
_LANGUAGE = re.compile(r"[\w+#.-]+")

# The lines from the one at hand to the end of what surrounds them, without what belongs to that.
Lines = Sequence[str]


@dataclass(frozen=True)
class Window:
    """The lines from `start`, where a block may begin; the first has no indentation any more, it had `indent` columns.

    `follows_table` says whether the block before is a table.
    """

    lines: Lines
    start: int
    indent: int
    follows_table: bool
    place: Callable[[], int]
    report: Report

    @property
    def body(self) -> str:
        """The first line."""
        return self.lines[self.start]

    def dedent(self, line: str) -> str:
        """A line without the indentation that the first line had."""
        return dedent(line, self.indent)


@dataclass(frozen=True)
class Piece:
    """The lines that stand for the block, the number of the line after it, and whether it stands alone."""

    lines: tuple[str, ...]
    end: int
    is_alone: bool = True


def read_piece(window: Window) -> Piece | None:
    """The piece that begins in the window, if one does."""
    reader = _READERS.get(window.body[:1])
    if reader is None:
        return None
    for read in reader:
        piece = read(window)
        if piece is not None:
            return piece
    return None


def _read_fence(window: Window) -> Piece | None:
    match = FENCE.match(window.body)
    if match is None:
        return None
    mark = match.group(1) or match.group(3)
    closing = re.compile(rf" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
    report = window.report
    place = window.place()
    source = [report.source_of(window.body)]
    content: list[str] = []
    is_closed = False
    for line in islice(window.lines, window.start + 1, None):
        source.append(report.source_of(line))
        is_closed = closing.match(line) is not None
        if is_closed:
            break
        content.append(window.dedent(source[-1]))
    if not is_closed:
        report.error("unclosed-fence", place, "This code block has no closing fence.", f"End it with {mark}.")
    info = unescape(report.source_of(match.group(2) or match.group(4) or ""))
    code = _read_info(info, "\n".join(content), "\n".join(source), place)
    end = window.start + len(source)
    if code.language == "math" and report.math:
        lead = report.source_of(window.body) + "\n"
        return Piece((_stash_math(report, code.text, lead, code.attributes, code.source, place),), end)
    report.codes.append(code)
    return Piece((make_token(CODE, len(report.codes) - 1),), end)


def _read_info(info: str, text: str, source: str, place: int) -> Code:
    match = _INFO.match(info)
    braced = parse_attributes((match["braced"] or match["more"] or "") if match else "")
    if match is not None and match["word"]:
        name = _LANGUAGE.match(match["word"])
        pairs = parse_attributes(match["rest"]).pairs  # ```python title="x.py", as MkDocs has it
        braced = Attributes(braced.id, braced.classes, braced.pairs + pairs)
        return Code(text, name.group().lstrip(".") if name else "", braced, source, place)
    language = braced.classes[0].rstrip(",") if braced.classes else ""
    return Code(text, language, Attributes(braced.id, braced.classes[1:], braced.pairs), source, place)


def _read_math(window: Window) -> Piece | None:
    report = window.report
    if not report.math or not window.body.startswith("$$") or "$$" in window.body[2:]:
        return None
    end = window.start + 1
    while end < len(window.lines) and window.lines[end].strip() and "$$" not in window.lines[end]:
        end += 1
    if end == len(window.lines) or not window.lines[end].strip():
        hint = "End it with $$; there can be no blank line in it."
        report.warn("unclosed-formula", window.place(), "This formula has no end, so it is printed as text.", hint)
        return None
    close = _MATH_END.match(window.dedent(window.lines[end]))
    if close is None:
        return None
    lines = [window.body, *(window.dedent(line) for line in window.lines[window.start + 1 : end])]
    source = report.source_of("\n".join([*lines, close.group()]))
    latex = report.source_of("\n".join([*lines, close.group(1)]))[2:]
    attributes = parse_attributes(report.source_of(close.group(2) or ""))
    token = _stash_math(report, latex, "$$", attributes, source, window.place())
    return Piece((token,), end + 1, is_alone=False)


def _stash_math(report: Report, latex: str, lead: str, attributes: Attributes, source: str, place: int) -> str:
    report.formulas.append(Formula(latex, lead, True, attributes, source, place))
    return make_token(MATH, len(report.formulas) - 1)


def _read_div(window: Window) -> Piece | None:
    match = DIV.match(window.body)
    if match is None:
        return None
    inside = match.group(1)
    if not inside:
        kind, attributes = CLOSE, Attributes()
        window.report.open_divs = max(window.report.open_divs - 1, 0)
    elif inside.startswith("{") and inside.endswith("}"):
        kind, attributes = OPEN, parse_attributes(window.report.source_of(inside[1:-1]))
    elif _DIV_NAME.match(inside):
        kind, attributes = OPEN, Attributes(classes=(inside,))
    else:
        return None
    if kind == OPEN:
        if window.report.open_divs >= DEEPEST_DIVS:
            window.report.error_too_deep(window.place(), "Divs", DEEPEST_DIVS)
            return None
        window.report.open_divs += 1
    return Piece((_stash_div(window, kind, attributes, window.body),), window.start + 1)


def _stash_div(window: Window, kind: str, attributes: Attributes, source: str) -> str:
    window.report.divs.append(Div(attributes, window.report.source_of(source), window.place()))
    return make_token(kind, len(window.report.divs) - 1)


def _read_caption(window: Window) -> Piece | None:
    match = _CAPTION.match(window.body)
    if match is None:
        return None
    end = window.start
    for line in islice(window.lines, _MOST_CAPTION):
        if not line.strip() or (end > window.start and DIV.match(line.lstrip())):
            break
        end += 1
    if not window.follows_table and not _is_table_below(window.lines[end : end + 6], window.body):
        return None
    lines = [window.body[match.end() :], *(window.dedent(line) for line in window.lines[window.start + 1 : end])]
    text = "\n".join(lines)
    # Python-Markdown wants the attributes of a paragraph on a line of their own.
    attributes = _CAPTION_END.search(text)
    if attributes:
        text = f"{text[: attributes.start()]}\n{attributes.group(1)}"
    return Piece(tuple((make_token(CAPTION, window.place()) + text).split("\n")), end)


def _is_table_below(lines: Sequence[str], body: str) -> bool:
    """Whether a table seems to begin in the lines, after some that are blank."""
    written = [line for line in lines if line.strip()]
    if not written:
        return False
    if _TABLE_EDGE.match(written[0]) or (len(written) > 1 and _UNDERLINE.match(written[1])):
        return True
    return (
        not body.startswith(":") and len(written) > 1 and "|" in written[0] and SEPARATOR.match(written[1]) is not None
    )


def _read_verse(window: Window) -> Piece | None:
    below = window.lines[window.start + 1].strip() if window.start + 1 < len(window.lines) else ""
    if not _is_verse(window.body) or SEPARATOR.match(below):
        return None
    verses = []
    end = window.start
    for line in window.lines:
        body = line.lstrip(" ")
        if _is_verse(body):
            verses.append(body[2:].rstrip(" "))
        elif body and line.startswith(" ") and verses:  # a verse too long for one line
            verses[-1] += f" {body.rstrip(' ')}"
        else:
            break
        end += 1
    lines = [_stash_div(window, OPEN, Attributes(classes=("line-block",)), window.body), ""]
    for verse, following in zip(verses, [*verses[1:], ""], strict=True):
        spaces = indent_of(verse)
        break_mark = "\\" if verse.strip() and following.strip() else ""
        lines.append("\u00a0" * spaces + verse[spaces:] + break_mark if verse.strip() else "")
    return Piece((*lines, "", _stash_div(window, CLOSE, Attributes(), "")), end)


def _is_verse(body: str) -> bool:
    """Whether the line is a line of verse and no row of a table."""
    return _VERSE.match(body) is not None and (body.strip() == "|" or not body.rstrip(" ").endswith("|"))


_READERS: dict[str, tuple[Callable[[Window], Piece | None], ...]] = {
    "`": (_read_fence,),
    "~": (_read_fence,),
    "$": (_read_math,),
    ":": (_read_div, _read_caption),
    "T": (_read_caption,),
    "|": (_read_verse,),
}
