"""CSL data as JSON and as YAML (citationstyles.org, csl-data schema 1.0.2).

Input: the file's text. Output: its entries, of the shape that the schema gives them; an entry of another shape would
make the citation processor refuse all of them, so it is reported at its line and left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from chapbook.model.manuscript import Reference
from chapbook.read.bibliography_file import BibliographyFile
from chapbook.read.forms import CONTROL
from chapbook.read.pandoc_entries import Item, PandocEntries

_NAME_VARIABLES = """author chair collection-editor compiler composer container-author contributor curator director
    editor editorial-director executive-producer guest host illustrator interviewer narrator organizer original-author
    performer producer recipient reviewed-author script-writer series-creator translator"""
_NAMES = frozenset(_NAME_VARIABLES.split())
_DATES = frozenset({"accessed", "available-date", "event-date", "issued", "original-date", "submitted"})
# Zotero numbers its items; the key that its user sees is beside it.
_ZOTERO_ITEM = re.compile(r"https?://zotero\.org/")
# An entry with names and dates is five deep; PyYAML takes minutes for thousands.
DEEPEST = 50


class _ShapeError(Exception):
    """An entry is not as the schema has it; the message is the end of a sentence."""


class _NoNumberError(ValueError):
    """JSON has no such number."""


def read_csl_json(file: BibliographyFile) -> Iterator[Reference]:
    """A list of entries, or an object that has one under `references` or `items`."""
    try:
        # Numbers stay as they were typed: a volume 1.10 is not 1.1.
        content = json.loads(file.text, parse_constant=_no_number, parse_float=str, parse_int=_integer)
    except json.JSONDecodeError as fault:
        file.refuse(fault.lineno, f"The file is no JSON: {fault.msg}.")
    except _NoNumberError as fault:
        line = _line_of(file.text, str(fault))
        file.refuse(line, f"The file is no JSON: “{fault}” is no number that it has.")
    except RecursionError:
        file.refuse(1, "The file is nested too deeply.")
    else:
        start = 0
        if isinstance(content, dict):
            name = next((name for name in ("references", "items") if isinstance(content.get(name), list)), "")
            content = content.get(name)
            start = file.text.find("[", file.text.find(f'"{name}"')) if name else 0
        if not isinstance(content, list):
            file.refuse(1, "The file holds no list of entries.")
            return
        yield from _checked(file, content, list(_json_lines(file.text, start, len(content))))


def _no_number(name: str) -> Any:
    raise _NoNumberError(name)


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < 16 else digits


def _line_of(text: str, word: str) -> int:
    match = re.search(rf"[:\[,]\s*{re.escape(word)}", text)
    return text.count("\n", 0, match.end()) + 1 if match else 1


def _json_lines(text: str, start: int, count: int) -> Iterator[int]:
    """The line on which each of the list's entries begins; `text` is known to be JSON."""
    place, decoder = text.find("[", start) + 1, json.JSONDecoder(parse_float=str, parse_int=_integer)
    line, counted = 1, 0
    for _ in range(count):
        while text[place] in " \t\r\n,":
            place += 1
        line += text.count("\n", counted, place)
        counted = place
        yield line
        _entry, place = decoder.raw_decode(text, place)


def read_csl_yaml(file: BibliographyFile) -> Iterator[Reference]:
    """A list of entries, alone or under `references`. Pandoc reads the Markdown in its texts."""
    read = _yaml_entries(file)
    if read is None:
        return
    content, lines = read
    entries = [_without_control(entry) for entry in content]
    shaped = []
    for number, (entry, line) in enumerate(zip(entries, lines, strict=True)):
        key = _reported_key(file, entry, line)
        if key is not None:
            shaped.append((f"r{number}", key, {**entry, "id": f"r{number}"}, line))
    conversion = PandocEntries("markdown", file.cache, _yaml_document)
    # JSON is YAML (1.2, clause 1.3), so the entries go into a document's metadata as JSON.
    items = [Item(name, json.dumps(entry, ensure_ascii=False)) for name, _key, entry, _line in shaped]
    found = conversion.convert(items)
    for name, key, _entry, line in shaped:
        if name in found:
            yield from _checked(file, [{**found[name], "id": key}], [line])
        else:
            file.report(line, f"The entry “{key}” cannot be read: {conversion.refused.get(name, 'it is no work')}.")


def _yaml_document(texts: Sequence[str]) -> str:
    return "---\nreferences: [\n" + ",\n".join(texts) + "\n]\n---\n"


