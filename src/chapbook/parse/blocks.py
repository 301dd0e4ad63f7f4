"""From marked lines to lines that Python-Markdown reads as CommonMark and Pandoc would.

Input: marked lines. Output: lines in which lists, notes and definitions are nested by four spaces, blank lines stand
where the parser needs them, and fenced code, display math, divs, verse and captions are tokens or paragraphs of their
own. Containers are followed as CommonMark 0.31 sections 5.1 to 5.3 say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from chapbook.parse.attributes import Attributes, parse_attributes
from chapbook.parse.report import Code, Div, Report
from chapbook.parse.tokens import CAPTION, CLOSE, CODE, OPEN, drop_places, make_token

DEEPEST = 40

_ITEM = re.compile(r"([-+*]|\d{1,9}[.)]|:)( {1,4}|$)(.*)$")
_RULE = re.compile(r" {0,3}([-*_])( *\1){2,} *$")
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_DIV = re.compile(r":{3,} *(.*?) *:*$")
_DIV_NAME = re.compile(r"[\w.-]+$")
_HEADING = re.compile(r"#{1,6} ")
_NOTE = re.compile(r"\[\^[^\]]+\]:")
_ADMONITION = re.compile(r"!!! ?[\w-]")
_SEPARATOR = re.compile(r"\|?(?: *:?-+:? *\|)+ *(?::?-+:? *)?\|? *$")
_CAPTION = re.compile(r"(?:Table:|:) +(?=\S)")
_CAPTION_END = re.compile(r"\s*(\{[^{}\n]*\}) *$")
_VERSE = re.compile(r"\|(?: |$)")
_RAW = re.compile(r"<(?:(pre|script|style|textarea)\b|(!--))", re.IGNORECASE)
_INFO = re.compile(r"\s*(?:\{(?P<braced>[^{}]*)\}|(?P<word>[^\s{]*)\s*(?:\{(?P<more>[^{}]*)\})?(?P<rest>.*))\s*$")
_LANGUAGE = re.compile(r"[\w+#.-]+")


@dataclass
class _Container:
    """A list item, definition or note that later lines can belong to.

    Lines indented to `column` belong to it; `body` is how much of their indentation is its own.
    """

    kind: str
    column: int
    body: int
    loose: bool = False


def normalise_blocks(lines: list[str], report: Report) -> list[str]:
    """The lines as Python-Markdown needs them."""
    return _Frame(lines, 0, report, 0).run()


class _Frame:
    """A run of lines in one block quote, or the whole chapter. `first` is the number of the first line."""

    def __init__(self, lines: list[str], first: int, report: Report, depth: int) -> None:
        self._lines = lines
        self._first = first
        self._report = report
        self._depth = depth
        self._out: list[str] = []
        self._stack: list[_Container] = []
        self._next = 0
        self._marker = ""  # of an item whose first line has not been written yet
        self._after_blank = True
        self._in_paragraph = False

    def run(self) -> list[str]:
        steps: tuple[Callable[[str], bool], ...] = (
            self._fence,
            self._math,
            self._raw,
            self._div,
            self._item,
            self._quote,
            self._caption,
            self._verse,
            self._opening,
        )
        while self._next < len(self._lines):
            line = self._lines[self._next]
            if not line.strip():
                self._blank()
                continue
            closed = self._close_containers(line)
            indent = _indent(line)
            base = self._stack[-1].column if self._stack else 0
            self._closed = closed
            if indent - base < 4 or self._marker:
                body = self._dedent(line)
                if any(step(body.lstrip(" ")) for step in steps):
                    continue
            self._plain(line)
        self._flush_marker()
        return self._out

    # What every step uses

    def _blank(self) -> None:
        self._flush_marker()
        self._out.append("")
        self._after_blank, self._in_paragraph = True, False
        self._next += 1

    def _flush_marker(self) -> None:
        if self._marker:
            self._out.append(self._prefix())

    def _prefix(self) -> str:
        prefix, self._marker = self._marker or "    " * len(self._stack), ""
        return prefix

    def _write(self, text: str) -> None:
        self._out.append(self._prefix() + text)
        self._after_blank = False

    def _break(self) -> None:
        """A blank line, unless there is one or the line begins an item."""
        if not self._after_blank and not self._marker:
            self._out.append("")
            self._after_blank = True

    def _write_alone(self, text: str) -> None:
        """A paragraph of its own."""
        self._break()
        self._write(text)
        self._out.append("")
        self._after_blank, self._in_paragraph = True, False

    def _dedent(self, line: str) -> str:
        body = self._stack[-1].body if self._stack else 0
        return line[min(_indent(line), body) :]

    def _place(self, line: str) -> int:
        return self._report.add_place(self._first + self._next, _indent(line))

    def _close_containers(self, line: str) -> list[_Container]:
        """Leave the containers that the line is not indented enough for; the outermost of them comes last."""
        if self._marker or not self._stack:
            return []
        indent = _indent(line)
        body = line.lstrip(" ")
        if not self._after_blank and not self._interrupts(body):
            return []
        closed = []
        while self._stack and indent < self._stack[-1].column:
            closed.append(self._stack.pop())
        if not closed and self._stack and self._after_blank and not self._stack[-1].loose:
            self._fit(self._stack[-1], indent)
        return closed

    @staticmethod
    def _fit(container: _Container, indent: int) -> None:
        """Let the first line after a blank one say how far the container's text is indented, up to a tab stop."""
        container.loose = True
        extra = indent - container.column
        if extra < 4:
            container.body = indent

    def _interrupts(self, body: str) -> bool:
        """Whether a line ends the paragraph before it, even when it is not indented as that paragraph is."""
        item = _ITEM.match(body)
        return bool(
            (item and not _RULE.match(body) and item.group(1) != ":")
            or (item and item.group(1) == ":" and self._stack and self._stack[-1].kind == "dl")
            or _RULE.match(body)
            or _FENCE.match(body)
            or _HEADING.match(body)
            or _DIV.match(body)
            or _NOTE.match(body)
            or body.startswith(">")
        )

    def _plain(self, line: str) -> None:
        if self._closed:
            self._break()
        following = self._lines[self._next + 1] if self._next + 1 < len(self._lines) else ""
        if self._in_paragraph and "|" in line and "|" in following and _SEPARATOR.match(following.strip()):
            self._break()
        self._write(self._dedent(line))
        self._in_paragraph = not _HEADING.match(line.lstrip(" "))
        self._next += 1

    # The steps: each takes the lines that are its own and says whether it did

    def _fence(self, body: str) -> bool:
        match = _FENCE.match(body)
        if match is None:
            return False
        mark = match.group(1) or match.group(3)
        base = self._stack[-1].column if self._stack else 0
        indent = _indent(self._lines[self._next]) if not self._marker else base
        closing = re.compile(rf" {{0,{base + 3}}}{re.escape(mark[0])}{{{len(mark)},}} *$")
        start = self._next
        end = start + 1
        while end < len(self._lines) and not closing.match(self._lines[end]):
            if base and self._lines[end].strip() and _indent(self._lines[end]) < min(base, indent) and not self._closes(end, closing):
                break
            end += 1
        is_closed = end < len(self._lines) and closing.match(self._lines[end]) is not None
        place = self._place(self._lines[start])
        if not is_closed:
            self._report.warn("unclosed-fence", place, "This code block has no closing fence.", f"End it with {mark}.")
        content = [drop_places(line)[min(_indent(line), indent) :] for line in self._lines[start + 1 : end]]
        source = drop_places("\n".join(line[min(_indent(line), base) :] for line in self._lines[start : end + is_closed]))
        code = _read_info(match.group(2) or match.group(4) or "", "\n".join(content), source, place)
        self._report.codes.append(code)
        self._write_alone(make_token(CODE, len(self._report.codes) - 1))
        self._next = end + is_closed
        return True

    def _closes(self, start: int, closing: re.Pattern[str]) -> bool:
        return any(closing.match(line) for line in self._lines[start:])

    def _math(self, body: str) -> bool:
        if not body.startswith("$$") or "$$" in body[2:]:
            return False
        end = self._next + 1
        while end < len(self._lines) and self._lines[end].strip() and "$$" not in self._lines[end]:
            end += 1
        if end == len(self._lines) or "$$" not in self._lines[end] or not self._lines[end].rstrip().endswith("$$"):
            return False
        text = "\n".join([body, *(self._dedent(line) for line in self._lines[self._next + 1 : end + 1])])
        self._write(self._report.literal_token(drop_places(text)))
        self._in_paragraph = True
        self._next = end + 1
        return True

    def _raw(self, body: str) -> bool:
        """HTML whose content no rule of Markdown touches: written as it is, up to its end."""
        match = _RAW.match(body)
        if match is None:
            return False
        end_mark = "-->" if match.group(2) else f"</{match.group(1).lower()}"
        end = self._next
        while end < len(self._lines) and end_mark not in self._lines[end].lower():
            end += 1
        if end == len(self._lines) or end == self._next:
            return False
        self._break()
        for line in self._lines[self._next : end + 1]:
            self._write(self._dedent(line))
        self._next = end + 1
        self._in_paragraph = False
        return True

    def _div(self, body: str) -> bool:
        match = _DIV.match(body)
        if match is None:
            return False
        inside = match.group(1)
        place = self._place(self._lines[self._next])
        if not inside:
            kind, attributes = CLOSE, Attributes()
        elif inside.startswith("{") and inside.endswith("}"):
            kind, attributes = OPEN, parse_attributes(drop_places(inside[1:-1]))
        elif _DIV_NAME.match(inside):
            kind, attributes = OPEN, Attributes(classes=(inside,))
        else:
            return False
        self._open_div(kind, attributes, drop_places(body), place)
        self._next += 1
        return True

    def _open_div(self, kind: str, attributes: Attributes, source: str, place: int) -> None:
        self._report.divs.append(Div(attributes, source, place))
        self._write_alone(make_token(kind, len(self._report.divs) - 1))

    def _item(self, body: str) -> bool:
        match = _ITEM.match(body)
        if match is None or _RULE.match(body):
            return False
        marker, gap, rest = match.groups()
        kind = {"-": "ul", "+": "ul", "*": "ul", ":": "dl"}.get(marker, "ol")
        sibling = bool(self._closed) and self._closed[-1].kind == kind
        if not self._may_begin(kind, marker, rest, sibling) or self._is_too_deep():
            return False
        opening = bool(self._stack) and self._in_paragraph and not self._stack[-1].loose and not self._closed
        if not sibling and not opening and kind != "dl":
            self._break()
        line = self._lines[self._next]
        start = _indent(line)
        width = 1 if len(gap) == 4 and rest.startswith(" ") or not rest else len(gap)
        column = start + len(marker) + width
        written = marker.replace(")", ".").ljust(4) if len(marker) < 4 else f"{marker.replace(')', '.')} "
        self._marker = self._prefix() + written
        self._stack.append(_Container(kind, column, column))
        self._in_paragraph = False
        if rest.strip():
            self._lines[self._next] = " " * (column + len(gap) - width) + rest
        else:
            self._flush_marker()
            self._after_blank = False
            self._next += 1
        return True

    def _may_begin(self, kind: str, marker: str, rest: str, sibling: bool) -> bool:
        if sibling or self._marker:
            return kind != "dl" or sibling
        if kind == "dl":
            return self._has_term()
        if self._in_paragraph:
            return bool(rest.strip()) and (kind == "ul" or marker[:-1] == "1")
        return True

    def _has_term(self) -> bool:
        """Whether the text before can be what a definition explains: a paragraph, with at most one blank line."""
        before = [line for line in self._out[-2:] if line.strip()]
        return bool(before) and "|" not in before[-1] and not _HEADING.match(before[-1].strip())

    def _is_too_deep(self) -> bool:
        if len(self._stack) + self._depth < DEEPEST:
            return False
        self._report.error(
            "nested-too-deeply",
            self._place(self._lines[self._next]),
            f"Lists and quotations are nested more than {DEEPEST} deep.",
            "Take some levels out.",
        )
        return True

    def _quote(self, body: str) -> bool:
        if not body.startswith(">") or self._is_too_deep():
            return False
        end = self._next
        inner = []
        while end < len(self._lines):
            line = self._dedent(self._lines[end]).lstrip(" ")
            if not line.startswith(">"):
                break
            inner.append(line[2:] if line.startswith("> ") else line[1:])
            end += 1
        frame = _Frame(inner, self._first + self._next, self._report, self._depth + len(self._stack) + 1)
        if self._closed:
            self._break()
        for line in frame.run():
            self._write(f"> {line}" if line else ">")
        self._in_paragraph = True
        self._next = end
        return True

    def _caption(self, body: str) -> bool:
        match = _CAPTION.match(body)
        if match is None:
            return False
        end = self._next
        while end < len(self._lines) and self._lines[end].strip():
            end += 1
        before = next((line for line in reversed(self._out) if line.strip()), "")
        after = next((line for line in self._lines[end:] if line.strip()), "")
        is_after = "|" in before
        if not is_after and (body.startswith(":") or "|" not in after):
            return False
        lines = [body[match.end() :], *(self._dedent(line) for line in self._lines[self._next + 1 : end])]
        text = "\n".join(lines)
        attributes = _CAPTION_END.search(text)
        if attributes:
            text = f"{text[: attributes.start()]}\n{attributes.group(1)}"
        self._break()
        token = make_token(CAPTION, self._place(self._lines[self._next]))
        for number, line in enumerate(text.split("\n")):
            self._write(line if number else token + line)
        self._next = end
        self._in_paragraph = True
        return True

    def _verse(self, body: str) -> bool:
        following = self._lines[self._next + 1].strip() if self._next + 1 < len(self._lines) else ""
        if not _VERSE.match(body) or (body.rstrip().endswith("|") and len(body.rstrip()) > 1) or _SEPARATOR.match(following):
            return False
        place = self._place(self._lines[self._next])
        end = self._next
        verses = []
        while end < len(self._lines) and _VERSE.match(line := self._dedent(self._lines[end]).lstrip(" ")):
            verses.append(line[2:].rstrip())
            end += 1
        self._open_div(OPEN, Attributes(classes=("line-block",)), drop_places(body), place)
        for number, verse in enumerate(verses):
            if not verse.strip():
                self._break()
                continue
            is_last = number + 1 == len(verses) or not verses[number + 1].strip()
            spaces = _indent(verse)
            self._write("\u00a0" * spaces + verse[spaces:] + ("" if is_last else "\\"))
        self._next = end
        self._open_div(CLOSE, Attributes(), "", place)
        return True

    def _opening(self, body: str) -> bool:
        """Notes and admonitions: what is indented below them belongs to them."""
        kind = "note" if _NOTE.match(body) else "admonition" if _ADMONITION.match(body) else ""
        if not kind or self._is_too_deep():
            return False
        if self._closed or kind == "admonition":
            self._break()
        column = _indent(self._lines[self._next]) + 2
        self._write(self._dedent(self._lines[self._next]).lstrip(" "))
        self._stack.append(_Container(kind, column, column + 2))
        self._in_paragraph = True
        self._next += 1
        return True


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _read_info(info: str, text: str, source: str, place: int) -> Code:
    match = _INFO.match(drop_places(info))
    braced = parse_attributes((match["braced"] or match["more"] or "") if match else "")
    if match is not None and match["word"]:
        name = _LANGUAGE.match(match["word"])
        return Code(text, name.group().lstrip(".") if name else "", braced, source, place)
    language = braced.classes[0].lstrip("=") if braced.classes else ""
    return Code(text, language, Attributes(braced.id, braced.classes[1:], braced.pairs), source, place)
