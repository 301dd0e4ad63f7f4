"""The book with a glossary, abbreviations, credits and a colophon, against what it gave before.

`golden/apparatus-*.txt` are accepted as those of test_tiny.py are. The versions of the tools, which the colophon names,
are no part of them.
"""

from __future__ import annotations

import os
from importlib.metadata import version

import pytest
from conftest import BuiltBook
from test_tiny import GOLDEN, epub_text, pdf_text

TOOLS = ("chapbook", "EbookLib", "WeasyPrint")


@pytest.mark.parametrize("edition", ["epub", "print"])
def test_the_book_of_lists_is_as_it_was(apparatus: BuiltBook, edition: str) -> None:
    path = apparatus.path(edition)
    made = epub_text(path) if edition == "epub" else pdf_text(path)
    for tool in TOOLS:
        assert f"{tool} {version(tool)}" in made
        made = made.replace(f"{tool} {version(tool)}", f"{tool} VERSION")
    golden = GOLDEN / f"apparatus-{edition}.txt"
    if os.environ.get("CHAPBOOK_ACCEPT") == "1":
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")
