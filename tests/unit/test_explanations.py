"""Every code has a page, every page has a code, and every example provokes what it explains."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from chapbook.build import Press
from chapbook.cache import Cache
from chapbook.explanations import SECTIONS, explain, explained_codes
from chapbook.files import MemoryFolder
from chapbook.read.shelf import read_shelf
from chapbook.workers import Workers

SOURCE = Path(__file__).parents[2] / "src" / "chapbook"
REPORTERS = {"error", "warn", "warning", "note", "Diagnostic", "Fault"}
# Codes that no manuscript of a few lines can provoke, and why.
NOT_BY_EXAMPLE: Mapping[str, str] = {
    "ace": "said by another program",
    "bad-profile": "a profile is no text",
    "binding-failed": "a fault of the press or of the machine",
    "checker-failed": "another program does not run",
    "coarse-image": "seen when pages are made",
    "cover-failed": "seen when the cover is set, after composing",
    "epubcheck": "said by another program",
    "heavy-e-book": "seen when the e-book is written",
    "heavy-image": "an image is no text",
    "image-too-large": "an image is no text",
    "incomplete-record": "seen when the record for shops is made",
    "layout-failed": "a fault of the layout",
    "layout-remark": "seen when pages are made",
    "layout-too-slow": "it would take two minutes",
    "narrow-gutter": "seen when the pages are counted",
    "no-chapters": "the example has a chapter, so that it is a file at all",
    "not-utf8": "every example is UTF-8",
    "off-the-page": "seen when pages are made",
    "overfull-line": "seen when pages are made",
    "parse-failed": "a fault of the press or of the machine",
    "qpdf": "said by another program",
    "sheet-too-small": "seen when the size of a page is known",
    "shrunk-formula": "seen when pages are made",
    "small-print": "seen when the size of a page is known",
    "spine-too-thin": "seen when the pages are counted",
    "stray-note": "seen when pages are made",
    "table-too-wide": "seen when pages are made",
    "tall-table-row": "seen when pages are made",
    "text-lost": "a fault of the press",
    "turned-table": "seen when pages are made",
    "unknown-inks": "an image is no text",
    "unknown-page": "seen when pages are made",
    "unknown-sheet": "seen when the size of a page is known",
    "unsettled-page": "seen when pages are made",
}
FILE_NAMES = {"markdown": "chapter-{}.md", "toml": "book.toml", "bibtex": "references.bib", "css": "mine.css"}
FENCE = re.compile(r"^(`{3,})(\w+)(?: (?:filename=)?\"?([\w./-]+)\"?)?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def reported_codes() -> Iterator[str]:
    """Every code that stands as a word in a call of a function that makes or reports a diagnostic."""
    for node in source_nodes():
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            code = node.args[0]
            if name in REPORTERS and isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield code.value


def source_nodes() -> Iterator[ast.AST]:
    for path in SOURCE.rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def example_files(text: str) -> dict[str, bytes]:
    """The files of the example: fenced blocks, named by their info string or else by their language."""
    example = text.split("\n## Example\n", 1)[1].split("\n## The mend\n", 1)[0]
    files: dict[str, bytes] = {}
    for number, (_fence, language, name, content) in enumerate(FENCE.findall(example), 1):
        files[name or FILE_NAMES[language].format(number)] = content.encode()
    if not any(name.endswith(".md") for name in files):
        files["chapter.md"] = b"# A Chapter\n\nText.\n"
    return files


def test_every_code_has_a_page() -> None:
    assert sorted(set(reported_codes()) - set(explained_codes())) == []


def test_every_page_has_a_code() -> None:
    """Some codes pass through a variable or are put together, so any word of the source will do, or its beginning."""
    words = {node.value for node in source_nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    beginnings = tuple(word for word in words if word.endswith("-") and len(word) > 5)
    assert [c for c in explained_codes() if c not in words and not c.startswith(beginnings)] == []


@pytest.mark.parametrize("code", explained_codes())
def test_a_page_has_its_parts(code: str) -> None:
    page = explain(code)
    assert page.text.startswith(f"# {code}\n\n")
    assert re.findall(r"^## (.*)$", FENCE.sub("", page.text), re.MULTILINE) == list(SECTIONS)
    assert page.summary.endswith(".")
    assert FENCE.search(page.text.split("## Example")[1]), "the example shows no file"


@pytest.mark.parametrize("code", sorted(set(explained_codes()) - set(NOT_BY_EXAMPLE)))
def test_the_example_provokes_the_code(code: str, tmp_path: Path) -> None:
    files = example_files(explain(code).text)
    folder = MemoryFolder(files)
    with Workers(0) as workers:
        press = Press(folder, Cache(tmp_path), workers, lambda *_: None)
        _book, found = press.compose(None)
    if "shelf.toml" in files:
        _shelf, found = read_shelf(files["shelf.toml"].decode(), "shelf.toml")
    assert code in {diagnostic.code for diagnostic in found}
