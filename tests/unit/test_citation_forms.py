"""The cases of tests/cases/parse/citations-as-pandoc.txt, each against what pandoc reads: keys, modes and affixes.

Pandoc reads them all in one run, with a rule between them. Markup is compared by kind, white space is folded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from test_parse_cases import CASES, read_cases, words_of

from chapbook.model.manuscript import ChapterSource, Kind, Matter
from chapbook.pandoc import run_pandoc
from chapbook.parse.chapter import parse_chapter

# A work with its affixes, in the notation of this test: prefix, mode and key, suffix.
Work = tuple[str, str, str]

FORMS = tuple(case.text for case in read_cases() if case.path == CASES / "citations-as-pandoc.txt")
# Where we differ: we say that a semicolon is missing, and a dash is set later.
OURS = {"[@a%b, @c]", "[@Foo_bar--baz]"}

NAMES = {
    "Emph": "em",
    "Strong": "strong",
    "Superscript": "sup",
    "Subscript": "sub",
    "Strikeout": "del",
    "SmallCaps": "span",
    "Span": "span",
    "Link": "a",
    "Code": "code",
    "Math": "math",
}
MODES = {"AuthorInText": "in text ", "SuppressAuthor": "-", "NormalCitation": ""}


@lru_cache(maxsize=1)
def read_by_pandoc() -> dict[str, list[tuple[Work, ...]]]:
    text = "\n\n---\n\n".join(FORMS)
    groups: list[list[Any]] = [[]]
    for block in json.loads(run_pandoc(("--from=markdown", "--to=json"), text))["blocks"]:
        if block["t"] == "HorizontalRule":
            groups.append([])
        else:
            groups[-1].append(block)
    return {form: list(cited(blocks)) for form, blocks in zip(FORMS, groups, strict=True)}


def cited(node: Any) -> Iterator[tuple[Work, ...]]:
    if isinstance(node, list):
        for child in node:
            yield from cited(child)
    elif isinstance(node, dict):
        if node.get("t") == "Cite":
            yield tuple(work(item) for item in node["c"][0])
        else:
            yield from cited(node.get("c"))


def work(item: Any) -> Work:
    mode = MODES[item["citationMode"]["t"]]
    return fold(words(item["citationPrefix"])), mode + item["citationId"], fold(words(item["citationSuffix"]))


def words(node: Any) -> str:
    if isinstance(node, list):
        return "".join(map(words, node))
    kind, content = node["t"], node.get("c")
    if kind == "Str":
        return str(content)
    if kind == "Quoted":
        return f'"{words(content[1])}"'
    if kind in NAMES:
        inside = content[1] if kind in ("Span", "Link", "Code", "Math") else content
        return f"<{NAMES[kind]}>{inside if isinstance(inside, str) else words(inside)}</>"
    return " "


def fold(text: str) -> str:
    return " ".join(text.split())


def our_words(markup: str) -> str:
    """The markup of an affix as pandoc's is written here."""
    markup = re.sub(r'<math[^>]* alttext="([^"]*)".*?</math>', r"<math>\1</math>", markup)
    markup = markup.replace("<span>;</span>", ";").replace("&amp;", "&")
    return fold(re.sub(r"</\w+>", "</>", re.sub(r"<(\w+) [^>]*>", r"<\1>", markup)))


def read_by_us(form: str) -> list[tuple[Work, ...]]:
    draft, _ = parse_chapter(ChapterSource("a.md", form, 1, Matter.BODY, Kind.CHAPTER))
    return [
        tuple(
            (
                our_words(words_of(item.prefix)),
                ("in text " if citation.in_text and not n else "-" if item.suppress_author else "") + item.key,
                our_words(words_of(item.suffix)),
            )
            for n, item in enumerate(citation.items)
        )
        for citation in draft.citations
    ]


@pytest.mark.parametrize("form", FORMS)
def test_pandoc_reads_the_same(form: str) -> None:
    assert (read_by_us(form) == read_by_pandoc()[form]) is (form not in OURS), read_by_pandoc()[form]


def test_there_are_a_hundred_forms() -> None:
    assert len(FORMS) > 100
