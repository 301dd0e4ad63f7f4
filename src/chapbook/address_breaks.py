"""Where a shown address may be broken at the end of a line.

Input: the words of an address, or the link that shows it. Output: the same words in pieces (Chicago Manual of Style 17,
14.18: after the slashes and colons, before other punctuation), none of them longer than a narrow line; in a link with
`wbr` between them. No line ends in a hyphen of the address, which would be taken for the press's: a piece that has one
inside is a `span` of the class `unbroken`.
"""

from __future__ import annotations

import re
from math import ceil

from lxml import etree

_BREAK = re.compile(r"(?<=[^/:]/)(?=[^/])|(?<=//)(?=.)|(?<=[^/])(?=[.?#%&=_~-])")
# A shorter address is set on one line.
LONGEST_WHOLE = 24
_SHORTEST = 4
_LONGEST = 28


def address_pieces(words: str) -> list[str]:
    """The address divided where a line may end, no piece so short that it looks lost."""
    if len(words) <= LONGEST_WHOLE:
        return [words]
    pieces = [""]
    for piece in _BREAK.split(words):
        if len(pieces[-1]) < _SHORTEST:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    pieces = pieces if len(pieces[-1]) >= _SHORTEST else [*pieces[:-2], "".join(pieces[-2:])]
    return [part for piece in pieces for part in _parts(piece)]


def _parts(piece: str) -> list[str]:
    """The piece, or as few parts of it as fit, each about as long as the others."""
    longest = ceil(len(piece) / ceil(len(piece) / _LONGEST))
    return [piece[n : n + longest] for n in range(0, len(piece), longest)]


def divide_address(link: etree._Element) -> None:
    """Put a `wbr` between the pieces of a link that shows nothing but its address, and give it the class `url`."""
    link.set("class", " ".join([*link.get("class", "").split(), "url"]))
    space = etree.QName(link).namespace
    pieces = address_pieces(link.text or "")
    link.text = None
    before = None
    for number, piece in enumerate(pieces):
        if number:
            before = etree.SubElement(link, etree.QName(space, "wbr"))
        if "-" in piece:
            etree.SubElement(link, etree.QName(space, "span"), {"class": "unbroken"}).text = piece
        elif before is None:
            link.text = piece
        else:
            before.tail = piece
