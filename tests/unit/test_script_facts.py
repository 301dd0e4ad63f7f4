"""What a language tag says of writing."""

from __future__ import annotations

import pytest

from chapbook.scripts import LETTERS, common_letters, direction_of, guess_east_asian, is_in, script_of, text_direction


@pytest.mark.parametrize(
    ("language", "script"),
    [
        *(("en-GB", "Latn"), ("he", "Hebr"), ("ar-EG", "Arab"), ("el", "Grek"), ("uk", "Cyrl"), ("ja", "Jpan")),
        *(("zh", "Hans"), ("zh-CN", "Hans"), ("zh-TW", "Hant"), ("zh-Hant-CN", "Hant"), ("ZH-hant", "Hant")),
        *(("sr-Latn", "Latn"), ("az-Arab", "Arab"), ("ko", "Kore"), ("xx", "Latn"), ("de-x-arab", "Latn")),
    ],
)
def test_the_script_of_a_language(language: str, script: str) -> None:
    assert script_of(language) == script


def test_the_direction_is_that_of_the_script() -> None:
    assert [direction_of(tag) for tag in ("ar", "he-IL", "yi", "en", "ja", "pa-Arab", "tr")] == [
        *("rtl", "rtl", "rtl", "ltr", "ltr", "rtl", "ltr")
    ]


def test_the_direction_of_words_is_that_of_their_first_letter() -> None:
    assert text_direction("12. שלום world") == "rtl"
    assert text_direction("“world” שלום") == "ltr"
    assert text_direction("12, 13") == ""


def test_kana_are_japanese_and_hangul_korean() -> None:
    assert [guess_east_asian(words) for words in ("灯台と海", "등대", "灯塔")] == ["Jpan", "Kore", "Hans"]


@pytest.mark.parametrize(
    ("script", "common", "rare"),
    [("Jpan", "灯台とカ。", "龠黐"), ("Hans", "灯塔，", "燈魑"), ("Hant", "燈塔，", "龘"), ("Kore", "등대", "燈뷁")],
)
def test_common_letters_are_those_of_the_first_level_of_the_standard(script: str, common: str, rare: str) -> None:
    letters = set(map(chr, common_letters(script)))
    assert set(common) <= letters
    assert letters.isdisjoint(rare)
    assert 2500 < len(letters) < 6000
    assert all(is_in(letter, LETTERS[script]) for letter in letters)
