r"""From a chapter's text to text that XML can hold.

Input: the text as it was read. Output: the same text with `\n` line ends and without the characters that XML 1.0
(section 2.2, production 2) forbids or that Unicode reserves as noncharacters, and a diagnostic for each line that had
one.
"""

from __future__ import annotations

import re

from chapbook.diagnostics import Diagnostic, warning
from chapbook.model.manuscript import ChapterSource
from chapbook.parse.report import source_span

# Every plane ends with two noncharacters.
_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17))
# Said by what is lawful: few ranges, and text is found in the first of them, so that it is read ten times as fast.
FORBIDDEN = re.compile(f"[^\t\n\r\x20-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")
# What XML itself refuses: the noncharacters U+FDD0 to U+FDEF are lawful there, and are the signs of our tokens.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# These two are white space to those who type them; without them two words would run together.
_SPACES = "\x0b\x0c"


def clean_text(source: ChapterSource) -> tuple[str, list[Diagnostic]]:
    """The text that XML can hold, and what was dropped from it."""
    text = source.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if FORBIDDEN.search(text) is None:
        return text, []
    found = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = FORBIDDEN.search(line)
        if match is not None:
            span = source_span(source.path, source.first_line, source.runs, number, match.start())
            message = f"The control character U+{ord(match.group()):04X} was dropped."
            found.append(warning("control-character", span, message, "No book can hold it; delete it."))
            lines[number] = drop_forbidden(line)
    return "\n".join(lines), found


def drop_forbidden(text: str) -> str:
    """The text without the characters that XML forbids."""
    return FORBIDDEN.sub(lambda m: " " if m.group() in _SPACES else "", text)


def drop_illegal(text: str) -> str:
    """The text without the characters that XML forbids; our own signs stay."""
    return _ILLEGAL.sub("", text)
