"""The bibliographies that `[references]` names.

Input: files of BibLaTeX (.bib), CSL-JSON (.json), CSL-YAML (.yaml) or RIS (.ris). Output: their entries as CSL-JSON
(1.0.2), each with the line where it begins, read by pandoc; what cannot be read is reported, and the rest still used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import yaml

from chapbook.cache import Cache, cache_key
from chapbook.diagnostics import Diagnostic, Span, error
from chapbook.files import Folder
from chapbook.model.manuscript import Reference
from chapbook.pandoc import PandocFailedError, run_pandoc
from chapbook.read.bib_annotations import mark_paragraphs
from chapbook.read.bib_blocks import Block, bib_blocks
from chapbook.read.protected_case import with_protected_case
from chapbook.read.text_file import read_text

_RIS_START = re.compile(r"TY {2}- ")
_RIS_KEY = re.compile(r"ID {2}- (.*)")


def read_references(
    folder: Folder, files: Sequence[tuple[str, Span]], cache: Cache
) -> tuple[tuple[Reference, ...], tuple[Diagnostic, ...]]:
    """All entries of all files, in order, each key once. Raises PandocMissingError."""
    found: list[Diagnostic] = []
    entries: dict[str, Reference] = {}
    for path, span in files:
        text, faults = read_text(folder, path, span)
        found.extend(faults)
        if text is None:
            continue
        read = _READERS.get(PurePosixPath(path).suffix.lower())
        if read is None:
            message = f"“{path}” is no bibliography that the press can read."
            found.append(error("unknown-bibliography", span, message, f"It reads {', '.join(_READERS)}."))
            continue
        for reference in read(_File(path, text.replace("\r\n", "\n"), cache, found)):
            _keep(reference, entries, found)
    return tuple(entries.values()), tuple(found)


def _keep(reference: Reference, entries: dict[str, Reference], found: list[Diagnostic]) -> None:
    first = entries.setdefault(reference.key, reference)
    if first is not reference:
        message = f"The key “{reference.key}” is already used in {first.span.file}, line {first.span.line}."
        found.append(error("duplicate-reference", reference.span, message, "Give one of the two another key."))


@dataclass(frozen=True)
class _File:
    path: str
    text: str
    cache: Cache
    found: list[Diagnostic]

    def report(self, line: int, message: str) -> None:
        """Report an entry that cannot be read."""
        self.found.append(error("broken-reference", Span(self.path, line, 1), message))

    def convert(self, text: str, form: str) -> list[dict[str, Any]]:
        """The text as CSL-JSON by pandoc, from the cache when it has been converted before."""
        key = cache_key("references", form, text)
        stored = self.cache.get(key)
        if stored is None:
            stored = _converted(form, text).encode()
            self.cache.put(key, stored)
        entries: list[dict[str, Any]] = json.loads(stored)
        return entries

    def reference(self, entry: Mapping[str, Any], line: int) -> Reference:
        """The entry at its place; its CSL-JSON with sorted names, so that the same entry is the same text."""
        key = str(entry["id"])
        return Reference(
            key, Span(self.path, line, 1), json.dumps({**entry, "id": key}, ensure_ascii=False, sort_keys=True)
        )


def _converted(form: str, text: str) -> str:
    entries = run_pandoc((f"--from={form}", "--to=csljson"), text)
    if form != "biblatex" or "{" not in text:
        return entries
    document = run_pandoc((f"--from={form}", "--to=json"), text)
    return json.dumps(with_protected_case(json.loads(entries), document), ensure_ascii=False)


def _read_bib(file: _File) -> Iterator[Reference]:
    blocks = bib_blocks(mark_paragraphs(file.text))
    for line, sentence in blocks.broken:
        file.report(line, sentence)
    yield from _convert_blocks(file, "biblatex", blocks.shared, blocks.entries)


def _convert_blocks(file: _File, form: str, shared: str, blocks: Sequence[Block]) -> Iterator[Reference]:
    """Convert the blocks together. When pandoc refuses, halve them, until the block at fault stands alone."""
    if not blocks:
        return
    try:
        entries = file.convert("\n\n".join([*filter(None, [shared]), *(b.text for b in blocks)]), form)
    except PandocFailedError as failure:
        if len(blocks) > 1:
            middle = len(blocks) // 2
            yield from _convert_blocks(file, form, shared, blocks[:middle])
            yield from _convert_blocks(file, form, shared, blocks[middle:])
        else:
            name = f"The entry “{blocks[0].key}”" if blocks[0].key else "An entry"
            file.report(blocks[0].line, f"{name} cannot be read: {_reason(failure)}.")
        return
    for block, entry in _paired(blocks, entries):
        yield file.reference(entry, block.line)


def _paired(blocks: Sequence[Block], entries: Sequence[dict[str, Any]]) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Each entry with its block. Pandoc keeps the order, and leaves out what is no work (`@xdata`)."""
    if len(blocks) == len(entries):
        yield from zip(blocks, entries, strict=True)
        return
    by_key = {block.key: block for block in reversed(blocks)}
    for entry in entries:
        yield by_key.get(str(entry["id"]), blocks[0]), entry


