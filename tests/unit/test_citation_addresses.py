"""The links of a citation, when the style prints addresses in it."""

from __future__ import annotations

import pytest
from lxml import etree

from chapbook.compose.citation_links import divide_links
from chapbook.compose.citation_nodes import CitationNodes

X = '<a href="https://example.org/">x</a>'


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f'<a class="citation">Král, <em>K</em>, {X}</a>.', f'<a class="citation">Král, <em>K</em></a>, {X}.'),
        (f'<a class="citation">K, {X}, 3 and {X})</a>', f'<a class="citation">K</a>, {X}, 3 and {X})'),
        (f'<a class="citation"><em>K {X} L</em></a>', f'<a class="citation"><em>K </em></a>{X}<em> L</em>'),
        (f'<a class="citation">{X}, 3</a>', f"{X}, 3"),
        (f'<a class="citation">{X}</a>.', f"{X}."),
    ],
)
def test_no_link_stands_in_another(words: str, expected: str) -> None:
    space = "http://www.w3.org/1999/xhtml"
    group = etree.fromstring(f'<span xmlns="{space}">{words}</span>')
    divide_links(group)
    assert etree.tostring(group, encoding="unicode") == f'<span xmlns="{space}">{expected}</span>'


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ('https://doi.org/"><b>', "https://doi.org/%22%3E%3Cb%3E"),
        ("https://javascript:alert(1)", None),  # citeproc's link for an address without a host
        ("javascript:alert(1)", None),
    ],
)
def test_what_is_no_address_stays_words(address: str, href: str | None) -> None:
    link = {"t": "Link", "c": [["", [], []], [{"t": "Str", "c": "words"}], [address, ""]]}
    group = CitationNodes({}).group([link])
    assert "".join(map(str, group.itertext())) == "words"
    assert [a.get("href") for a in group] == ([] if href is None else [href])
