"""From marked lines to lines that Python-Markdown reads as CommonMark and Pandoc would.

Input: marked lines. Output: lines in which lists, notes and definitions are nested by four spaces, blank lines stand
where the parser needs them, and what `pieces` reads is a token. Containers are followed as CommonMark 0.31 sections
5.1 to 5.3 say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chapbook.parse.pieces import DIV, FENCE, SEPARATOR, Window, indent_of, read_piece
from chapbook.parse.report import Report

DEEPEST = 40
TAB = 4

_ITEM = re.compile(r"([-+*]|\d{1,9}[.)]|:)( {1,4}|$)(.*)$")
_RULE = re.compile(r"([-*_])( *\1){2,} *$")
_HEADING = re.compile(r"#{1,6} ")
# Number signs that end a heading's words and close nothing, because no space stands before them: “C#”.
_LAST_SIGNS = re.compile(r"(?<=[^ #\\])#+(?= *(?:\{[^{}]*\})? *$)")
_NOTE = re.compile(r"\[\^[^\]]+\]:")
_ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?) ?[\w-]")
_HTML = re.compile(r"</?(?:article|aside|blockquote|div|dl|figure|h[1-6]|ol|p|pre|section|table|ul)\b", re.IGNORECASE)
_KINDS = {"-": "ul", "+": "ul", "*": "ul", ":": "dl"}


@dataclass
class _Container:
    """A list item, definition, note or admonition that later lines can belong to.

    Lines indented to `column` belong to it; `body` is how much of their indentation is not their own. It is loose
    after its first blank line.
    """

    kind: str
    column: int
    body: int
    is_loose: bool = False


def normalise_blocks(lines: list[str], report: Report) -> list[str]:
    """The lines as Python-Markdown needs them."""
    return _Frame(lines, (0, 0), report, 0).run()


class _Frame:
    """The lines of the chapter, or of one block quote. `origin` is where in the text they begin: line, column."""

    def __init__(self, lines: list[str], origin: tuple[int, int], report: Report, depth: int) -> None:
        self._lines = lines
        self._origin = origin
        self._report = report
        self._depth = depth
        self._out: list[str] = []
        self._next = 0
        self._stack: list[_Container] = []
        self._closed: list[_Container] = []  # by the line at hand, the outermost last
        self._marker = ""  # of an item whose first line has not been written yet
        self._after_blank = True
        self._in_paragraph = False

    def run(self) -> list[str]:
        """The lines written for these."""
        while self._next < len(self._lines):
            line = self._lines[self._next]
            if not line.strip():
                self._write_blank()
                self._next += 1
                continue
            self._closed = self._close_containers(line)
            base = self._stack[-1].column if self._stack else 0
            is_code = indent_of(line) - base >= TAB and not self._marker
            if is_code or not (self._piece() or self._item() or self._quote() or self._opening()):
                self._plain()
        self._flush_marker()
        return self._out

    def _write(self, text: str) -> None:
        prefix, self._marker = self._marker or " " * TAB * len(self._stack), ""
        self._out.append(prefix + text)
        self._after_blank = False

    def _write_blank(self) -> None:
        self._flush_marker()
        self._out.append("")
        self._after_blank, self._in_paragraph = True, False

    def _flush_marker(self) -> None:
        if self._marker:
            self._write("")

    def _break(self) -> None:
        """A blank line, unless there is one or the line begins an item."""
        if not self._after_blank and not self._marker:
            self._out.append("")
            self._after_blank = True

    def _dedent(self, line: str) -> str:
        body = self._stack[-1].body if self._stack else 0
        return line[min(indent_of(line), body) :]

    def _place(self) -> int:
        line, column = self._origin
        return self._report.add_place(line + self._next, column + indent_of(self._lines[self._next]))

    def _close_containers(self, line: str) -> list[_Container]:
        """Leave the containers that the line is not indented enough for."""
        if self._marker or not self._stack or not (self._after_blank or self._interrupts(line.lstrip(" "))):
            return []
        indent = indent_of(line)
        closed = []
        while self._stack and indent < self._stack[-1].column:
            closed.append(self._stack.pop())
        if not closed and self._after_blank and not self._stack[-1].is_loose:
            _fit(self._stack[-1], indent)
        return closed

    def _interrupts(self, body: str) -> bool:
        """Whether a line ends the paragraph before it, even when it is not indented as that paragraph is."""
        if item := _ITEM.match(body):
            return item.group(1) != ":" or self._stack[-1].kind == "dl"
        patterns = (_RULE, FENCE, _HEADING, DIV, _NOTE, _HTML)
        return body.startswith(">") or any(pattern.match(body) for pattern in patterns)

    # The steps: each takes the lines that are its own and says whether it did

    def _plain(self) -> None:
        line = self._lines[self._next]
        below = self._lines[self._next + 1].strip() if self._next + 1 < len(self._lines) else ""
        is_table = self._in_paragraph and "|" in line and "|" in below and SEPARATOR.match(below) is not None
        if self._closed or is_table:
            self._break()
        text = self._dedent(line)
        is_heading = _HEADING.match(text.lstrip(" ")) is not None
        self._write(_LAST_SIGNS.sub(lambda match: "\\#" * len(match.group()), text) if is_heading else text)
        self._in_paragraph = not is_heading
        self._next += 1

    def _piece(self) -> bool:
        line = self._lines[self._next]
        container = self._stack[-1] if self._stack else _Container("", 0, 0)
        indent = container.column if self._marker else indent_of(line)
        before = next((written for written in reversed(self._out[-2:]) if written.strip()), "")
        window = Window(
            self._lines, self._next, indent, container.column, container.body, before, self._place, self._report
        )
        piece = read_piece(window)
        if piece is None:
            return False
        if piece.is_alone or self._closed:
            self._break()
        for text in piece.lines:
            if text or not piece.is_alone:
                self._write(text)
            else:
                self._write_blank()
        self._in_paragraph = not piece.is_alone
        if piece.is_alone:
            self._write_blank()
        self._next = piece.end
        return True

    def _item(self) -> bool:
        line = self._lines[self._next]
        body = line.lstrip(" ")
        match = _ITEM.match(body)
        if match is None or _RULE.match(body):
            return False
        marker, gap, rest = match.groups()
        kind = _KINDS.get(marker, "ol")
        is_sibling = bool(self._closed) and self._closed[-1].kind == kind
        if not (is_sibling or self._may_begin(kind, marker, rest)) or self._is_too_deep():
            return False
        follows_directly = (
            self._in_paragraph and bool(self._stack) and not self._stack[-1].is_loose and not self._closed
        )
        ends_paragraph = any(container.is_loose for container in self._closed)
        if kind != "dl" and (ends_paragraph or not (is_sibling or follows_directly)):
            self._break()
        width = len(gap) if rest and not (len(gap) == TAB and rest.startswith(" ")) else 1
        column = indent_of(line) + len(marker) + width
        written = marker.replace(")", ".")
        outer, self._marker = self._marker or " " * TAB * len(self._stack), ""
        self._marker = outer + (written.ljust(TAB) if len(written) < TAB else f"{written} ")
        self._stack.append(_Container(kind, column, column))
        self._in_paragraph = False
        if rest.strip():
            self._lines[self._next] = " " * (column + max(len(gap) - width, 0)) + rest
        else:
            self._flush_marker()
            self._next += 1
        return True

    def _may_begin(self, kind: str, marker: str, rest: str) -> bool:
        """Whether a list may begin here: in a paragraph only one that starts at 1, and never with an empty item."""
        if kind == "dl":
            return self._has_term() and not self._marker
        return not self._in_paragraph or (bool(rest.strip()) and (kind == "ul" or marker[:-1] == "1"))

    def _has_term(self) -> bool:
        """Whether the text before can be what a definition explains: a paragraph, with at most one blank line."""
        before = [line for line in self._out[-2:] if line.strip()]
        return bool(before) and "|" not in before[-1] and not _HEADING.match(before[-1].lstrip(" "))

    def _is_too_deep(self) -> bool:
        if len(self._stack) + self._depth < DEEPEST:
            return False
        self._report.error_too_deep(self._place(), "Lists and quotations", DEEPEST)
        return True

    def _quote(self) -> bool:
        line = self._lines[self._next]
        if not line.lstrip(" ").startswith(">") or self._is_too_deep():
            return False
        end = self._next
        inner = []
        while end < len(self._lines):
            body = self._dedent(self._lines[end]).lstrip(" ")
            if not body.startswith(">"):
                break
            inner.append(body[2:] if body.startswith("> ") else body[1:])
            end += 1
        origin = (self._origin[0] + self._next, self._origin[1] + indent_of(line) + 2)
        frame = _Frame(inner, origin, self._report, self._depth + len(self._stack) + 1)
        if self._closed:
            self._break()
        for text in frame.run():
            self._write(f"> {text}" if text else ">")
        self._in_paragraph = True
        self._next = end
        return True

    def _opening(self) -> bool:
        """Notes and admonitions: what is indented below them belongs to them."""
        line = self._lines[self._next]
        body = line.lstrip(" ")
        kind = "note" if _NOTE.match(body) else "admonition" if _ADMONITION.match(body) else ""
        if not kind or self._is_too_deep():
            return False
        if self._closed or kind == "admonition":
            self._break()
        self._write(body)
        self._stack.append(_Container(kind, indent_of(line) + 2, indent_of(line) + TAB))
        self._in_paragraph = True
        self._next += 1
        return True


def _fit(container: _Container, indent: int) -> None:
    """Let the first line after a blank one say how far the container's text is indented."""
    container.is_loose = True
    extra = indent - container.column
    if extra < TAB:
        container.body = indent
    elif indent % TAB == 0:  # code, indented by tab stops
        container.body = min(indent - TAB, -(-container.column // TAB) * TAB)
