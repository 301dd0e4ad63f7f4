"""What the press itself wants to know of a work: its keywords, its language, its annotation.

Input: an entry as CSL-JSON (1.0.2). Output: a `Work`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from chapbook.compose.rich_strings import plain_words
from chapbook.model.manuscript import Reference

_BETWEEN_KEYWORDS = re.compile(r"\s*[,;]\s*")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n|\u2029")
_TITLES = ("title", "container-title", "collection-title")


@dataclass(frozen=True)
class Work:
    """`keywords` are in lower case, `language` as the entry has it, `titles` its titles in plain words.

    `annotation` are paragraphs, with the markup of CSL-JSON.
    """

    type: str
    keywords: frozenset[str] = frozenset()
    language: str = ""
    titles: tuple[str, ...] = ()
    annotation: tuple[str, ...] = ()


def read_work(reference: Reference) -> Work:
    """The work of an entry."""
    entry = json.loads(reference.csl)
    keywords = entry.get("keyword", "")
    listed = keywords if isinstance(keywords, list) else _BETWEEN_KEYWORDS.split(str(keywords))
    return Work(
        type=str(entry.get("type", "")),
        keywords=frozenset(str(word).strip().casefold() for word in listed if str(word).strip()),
        language=_text(entry, "language"),
        titles=tuple(filter(None, (plain_words(_text(entry, name)) for name in _TITLES))),
        annotation=tuple(filter(None, (" ".join(p.split()) for p in _PARAGRAPHS.split(_text(entry, "annote"))))),
    )


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name, "")
    return value.strip() if isinstance(value, str) else ""
