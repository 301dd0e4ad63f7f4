"""A bibliography while it is read: its text, and where its faults go.

Input: the bytes of the file. Output: text with Unix line ends and without characters that no book can hold; a reader of
one format makes `Reference`s of it.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic, Severity, Span, error
from chapbook.model.manuscript import Reference
from chapbook.read.dois import with_plain_doi
from chapbook.read.forms import CONTROL
from chapbook.read.reference_checks import EntryPlace, check_reference, without_undated
from chapbook.read.text_file import decode

# No library is larger: 50,000 entries with their abstracts have 60 MB.
LARGEST = 100_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# JabRef's first line, when the file is not UTF-8.
_DECLARED = re.compile(rb"^\s*%\s*Encoding:\s*([\w.-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class BibliographyFile:
    """One file of the bibliography. `language` is the book's; `fault_is` how bad a broken entry is."""

    path: str
    text: str
    language: str
    cache: Cache
    found: list[Diagnostic]
    fault_is: Severity = Severity.WARNING

    def report(self, line: int, message: str, hint: str = "") -> None:
        """Report an entry that cannot be read, or not as it stands."""
        self.found.append(Diagnostic("broken-reference", self.fault_is, Span(self.path, line, 1), message, hint))

    def refuse(self, line: int, message: str, hint: str = "") -> None:
        """Report that the file as a whole cannot be read."""
        self.found.append(error("broken-reference", Span(self.path, line, 1), message, hint))

    def place(self, key: str, line: int, lines: Mapping[str, int] = MappingProxyType({})) -> EntryPlace:
        """Where the entry with the key stands; `lines` are those of its fields, by their CSL names."""
        return EntryPlace(key, Span(self.path, line, 1), lines)

    def reference(self, csl: Mapping[str, Any], place: EntryPlace, doubts: Sequence[Diagnostic] = ()) -> Reference:
        """The entry at its place, with what is odd about it after the reader's own `doubts`.

        Its CSL-JSON has sorted names, so that the same entry is the same text.
        """
        entry = with_plain_doi(csl)
        text = json.dumps({**without_undated(entry), "id": place.key}, ensure_ascii=False, sort_keys=True)
        return Reference(place.key, place.span, text, (*doubts, *check_reference(entry, place)))


def bibliography_text(content: bytes, path: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text in the encoding that its byte order mark or, in a .bib, its first line tells; else in UTF-8."""
    text, found = _decode(content, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    control = CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        message = f"The control character U+{ord(control[0]):04X} stands here; it is left out."
        found = (*found, error("control-character", Span(path, line, 1), message, "No book can hold it; delete it."))
        text = CONTROL.sub("", text)
    return text, found


def _decode(content: bytes, path: str) -> tuple[str, tuple[Diagnostic, ...]]:
    declared = _DECLARED.match(content)
    names = [name for mark, name in _MARKS if content.startswith(mark)]
    if not names and declared:
        names = [declared[1].decode("ascii").lower().replace("utf8", "utf-8")]
    if names and not names[0].startswith("utf-8"):
        try:
            return content.decode(names[0]), ()
        except (LookupError, UnicodeDecodeError):
            pass  # not what it says it is
    return decode(content, path)
