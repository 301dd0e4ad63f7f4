"""What an entry of a bibliography lacks, and which of its values are none.

Input: an entry as CSL-JSON (1.0.2), and where its fields stand. Output: warnings. They are kept with the entry, and
given only for a book that prints it: a library of thousands is nobody's task for today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chapbook.diagnostics import Diagnostic, Span, warning
from chapbook.read.forms import fault_of_identifier, is_web_address

_PEOPLE = ("author", "editor", "translator", "director", "container-author", "composer", "interviewer", "recipient")
_ARTICLES = frozenset({"article-journal", "article-magazine", "article-newspaper"})
_CONTAINED = frozenset({*_ARTICLES, "chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia"})
_BY_SOMEBODY = frozenset({"article-journal", "book", "chapter", "thesis", "paper-conference", "manuscript"})
_PUBLISHED = {"book": "publisher", "thesis": "university", "report": "institution"}
_UNTITLED = frozenset({"personal_communication", "interview", "legal_case", "review", "review-book", "figure"})
_DATED = ("issued", "original-date", "status", "event-date")
# What the citation processor understands of a date in a text (EDTF).
_PLAIN_DATE = re.compile(r"-?\d{4}(-\d\d?){0,2}[~?]?(/(-?\d{4}(-\d\d?){0,2}[~?]?)?)?")
# What stands in its place before there is one.
_STATES = frozenset({"in press", "forthcoming", "submitted", "in preparation", "to appear", "n.d.", "s.a."})
# With these the author says that the work has no date; how that is printed is the style's and the language's matter.
_UNDATED = frozenset({"n.d.", "s.a."})


@dataclass(frozen=True)
class EntryPlace:
    """Where an entry stands: the key is for the message, `lines` are those of its fields, by their CSL names."""

    key: str
    span: Span
    lines: Mapping[str, int] = field(default_factory=dict)

    def at(self, *names: str) -> Span:
        """The line of the first of the fields that has one, else that of the entry."""
        line = next((self.lines[name] for name in names if name in self.lines), 0)
        return Span(self.span.file, line, 1) if line else self.span


def check_reference(csl: Mapping[str, Any], place: EntryPlace) -> tuple[Diagnostic, ...]:
    """Everything that is odd about the entry."""
    found = list(_odd_values(csl, place))
    lacking = list(_lacking(csl))
    if lacking:
        named = lacking[0] if len(lacking) == 1 else f"{', '.join(lacking[:-1])} and {lacking[-1]}"
        hint = "The styles expect it; the entry is printed without."
        found.append(warning("missing-field", place.span, f"The entry “{place.key}” has no {named}.", hint))
    return tuple(found)


def without_undated(csl: Mapping[str, Any]) -> dict[str, Any]:
    """The entry without a date that only says that there is none: styles have a word of their own for that."""
    return {
        name: value
        for name, value in csl.items()
        if not (name == "issued" and isinstance(value, dict) and str(value.get("literal", "")).lower() in _UNDATED)
    }


def _lacking(csl: Mapping[str, Any]) -> Iterator[str]:
    """What a reader needs to find the work, by its type."""

    def has(*names: str) -> bool:
        return any(csl.get(name) for name in names)

    kind = str(csl.get("type", ""))
    # What an institution publishes may be by nobody else, such as a manual.
    if kind in _BY_SOMEBODY and not has(*_PEOPLE, "publisher"):
        yield "author or editor"
    if kind not in _UNTITLED and not has("title"):
        yield "title"
    if kind in {*_CONTAINED, *_PUBLISHED} and not has(*_DATED):
        yield "date"
    if kind in _CONTAINED and not has("container-title", "event", "event-title"):
        yield "name of the journal or newspaper" if kind in _ARTICLES else "title of the book it is in"
    if kind in _PUBLISHED and not has("publisher", "publisher-place", "URL", "DOI"):
        yield _PUBLISHED[kind]
    if kind == "webpage" and not has("URL", "DOI"):
        yield "address"


def _odd_values(csl: Mapping[str, Any], place: EntryPlace) -> Iterator[Diagnostic]:
    doi, url = csl.get("DOI"), csl.get("URL")
    if doi and fault_of_identifier("doi", str(doi)):
        message = f"The DOI “{_short(doi)}” of “{place.key}” is none"
        yield odd(place.at("DOI"), message, "A DOI looks like 10.1234/suffix.")
    if url and not is_web_address(str(url)):
        hint = "An address begins with https:// and has no spaces."
        yield odd(place.at("URL"), f"The address “{_short(url)}” of “{place.key}” is none", hint)
    for name in ("issued", "accessed", "original-date", "event-date"):
        said = _words_of_date(csl.get(name))
        if said:
            message = f"The date “{_short(said)}” of “{place.key}” is none that can be sorted; it is printed as it is"
            hint = "Write 1968, 1968-08-21, or in BibLaTeX also 1968/1969 and 1968~ (about)."
            yield odd(place.at(name), message, hint)


def _words_of_date(date: object) -> str:
    """What stands in the place of a date and is none."""
    if not isinstance(date, dict) or date.get("date-parts"):
        return ""
    said = str(date.get("literal") or date.get("raw") or "")
    return "" if _PLAIN_DATE.fullmatch(said) or said.lower() in _STATES else said


def odd(span: Span, message: str, hint: str = "") -> Diagnostic:
    """A warning of a value that is not what its field is for."""
    return warning("odd-field", span, f"{message}.", hint)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
