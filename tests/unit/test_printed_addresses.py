"""Addresses as paper has them: short, readable, and whole in a code."""

from __future__ import annotations

import pytest
from lxml import etree

from chapbook.address_breaks import address_pieces, divide_address
from chapbook.compose.printed_addresses import is_outside, printed_address, scanned_address


@pytest.mark.parametrize(
    ("href", "printed"),
    [
        ("https://www.example.org/", "www.example.org"),
        ("http://example.org/a/b/", "example.org/a/b"),
        ("HTTPS://example.org/c++/", "example.org/c++"),
        ("https://example.org/a#b", "example.org/a#b"),
        ("https://example.org/a#:~:text=the%20words", "example.org/a"),
        ("https://example.org/a#b:~:text=the%20words", "example.org/a#b"),
        ("mailto:jana@example.org?subject=Trains", "jana@example.org"),
        ("tel:+420123456", "+420123456"),
        ("ftp://example.org/a", "ftp://example.org/a"),
        ("https://example.org/%C5%BDelezni%C4%8Dn%C3%AD", "example.org/Železniční"),
        ("https://example.org/%D7%90", "example.org/א"),
        ("https://example.org/a%20b%7Cc", "example.org/a%20b%7Cc"),
        ("https://example.org/%E2%80%AE", "example.org/%E2%80%AE"),  # would turn the text around
        ("https://example.org/%C5", "example.org/%C5"),
        ("https://", "https://"),
    ],
)
def test_an_address_is_printed_as_it_can_be_typed(href: str, printed: str) -> None:
    assert printed_address(href) == printed


@pytest.mark.parametrize(
    ("href", "scanned"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("https://example.org/Železniční", "https://example.org/%C5%BDelezni%C4%8Dn%C3%AD"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://žába.example/a", "https://xn--ba-lia14d.example/a"),
        ("mailto:jana@example.org?subject=Hi", "mailto:jana@example.org?subject=Hi"),
    ],
)
def test_a_code_holds_the_whole_address_in_ascii(href: str, scanned: str) -> None:
    assert scanned_address(href) == scanned


def test_links_out_of_the_book_are_those_that_can_be_followed() -> None:
    assert all(map(is_outside, ("http://x.org", "HTTPS://x.org", "mailto:a@x.org", "tel:1")))
    assert not any(map(is_outside, ("#a", "two.md", "urn:isbn:1", "")))


def test_a_piece_too_long_for_a_line_is_divided_evenly() -> None:
    pieces = address_pieces("example.org/#installationofthecompilersandx")
    assert "".join(pieces) == "example.org/#installationofthecompilersandx"
    assert [len(piece) for piece in pieces[2:]] == [16, 15]


def test_no_line_ends_in_a_hyphen_of_the_address() -> None:
    link = etree.fromstring("<a>https://example.org/the-last-train/x</a>")
    divide_address(link)
    assert etree.tostring(link, encoding="unicode") == (
        '<a class="url">https://<wbr/>example<wbr/>.org/<wbr/><span class="unbroken">the-last</span><wbr/>'
        '<span class="unbroken">-train/x</span></a>'
    )
