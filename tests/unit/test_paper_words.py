"""Words that no line holds are divided, and nothing else is."""

from __future__ import annotations

import pytest
from lxml import etree

from chapbook.model.fragment import XHTML, h, plain_text
from chapbook.render.pdf.paper_words import DIVIDED, LONGEST, divide_words


def divided(body: str) -> etree._Element:
    tree = etree.fromstring(f'<section xmlns="{XHTML}">{body}</section>')
    before = plain_text(tree)
    divide_words(tree)
    assert plain_text(tree) == before
    return tree


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{'a' * LONGEST}</p>",
        f"<p>{'word ' * 500}</p>",
        f"<p>{'abcdefgh-' * 500}</p>",
        f"<p>{'漢字' * 500}</p>",
        f"<p>{'สวัสดี' * 500}</p>",
        f"<p>{('a' * 90 + '&#8203;') * 20}</p>",
        f"<pre>{'x' * 5000}</pre>",
        f'<svg xmlns="http://www.w3.org/2000/svg"><text>{"x" * 5000}</text></svg>',
    ],
)
def test_what_a_line_can_end_in_stays(body: str) -> None:
    tree = divided(body)
    assert not list(tree.iter(h("wbr")))
    assert not [element for element in tree.iter() if DIVIDED in element.attrib]


def test_a_long_word_is_divided_wherever_it_stands() -> None:
    word = "a" * 200
    tree = divided(f"<p>one {word} two <em>{word}</em> three {word} four <b/>{word}</p><p>short</p>")
    said = [element.tag for element in tree.iter() if DIVIDED in element.attrib]
    assert said == [h("p"), h("em")]
    texts = [text for element in tree.iter() for text in (element.text, element.tail) if text]
    assert max(len(run) for text in texts for run in text.split()) <= 12 + 1
    assert len(list(tree.iter(h("wbr")))) == 4 * 16


def test_a_letter_keeps_its_marks() -> None:
    accented = "e\u0301"
    tree = divided(f"<p>{accented * 300}</p>")
    places = list(tree.iter(h("wbr")))
    assert len(places) > 20
    assert not [place for place in places if (place.tail or "").startswith("\u0301")]
