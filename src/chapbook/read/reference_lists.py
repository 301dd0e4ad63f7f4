"""How the author wants the lists of references: `place`, `nocite`, `sections` and so on under `[references]`.

Input: the checked table of book.toml, and the texts of `nocite` in a chapter's front matter. Output: the same
`References` with these settings, and the keys of works. Types are those of CSL 1.0.2, appendix III.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error
from chapbook.model.manuscript import Keys, References, ReferenceSection

TYPES = frozenset(
    (
        *("article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast"),
        *("chapter", "classic", "collection", "dataset", "document", "entry", "entry-dictionary"),
        *("entry-encyclopedia", "event", "figure", "graphic", "hearing", "interview", "legal_case"),
        *("legislation", "manuscript", "map", "motion_picture", "musical_score", "pamphlet"),
        *("paper-conference", "patent", "performance", "periodical", "personal_communication", "post"),
        *("post-weblog", "regulation", "report", "review", "review-book", "software", "song", "speech"),
        *("standard", "thesis", "treaty", "webpage"),
    )
)
_SECTION_KEYS = ("title", "keyword", "type")
_KEY = re.compile(r"[\[-]*@\{[^}]*\}|[^\s,;]+")


def with_lists(
    references: References, table: Mapping[str, Any], place: Callable[[str], Span], found: list[Diagnostic]
) -> References:
    """The references with what the table says of their lists. `place` finds a text in book.toml."""
    nocite = tuple(work for text in table.get("nocite", ()) for work in named_works([text], place(text)))
    return replace(
        references,
        place=table.get("place", references.place),
        nocite=nocite,
        sections=_sections(table.get("sections", ()), place, found),
        annotations=table.get("annotations", references.annotations),
        back_links=table.get("back-links", references.back_links),
    )


def named_works(texts: Sequence[str], span: Span) -> Keys:
    """The keys that the texts name, as Pandoc writes them (`@a, @{b}`, `[@a; @b]`) or bare."""
    keys = [_bare(word) for text in texts for word in _KEY.findall(text)]
    return tuple((key, span) for key in keys if key)


def _bare(word: str) -> str:
    key = word.strip("[]").lstrip("-").removeprefix("@")
    return key[1:-1] if key.startswith("{") and key.endswith("}") else key


def _sections(
    tables: Sequence[object], place: Callable[[str], Span], found: list[Diagnostic]
) -> tuple[ReferenceSection, ...]:
    sections = [section for table in tables for section in _section(table, place, found)]
    rest = [section for section in sections if not section.keywords and not section.types]
    for section in rest[1:]:
        message = f"“{rest[0].title}” has the rest already, so nothing is left for “{section.title}”."
        found.append(error("wrong-value", section.span, message, "Give it a keyword or a type."))
    return tuple(section for section in sections if section not in rest[1:])


def _section(table: object, place: Callable[[str], Span], found: list[Diagnostic]) -> Iterator[ReferenceSection]:
    """The section, unless it is not to be understood, which is reported."""
    if not isinstance(table, dict) or not isinstance(table.get("title"), str) or not table["title"].strip():
        hint = 'Write [[references.sections]], and below it title = "…" and keyword = "…".'
        found.append(error("wrong-type", place("sections"), "Each section of the references has a title.", hint))
        return
    title = " ".join(table["title"].split())
    span = place(table["title"])
    for key in [key for key in table if key not in _SECTION_KEYS]:
        message = f"A section of the references knows no “{key}”."
        found.append(error("unknown-key", span, message, did_you_mean(key, _SECTION_KEYS)))
    keywords, types = (_texts(table, key, span, found) for key in ("keyword", "type"))
    for name in [name for name in types if name not in TYPES]:
        hint = did_you_mean(name, sorted(TYPES))
        found.append(error("wrong-value", place(name), f"“{name}” is no type of work.", hint))
    yield ReferenceSection(title, tuple(k.casefold() for k in keywords), tuple(t for t in types if t in TYPES), span)


def _texts(table: Mapping[str, Any], key: str, span: Span, found: list[Diagnostic]) -> tuple[str, ...]:
    """The texts under the key: one with commas between them, or a list."""
    said = table.get(key, "")
    listed = said.split(",") if isinstance(said, str) else said
    if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
        found.append(error("wrong-type", span, f"“{key}” takes a text or a list of texts."))
        return ()
    return tuple(filter(None, (" ".join(text.split()) for text in listed)))
