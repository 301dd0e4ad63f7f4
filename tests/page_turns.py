"""The page list of an e-book against the printed book: does each page begin where its marker stands?

Input: an .epub and the print edition's .pdf. Output: a `Turn` for every page of the PDF, with its label, the letters
with which its text block begins as Poppler reads them, and those behind its marker in the e-book. Letters are compared
without spaces, case, ligatures and invisible signs.
"""

from __future__ import annotations

import html
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from lxml import etree

from chapbook.epub_file import document_body, package_path, spine_paths
from chapbook.model.fragment import EPUB_TYPE, all_text, h
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry
from chapbook.trees import has_class

# How many letters of a page are compared: four words or so.
LETTERS = 20
LONGEST_WORD = 40
_PAGE = re.compile(r'<page width="[\d.]+" height="([\d.]+)">')
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
_FOLIO = re.compile(r"\d+|[ivxlc]+")
# What stands before an item of a list on paper; the e-book's reading system draws it.
_LIST_SIGN = re.compile(r"[•◦▪–]|\(?\w{1,5}[.)]")


@dataclass(frozen=True)
class Turn:
    """A page: its label in the PDF, its first words, and the letters behind the marker of the same label.

    The words are read twice, from the top of the page down, and in the order in which they were drawn: in columns the
    one is wrong, where something floats the other. `behind` is None when the e-book has no such marker. `head` are the
    letters of the head of the table in which the marker stands: paper repeats it at the top of the page. In the
    contents paper has numbers of pages between the lines, so that no numbers are compared there.
    """

    label: str
    readings: tuple[tuple[str, ...], ...]
    behind: str | None
    head: str = ""
    in_contents: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the page's text block and the e-book has no marker for it."""
        return not any(self.readings) and self.behind is None

    @property
    def is_exact(self) -> bool:
        """Whether the page begins with the letters behind its marker."""
        return self.behind is not None and any(self._agree(letters, self.behind) for letters in self._beginnings())

    @property
    def is_in_word(self) -> bool:
        """Whether the page begins inside the word behind its marker, which stands before the whole word."""
        if self.behind is None or self.is_exact:
            return False
        tails = [self.behind[n:] for n in range(1, LONGEST_WORD)]
        return any(self._agree(letters, tail) for letters in self._beginnings() for tail in tails)

    def _agree(self, page: str, text: str) -> bool:
        if self.in_contents:
            page, text = ("".join(c for c in letters if not c.isdecimal()) for letters in (page, text))
        count = min(LETTERS, len(page), len(text))
        return page[:count] == text[:count] and bool(count or not text)

    def _beginnings(self) -> Iterator[str]:
        for reading in self.readings:
            words = [w for w in reading if not (self.in_contents and _FOLIO.fullmatch(w))]
            letters = plain_letters("".join(words))
            yield letters
            if words and _LIST_SIGN.fullmatch(words[0]):
                yield plain_letters("".join(words[1:]))
            if self.head and letters.startswith(self.head):
                yield letters.removeprefix(self.head)


def page_turns(epub: Path, pdf: Path, geometry: Geometry) -> list[Turn]:
    """A turn for every page of the PDF in order."""
    behind = letters_behind_markers(epub)
    readings = zip(words_on_pages(pdf, geometry), words_on_pages(pdf, geometry, "-raw"), strict=True)
    pages = zip(page_labels(pdf), readings, strict=True)
    return [Turn(label, begin, *behind.get(label, (None,))) for label, begin in pages]


def plain_letters(text: str) -> str:
    """The letters of the text as both editions have them."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf" and c not in "-‐\u00ad")


def page_labels(pdf: Path) -> list[str]:
    with pikepdf.open(pdf) as file:
        return [page.label for page in file.pages]


def words_on_pages(pdf: Path, geometry: Geometry, *order: str) -> list[tuple[str, ...]]:
    """The first words between head and foot of every page."""
    command = ["pdftotext", *order, "-bbox", "-nopgbrk", str(pdf), "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    head, foot = geometry.head_mm * POINTS_PER_MM, geometry.foot_mm * POINTS_PER_MM
    pages: list[list[str]] = []
    height = 0.0
    for line in done.stdout.splitlines():
        if page := _PAGE.search(line):
            height = float(page[1])
            pages.append([])
        elif (word := _WORD.search(line)) and len(pages[-1]) < LETTERS:
            middle = (float(word[2]) + float(word[4])) / 2
            if head < middle < height - foot:
                pages[-1].append(html.unescape(word[5]))
    return [tuple(words) for words in pages]


def letters_behind_markers(epub: Path) -> dict[str, tuple[str, str, bool]]:
    """For the label of every page that the e-book lists the letters behind the place that the list leads to.

    Then those of the head of the table around that place, and whether it is in the contents.
    """
    texts: dict[str, tuple[str, str, bool]] = {}
    with zipfile.ZipFile(epub) as file:
        folder = package_path(file).rpartition("/")[0]
        paths = list(spine_paths(file))
        bodies = {path.removeprefix(f"{folder}/"): document_body(file.read(path)) for path in paths}
    (nav,) = [b for b in bodies.values() if b is not None and any(_is_page_list(n) for n in b.iter(h("nav")))]
    places = {
        f"{path}#{name}": found for path, body in bodies.items() if body is not None for name, found in _texts(body)
    }
    for link in next(n for n in nav.iter(h("nav")) if _is_page_list(n)).iter(h("a")):
        assert link.text not in texts, "two pages of one label"
        texts[str(link.text)] = places[link.get("href", "")]
    return texts


def _is_page_list(nav: etree._Element) -> bool:
    return nav.get(EPUB_TYPE) == "page-list"


def _texts(body: etree._Element) -> Iterator[tuple[str, tuple[str, str, bool]]]:
    """The id of every marker of the body, the running text behind it, and what is around it."""
    in_contents = next(body.iter(h("nav")), None) is not None
    pieces: list[str] = []
    markers: list[tuple[etree._Element, int]] = []
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            pieces.append(element.tail or "")
        elif _is_elsewhere(element):
            walk.skip_subtree()
        else:
            if element.get(EPUB_TYPE) == "pagebreak":
                markers.append((element, len(pieces)))
            pieces.append(element.text or "")
    for marker, position in markers:
        text = ""
        while len(text) < 4 * LETTERS and position < len(pieces):
            text += plain_letters(pieces[position])
            position += 1
        yield marker.get("id", ""), (text, _head_around(marker), in_contents)


def _head_around(marker: etree._Element) -> str:
    table = next(marker.iterancestors(h("table")), None)
    head = table.find(h("thead")) if table is not None else None
    return plain_letters(all_text(head)) if head is not None else ""


def _is_elsewhere(element: etree._Element) -> bool:
    """Notes are at the feet of pages, and a hidden `nav` is for machines."""
    return (element.tag == h("section") and has_class(element, "notes")) or element.get("hidden") is not None
