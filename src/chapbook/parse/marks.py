"""From lines to marked lines: a place token in everything whose place in the file will be asked for.

Input: the chapter's lines. Output: the same lines with a token after each `[`, `![`, `^[`, `[^`, after the `@` of a
citation, the `{=` of raw text, LaTeX's command for the index and the dollars of a formula, and in each start tag; and
with `<` stashed where no HTML begins, so that `Vec<T>` stays text. Code is marked too: that costs nothing, because
every token is read or dropped in the tree and the text comes out as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from chapbook.parse.allowlist import HTML_NAMES
from chapbook.parse.report import Literal, Report
from chapbook.parse.tokens import TAG, make_token
from chapbook.scripts import PREFIXING, UNSPACED

# The brackets of definitions are names, and those of tasks are boxes.
_UNMARKED = re.compile(r"^\s*\*?\[(?!\^)[^\]]*\]:|^\s*(?:>\s*)*(?:[-*+]|\(?(?:\w{1,8}|#)[.)])\s+\[[ xX]\] ")
_MARK = re.compile(
    rf"""(?P<index> \\index(?=\{{) )
      | \\.                                                         # an escaped character is passed over
      | (?P<bracket> \^\[ | (?<!\])!?\[(?:\^(?!\]))? )
      | (?P<key> (?<![./:+@=&%\#?~$\\-]) (?<![^\W{UNSPACED}{PREFIXING}])@(?=\w) | (?<![^\s\[;(])-@(?=\w) )
      | (?P<target> (?<=\]\()< )
      | (?P<link> <(?:[A-Za-z][A-Za-z0-9+.-]*://[^<>]*|[^<>\s!]+@[^@<>\s]+)> )
      | (?P<raw> `\{{=(?=\w))
      | </?(?P<name>[A-Za-z][\w:.-]*)
      | (?P<other><[?!])
      | (?P<dollar>\$\$?)""",
    re.VERBOSE,
)
# A line without any of these has nothing to mark.
_SIGNS = ("[", "@", "<", "$", "`{=", "\\index{")
_AFTER_NAME = ("", " ", ">", "/")
# Words in an end tag would be lost: no parser of HTML shows them.
_AFTER_END_NAME = re.compile(r"\s*(?:>|$)")
# Inside these the parser of HTML reads no markup: without its end tag one would swallow the rest of the chapter.
_SWALLOWING = {"script": "</script", "style": "</style", "iframe": "</iframe", "<!--": "-->"}
# Inside these every name is a name; without its end tag one is text itself.
_FOREIGN = {"svg": "</svg", "math": "</math"}


def mark_lines(text: str, report: Report) -> list[str]:
    """The lines of the text with their tokens."""
    lower = text.lower()
    ends = {start: lower.rfind(end) for start, end in (_SWALLOWING | _FOREIGN).items() if start in lower}
    lines = text.split("\n")
    marked = []
    offset = 0
    foreign: list[str] = []
    for number, line in enumerate(lines):
        if any(sign in line for sign in _SIGNS):
            unclosed = frozenset(start for start, end in ends.items() if end < offset)
            line = _mark_line(line, _Marker(report, number, 0, unclosed, foreign))
        marked.append(line)
        offset += len(lines[number]) + 1
    return marked


def mark_part(text: str, report: Report, number: int, column: int) -> str:
    """A part of a line with its tokens: of line `number`, from `column` on."""
    if not any(sign in text for sign in _SIGNS):
        return text
    lower = text.lower()
    unclosed = frozenset(start for start, end in (_SWALLOWING | _FOREIGN).items() if end not in lower)
    return _mark_line(text, _Marker(report, number, column, unclosed, []))


@dataclass
class _Marker:
    """Makes the tokens of one line, whose text begins at `column`.

    `unclosed` names the elements that need an end and have none after it; `foreign` holds the SVG or MathML element
    that is open, from line to line.
    """

    report: Report
    number: int
    column: int
    unclosed: frozenset[str]
    foreign: list[str] = field(default_factory=list)

    def add_place(self, column: int) -> int:
        return self.report.add_place(self.number, self.column + column)

    def token(self, column: int) -> str:
        return self.report.place_token(self.number, self.column + column)

    def mark(self, match: re.Match[str]) -> str:
        """What stands in the marked line for a match of `_MARK`."""
        text = match.group()
        if match["bracket"] or match["key"] or match["raw"] or match["index"] or (match["dollar"] and self.report.math):
            return text + self.token(match.start())
        if match["other"]:
            is_comment = match.string.startswith("<!--", match.start()) and "<!--" not in self.unclosed
            return text if is_comment else self._literal(text, match)
        if match["name"] is None:  # an address, not a tag
            return text
        name = match["name"].lower()
        if name in self.unclosed or not (name in HTML_NAMES or self.foreign):
            return self._literal(text, match)
        if text.startswith("</") and not _AFTER_END_NAME.match(match.string, match.end()):
            return self._literal(text, match)
        if name in _FOREIGN:
            self.foreign[:] = [] if text.startswith("</") else [name]
        if text.startswith("</") or match.string[match.end() : match.end() + 1] not in _AFTER_NAME:
            return text
        return f"{text} {make_token(TAG, self.add_place(match.start()))}"

    def _literal(self, text: str, match: re.Match[str]) -> str:
        return self.report.literal_token(Literal("<", text[1:], self.add_place(match.start()))) + text[1:]


def _mark_line(line: str, marker: _Marker) -> str:
    parts = []
    end = 0
    if unmarked := _UNMARKED.match(line):
        end = unmarked.end()
        parts = [line[:end]]
    for match in _MARK.finditer(line, end):
        parts += [line[end : match.start()], marker.mark(match)]
        end = match.end()
    return "".join(parts) + line[end:]
