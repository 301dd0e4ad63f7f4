"""Definitions at the beginning of a paragraph: of links (CommonMark 0.31, section 4.7) and of abbreviations.

Input: a paragraph as the author wrote it. Output: what it defines, and how many of its lines did so.
"""

from __future__ import annotations

import html
import re
import string
from dataclasses import dataclass, field

_DEFINITION = re.compile(
    r"""[ ]{0,3}\[(?!\^)(?P<label>(?:\\.|[^\[\]\\])+)\]:[ \t]*\n?[ \t]*
        (?P<target><(?:\\.|[^<>\n\\])*>|(?!<)[^\s\x00-\x1f]+)""",
    re.VERBOSE,
)
_TITLE = re.compile(
    r"""(?:[ \t]+\n?[ \t]*|\n[ \t]*)
        (?P<title>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))[ \t]*(?:\n|$)""",
    re.DOTALL | re.VERBOSE,
)
_LINE_END = re.compile(r"[ \t]*(?:\n|$)")
_ABBREVIATION = re.compile(r"\*\[(?P<short>[^\]\n]+)\]:[ \t]*\n?[ \t]*(?P<long>[^\n]+)(?:\n|$)")
_ESCAPE = re.compile(rf"\\([{re.escape(string.punctuation)}])")
_MOST_LABEL = 999


@dataclass
class Definitions:
    """Every definition in order: links by label, each a target and a title or None; abbreviations by what is short."""

    links: list[tuple[str, tuple[str, str | None]]] = field(default_factory=list)
    abbreviations: list[tuple[str, str]] = field(default_factory=list)

    def read(self, text: str) -> int:
        """Take the definitions that the paragraph begins with; return how many characters they are."""
        end = 0
        while end < len(text):
            taken = self._read_link(text, end) or self._read_abbreviation(text, end)
            if not taken:
                break
            end = taken
        return end

    def _read_link(self, text: str, start: int) -> int:
        match = _DEFINITION.match(text, start)
        if match is None or not match["label"].strip() or len(match["label"]) > _MOST_LABEL:
            return 0
        title = _TITLE.match(text, match.end())
        line_end = _LINE_END.match(text, match.end())
        if title is None and line_end is None:
            return 0
        target = match["target"]
        if target.startswith("<"):
            target = target[1:-1]
        words = None if title is None else unescape(title["title"][1:-1])
        self.links.append((normalise_label(match["label"]), (unescape(target), words)))
        end = title or line_end
        return end.end() if end is not None else 0

    def _read_abbreviation(self, text: str, start: int) -> int:
        match = _ABBREVIATION.match(text, start)
        if match is None:
            return 0
        self.abbreviations.append((match["short"].strip(), match["long"].strip()))
        return match.end()


def normalise_label(label: str) -> str:
    """The label in the form in which two labels are compared."""
    return " ".join(label.split()).casefold()


def unescape(text: str) -> str:
    """The text without backslashes before punctuation and with its character references read."""
    return html.unescape(_ESCAPE.sub(lambda match: _reference(match.group(1)), text))


def _reference(character: str) -> str:
    # `\&amp;` is no reference: the sign is written as one that stands for itself.
    return "&amp;" if character == "&" else character
