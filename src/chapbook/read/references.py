"""The bibliographies that `[references]` names.

Input: files of BibTeX or BibLaTeX (.bib), CSL-JSON (.json), CSL-YAML (.yaml), RIS (.ris) or EndNote (.xml). Output:
their entries as CSL-JSON (1.0.2), each with the line where it begins; what cannot be read is reported, and the rest
still used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic, Severity, Span, cap_repeats, error, warning
from chapbook.files import Folder
from chapbook.model.manuscript import Reference
from chapbook.read.bibliography_file import LARGEST, BibliographyFile, bibliography_text
from chapbook.read.bibtex_entries import read_bib
from chapbook.read.csl_data import read_csl_json, read_csl_yaml
from chapbook.read.endnote import read_endnote
from chapbook.read.ris import read_ris
from chapbook.read.text_file import read_bytes

# So many faults of one kind in one file are shown each; the rest are counted.
MOST_FAULTS = 20

_READERS: Mapping[str, Callable[[BibliographyFile], Iterator[Reference]]] = {
    ".bib": read_bib,
    ".json": read_csl_json,
    ".yaml": read_csl_yaml,
    ".yml": read_csl_yaml,
    ".ris": read_ris,
    ".xml": read_endnote,
}


def read_references(
    folder: Folder, files: Sequence[tuple[str, Span]], cache: Cache, language: str, *, all_printed: bool = False
) -> tuple[tuple[Reference, ...], tuple[Diagnostic, ...]]:
    """All entries of all files, in order, each key once.

    `language` is the book's. When all are printed, one that cannot be read is an error, since it would be missing; else
    it is a warning, since nobody may cite it. Raises PandocMissingError.
    """
    found: list[Diagnostic] = []
    entries: dict[str, Reference] = {}
    for path, span in dict(files).items():
        read = _READERS.get(PurePosixPath(path).suffix.lower())
        if read is None:
            message = f"“{path}” is no bibliography that the press can read."
            hint = f"It reads {', '.join(_READERS)}."
            found.append(error("unknown-bibliography", span, message, hint))
            continue
        content, faults = read_bytes(folder, path, span)
        found.extend(faults)
        if content is None:
            continue
        if len(content) > LARGEST:
            message = f"“{path}” has more than {LARGEST // 1_000_000} MB."
            found.append(error("unknown-bibliography", span, message, "Export only what the book needs."))
            continue
        text, faults = bibliography_text(content, path)
        in_file = list(faults)
        fault_is = Severity.ERROR if all_printed else Severity.WARNING
        read_here = list(read(BibliographyFile(path, text, language, cache, in_file, fault_is)))
        for reference in read_here:
            _keep(reference, entries, in_file)
        if not read_here and not in_file:
            in_file.append(warning("empty-bibliography", span, f"“{path}” holds no entry."))
        found += cap_repeats(in_file, MOST_FAULTS, "in the file")
    return tuple(entries.values()), tuple(found)


def _keep(reference: Reference, entries: dict[str, Reference], found: list[Diagnostic]) -> None:
    """Keep the entry, unless its key is known: the same work twice does no harm, another is an error."""
    first = entries.setdefault(reference.key, reference)
    if first is not reference and first.csl != reference.csl:
        message = f"The key “{reference.key}” is already used in {first.span.file}, line {first.span.line}."
        found.append(error("duplicate-reference", reference.span, message, "Give one of the two another key."))
