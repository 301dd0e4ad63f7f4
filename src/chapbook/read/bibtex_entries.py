"""The entries of a .bib file (BibTeX or BibLaTeX) as CSL-JSON.

Input: the file's text. Output: its entries, through pandoc's reader for BibLaTeX, which reads BibTeX the same way; what
that reader would drop without a word is put back or reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, warning
from chapbook.model.manuscript import Reference
from chapbook.read.bibliography_file import BibliographyFile
from chapbook.read.bibtex import TYPES, BibEntry, read_bibtex
from chapbook.read.bibtex_mends import (
    PRINTED,
    READ,
    VERBATIM,
    is_english,
    pandoc_bib,
    parent_keys,
    stated_language,
)
from chapbook.read.pandoc_entries import Item, PandocEntries, formulas_as_text
from chapbook.read.reference_checks import EntryPlace, odd

# An entry inherits from one that inherits, and so on; more than this is a mistake or an attack.
MOST_ANCESTORS = 20

_FORMULA = re.compile(r"(?<!\\)\$((?:\\.|[^$\\]){1,300})\$", re.DOTALL)
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*\{([^{}\\]*)\}")
# CSL's names for the fields whose lines are told.
_CSL_NAMES = {"doi": "DOI", "url": "URL", "date": "issued", "year": "issued", "urldate": "accessed"}
_DATE_FIELDS = {"issued": ("date", "year"), "accessed": ("urldate",), "original-date": ("origdate",)}
# Pandoc knows what these stand for in English alone; elsewhere it prints the word itself.
_GENRES = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master’s thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
    "software": "Computer software",
    "datacd": "CD-ROM",
    "audiocd": "Audio CD",
}


def read_bib(file: BibliographyFile) -> Iterator[Reference]:
    """The entries of the file. Raises PandocMissingError."""
    content = read_bibtex(file.text)
    for fault in content.faults:
        file.report(fault.line, fault.sentence, fault.hint)
    by_key = {entry.key: (number, entry) for number, entry in reversed(list(enumerate(content.entries)))}
    items, ancestors = [], []
    for number, entry in enumerate(content.entries):
        inherited = _ancestors(entry, by_key)
        ids = {key: f"r{by_key[key][0]}" for key in inherited or ()}
        items.append(Item(f"r{number}", pandoc_bib(entry, f"r{number}", ids, file.language), frozenset(ids.values())))
        ancestors.append(inherited)
    conversion = PandocEntries("biblatex", file.cache)
    found = conversion.convert(items)
    formulas = formulas_as_text(sorted({f for entry in content.entries for f in _formulas(entry)}), file.cache)
    for item, entry, inherited in zip(items, content.entries, ancestors, strict=True):
        if item.id in found:
            csl = _restored(found[item.id], entry, formulas)
            if not is_english(file.language):
                _restore_language(csl, [entry, *(by_key[key][1] for key in inherited or ())])
            lines = {_CSL_NAMES.get(name, name): field.line for name, field in entry.fields.items()}
            place = file.place(entry.key, entry.line, lines)
            odd_fields = (*_odd_fields(entry, csl, place), *_odd_parents(entry, inherited, by_key, place))
            yield file.reference(csl, place, odd_fields)
        elif entry.type != "xdata":  # which is no work, but what works have in common
            why = conversion.refused.get(item.id, "pandoc does not take it for a work")
            file.report(entry.line, f"The entry “{entry.key}” cannot be read: {why}.")


_ByKey = Mapping[str, tuple[int, BibEntry]]


def _ancestors(entry: BibEntry, by_key: _ByKey) -> list[str] | None:
    """The keys from which the entry inherits, through others too; None when they form a ring, or are too many."""
    found: list[str] = []
    waiting = parent_keys(entry)
    while waiting:
        key = waiting.pop()
        if key == entry.key or len(found) > MOST_ANCESTORS:
            return None
        if key in by_key and key not in found:
            found.append(key)
            waiting += parent_keys(by_key[key][1])
    return sorted(found)


def _restore_language(csl: dict[str, Any], entries: Sequence[BibEntry]) -> None:
    """The language that the first of the entries states, instead of that of the book, which was lent to it."""
    stated = next(filter(None, map(stated_language, entries)), "")
    if stated:
        csl["language"] = stated
    else:
        csl.pop("language", None)


def _formulas(entry: BibEntry) -> Iterator[str]:
    for name, field in entry.fields.items():
        if "$" in field.value and name in READ and name not in VERBATIM:
            yield from (" ".join(match[1].split()) for match in _FORMULA.finditer(field.value))


def _restored(csl: dict[str, Any], entry: BibEntry, formulas: Mapping[str, str]) -> dict[str, Any]:
    """The entry with what pandoc knows and does not write: dates in words, formulas; and its own words as words."""
    for name, fields in _DATE_FIELDS.items():
        said = next((entry.fields[field].value for field in fields if field in entry.fields), "")
        if said.strip("{} ") and not csl.get(name, {}).get("date-parts"):
            csl[name] = {"literal": " ".join(said.replace("{", "").replace("}", "").replace("~", " ").split())}
    if "genre" in csl:
        csl["genre"] = _GENRES.get(csl["genre"], csl["genre"])
    for formula in _formulas(entry):
        if formula in formulas:
            for name, value in csl.items():
                if isinstance(value, str) and name != "note":  # which can hold no markup
                    csl[name] = value.replace(f"${formula}$", formulas[formula])
    return csl


def _odd_fields(entry: BibEntry, csl: Mapping[str, Any], place: EntryPlace) -> Iterator[Diagnostic]:
    if entry.type not in TYPES:
        message = f"“@{entry.type}” is no type of entry; “{entry.key}” is set as what the style does not know."
        yield warning("unknown-entry-type", place.span, message, did_you_mean(entry.type, TYPES))
    for name, line in entry.undefined:
        if any(field.value == name for known, field in entry.fields.items() if known in PRINTED):
            message = f"The name “{name}” in “{entry.key}” stands for nothing, so it is printed as it is"
            yield odd(Span(place.span.file, line, 1), message, "Define it with @string, or put the text in braces.")
    month = entry.fields.get("month")
    parts = csl.get("issued", {}).get("date-parts") or [[]]
    if month and month.value.strip() and "date" not in entry.fields and len(parts[0]) == 1:
        message = f"The month “{month.value}” of “{entry.key}” is none"
        yield odd(Span(place.span.file, month.line, 1), message, "Write month = jan, or a number from 1 to 12.")
    yield from _odd_commands(entry, csl, place)


def _odd_commands(entry: BibEntry, csl: Mapping[str, Any], place: EntryPlace) -> Iterator[Diagnostic]:
    """Commands that pandoc does not know, where it dropped their words; and formulas that no letters can say."""
    printed = ""
    for name in PRINTED:
        value = entry.fields[name].value if name in entry.fields else ""
        span = place.at(_CSL_NAMES.get(name, name))
        for match in _COMMAND.finditer(value):
            printed = printed or _letters(str(list(csl.values())))
            words = _letters(match[2])
            if len(words) > 1 and words not in printed and "noopsort" not in match[1].lower():
                message = f"The command “\\{match[1]}” in “{name}” of “{entry.key}” is not known, so its words are lost"
                yield odd(span, message, "Delete the command, and leave its words.")
        if "$" in value and any(f"${formula}$" in str(csl.get("title")) for formula in _formulas(entry)):
            message = f"The formula in “{name}” of “{entry.key}” cannot be set in a bibliography, so it stays LaTeX"
            yield odd(span, message, "Say it in words, or with ordinary letters.")


def _letters(text: str) -> str:
    """The letters and digits alone, without accents, in one case."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if c.isalnum())


def _odd_parents(
    entry: BibEntry, inherited: Sequence[str] | None, by_key: _ByKey, place: EntryPlace
) -> Iterator[Diagnostic]:
    span = place.at("crossref", "xdata")
    if inherited is None:
        message = (
            f"“{entry.key}” inherits from itself, or from more than {MOST_ANCESTORS} others, so it inherits nothing"
        )
        yield odd(span, message)
    for key in parent_keys(entry):
        if key not in by_key:
            yield odd(
                span, f"“{entry.key}” inherits from “{key}”, which is no entry of this file", did_you_mean(key, by_key)
            )
