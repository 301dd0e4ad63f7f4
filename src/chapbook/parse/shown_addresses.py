"""Addresses that are shown as themselves: bare ones, and those in angle brackets.

Input: links whose words are their address. Output: the class `url`, and a `wbr` wherever a line may end (Chicago
Manual of Style 17, 14.18: after the slashes and colons, before other punctuation), so that none is hyphenated.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.fragment import add_element, h

_BREAK = re.compile(r"(?<=[^/:]/)(?=[^/])|(?<=//)(?=.)|(?<=[^/])(?=[.?#%&=_~])")
# A shorter one is set on one line.
_LONGEST_WHOLE = 24
_SHORTEST = 4
_LONGEST = 28


def place_addresses(section: etree._Element) -> None:
    """Mark and divide the addresses."""
    for link in section.iter(h("a")):
        words = link.text or ""
        if len(link) or "." not in words or not _is_address(words, link.get("href", "")):
            continue
        link.set("class", " ".join([*link.get("class", "").split(), "url"]))
        if len(words) > _LONGEST_WHOLE:
            first, *others = _pieces(words)
            link.text = first
            for piece in others:
                add_element(link, "wbr").tail = piece


def _pieces(words: str) -> list[str]:
    """The address divided where a line may end, no piece so short that it looks lost or longer than a narrow line."""
    pieces = [""]
    for piece in _BREAK.split(words):
        if len(pieces[-1]) < _SHORTEST:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    pieces = pieces if len(pieces[-1]) >= _SHORTEST else [*pieces[:-2], "".join(pieces[-2:])]
    return [piece[n : n + _LONGEST] for piece in pieces for n in range(0, len(piece), _LONGEST)]


def _is_address(words: str, href: str) -> bool:
    return (words == href and "://" in words) or href == f"https://{words}"
