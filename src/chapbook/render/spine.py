"""What stands on the spine of a printer's cover.

Input: the book and the measures of its spine. Output: title and names in letters that can be read, on a spine that lies
on its side, or the words that find no room. Chinese, Japanese and Korean letters stand upright, one below the other, as
on their books; what lies along the line in vertical text (brackets, dashes, the sign of a long vowel) lies here too.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from lxml import etree

from chapbook.model.fragment import add_element, new_element
from chapbook.model.metadata import Metadata, authors

_EDGE_MM = 1.6  # what presses keep free on either side of the words, for a fold is never quite in its place
_LEAST_MM, _LARGEST_MM = 2.1, 7.0  # of the letters
_LYING = frozenset("ー〜～—―…‥「」『』（）〈〉《》【】〔〕：；")
_CJK_START = "\u2e80"
# Of the length of the spine: the title's share and the names', each with what is kept free around it.
_TITLE_SHARE, _NAMES_SHARE, _FREE_SHARE = 0.66, 0.34, 0.08
_NAMES_SIZE = 0.8  # of the title's


def spine_sizes(
    metadata: Metadata, spine_mm: float, length_mm: float, width_em: Callable[[str], float]
) -> tuple[tuple[str, str, float], ...]:
    """For title and names: the class, the words, and the size of their letters in mm; 0 where there is no room.

    `width_em` measures words in em.
    """
    names = ", ".join(author.name for author in authors(metadata))
    largest = min(spine_mm - 2 * _EDGE_MM, _LARGEST_MM)
    found = []
    for name, words, share in (("title", metadata.title, _TITLE_SHARE), ("names", names, _NAMES_SHARE)):
        room = length_mm * (share - _FREE_SHARE)
        size = min(largest * (1 if name == "title" else _NAMES_SIZE), room / max(width_em(words), 1))
        if words:
            found.append((f"spine-{name}", words, size if size >= _LEAST_MM else 0.0))
    return tuple(found)


def set_spine(sizes: tuple[tuple[str, str, float], ...], *, reads_down: bool, plain: bool) -> etree._Element:
    """The spine. `plain`: without the field of colour that belongs to the press's own cover."""
    classes = f"spine spine-{'down' if reads_down else 'up'}{' spine-plain' if plain else ''}"
    spine = new_element("section", class_=classes)
    add_element(spine, "div", class_="spine-field")
    for name, words, size in sizes:
        if size:
            line = add_element(spine, "p", class_=name, style=f"font-size: {size:.2f}mm")
            _set_words(line, words, upright=reads_down)
    return spine


def _set_words(line: etree._Element, words: str, *, upright: bool) -> None:
    for stands, letters in groupby(words, lambda c: upright and c >= _CJK_START and c not in _LYING):
        run = "".join(letters)
        for piece in run if stands else (run,):
            add_element(line, "span", piece, class_="upright" if stands else "lying")
