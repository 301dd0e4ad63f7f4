"""Fractions and ordinals are set where they are asked for, and the switch leaves all other words as typed."""

from __future__ import annotations

import pytest
from compose_drafts import Chapter, compose, division, tree
from lxml import etree

from chapbook.compose.fractions import set_fractions
from chapbook.model.fragment import XHTML, Fragment, fragment_tree, plain_text


def as_tree(content: str) -> etree._Element:
    return fragment_tree(Fragment(f'<p xmlns="{XHTML}">{content}</p>'.encode()))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('<span class="fraction">1/2</span>', '<span class="fraction">½</span>'),
        ('<span class="fraction">2 3/4</span>', '<span class="fraction">2¾</span>'),
        ('<span class="x fraction">7/16</span>', '<span class="x fraction"><sup>7</sup>⁄<sub>16</sub></span>'),
        ('<span class="fraction">5 2/3</span>', '<span class="fraction">5\u200a<sup>2</sup>⁄<sub>3</sub></span>'),
        ('<span class="fraction">½</span>', '<span class="fraction">½</span>'),
        ('<span class="fraction">a/b</span>', '<span class="fraction">a/b</span>'),
        ('<span class="ordinal">1st</span>', '<span class="ordinal">1<sup>st</sup></span>'),
        ('<span class="ordinal">XIXe</span>', '<span class="ordinal">XIX<sup>e</sup></span>'),
        ('<span class="ordinal">1.º</span>', '<span class="ordinal">1.<sup>º</sup></span>'),
        ('<span class="ordinal">first</span>', '<span class="ordinal">first</span>'),
        ("<span>1/2</span> 1/2 1st", "<span>1/2</span> 1/2 1st"),
    ],
)
def test_fractions_and_ordinals(typed: str, expected: str) -> None:
    made = as_tree(typed)
    for _ in range(2):  # a second pass changes nothing
        set_fractions(made)
        assert etree.tostring(made) == etree.tostring(as_tree(expected))


def test_with_the_switch_off_words_stay_as_typed() -> None:
    content = """<p>"a" -- 'b'... <span class="fraction">1/2</span></p>"""
    book, _ = compose(Chapter("a.md", content), typography=False, description='"x"')
    assert plain_text(tree(book, "a-chapter")).endswith("\"a\" -- 'b'... ½")
    assert book.metadata.description == '"x"'
    set_book, _ = compose(Chapter("a.md", content), description='"x"')
    assert plain_text(tree(set_book, "a-chapter")).endswith("“a” – ‘b’… ½")
    assert set_book.metadata.description == "“x”"
    assert division(book, "a-chapter").running_head
