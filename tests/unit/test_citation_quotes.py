"""Signs at the quotes that end a link."""

from __future__ import annotations

from typing import Any

import pytest

from chapbook.compose.citation_quotes import has_signs_inside, put_signs_inside


@pytest.mark.parametrize(
    ("title", "behind", "expected"),
    [
        (("“", "Nets", "”"), ".", ("“", "Nets", ".”", "")),
        (("“Nets”",), ", x", ("“Nets,”", " x")),
        (("“Why?”",), ".", ("“Why?”", "")),
        (("Nets",), ".", ("Nets", ".")),
        (("“Nets”",), "; x", ("“Nets”", "; x")),
    ],
)
def test_a_sign_goes_into_the_quotes(title: tuple[str, ...], behind: str, expected: tuple[str, ...]) -> None:
    inside: list[Any] = [{"t": "Str", "c": text} for text in title]
    link = {"t": "Link", "c": [["", [], []], [{"t": "Span", "c": [["", [], []], inside]}], ["#ref-a", ""]]}
    tail = {"t": "Str", "c": behind}
    put_signs_inside([{"t": "Note", "c": [{"t": "Para", "c": [link, tail]}]}])
    assert (*(inline["c"] for inline in inside), tail["c"]) == expected


def test_the_language_and_the_style_say_where_signs_go() -> None:
    languages = ("en", "en-US", "en-GB", "cs", "fr")
    assert [has_signs_inside(language, "") for language in languages] == [True, True, False, False, False]
    assert has_signs_inside("cs", '<style-options punctuation-in-quote="true"/>')
