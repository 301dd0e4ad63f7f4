"""Brackets that nobody wrote by hand: the text of a paragraph with more of them in each other than a reader can follow.

Input: marked text. Output: the same text; where brackets are nested too deeply they are stashed as plain text, with a
warning, so that no pattern has to look for the end of each.
"""

from __future__ import annotations

import re

from chapbook.parse.report import Literal, Report
from chapbook.parse.tokens import PLACE_PATTERN, first_place

DEEPEST_BRACKETS = 50

_SIGN = re.compile(r"\\.|[\[\]]")
_RUN = re.compile(rf"\\.|(?:[!^]?\[\^?(?:{PLACE_PATTERN})?)+")


def limit_brackets(text: str, report: Report) -> str:
    """The text, its opening brackets stashed when too many of them are open at once."""
    if text.count("[") <= DEEPEST_BRACKETS:
        return text
    depth = deepest = 0
    for match in _SIGN.finditer(text):
        if match.group() == "[":
            depth += 1
            deepest = max(deepest, depth)
        elif match.group() == "]":
            depth = max(depth - 1, 0)
    if deepest <= DEEPEST_BRACKETS:
        return text
    message = f"{deepest} brackets are open at once here, so none of them begins a link, a note or a span."
    hint = "Close the brackets, or write \\[ for those that are text."
    report.warn("too-many-brackets", first_place(text), message, hint)
    return _RUN.sub(lambda match: _stash(match.group(), report), text)


def _stash(run: str, report: Report) -> str:
    return run if run.startswith("\\") else report.literal_token(Literal(report.source_of(run)))
