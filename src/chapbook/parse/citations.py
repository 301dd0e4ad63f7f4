"""From the source of a citation to its items.

Input: `[see @a, p. 3; -@b]` or `@a [p. 3]`, each `@` followed by its place token. Output: citations and
cross-references as Pandoc's manual (“Citation syntax”) describes them; whoever formats them reads the locators.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chapbook.model.draft import CitationItem
from chapbook.parse.dialect_inline import KEY
from chapbook.parse.report import Report
from chapbook.parse.tokens import PLACE_PATTERN, drop_places, first_place

LABEL_KINDS = ("fig", "tbl", "sec", "eq", "lst")

_LABEL = re.compile(rf"(?:{'|'.join(LABEL_KINDS)}):")
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


def parse_citation(source: str) -> tuple[tuple[Part, ...], bool]:
    """The parts of the source, and whether it stood in the sentence. No parts: it is no citation after all."""
    in_text = not source.startswith("[")
    if in_text:
        part = _parse_part(source)
        if part is None:
            return (), True
        return (Part(part.before, part.minus, part.key, part.after.strip().removeprefix("[").removesuffix("]"), part.place),), True
    parts = [_parse_part(text) for text in source[1:-1].split(";")]
    if any(part is None for part in parts):
        return (), False
    return tuple(part for part in parts if part is not None), False


def make_item(part: Part, report: Report) -> CitationItem:
    """The item of a `Citation` for a part."""
    return CitationItem(part.key, part.before.strip(), part.after.strip(), part.minus, report.span(part.place))


def _parse_part(text: str) -> Part | None:
    match = _KEYED.search(text)
    if match is None:
        return None
    before, after = drop_places(text[: match.start()]), drop_places(text[match.end() :])
    return Part(before, bool(match["minus"]), match["key"].rstrip("_"), after, first_place(match["place"]))
