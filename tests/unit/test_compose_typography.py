"""Typography by cases: every file of tests/cases/typography is a language, every case is text as typed and as set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from chapbook.compose.typography import set_type, set_words
from chapbook.model.fragment import PRESS, XHTML, Fragment, fragment_tree, make_fragment

CASES = Path(__file__).parents[1] / "cases" / "typography"
LANGUAGES = (*sorted(path.stem for path in CASES.glob("*.txt")), "x-unknown")


def read_cases() -> Iterator[tuple[str, str, str, str]]:
    for path in sorted(CASES.glob("*.txt")):
        _about, *cases = path.read_text(encoding="utf-8").split("\n\n")
        for case in cases:
            title, typed, expected = case.strip("\n").split("\n.\n")
            yield path.stem, title, typed, expected


def as_tree(content: str) -> etree._Element:
    shown = content.replace("⍽", "\u00a0").replace("⌷", "\u202f")
    return fragment_tree(Fragment(f'<p xmlns="{XHTML}" xmlns:press="{PRESS}">{shown}</p>'.encode()))


@pytest.mark.parametrize(("language", "title", "typed", "expected"), list(read_cases()))
def test_text_is_set_as_the_case_says(language: str, title: str, typed: str, expected: str) -> None:
    tree = as_tree(typed)
    set_type(tree, language)
    assert make_fragment(tree).markup.decode() == make_fragment(as_tree(expected)).markup.decode()


@pytest.mark.parametrize(("language", "title", "typed", "expected"), list(read_cases()))
def test_a_second_pass_changes_nothing(language: str, title: str, typed: str, expected: str) -> None:
    tree = as_tree(expected)
    set_type(tree, language)
    assert make_fragment(tree) == make_fragment(as_tree(expected))


# What the rules look at, in all scripts, and pieces that make their cases likely.
SIGNS = st.sampled_from(
    [*"aA1XI.,;:!? \n'\"-–—«»“”()§№°%×\u00a0\u202f\ufffckvsзвבה漢「。あ", "...", "---", " -- ", "1 000"]
)
PIECES = st.sampled_from(
    [" de ", " I.", "s. ", "č. 5", "ли", " г.", 'צה"ל', "5'10\"", "26. února", "26 de mayo", "d'\"", "n. l."]
)


@settings(max_examples=400)
@given(st.lists(st.one_of(SIGNS, SIGNS, SIGNS, PIECES), max_size=30).map("".join), st.sampled_from(LANGUAGES))
def test_setting_is_idempotent_and_loses_no_word(words: str, language: str) -> None:
    once = set_words(words, language)
    assert set_words(once, language) == once
    assert [c for c in once if c.isalnum()] == [c for c in words if c.isalnum()]


@given(st.lists(st.text(st.sampled_from("aA1. '\"-"), max_size=8), min_size=1, max_size=5), st.sampled_from(LANGUAGES))
def test_inline_elements_do_not_change_the_words(runs: list[str], language: str) -> None:
    plain = as_tree("")
    plain.text = "".join(runs)
    mixed = as_tree("")
    for run in runs:
        etree.SubElement(mixed, f"{{{XHTML}}}em").text = run
    set_type(plain, language)
    set_type(mixed, language)
    quotes = [c for c in str(plain.xpath("string()")) if c not in " \u00a0\u202f-–—…."]
    assert [c for c in str(mixed.xpath("string()")) if c not in " \u00a0\u202f-–—…."] == quotes