def _reason(failure: PandocFailedError) -> str:
    """The line of pandoc's message that says what it met."""
    lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
    return next((line for line in lines if line.startswith(("unexpected", "expecting"))), lines[0] if lines else "?")


def _read_ris(file: _File) -> Iterator[Reference]:
    blocks: list[Block] = []
    for number, line in enumerate(file.text.split("\n"), start=1):
        if _RIS_START.match(line):
            blocks.append(Block("", number, ""))
        if blocks:
            key = _RIS_KEY.match(line)
            last = blocks[-1]
            blocks[-1] = Block(key[1].strip() if key else last.key, last.line, f"{last.text}{line}\n")
    if not blocks:
        file.report(1, "The file holds no entry; an entry of RIS begins with “TY  - ”.")
    yield from _convert_blocks(file, "ris", "", blocks)


def _read_json(file: _File) -> Iterator[Reference]:
    try:
        entries = json.loads(file.text)
    except json.JSONDecodeError as fault:
        file.report(fault.lineno, f"The file is no JSON: {fault.msg}.")
        return
    except RecursionError:
        file.report(1, "The file is nested too deeply.")
        return
    yield from _checked(file, entries, _json_lines(file.text, len(entries) if isinstance(entries, list) else 0))


def _json_lines(text: str, count: int) -> list[int]:
    """The line on which each of the list's entries begins; `text` is known to be JSON."""
    lines, place, decoder = [], text.find("[") + 1, json.JSONDecoder()
    for _ in range(count):
        while text[place] in " \t\r\n,":
            place += 1
        lines.append(text.count("\n", 0, place) + 1)
        _entry, place = decoder.raw_decode(text, place)
    return lines


def _read_yaml(file: _File) -> Iterator[Reference]:
    """CSL-YAML: a list of entries, alone or under `references`. Pandoc reads the Markdown in its titles."""
    try:
        # A few lines of aliases can stand for gigabytes; bibliographies have no use for them.
        aliases = [e for e in yaml.parse(file.text, Loader=yaml.SafeLoader) if isinstance(e, yaml.AliasEvent)]
        if aliases:
            mark = aliases[0].start_mark
            file.report(mark.line + 1 if mark else 1, "The file uses a YAML alias (“*…”); those are refused.")
            return
        node = yaml.compose(file.text, Loader=yaml.SafeLoader)
        content = yaml.load(file.text, Loader=yaml.BaseLoader)  # noqa: S506 – makes strings, lists and dicts only
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        file.report(mark.line + 1 if mark else 1, f"The file is no YAML: {getattr(fault, 'problem', '') or fault}.")
        return
    except RecursionError:
        file.report(1, "The file is nested too deeply.")
        return
    if isinstance(node, yaml.MappingNode):
        node = next((value for key, value in node.value if key.value == "references"), None)
        content = content.get("references")
    if not isinstance(node, yaml.SequenceNode):
        file.report(1, "The file holds no list of entries.")
        return
    lines = [item.start_mark.line + 1 for item in node.value]
    # JSON is YAML (1.2, clause 1.3), so the entries go into a document's metadata as JSON.
    document = f"---\nreferences: {json.dumps(content, ensure_ascii=False)}\n---\n"
    try:
        entries = file.convert(document, "markdown")
    except PandocFailedError as failure:
        file.report(1, f"The file cannot be read: {_reason(failure)}.")
        return
    yield from _checked(file, entries, lines)


def _checked(file: _File, entries: object, lines: Sequence[int]) -> Iterator[Reference]:
    """The entries that have a key, each at its line."""
    if not isinstance(entries, list):
        file.report(1, "The file holds no list of entries.")
        return
    for entry, line in zip(entries, lines, strict=False):
        if isinstance(entry, dict) and entry.get("id"):
            yield file.reference(entry, line)
        else:
            file.report(line, "An entry has no “id”.")


_READERS: Mapping[str, Callable[[_File], Iterator[Reference]]] = {
    ".bib": _read_bib,
    ".json": _read_json,
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
    ".ris": _read_ris,
}
