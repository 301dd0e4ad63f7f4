"""The book's words: each language has all of them, each with its place for the number; the author's go first."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from chapbook.compose.quotes import in_quotes
from chapbook.compose.words import book_words, language_texts, long_date, missing_words, name_list
from chapbook.model.manuscript import Kind
from chapbook.model.words import COUNTED, FILLED, NUMBERED, PLAIN, WORD_NAMES
from chapbook.numerals import alphabetic

WORDS = Path(__file__).parents[2] / "src" / "chapbook" / "words"
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(WORDS.glob("*.toml"))}
WHOLE = ("zh-hant", *(tag for tag in FILES if "-" not in tag))
ASKED = (
    *("en-GB", "en-US", "cs", "sk", "de", "de-AT", "de-CH", "fr", "fr-CH", "fr-CA", "pl", "es", "it", "ru", "uk", "ar"),
    *("he", "ja", "zh", "zh-Hans", "zh-Hant", "zh-TW", "pt", "pt-BR", "nl", "sv", "da", "nb", "no", "fi", "hu", "sl"),
    *("hr", "ro", "el"),
)


@pytest.mark.parametrize("tag", WHOLE)
def test_a_language_has_every_word(tag: str) -> None:
    assert set(FILES[tag]) == set(WORD_NAMES)


@pytest.mark.parametrize("tag", [tag for tag in FILES if tag not in WHOLE])
def test_a_region_has_words_that_the_language_has_too(tag: str) -> None:
    assert FILES[tag].keys() <= set(WORD_NAMES)
    language = FILES[tag.split("-")[0]]
    assert all(language[name] != said for name, said in FILES[tag].items())


@pytest.mark.parametrize("tag", FILES)
def test_every_word_has_its_form(tag: str) -> None:
    for name, said in FILES[tag].items():
        if name in NUMBERED:
            assert len(said) == 4, name
            assert "{" not in said[0], name
            assert all(re.fullmatch(r"[^{}]*\{\}[^{}]*", text) for text in said[1:]), name
        elif name in COUNTED:
            assert re.fullmatch(r"[^{}]*\{\}[^{}]+\{\}[^{}]*", said), name
        elif name in FILLED:
            assert re.fullmatch(r"[^{}]*\{\}[^{}]*", said), name
        else:
            assert name in PLAIN
            assert re.fullmatch(r"[^{}]*\w[^{}]*|[→⇒]", said), name
        assert not re.search(r"\u00a0|^\s|\s$", str(said)), name


@pytest.mark.parametrize("tag", WHOLE)
def test_letters_to_count_with_are_each_another(tag: str) -> None:
    alphabet = FILES[tag]["appendix-letters"]
    assert len(set(alphabet)) == len(alphabet) > 20
    parts = FILES[tag]["part-numbers"]
    assert parts in {"roman", "digits", alphabet}


@pytest.mark.parametrize("language", ASKED)
def test_the_languages_of_our_authors_have_words(language: str) -> None:
    assert language_texts(language)
    assert missing_words(language, ()) == ()
    assert len(book_words(language).kinds) == len(Kind)


@pytest.mark.parametrize(
    ("language", "label", "reference", "references"),
    [
        ("en-GB", "Figure\u00a02.3", "Figure\u00a02.3", "Figures\u00a02.3"),
        ("cs", "Obr.\u00a02.3", "obrázek\u00a02.3", "obrázky\u00a02.3"),
        ("hu", "2.3.\u00a0ábra", "2.3.\u00a0ábra", "2.3.\u00a0ábra"),
        ("ja", "図2.3", "図2.3", "図2.3"),
        ("zh-TW", "圖2.3", "圖2.3", "圖2.3"),
        ("he", "איור\u00a02.3", "איור\u00a02.3", "איורים\u00a02.3"),
    ],
)
def test_a_number_stays_with_its_word(language: str, label: str, reference: str, references: str) -> None:
    figure = book_words(language).figure
    assert figure.label.format("2.3") == label
    assert figure.reference.format("2.3") == reference
    assert figure.references.format("2.3") == references


def test_a_regions_words_stand_over_the_languages() -> None:
    assert book_words("en-US").licence == "License: {}"
    assert book_words("en-US").see == book_words("en").see
    assert book_words("pt-BR").kinds[Kind.CONTENTS] == "Sumário"
    assert book_words("zh-Hans-CN").chapter.label == "第{}章"


def test_the_authors_words_stand_over_all() -> None:
    lecture = ("Lecture", "Lecture {}", "lecture {}", "lectures {}")
    words = book_words("en", (("chapter", lecture), ("contents", ("What is in it",))))
    assert words.chapter.references == "lectures\u00a0{}"
    assert words.kinds[Kind.CHAPTER] == "Lecture"
    assert words.kinds[Kind.CONTENTS] == words.renderers.contents == "What is in it"


def test_a_language_without_a_file_has_english_words_that_the_author_can_replace() -> None:
    own = (("contents", ("Cuprinsul",)),)
    assert book_words("rup").see == "see"
    assert book_words("rup", own).kinds[Kind.CONTENTS] == "Cuprinsul"
    assert "contents" in missing_words("rup", ())
    assert "contents" not in missing_words("rup", own)
    assert missing_words("rup", tuple((name, ("x",)) for name in WORD_NAMES)) == ()


def test_the_documentation_names_every_word_and_every_language() -> None:
    documentation = (WORDS.parents[2] / "docs" / "typography.md").read_text(encoding="utf-8")
    table = documentation[documentation.index("| names | what they are |") :]
    assert {name for name in WORD_NAMES if f"`{name}`" not in table} == set()
    known = re.search(r"their like are known in (.*?)\. Parts", documentation, re.DOTALL)
    assert known
    assert set(re.split(r", ?\n?| and |\n", known[1].replace("zh-Hant", "zh-hant"))) == set(WHOLE)


def test_a_third_thing_is_a_letter_of_the_language() -> None:
    assert [alphabetic(n, book_words("ru").appendix_letters) for n in (1, 3, 7)] == ["А", "В", "Ж"]
    assert [alphabetic(n, "ABC") for n in (3, 4, 12, 13)] == ["C", "AA", "CC", "AAA"]


def _spaced(words: str) -> str:
    """CLDR has no-break spaces in some of its forms, and changes its mind between versions."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "day", "names"),
    [
        ("en-GB", "26 February 1990", "A, B and C"),
        ("en-US", "February 26, 1990", "A, B, and C"),
        ("cs", "26. února 1990", "A, B a C"),
        ("sk", "26. februára 1990", "A, B a C"),
        ("pl", "26 lutego 1990", "A, B i C"),
        ("es", "26 de febrero de 1990", "A, B y C"),
        ("uk", "26 лютого 1990 р.", "A, B і C"),
        ("he", "26 בפברואר 1990", "A, B וC"),
        ("ja", "1990年2月26日", "A、B、C"),
        ("zh-TW", "1990年2月26日", "A、B和C"),
        ("no", "26. februar 1990", "A, B og C"),
        ("x-none", "February 26, 1990", "A, B, and C"),
    ],
)
def test_dates_and_lists_are_as_the_language_has_them(language: str, day: str, names: str) -> None:
    assert _spaced(long_date(date(1990, 2, 26), language)) == day
    assert _spaced(name_list(("A", "B", "C"), language)) == names


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        *(("en-GB", "‘x’"), ("en-US", "“x”"), ("cs", "„x“"), ("sk", "„x“"), ("de-AT", "„x“"), ("de-CH", "«x»")),
        *(("fr", "«\u00a0x\u00a0»"), ("fr-CH", "«\u202fx\u202f»"), ("fr-CA", "«\u00a0x\u00a0»"), ("pl", "„x”")),
        *(("es", "«x»"), ("it", "«x»"), ("pt", "«x»"), ("pt-BR", "“x”"), ("ru", "«x»"), ("uk", "«x»"), ("ar", "«x»")),
        *(("he", "”x”"), ("ja", "「x」"), ("zh", "“x”"), ("zh-Hans", "“x”"), ("zh-Hant", "「x」"), ("zh-TW", "「x」")),
        *(("nl", "‘x’"), ("sv", "”x”"), ("da", "»x«"), ("no", "«x»"), ("fi", "”x”"), ("hu", "„x”"), ("sl", "„x“")),
        *(("hr", "„x”"), ("ro", "„x”"), ("el", "«x»"), ("x-none", "“x”")),
    ],
)
def test_our_own_quotations_are_in_the_books_language(language: str, expected: str) -> None:
    assert in_quotes("x", language) == expected
