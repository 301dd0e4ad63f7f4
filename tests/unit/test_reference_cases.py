"""What becomes of bibliographies as reference managers export them: every file of tests/cases/references is a case.

A case is the book's language, the files (`=== name`), a line with a full stop, and what is to come out: the entries as
CSL-JSON with their places and what is odd about them, then the diagnostics. Running the tests with CHAPBOOK_ACCEPT=1 in
the environment writes what is read into the files; read the difference before you keep it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from chapbook.cache import Cache
from chapbook.diagnostics import Span
from chapbook.files import MemoryFolder
from chapbook.read.references import read_references

CASES = sorted((Path(__file__).parents[1] / "cases" / "references").glob("*.txt"))


def read_case(given: str) -> Iterator[str]:
    language, *pieces = given.split("\n=== ")
    contents = {}
    for piece in pieces:
        name, _, content = piece.partition("\n")
        contents[name] = f"{content}\n".encode()
    named = [(name, Span("book.toml", 2, 1)) for name in contents]
    entries, found = read_references(MemoryFolder(contents), named, Cache(None), language)
    for entry in entries:
        yield f"{entry.key} {entry.span}"
        csl = json.loads(entry.csl)
        assert csl.pop("id") == entry.key
        yield from (f"  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in csl.items())
        yield from (f"  ? {doubt}" for doubt in entry.doubts)
    yield from map(str, found)


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_the_entries_are_as_the_case_says(case: Path) -> None:
    given, _, expected = case.read_text(encoding="utf-8").partition("\n.\n")
    shown = "".join(f"{line}\n" for line in read_case(given.removesuffix("\n.")))
    if os.environ.get("CHAPBOOK_ACCEPT") == "1":
        case.write_text(f"{given.removesuffix(chr(10) + '.')}\n.\n{shown}", encoding="utf-8")
    else:
        assert shown == expected


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_no_path_of_the_authors_machine_is_kept(case: Path) -> None:
    """The files that a reference manager knows lie in folders that are named after people."""
    given, _, _ = case.read_text(encoding="utf-8").partition("\n.\n")
    shown = "\n".join(read_case(given))
    assert "jana/" not in shown
    assert "internal-pdf" not in shown


def test_there_are_cases() -> None:
    assert len(CASES) > 5
