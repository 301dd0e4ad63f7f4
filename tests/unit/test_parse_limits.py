"""Texts that nobody writes by hand are read in time that grows with their length, and keep their words."""

from __future__ import annotations

import time

import pytest

from chapbook.diagnostics import Diagnostic
from chapbook.model.fragment import fragment_tree
from chapbook.model.manuscript import ChapterSource, Kind, Matter
from chapbook.parse.chapter import parse_chapter

MANY = 50_000
# CPU seconds. What is read in time that grows with the square takes minutes; the slowest of these takes three seconds.
LIMIT = 30.0

SIGNS = [
    *"[]()*_`<>#|!$~^{}\"'\\&:+-=@.",
    "](",
    "[](",
    "![",
    "^[",
    "[^",
    "*a ",
    "*a **b ",
    "~a",
    "^a",
    "`a``b```c ",
    "[a]{",
]
MIXED = "[*_`<>#|!$~^{("


def parse(text: str) -> tuple[str, tuple[Diagnostic, ...]]:
    draft, found = parse_chapter(ChapterSource("a.md", text, 1, Matter.BODY, Kind.CHAPTER))
    return "".join(str(part) for part in fragment_tree(draft.content).itertext()), found


@pytest.mark.parametrize("sign", [*SIGNS, MIXED])
def test_a_sign_many_times_is_read_in_time(sign: str) -> None:
    start = time.process_time()
    parse(f"word {sign * (MANY // len(sign))} word")
    assert time.process_time() - start < LIMIT


@pytest.mark.parametrize("line", ["> " * 1000, "- " * 1000, "1. " * 1000, "> - " * 500])
def test_containers_in_each_other_end_somewhere(line: str) -> None:
    words, found = parse(f"{line}word")
    assert "word" in words
    assert "nested-too-deeply" in {problem.code for problem in found}


@pytest.mark.parametrize(
    "block",
    [
        "$$\na\n\n",
        "+-+\n",
        "```\na\n\n",
        "-- --\n\n",
        ": a\n",
        "Table: a\n",
        "<pre>\n\n",
        "[a]: ",
        "::: a\n",
        "a\n: b\n",
    ],
)
def test_a_block_many_times_is_read_in_time(block: str) -> None:
    start = time.process_time()
    parse(block * 4000)
    assert time.process_time() - start < LIMIT


def test_brackets_without_end_are_text_and_have_their_place() -> None:
    words, found = parse(f"A word.\n\nOne {'[' * MANY} two [three](#x).")
    assert words.count("[") == MANY + 1
    (problem,) = [problem for problem in found if problem.code == "too-many-brackets"]
    assert (problem.span.line, problem.span.column) == (3, 5)
    assert problem.hint


def test_brackets_that_are_closed_are_no_fault() -> None:
    words, found = parse("[a] " * 1000)
    assert words.count("[a]") == 1000
    assert not found


def test_divs_in_each_other_end_somewhere() -> None:
    words, found = parse("::: a\n" * 60 + "word")
    assert words.count("::: a") == 10
    assert "nested-too-deeply" in {problem.code for problem in found}
