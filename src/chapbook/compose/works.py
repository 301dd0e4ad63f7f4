"""What the press itself wants to know of a work: its keywords, its language, its annotation.

Input: an entry as CSL-JSON (1.0.2). Output: a `Work`, and the entry with its DOI in the one form that works today.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from chapbook.compose.rich_strings import plain_words
from chapbook.model.manuscript import Reference

# What authors and databases write before the DOI itself, and the resolver's old address (DOI Handbook, 3.8).
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?\s+|doi:)", re.IGNORECASE)
_OLD_RESOLVER = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
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


def with_plain_doi(reference: Reference) -> Reference:
    """The entry with a bare DOI, and `https://doi.org/` for the resolver in its address."""
    if "doi" not in reference.csl.lower():
        return reference
    entry = json.loads(reference.csl)
    changed = dict(entry)
    if isinstance(entry.get("DOI"), str):
        changed["DOI"] = _DOI_PREFIX.sub("", entry["DOI"].strip(), count=1)
    if isinstance(entry.get("URL"), str):
        changed["URL"] = _OLD_RESOLVER.sub("https://doi.org/", entry["URL"].strip(), count=1)
    if changed == entry:
        return reference
    return replace(reference, csl=json.dumps(changed, ensure_ascii=False, sort_keys=True))


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name, "")
    return value.strip() if isinstance(value, str) else ""
