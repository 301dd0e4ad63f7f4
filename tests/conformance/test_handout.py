"""The handout in the hands of a class: its margin leads to the pages of the book, its code to the download page.

What is compared is read from the finished PDFs, by Poppler and from their content streams.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
from conftest import BuiltBook

MM = 72 / 25.4
# Of the shipped booklet’s pages: A5 with a head of 19 mm, and a handout on A4 whose block ends at 156 mm.
HEAD_PT, BLOCK_PT = 17 * MM, (30 * MM, 156 * MM)
LETTERS = 32  # enough to tell two pages apart


@dataclass(frozen=True)
class Word:
    """A word as Poppler found it, in points from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def is_on_line_of(self, other: Word) -> bool:
        return self.top < (other.top + other.bottom) / 2 < self.bottom or (
            other.top < (self.top + self.bottom) / 2 < other.bottom
        )


def pages_of(path: Path) -> list[list[Word]]:
    """The words of each page."""
    command = ["pdftotext", "-bbox", str(path), "-"]
    tree = ET.fromstring(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)  # noqa: S314
    space = "{http://www.w3.org/1999/xhtml}"
    return [
        [
            Word(
                float(word.get("xMin", "")),
                float(word.get("yMin", "")),
                float(word.get("xMax", "")),
                float(word.get("yMax", "")),
                word.text or "",
            )
            for word in page.iter(f"{space}word")
        ]
        for page in tree.iter(f"{space}page")
    ]


def letters(words: list[Word]) -> str:
    """The letters of the words, folded: no hyphens, no small capitals, no ligatures."""
    text = unicodedata.normalize("NFKC", "".join(word.text for word in words)).casefold()
    return re.sub(r"[-\u00ad\u2010\u0002\ufffe]", "", text)


def ticks_of(path: Path) -> list[list[tuple[float, float]]]:
    """Of each page the upright lines: their x, and how far their middle lies below the upper edge."""
    found = []
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            height, here, start = float(page.mediabox[3]), [], (0.0, 0.0)
            for instruction in pikepdf.parse_content_stream(page):
                if str(instruction.operator) not in ("m", "l"):
                    continue
                x, y = (float(operand) for operand in instruction.operands)
                if str(instruction.operator) == "l" and x == start[0]:
                    here.append((x, height - (start[1] + y) / 2))
                start = (x, y)
            found.append(here)
    return found


def page_labels(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [str(page.label) for page in pdf.pages]


def turns(path: Path) -> Iterator[tuple[str, str]]:
    """Each number of the margin with the letters that stand from its tick, or from the start of its line, on."""
    left, right = BLOCK_PT
    for words, ticks in zip(pages_of(path), ticks_of(path), strict=True):
        for mark in [w for w in words if w.left > right and w.top > HEAD_PT]:
            middle = (mark.top + mark.bottom) / 2
            start = max((x for x, y in ticks if abs(y - middle) < 6), default=0.0)
            block = [w for w in words if left - 1 < w.left < right and w.top > HEAD_PT]
            line = [w for w in block if w.is_on_line_of(mark) and w.left > start - 2]
            below = [w for w in block if w.top > mark.top and not w.is_on_line_of(mark)]
            yield mark.text, letters(in_rows([*line, *below]))[:LETTERS]


def in_rows(words: list[Word]) -> list[Word]:
    """The words row by row, as the cells of a table stand."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.top, w.left)):
        if rows and rows[-1][0].is_on_line_of(word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [word for row in rows for word in sorted(row, key=lambda w: w.left)]


def begins(page: str, words: str, everything: str) -> bool:
    """Whether the page begins with the words, but for the head of a table that is repeated on it."""
    head, found, _rest = page.partition(words)
    return bool(found) and (head == "" or (len(head) < 40 and everything.count(head) > 1))


def test_every_number_in_the_margin_stands_where_that_page_begins(booklet: BuiltBook) -> None:
    """The words behind each number are the first words of the page of the print edition that has the number."""
    printed = booklet.path("print")
    first_words = {
        label: letters(in_rows([w for w in words if w.top > HEAD_PT]))
        for label, words in zip(page_labels(printed), pages_of(printed), strict=True)
    }
    found = list(turns(booklet.path("handout")))
    everything = "".join(first_words.values())
    wrong = [(label, words) for label, words in found if not begins(first_words[label], words, everything)]
    print(f"{len(found)} numbers in the margin, {len(wrong)} wrong")  # noqa: T201 – for whoever runs it with -s
    assert wrong == []
    labels = [label for label, _words in found]
    assert labels == [label for label in page_labels(printed) if label in set(labels)]
    assert len(labels) >= 30
