"""From the source of a citation to its items.

Input: `[see @a, p. 3; -@b]` or `@a [p. 3]`, each `@` followed by its place token. Output: citations and
cross-references as Pandoc's manual (“Citation syntax”) describes them; whoever formats them reads the locators.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from chapbook.model.draft import CitationItem
from chapbook.parse.report import Report
from chapbook.parse.tokens import PLACE_PATTERN, drop_signs, first_place
from chapbook.scripts import UNSPACED

# Pandoc's key: words joined by punctuation, so that the full stop after a key is not of it. A word of other letters
# ends where one in Chinese or Japanese begins, which put no space between them: “@fig:lineと” is “@fig:line”.
_WORD = rf"(?:[^\W{UNSPACED}]+|\w+)"
KEY = rf"{_WORD}(?:[:.#$%&+?~/-]{{1,2}}{_WORD})*"
LABEL_KINDS = ("fig", "tbl", "sec", "eq", "lst")

LABEL = rf"(?:{'|'.join(f'[{kind[0].upper()}{kind[0]}]{kind[1:]}' for kind in LABEL_KINDS)}):"

_LABEL = re.compile(LABEL)
_KEYED = re.compile(rf"(?P<minus>-?)@(?P<place>{PLACE_PATTERN})(?P<key>{KEY})")


@dataclass(frozen=True)
class Part:
    """One work or label of a citation's source: the text before, the key with its place, the text after."""

    before: str
    minus: bool
    key: str
    after: str
    place: int | None

    @property
    def is_label(self) -> bool:
        """Whether the key names something in the book, and no work."""
        return _LABEL.match(self.key) is not None


def parse_citation(source: str) -> tuple[Part, ...]:
    """The parts of the source; none when it is no citation after all."""
    if not source.startswith("["):
        part = _parse_part(source)
        if part is None:
            return ()
        return (replace(part, after=part.after.strip().removeprefix("[").removesuffix("]")),)
    parts: list[Part] = []
    before = ""
    for text in source[1:-1].split(";"):
        part = _parse_part(text)
        if part is not None:
            parts.append(replace(part, before=before + part.before))
            before = ""
        elif parts:  # a semicolon that parts no works: “[@a, p. 3; see also below]”
            parts[-1] = replace(parts[-1], after=f"{parts[-1].after};{drop_signs(text)}")
        else:
            before += f"{drop_signs(text)};"
    return tuple(parts)


def make_item(part: Part, report: Report) -> CitationItem:
    """The item of a `Citation` for a part."""
    return CitationItem(part.key, part.before.strip(), part.after.strip(), part.minus, report.span(part.place))


def _parse_part(text: str) -> Part | None:
    match = _KEYED.search(text)
    if match is None:
        return None
    before, after = drop_signs(text[: match.start()]), drop_signs(text[match.end() :])
    return Part(before, bool(match["minus"]), match["key"].rstrip("_"), after, first_place(match["place"]))
