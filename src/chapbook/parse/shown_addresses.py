"""Addresses that are shown as themselves: bare ones, and those in angle brackets.

Input: links whose words are their address. Output: the class `url`, and a `wbr` wherever a line may end, so that none
is hyphenated.
"""

from __future__ import annotations

from lxml import etree

from chapbook.address_breaks import divide_address
from chapbook.model.fragment import h


def place_addresses(section: etree._Element) -> None:
    """Mark and divide the addresses."""
    for link in section.iter(h("a")):
        words = link.text or ""
        if len(link) or "." not in words or not _is_address(words, link.get("href", "")):
            continue
        divide_address(link)


def _is_address(words: str, href: str) -> bool:
    return (words == href and "://" in words) or href == f"https://{words}"
