"""Credits under pictures and in their list."""

from __future__ import annotations

import pytest
from compose_drafts import find, tree
from composed_folder import compose_folder

from chapbook.diagnostics import Diagnostic
from chapbook.model.book import Book

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
LISTED = '[order]\nbody = ["a"]\nback = ["credits"]\n'


def composed(text: str, settings: str = "") -> tuple[Book, list[Diagnostic]]:
    return compose_folder({"a.md": f"# A\n\n{text}\n", "g.svg": SVG}, settings)


@pytest.mark.parametrize(
    ("image", "caption"),
    [
        ("![The *gate*.](g.svg){#fig:g credit='Photo: \"J. N.\"'}", "Figure\u00a01.1 The gate. Photo: “J.\u00a0N.”"),
        ("![The gate](g.svg){credit='J. N.'}", "The gate J.\u00a0N."),
        ("![](g.svg){alt='A gate' credit='J. N.'}", "J.\u00a0N."),
        ('![The gate](g.svg){credit=" "}', "The gate"),
    ],
)
def test_a_credit_ends_the_caption(image: str, caption: str) -> None:
    book, found = composed(image)
    assert find(tree(book, "a"), "./h:figure/h:figcaption") == [caption]
    assert b"data-credit" not in next(d for d in book.divisions if d.id == "a").content.markup
    assert found == []


def test_the_list_has_number_caption_and_credit_and_the_cover() -> None:
    text = "![The gate.](g.svg){#fig:g credit=One}\n\n![](g.svg){alt='A yard' credit=Two}\n\n"
    text += "x ![a lamp](g.svg){credit=Three}"
    book, found = composed(text, f'cover-credit = "Four"\n{LISTED}')
    listed = tree(book, "credits")
    assert find(listed, "./h:ol/h:li") == ["Cover Four", "1.1 The gate. One", "A yard Two", "a lamp Three"]
    assert find(listed, ".//h:span[@role='doc-credit']") == ["Four", "One", "Two", "Three"]
    assert find(listed, ".//h:a/@href") == ["#fig-g", "#a-picture", "#a-picture-2"]
    assert find(tree(book, "a"), ".//h:figure/@id | .//h:p/h:img/@id") == ["fig-g", "a-picture", "a-picture-2"]
    assert "Four" not in "".join(find(tree(book, "imprint"), "."))
    assert found == []


def test_without_a_list_the_cover_is_credited_on_the_imprint_page() -> None:
    book, _ = composed("X.", 'cover-credit = "Four"\n')
    assert find(tree(book, "imprint"), "./h:p[@class='cover-credit']") == ["Cover: Four"]


def test_credits_may_stand_in_the_list_alone() -> None:
    book, found = composed("![The gate.](g.svg){credit=One}", f'[text]\ncredits = "list"\n{LISTED}')
    assert find(tree(book, "a"), ".//h:figcaption") == ["The gate."]
    assert find(tree(book, "credits"), ".//h:li") == ["The gate. One"]
    assert found == []


@pytest.mark.parametrize(
    ("text", "settings"),
    [("x ![a lamp](g.svg){credit=One}", ""), ("![The gate.](g.svg){credit=One}", '[text]\ncredits = "list"\n')],
)
def test_no_credit_is_lost_unseen(text: str, settings: str) -> None:
    _, found = composed(text, settings)
    assert [(d.code, d.span.line) for d in found] == [("unshown-credit", 3)]


def test_an_image_without_a_credit_is_noted_when_others_have_one() -> None:
    text = "![The gate.](h.svg){credit=One}\n\n![The yard.](g.svg)\n\n![](g.svg){alt=''}"
    _, found = compose_folder({"a.md": f"# A\n\n{text}\n", "g.svg": SVG, "h.svg": SVG})
    assert [(d.code, str(d.span)) for d in found] == [("missing-credit", "a.md:5:1")]
    assert composed("![The yard.](g.svg)")[1] == []


def test_a_list_without_credits_is_left_out() -> None:
    book, found = composed("X.", LISTED)
    assert [d.code for d in found] == ["empty-division"]
    assert "credits" not in [division.id for division in book.divisions]


def test_one_hand_is_named_once_in_a_caption() -> None:
    text = "::: {#fig:two layout-ncol=2}\n![](g.svg){alt=a credit=One}\n\n![](g.svg){alt=b credit=One}\n\nTwo.\n:::"
    book, _ = composed(text)
    assert find(tree(book, "a"), ".//h:span[@class='credit']") == ["One", "One"]  # each has a figure of its own
    book, _ = composed(
        "<figure><img src='g.svg' alt='a' credit='One'/><img src='g.svg' alt='b' credit='One'/></figure>"
    )
    assert find(tree(book, "a"), ".//h:span[@class='credit']") == ["One"]
