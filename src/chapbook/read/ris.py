"""RIS files (Research Information Systems, 2011), as Zotero, Mendeley, EndNote and databases export them.

Input: the file's text. Output: its entries as CSL-JSON, through pandoc. An entry without an identity (`ID`), such as
Zotero's, gets the first family name and the year as its key, as pandoc has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chapbook.model.manuscript import Reference
from chapbook.read.bibliography_file import BibliographyFile
from chapbook.read.pandoc_entries import Item, PandocEntries

_LINE = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*))?$")
# Where the author's machine keeps the files (L1 to L4), and what is said anew here.
_LEFT_OUT = frozenset({"ID", "L1", "L2", "L3", "L4", "ER"})
# Texts that may run over several lines.
_LONG = frozenset({"TI", "T1", "T2", "AB", "N1", "N2"})
_CSL_NAMES = {"DO": "DOI", "UR": "URL", "PY": "issued", "Y1": "issued", "DA": "issued", "Y2": "accessed"}
_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?(?:[/-].*)?$")
# What pandoc does not read, and the names that CSL has for it.
_TEXTS = {"CY": "publisher-place", "T3": "collection-title", "CN": "call-number"}


@dataclass
class _Entry:
    line: int
    key: str
    lines: list[str]
    places: dict[str, int]


def read_ris(file: BibliographyFile) -> Iterator[Reference]:
    """The entries of the file. Raises PandocMissingError."""
    entries = list(_entries(file))
    if not entries and file.text.strip():
        file.refuse(1, "The file holds no entry; an entry of RIS begins with “TY  - ”.")
    items = [
        Item(f"r{number}", "\n".join([entry.lines[0], f"ID  - r{number}", *entry.lines[1:], "ER  - ", ""]))
        for number, entry in enumerate(entries)
    ]
    conversion = PandocEntries("ris", file.cache)
    found = conversion.convert(items)
    taken = {entry.key for entry in entries if entry.key}
    for item, entry in zip(items, entries, strict=True):
        if item.id not in found:
            why = conversion.refused.get(item.id, "pandoc does not take it for a work")
            file.report(entry.line, f"The entry “{entry.key or entry.lines[0]}” cannot be read: {why}.")
            continue
        csl = _completed(found[item.id], entry)
        yield file.reference(csl, file.place(entry.key or _made_key(csl, taken), entry.line, entry.places))


def _entries(file: BibliographyFile) -> Iterator[_Entry]:
    """The entries, a value of several lines joined into one; what stands outside them is reported."""
    entry: _Entry | None = None
    for number, text in enumerate(file.text.split("\n"), 1):
        match = _LINE.match(text.rstrip())
        if match and match[1] == "TY":
            if entry:
                file.report(entry.line, "An entry does not end with “ER  - ”; it is read up to the next.")
                yield entry
            entry = _Entry(number, "", [f"TY  - {match[2] or ''}"], {})
        elif entry is None:
            if match:
                file.report(number, "A line stands outside all entries; an entry begins with “TY  - ”.")
        elif match and match[1] == "ER":
            yield entry
            entry = None
        elif not _add(entry, match, text.strip(), number):
            file.report(number, "A line has no tag, such as “AU  - ” for an author; it is left out.")
    if entry:
        file.report(entry.line, "The last entry does not end with “ER  - ”.")
        yield entry


def _add(entry: _Entry, match: re.Match[str] | None, text: str, number: int) -> bool:
    """Add a line to the entry, or what continues its last line; whether it is either."""
    if match:
        value = (match[2] or "").strip()
        entry.key = value if match[1] == "ID" else entry.key
        entry.places.setdefault(_CSL_NAMES.get(match[1], match[1]), number)
        entry.lines += [] if match[1] in _LEFT_OUT else [f"{match[1]}  - {value}"]
    elif text and entry.lines[-1][:2] in _LONG:
        entry.lines[-1] += f" {text}"
    else:
        return not text
    return True


def _completed(csl: dict[str, Any], entry: _Entry) -> dict[str, Any]:
    """The entry with what pandoc's reader leaves out: the month and the day, the place, the series; its keywords."""
    tagged = [(line[:2], line[6:].strip()) for line in entry.lines]
    for name, tags in (("issued", ("DA", "PY", "Y1")), ("accessed", ("Y2",))):
        said = next((value for wanted in tags for tag, value in tagged if tag == wanted and value), "")
        match = _DATE.match(said)
        if match:
            csl[name] = {"date-parts": [[int(part) for part in match.groups() if part and int(part)]]}
        elif said:
            csl[name] = {"literal": said.rstrip("/ ")}
    for tag, value in tagged:
        if tag in _TEXTS and value:
            csl.setdefault(_TEXTS[tag], value)
    keywords = [value for tag, value in tagged if tag == "KW" and value]
    if keywords:
        csl["keyword"] = ", ".join(keywords)
    return csl


def _made_key(csl: dict[str, Any], taken: set[str]) -> str:
    """`Roe_2002`, then `Roe_2002b` and so on; `taken` grows."""
    names = csl.get("author") or csl.get("editor") or [{}]
    name = str(names[0].get("family") or names[0].get("literal") or csl.get("title", "untitled"))
    years = csl.get("issued", {}).get("date-parts") or [[""]]
    base = f"{'_'.join(name.split()[:3])}_{years[0][0]}".rstrip("_")
    key, count = base, 1
    while key in taken:
        count += 1
        key = f"{base}{chr(96 + count)}" if count <= 26 else f"{base}-{count}"
    taken.add(key)
    return key
