"""Links as authors of GitHub, mdBook and Pandoc write them: each leads to its place, or the fault is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from chapbook.build import Press
from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic
from chapbook.files import MemoryFolder
from chapbook.model.book import Book
from chapbook.model.fragment import fragment_tree, h, plain_text
from chapbook.workers import Workers

BOOK = '[book]\ntitle = "T"\nmodified = 2026-11-24\n[order]\nbody = ["ch 04", "part/README", "z"]\n'
TARGETS = {
    "ch 04.md": """# Four

## A.b 1. c

## 1. First & Second

## 🚀 Go

## The `Vec<T>` Type

## Привет, мир!

## हिन्दी

## x² and ½

## Foo

## Foo

## Foo 1

<span id="Here">x</span>
""",
    "part/README.md": "# Readme\n\n## Foo\n\n## Only here\n\n[up](../ch%2004.md#foo)\n",
}


def compose(files: Mapping[str, str], tmp_path: Path) -> tuple[Book, tuple[Diagnostic, ...]]:
    with Workers(0) as workers:
        folder = MemoryFolder({path: text.encode() for path, text in files.items()})
        press = Press(folder, Cache(tmp_path), workers, lambda *_: None)
        book, found = press.compose(None)
    assert book is not None
    # Headings in scripts and signs that no face has are meant: their names are what is tested.
    return book, tuple(diagnostic for diagnostic in found if diagnostic.code != "missing-glyph")


def follow(link: str, tmp_path: Path) -> tuple[str, list[Diagnostic]]:
    """The words of what the link in the last chapter leads to, and what was said."""
    book, found = compose(
        {**TARGETS, "book.toml": BOOK, "z.md": f"# Z\n\n{link}\n\n[r]: part/README.md\n\n[r]\n"}, tmp_path
    )
    trees = [fragment_tree(division.content) for division in book.divisions]
    places = {e.get("id"): e for tree in trees for e in tree.iter(etree.Element) if e.get("id")}
    href = next(trees[-1].iter(h("a"))).get("href", "")
    target = places.get(href.removeprefix("#"))
    assert target is not None or any(d.code == "broken-link" for d in found), href
    if target is not None and target.tag == h("section"):
        target = next(target.iter(h("h1")))
    return plain_text(target) if target is not None else "", list(found)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("[a](<ch 04.md>)", "Four"),
        ("[a](ch%2004.md 'title')", "Four"),
        ("[a](./ch%2004.md)", "Four"),
        ("[a](ch%2004.html)", "Four"),
        ("[a](ch%2004)", "Four"),
        ("[a](part/)", "Readme"),
        ("[a](part)", "Readme"),
        ("[a](part/README.md)", "Readme"),
        ("[a][r]", "Readme"),
        ("[a](#ab-1-c)", "A.b 1. c"),
        ("[a](#1-first--second)", "1. First & Second"),
        ("[a](#-go)", "🚀 Go"),
        ("[a](#the-vect-type)", "The Vec<T> Type"),
        ("[a](#привет-мир)", "Привет, мир!"),
        ("[a](#%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82-%D0%BC%D0%B8%D1%80)", "Привет, мир!"),
        ("[a](#हिन्दी)", "हिन्दी"),
        ("[a](#x-and-)", "x² and ½"),
        ("[a](ch%2004.md#foo-1)", "Foo"),
        ("[a](ch%2004.md#foo-1-1)", "Foo 1"),
        ("[a](#Here)", "x"),
        ("[a](#only-here)", "Only here"),
    ],
)
def test_a_link_leads_to_its_place_without_a_word(link: str, words: str, tmp_path: Path) -> None:
    found_words, found = follow(link, tmp_path)
    assert (found_words, [str(d) for d in found]) == (words, [])


@pytest.mark.parametrize(
    ("link", "words", "hint"),
    [
        ("[a](#here)", "x", "Write #Here."),
        ("[a](#Only-Here)", "Only here", "Write #only-here."),
        ("[a](ch%2004.md#first-second)", "1. First & Second", "Write #1-first--second."),
        ("[a](#a.b-1.-c)", "A.b 1. c", "Write #ab-1-c."),
    ],
)
def test_a_link_that_is_nearly_right_is_understood_with_a_note(
    link: str, words: str, hint: str, tmp_path: Path
) -> None:
    found_words, found = follow(link, tmp_path)
    assert found_words == words
    assert [(d.code, d.hint) for d in found] == [("assumed-target", hint)]


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("[a](ch05.md)", "Did you mean “ch%2004.md” or “z.md”?"),
        ("[a](#only-hear)", "Did you mean “part/README.md#only-here”?"),
        ("[a](part/README.md#only-hear)", "Did you mean “part/README.md#only-here”?"),
        ("[a](gone.md#only-here)", "Did you mean “part/README.md#only-here”?"),
        ("[a](p.png)", "Show it with ![caption](p.png), or link to where it is on the web."),
        ("[a]()", "Write where it leads, or delete it."),
        ("[a](../../x.md)", "Link to a chapter of the book or to the web."),
    ],
)
def test_a_link_to_nowhere_offers_the_nearest_place_of_the_book(link: str, hint: str, tmp_path: Path) -> None:
    _words, found = follow(link, tmp_path)
    assert [(d.code, d.hint) for d in found] == [("broken-link", hint)]


def test_a_name_that_several_other_chapters_have_is_a_warning(tmp_path: Path) -> None:
    words, found = follow("[a](#foo)", tmp_path)
    assert words == "Foo"
    assert [(d.code, d.hint) for d in found] == [
        ("ambiguous-link", "Did you mean “ch%2004.md#foo” or “part/README.md#foo”?")
    ]


def test_a_claim_of_accessibility_makes_what_stands_in_the_way_an_error(tmp_path: Path) -> None:
    text = "# Z\n\n### Deep\n\n# Second\n"
    severities = []
    for claim in ("false", "true"):
        settings = f'[book]\ntitle = "T"\nmodified = 2026-11-24\naccessible = {claim}\n[order]\nbody = ["z"]\n'
        book, found = compose({"book.toml": settings, "z.md": text}, tmp_path)
        assert [s.level for s in book.divisions[-1].sections] == [2, 2]
        severities.append([(d.code, d.severity.value) for d in found])
    assert severities == [
        [("skipped-level", "warning"), ("second-title", "warning")],
        [("skipped-level", "error"), ("second-title", "warning")],
    ]
