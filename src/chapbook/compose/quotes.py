"""Typewriter quotes become the language's own; apostrophes and primes are told from them.

Input: the text of one block. Output: edits, each a stretch and what stands there instead. The kind of quote typed is
kept: a double one stays the language's first pair for double, a single one its pair for single.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Edit = tuple[int, int, str]

# What stands in the text for an element whose words are not ours to change: a formula, code, an image.
OBJECT = "\ufffc"

_QUOTE = re.compile(r"[\"']")
_OPENERS = frozenset("([{<“‘„‚«‹—–-/=¿¡")
# 'tis, 'n', the '80s; and '68, unless a mark that closes comes later.
_ELISION = re.compile(r"'(?:(?:tis|twas|em|til|cause|n)\b|\d\ds\b|\d\d\b(?!.*\S'(?!\w)))", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class QuoteMarks:
    """The pairs for quotes typed as `"` and as `'`. `inside` is the space between mark and words."""

    double: tuple[str, str]
    single: tuple[str, str]
    inside: str = ""


_ENGLISH = QuoteMarks(("“", "”"), ("‘", "’"))
_CENTRAL = QuoteMarks(("„", "“"), ("‚", "‘"))
_TABLE: Mapping[str, QuoteMarks] = {
    "en": _ENGLISH,
    "cs": _CENTRAL,
    "sk": _CENTRAL,
    "de": _CENTRAL,
    "sl": _CENTRAL,
    "de-ch": QuoteMarks(("«", "»"), ("‹", "›")),
    "fr": QuoteMarks(("«", "»"), ("“", "”"), "\u00a0"),
    "fr-ch": QuoteMarks(("«", "»"), ("‹", "›"), "\u202f"),
    "es": QuoteMarks(("«", "»"), ("“", "”")),
    "it": QuoteMarks(("«", "»"), ("“", "”")),
    "pt-pt": QuoteMarks(("«", "»"), ("“", "”")),
    "pl": QuoteMarks(("„", "”"), ("‚", "’")),
    "hu": QuoteMarks(("„", "”"), ("»", "«")),
    "ru": QuoteMarks(("«", "»"), ("„", "“")),
    "uk": QuoteMarks(("«", "»"), ("„", "“")),
    "da": QuoteMarks(("»", "«"), ("›", "‹")),
    "nb": QuoteMarks(("«", "»"), ("‘", "’")),
    "no": QuoteMarks(("«", "»"), ("‘", "’")),
    "sv": QuoteMarks(("”", "”"), ("’", "’")),
    "fi": QuoteMarks(("”", "”"), ("’", "’")),
}
# British books quote with single marks first (Hart's Rules, 9.2).
_SINGLE_FIRST = {"en-gb", "en-ie", "en-au", "en-nz", "en-za"}


def quote_marks(language: str) -> QuoteMarks:
    """The marks of the language, or of the language without its region, or English ones."""
    tag = language.lower()
    return _TABLE.get(tag) or _TABLE.get(tag.split("-")[0], _ENGLISH)


def in_quotes(words: str, language: str) -> str:
    """The words between the marks that the language prefers, for text that the press writes itself."""
    marks = quote_marks(language)
    pair = marks.single if language.lower() in _SINGLE_FIRST else marks.double
    inside = marks.inside if pair is marks.double else ""
    return f"{pair[0]}{inside}{words}{inside}{pair[1]}"


def quote_edits(text: str, language_at: Callable[[int], str]) -> list[Edit]:
    """The edits that set every quote of the block."""
    reader = _QuoteReader(text)
    return [e for m in _QUOTE.finditer(text) for e in reader.edits(m.start(), quote_marks(language_at(m.start())))]


class _QuoteReader:
    """Reads the quotes of a block from left to right and knows which are open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[str] = []
        self.opening: set[int] = set()  # places of quotes that were taken as opening

    def edits(self, at: int, marks: QuoteMarks) -> list[Edit]:
        """The mark for the quote at the place; a typed space inside it, which may be another element's, goes apart."""
        typed = self.text[at]
        before = self.text[at - 1] if at else " "
        after = self.text[at + 1] if at + 1 < len(self.text) else " "
        mark = self._no_quote(at, typed, before, after)
        if mark:
            return [(at, at + 1, mark)]
        pair = marks.double if typed == '"' else marks.single
        inside = marks.inside if typed == '"' else ""
        if self._opens(at, typed, before, after):
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

    def _no_quote(self, at: int, typed: str, before: str, after: str) -> str:
        """An apostrophe or a prime, when the quote is one whatever is open; else nothing."""
        if before.isdigit() and not after.isalnum() and typed not in self.open:
            return "″" if typed == '"' else "′"
        if typed == "'" and before.isalnum() and after.isalnum():
            return "’"
        if typed == "'" and not before.isalnum() and _ELISION.match(self.text, at):
            return "’"
        return ""

    def _opens(self, at: int, typed: str, before: str, after: str) -> bool:
        elided = typed == '"' and typed not in self.open and before in "'’" and after.isalnum()  # l'"ami"
        starts = before.isspace() or before in _OPENERS or at - 1 in self.opening or elided
        if starts and after.isspace():
            # Marks set off by spaces on both sides: the second of two closes.
            return before.isspace() and typed == '"' and typed not in self.open and at + 1 < len(self.text)
        return starts