def _yaml_entries(file: BibliographyFile) -> tuple[list[Any], list[int]] | None:
    """The entries and their lines, or None with the fault reported."""
    try:
        fault_place = _refused_yaml(file.text)
        if fault_place:
            file.refuse(*fault_place)
            return None
        node = yaml.compose(file.text, Loader=yaml.SafeLoader)
        content = yaml.load(file.text, Loader=yaml.BaseLoader)  # noqa: S506 – makes strings, lists and dicts only
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        file.refuse(mark.line + 1 if mark else 1, f"The file is no YAML: {getattr(fault, 'problem', '') or fault}.")
        return None
    except RecursionError:
        file.refuse(1, "The file is nested too deeply.")
        return None
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        node = next((value for key, value in node.value if key.value == "references"), None)
        content = content.get("references")
    if not isinstance(node, yaml.SequenceNode):
        file.refuse(1, "The file holds no list of entries.")
        return None
    return content, [item.start_mark.line + 1 for item in node.value]


def _refused_yaml(text: str) -> tuple[int, str] | None:
    """The line and the sentence when the file is an attack or a mistake: found before anything is built of it."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        # A few lines of aliases can stand for gigabytes; bibliographies have no use for them.
        if isinstance(event, yaml.AliasEvent):
            return line, "The file uses a YAML alias (“*…”); those are refused."
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return line, "The file is nested too deeply."
    return None


def _checked(file: BibliographyFile, entries: Sequence[Any], lines: Sequence[int]) -> Iterator[Reference]:
    """The entries that have a key and the right shape, each at its line."""
    for raw, line in zip(entries, lines, strict=True):
        entry = _without_control(raw)
        key = _reported_key(file, entry, line)
        if key is None:
            continue
        try:
            csl = {name: value for name, value in _shaped(entry) if name != "id"}
        except _ShapeError as fault:
            file.report(line, f"The entry “{key}” cannot be read: {fault}.")
            continue
        yield file.reference(csl, file.place(key, line))


def _reported_key(file: BibliographyFile, entry: Any, line: int) -> str | None:
    """The key of the entry; without one it is reported."""
    key = entry.get("id") if isinstance(entry, dict) else None
    if isinstance(key, str) and _ZOTERO_ITEM.match(key) and isinstance(entry.get("citation-key"), str):
        key = entry["citation-key"]
    if isinstance(key, int) and not isinstance(key, bool):
        key = str(key)
    if isinstance(key, str) and key.strip():
        return key.strip()
    file.report(line, "An entry has no “id”.", "Give it one; it is the key by which it is cited.")
    return None


def _without_control(value: Any) -> Any:
    """The value without characters that no book can hold; JSON can write them as escapes."""
    if isinstance(value, str):
        return CONTROL.sub("", value)
    if isinstance(value, list):
        return [_without_control(item) for item in value]
    if isinstance(value, dict):
        return {_without_control(name): _without_control(item) for name, item in value.items()}
    return value


def _shaped(entry: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields as the schema has them. Raises _ShapeError."""
    for name, value in entry.items():
        if value is None or value == "" or value == []:
            continue
        if name in _NAMES:
            yield name, _names(name, value)
        elif name in _DATES:
            if date := _date(name, value):
                yield name, date
        elif name == "custom" and isinstance(value, dict):
            continue
        elif isinstance(value, list) and all(isinstance(item, str | int) for item in value):
            # Crossref's answers have lists where the schema has texts.
            yield name, ", ".join(map(str, value)) if name in ("categories", "keyword") else str(value[0])
        elif isinstance(value, bool | dict | list):
            raise _ShapeError(f"“{name}” takes a text or a number")
        else:
            yield name, value


def _names(name: str, value: Any) -> list[dict[str, Any]]:
    people = value if isinstance(value, list) else [value]
    for person in people:
        if not isinstance(person, dict) or not person:
            raise _ShapeError(f'“{name}” takes a list of names, each as {{"family": …, "given": …}}')
        for part, said in person.items():
            if not isinstance(said, str | int | bool):
                raise _ShapeError(f"“{part}” in “{name}” takes a text")
    return [{part: said if isinstance(said, bool) else str(said) for part, said in person.items()} for person in people]


def _date(name: str, value: Any) -> dict[str, Any]:
    """A date as the schema has it; a text or a number alone is left to the processor to understand."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return {"raw": str(value)}
    if not isinstance(value, dict):
        raise _ShapeError(f'“{name}” takes a date, as {{"date-parts": [[1968, 8, 21]]}}')
    date = {part: said for part, said in value.items() if said not in (None, "", [], [[]], [[None]])}
    parts = date.get("date-parts")
    if parts is not None:
        if not isinstance(parts, list) or not all(isinstance(part, list) for part in parts):
            raise _ShapeError(f"the “date-parts” in “{name}” are a list of lists of numbers")
        date["date-parts"] = [[_number(name, number) for number in part if number is not None] for part in parts]
    for part, said in date.items():
        if part != "date-parts" and not isinstance(said, str | int | bool):
            raise _ShapeError(f"“{part}” in “{name}” takes a text")
    return date


def _number(name: str, value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"\s*-?\d{1,9}\s*", str(value)):
        raise _ShapeError(f"“{value}” in “{name}” is no number")
    return int(value)
