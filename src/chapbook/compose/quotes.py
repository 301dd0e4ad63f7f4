"""Typewriter quotes become the language's own; apostrophes, primes and gershayim are told from them.

Input: the text of one block. Output: edits, each a stretch and what stands there instead. The kind of quote typed is
kept: a double one stays the language's first pair for double, a single one its pair for single. A quote typed as it
should be is no quote to this module and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from chapbook.compose.quote_marks import QuoteMarks, in_quotes, quote_marks

__all__ = ["OBJECT", "Edit", "in_quotes", "quote_edits"]

Edit = tuple[int, int, str]

# What stands in the text for an element whose words are not ours to change: a formula, code, an image.
OBJECT = "\ufffc"

_QUOTE = re.compile(r"[\"']")
_OPENERS = frozenset("([{<“‘„‚«‹「『—–-/=¿¡־")
# The '80s; and '68, unless a mark that closes comes later, which that of 'n' does not.
_CUT_YEAR = re.compile(r"'(?:\d\ds\b|\d\d\b(?!.*(?:[^\sn]|(?<!')n)'(?!\w)))", re.DOTALL)
# Feet and inches, minutes and seconds of an arc: 5'10", 48°51'24".
_MEASURE = re.compile(
    r"(?<![\w.,'′])\d+(['′]) ?\d+(?:[.,]\d+)?[½¼¾]?([\"″])|°[ \u00a0]?\d+(['′])(?: ?\d+(?:[.,]\d+)?([\"″]))?"
)
_HEBREW = frozenset(map(chr, (*range(0x591, 0x5C8), *range(0x5D0, 0x5EB))))
# Words that Hebrew writes together with the next one: and, the, in, to, from, that, as.
_HEBREW_PREFIXES = frozenset("והבלמשכ")
_CLOSES_LATER = re.compile(r"[^\W_][.!?…,]?\"(?!\w)")


def quote_edits(text: str, language_at: Callable[[int], str]) -> list[Edit]:
    """The edits that set every quote of the block."""
    if '"' not in text and "'" not in text:
        return []
    reader = _QuoteReader(text)
    return [e for m in _QUOTE.finditer(text) for e in reader.edits(m.start(), quote_marks(language_at(m.start())))]


class _QuoteReader:
    """Reads the quotes of a block from left to right and knows which are open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[str] = []
        self.opening: set[int] = set()  # places of quotes that were taken as opening
        self.primes = {m.start(n) for m in _MEASURE.finditer(text) for n in range(1, 5)}

    def edits(self, at: int, marks: QuoteMarks) -> list[Edit]:
        """The mark for the quote at the place; a typed space inside it, which may be another element's, goes apart."""
        typed = self.text[at]
        before = self.text[at - 1] if at else " "
        after = self.text[at + 1] if at + 1 < len(self.text) else " "
        mark = self._no_quote(at, before, after, marks)
        if mark:
            return [(at, at + 1, mark)]
        pair = marks.double if typed == '"' else marks.single
        inside = marks.inside if typed == '"' else ""
        if typed not in self.open if marks.unspaced else self._opens(at, before, after):
            self.open.append(typed)
            self.opening.add(at)
            space = [(at + 1, at + 2, "")] if inside and after == " " and at + 1 < len(self.text) else []
            return [(at, at + 1, pair[0] + inside), *space]
        if typed in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(typed) :]
        elif typed == "'":
            return [(at, at + 1, "’")]
        space = [(at - 1, at, "")] if inside and before == " " and at else []
        return [*space, (at, at + 1, inside + pair[1])]

    def _no_quote(self, at: int, before: str, after: str, marks: QuoteMarks) -> str:
        """An apostrophe, a prime or a Hebrew sign, when the quote is one whatever is open; else nothing."""
        typed = self.text[at]
        is_open = typed in self.open
        if at in self.primes or (before.isdigit() and not after.isalnum() and not is_open):
            return "″" if typed == '"' else "′"
        if before in _HEBREW and (after in _HEBREW or (typed == "'" and not is_open)):
            return self._hebrew_sign(at)
        return "’" if typed == "'" and self._is_apostrophe(at, before, after, marks) else ""

    def _is_apostrophe(self, at: int, before: str, after: str, marks: QuoteMarks) -> bool:
        if before.isalnum():
            return after.isalnum() and (not marks.unspaced or (before.isascii() and after.isascii()))
        elided = _CUT_YEAR.match(self.text, at) or (marks.elisions and _elision(marks.elisions).match(self.text, at))
        return elided is not None and bool(elided)

    def _hebrew_sign(self, at: int) -> str:
        """Geresh, or gershayim before the last letter of an acronym; nothing for a quotation behind a prefix."""
        if self.text[at] == "'":
            return "׳"
        start, end = at, at + 1
        while start and self.text[start - 1] in _HEBREW:
            start -= 1
        while end < len(self.text) and self.text[end] in _HEBREW:
            end += 1
        prefix = end - at > 2 and _HEBREW_PREFIXES.issuperset(self.text[start:at])
        return "" if prefix and '"' not in self.open and _CLOSES_LATER.search(self.text, end - 1) else "״"

    def _opens(self, at: int, before: str, after: str) -> bool:
        typed = self.text[at]
        starts = before.isspace() or before in _OPENERS or at - 1 in self.opening
        if starts and after.isspace():
            # Marks set off by spaces on both sides: the second of two closes.
            return before.isspace() and typed == '"' and typed not in self.open and at + 1 < len(self.text)
        if starts or typed == "'" or not after.isalnum():
            return starts
        # Behind an elision (l'"ami"), or behind a prefix when another follows that can close it.
        return before in "'’" or (typed not in self.open and before.isalnum() and '"' in self.text[at + 1 :])


@lru_cache(maxsize=64)
def _elision(words: str) -> re.Pattern[str]:
    return re.compile(rf"'(?:{words})\b(?!'\w)", re.IGNORECASE)
