"""The paragraphs of annotations in BibTeX.

Input: the text of a .bib file. Output: the same text, line for line, with U+2029 (paragraph separator) on the blank
lines inside `annotation` and `annote`. Pandoc 3.9 reads such a field as blocks, then joins them without a space and
says what was emphasised twice; what it takes for one paragraph it reads well, and it keeps the separator.
"""

from __future__ import annotations

import re

SEPARATOR = "\u2029"
_FIELD = re.compile(r"(?:^|,)\s*annot(?:e|ation)\s*=\s*\{", re.IGNORECASE | re.MULTILINE)
_BLANK = re.compile(r"(?<=\n)[ \t]*(?=\n)")


def mark_paragraphs(text: str) -> str:
    """Mark the blank lines."""
    pieces, done = [], 0
    for field in _FIELD.finditer(text):
        if field.end() >= done:
            end = _end_of_braces(text, field.end())
            pieces += [text[done : field.end()], _BLANK.sub(SEPARATOR, text[field.end() : end])]
            done = end
    return "".join([*pieces, text[done:]])


def _end_of_braces(text: str, start: int) -> int:
    """Where the brace is closed before `start`; the start itself when it never is."""
    depth = 1
    for place in range(start, len(text)):
        if text[place] == "{" and text[place - 1] != "\\":
            depth += 1
        elif text[place] == "}" and text[place - 1] != "\\":
            depth -= 1
            if not depth:
                return place
    return start
