"""A chapter whose letters are set when it is drafted gives the book of one that is set on the bench."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chapbook.cache import Cache
from chapbook.compose import compose_book
from chapbook.drafting import draft_chapter, draft_job
from chapbook.model.book import Book
from chapbook.model.draft import Draft
from chapbook.model.manuscript import ChapterSource, Kind, Manuscript, Matter, TextSettings
from chapbook.model.metadata import Metadata
from chapbook.parse.chapter import parse_chapter

# Each with whether the text is set when it is drafted.
TEXTS = {
    "quotes and dashes": ('# "One"\n\nHe said "no"--- and *"left"*...\n', True),
    "no title": ('"One", she said.\n', True),
    "a title in another language": ('# "Eins" {lang=de}\n\n"Zwei"\n', True),
    "a callout without a title": ('# One\n\n::: note\n"Word" -- word\n:::\n', True),
    "a callout in another language": ('# One\n\n::: {.note lang=fr}\n"Mot" ! Mot\n:::\n', True),
    "a callout that stays as typed": ('# One\n\n::: as-typed\n\n::: note\n"Word"\n:::\n\n:::\n', True),
    "notes": ('# One\n\nWord.[^1]\n\n[^1]: A "note".\n\nMore.[^1]\n', True),
    "code and formulas": ('# One\n\n`"a"` "b" $x"$\n\n```\n"c"\n```\n', True),
    "fractions": ("# One\n\n[2 1/2]{.fraction} cups on the [1st]{.ordinal}\n", False),
    "a citation": ('# One\n\nAs "he" said [@ash].\n', False),
    "a name in a link": ('# One\n\n["@ash" said](https://example.org) so\n', False),
}


def composed(source: ChapterSource, language: str, *, apart: bool, typography: bool) -> tuple[Book, Draft]:
    manuscript = Manuscript(
        Metadata("The Book", language, "urn:x", datetime(2026, 1, 1, tzinfo=UTC)),
        (source,),
        text=TextSettings(typography=typography),
        words=(("note", ("Author's note",)),),
    )
    draft = (draft_chapter(draft_job(manuscript, source)) if apart else parse_chapter(source))[0]
    return compose_book(manuscript, [draft], {}, Cache(None))[0], draft


@pytest.mark.parametrize("language", ["en", "fr", "cs"])
@pytest.mark.parametrize("name", TEXTS)
def test_the_book_is_the_same(name: str, language: str) -> None:
    text, is_set = TEXTS[name]
    for own in ("", "de"):
        source = ChapterSource(
            "a.md", text, 1, Matter.BODY, Kind.CHAPTER, short_title='"O"', authors=("O'Neil",), language=own
        )
        apart, draft = composed(source, language, apart=True, typography=True)
        assert apart == composed(source, language, apart=False, typography=True)[0]
        assert draft.is_set is is_set


def test_a_book_as_typed_stays_as_typed() -> None:
    source = ChapterSource("a.md", TEXTS["quotes and dashes"][0], 1, Matter.BODY, Kind.CHAPTER)
    apart, draft = composed(source, "en", apart=True, typography=False)
    assert apart == composed(source, "en", apart=False, typography=False)[0]
    assert not draft.is_set
