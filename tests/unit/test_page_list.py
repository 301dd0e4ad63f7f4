"""Which pages the e-book lists, and when: those of the edition that is set, as soon as somebody has laid them out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from typer.testing import CliRunner

from chapbook import BuildResult, build
from chapbook.cli import app
from chapbook.model.fragment import EPUB_TYPE, h
from chapbook.model.manuscript import EditionSettings
from chapbook.render.editions import LISTED, PAGED, listed_edition

BOOK = """\
[book]
title = "The Book"
language = "en"
modified = 2026-11-24
identifiers = { isbn-print = "9783161484100" }
[order]
body = ["one"]
"""
# Three pages of the book, two of the handout.
WORDS = "which has words enough for a line or two"
ONE = "# One\n\n" + "".join(f"Paragraph {n} of the chapter, {WORDS}.\n\n" for n in range(70))


@pytest.fixture
def manuscript(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "book.toml").write_text(BOOK, encoding="utf-8")
    (folder / "one.md").write_text(ONE, encoding="utf-8")
    return folder


def press(manuscript: Path, *editions: str, page_list: bool = False) -> BuildResult:
    result = build(
        manuscript,
        editions=editions,
        out=manuscript.parent / "out",
        cache=manuscript.parent / "cache",
        page_list=page_list,
        workers=0,
    )
    assert [str(d) for d in result.diagnostics] == []
    return result


def listed(manuscript: Path) -> tuple[list[str], str]:
    """The labels of the e-book's list, and the source of its page breaks."""
    with zipfile.ZipFile(io.BytesIO((manuscript.parent / "out" / "the-book.epub").read_bytes())) as file:
        nav, package = (etree.fromstring(file.read(f"EPUB/{name}")) for name in ("nav.xhtml", "content.opf"))
        ncx = etree.fromstring(file.read("EPUB/toc.ncx"))
    lists = [n for n in nav.iter(h("nav")) if n.get(EPUB_TYPE) == "page-list"]
    labels = [str(a.text) for n in lists for a in n.iter(h("a"))]
    targets = [t for p in ncx.iter("{*}pageTarget") for t in p.itertext() if t.strip()]
    assert targets == labels, "the NCX lists the same pages"
    source = [str(m.text) for m in package.iter("{*}meta") if m.get("property") == "pageBreakSource"]
    return labels, "".join(source)


def test_an_e_book_alone_waits_for_no_layout_and_says_so(manuscript: Path) -> None:
    result = press(manuscript, "epub")
    assert (result.page_list, result.pages_unknown) == (0, True)
    assert listed(manuscript) == ([], "")
    out, cache = (str(manuscript.parent / name) for name in ("out", "cache"))
    done = CliRunner().invoke(
        app,
        ["build", str(manuscript), "-e", "epub", "-j", "0", "-o", out, "--cache-dir", cache],
        catch_exceptions=False,
    )
    assert "no page list" in done.output
    assert "--page-list" in done.output


def test_pages_out_of_the_cache_are_listed(manuscript: Path) -> None:
    press(manuscript, "epub")
    pages = press(manuscript, "print").editions[0].pages
    result = press(manuscript, "epub")
    assert (result.page_list, result.pages_unknown, result.unchanged) == (pages - 1, False, False), "one is blank"
    labels, source = listed(manuscript)
    assert labels == ["i", "ii", "iii", *map(str, range(1, pages - 3))]
    assert source == "urn:isbn:9783161484100"
    assert press(manuscript, "epub").unchanged


def test_pages_of_another_text_are_not_listed(manuscript: Path) -> None:
    press(manuscript, "print")
    (manuscript / "one.md").write_text(ONE.replace("Paragraph 9", "Another paragraph"), encoding="utf-8")
    assert press(manuscript, "epub").pages_unknown


def test_a_list_can_be_forced(manuscript: Path) -> None:
    result = press(manuscript, "epub", page_list=True)
    assert result.page_list > 4
    assert not result.pages_unknown
    assert [e.name for e in result.editions] == ["epub"]


def test_the_source_is_the_edition_that_is_set(manuscript: Path) -> None:
    with (manuscript / "book.toml").open("a", encoding="utf-8") as settings:
        settings.write('[editions.epub]\npage-list = "screen"\n')
    result = press(manuscript, "epub", "print")
    labels, source = listed(manuscript)
    assert len(labels) == result.page_list == press(manuscript, "print").editions[0].pages - 1
    assert source.endswith("#screen")


def test_a_list_that_nobody_wants_is_not_missed(manuscript: Path) -> None:
    with (manuscript / "book.toml").open("a", encoding="utf-8") as settings:
        settings.write('[editions.epub]\npage-list = "none"\n')
    result = press(manuscript, "epub", "print", page_list=True)
    assert (result.page_list, result.pages_unknown) == (0, False)
    assert listed(manuscript) == ([], "")


def test_what_can_be_listed_shares_the_pages_of_the_book() -> None:
    assert {edition.layout for edition in PAGED if edition.name in LISTED} == {"book"}
    assert listed_edition(()) == "print"
    assert listed_edition([EditionSettings("print", "a5")]) == "print"
    assert listed_edition([EditionSettings("epub", page_list="none")]) == ""
