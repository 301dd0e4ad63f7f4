"""Every page number that a bound PDF prints, followed by hand: input the file, output what was checked and is wrong.

A line of the contents, of a list or of the index, and each “page N” in the text, is a link in a tagged PDF. What it
says is read from the page that it stands on; then the page with that label is opened, and the words must be there:
below the running head, which says a chapter's title on many pages. A line of the contents says the words itself; those
of other places are read from the e-book, where they have the same names.

By hand: `python tests/page_numbers.py dist/*-screen.pdf dist/*.epub`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from lxml import etree

from chapbook.model.fragment import plain_text

_LONGEST_PIECE = 2  # letters of a neighbouring word that a link touches
FOLIO = re.compile(r"[ivxlc]+|\d+")
# PDFium leaves out the space before a folio of one digit.
LAST_FOLIO = re.compile(r"(?P<words>.*?)\s*(?P<folio>\b[ivxlc]+|\d+)\s*$", re.DOTALL)
HEAD_SHARE = 0.93  # of the page's height: above it stands the running head
FIRST_LETTERS = 20  # of a place, by which it is known
NEXT_LETTERS = 60  # of the next page, for words that a page's end divides


@dataclass(frozen=True)
class PrintedLink:
    """A link: the label of its page, its words, its destination's name and label, and what it is in the structure."""

    label: str
    words: str
    target: str
    target_label: str
    inside: tuple[str, ...]


@dataclass
class Checked:
    """How many numbers of each kind were followed, and a sentence for each that is wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def letters(text: str) -> str:
    """Letters and digits alone: typography, hyphens and line ends do not count."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


class BoundPages:
    """The pages of a bound file by their labels, and its links."""

    def __init__(self, path: Path) -> None:
        with pypdfium2.PdfDocument(path.read_bytes()) as document, pikepdf.open(path) as pdf:
            self.labels = [document.get_page_label(n) for n in range(len(document))]
            texts = [page.get_textpage() for page in document]
            sizes = [page.get_size() for page in document]
            self.bodies = [
                letters(text.get_text_bounded(0, 0, width, height * HEAD_SHARE))
                for text, (width, height) in zip(texts, sizes, strict=True)
            ]
            self.links = list(self._read_links(pdf, texts))

    def _read_links(self, pdf: pikepdf.Pdf, texts: Sequence[pypdfium2.PdfTextPage]) -> Iterator[PrintedLink]:
        names = list(pdf.Root.Names.Dests.Names)
        number_of: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages)}
        places = {str(n): number_of[d[0].objgen] for n, d in zip(names[::2], names[1::2], strict=True)}
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        for page, text, label in zip(pdf.pages, texts, self.labels, strict=True):
            links: dict[tuple[int, int], list[pikepdf.Object]] = {}
            for box in page.get("/Annots", ()):
                if "/Dest" in box:  # a link over a line's end has two boxes
                    own = links.setdefault(owners[int(box.StructParent)].objgen, [])
                    own += [] if any(_holds(other.Rect, box.Rect) for other in own) else [box]
            for owner, boxes in links.items():
                pieces = [text.get_text_bounded(*map(float, box.Rect)) for box in boxes]
                target, inside = str(boxes[0].Dest), tuple(tags_around(pdf.get_object(owner)))
                yield PrintedLink(label, " ".join(pieces), target, self.labels[places[target]], inside)

    def letters_of(self, label: str) -> str:
        """What stands on the page of this label, and the first words of the next."""
        number = self.labels.index(label)
        return self.bodies[number] + "".join(self.bodies[number + 1 : number + 2])[:NEXT_LETTERS]


def _holds(outer: pikepdf.Object, inner: pikepdf.Object) -> bool:
    (left, bottom, right, top), (x1, y1, x2, y2) = (list(map(float, rect)) for rect in (outer, inner))
    return left - 1 <= x1 and bottom - 1 <= y1 and x2 <= right + 1 and y2 <= top + 1


def read_places(epub: Path) -> dict[str, str]:
    """The first letters of every place that the e-book names."""
    places: dict[str, str] = {}
    with zipfile.ZipFile(epub) as file:
        for name in sorted(n for n in file.namelist() if n.endswith(".xhtml")):
            for element in etree.fromstring(file.read(name)).iter(etree.Element):
                if element.get("id"):
                    places[str(element.get("id"))] = letters(plain_text(element))[:FIRST_LETTERS]
    return places


def tags_around(element: pikepdf.Object) -> Iterator[str]:
    """The structure types of an element and of those that hold it."""
    while "/S" in element:
        yield str(element.S)[1:]
        element = element.P


def check_page_numbers(path: Path, epub: Path) -> Checked:
    """Follow every printed number of the file."""
    pages, places, checked = BoundPages(path), read_places(epub), Checked()
    numbers = {link.target: link.words.split()[0] for link in pages.links if "TOCI" in link.inside}
    for link in pages.links:
        if "TOCI" in link.inside:
            _check_line(pages, link, checked)
        elif "Index" in link.inside and FOLIO.match(link.words.strip()):
            _check_number(pages, places, link, "index", checked)
        elif _is_page(link) and _number(link) != numbers.get(link.target):  # else “2” as in “Chapters 1 and 2”
            _check_number(pages, places, link, "references", checked)
    return checked


def _check_line(pages: BoundPages, link: PrintedLink, checked: Checked) -> None:
    """A line of the contents or of a list: number, title, folio."""
    match = LAST_FOLIO.match(link.words)
    kind = "lists" if _is_caption(link) else "contents"
    checked.counts[kind] += 1
    if match is None or match["folio"] not in pages.labels:
        checked.wrong.append(f"page {link.label}: “{link.words}” has no page that the book has")
        return
    words = match["words"].split()
    # The number before the title is set otherwise there: “Chapter 1” over “A Temporary Stay”.
    titles = [letters(" ".join(words[first:])) for first in range(min(3, len(words)))]
    if not any(title and title in pages.letters_of(match["folio"]) for title in titles):
        checked.wrong.append(f"page {link.label}: “{match['words']}” is not on page {match['folio']}")
    if link.target_label != match["folio"]:
        checked.wrong.append(f"page {link.label}: “{link.words}” leads to page {link.target_label}")


def _is_page(link: PrintedLink) -> bool:
    """Whether the link is the number in “page N”: no call of a note, no way back from one, no year of a citation."""
    is_note = bool({"Reference", "Lbl"} & set(link.inside)) and "BibEntry" not in link.inside
    is_citation = link.target.startswith("ref-") and not link.target.endswith("-cited")
    return not is_note and not is_citation and bool(FOLIO.fullmatch(_number(link)))


def _number(link: PrintedLink) -> str:
    """The words of the link, or the one folio among them: a small link is as large as a finger and touches others."""
    words = [word.strip(" \xa0.,;()") for word in link.words.split()]
    folios = [word for word in words if FOLIO.fullmatch(word)]
    others = [word for word in words if word not in folios]
    return folios[0] if len(folios) == 1 and all(len(o) <= _LONGEST_PIECE for o in others) else " ".join(words)


def _is_caption(link: PrintedLink) -> bool:
    return link.target.startswith(("fig", "tbl", "lst"))


def _check_number(pages: BoundPages, places: Mapping[str, str], link: PrintedLink, kind: str, checked: Checked) -> None:
    """A number of the index, or of a page in the text."""
    checked.counts[kind] += 1
    match = FOLIO.match(_number(link))
    if match is None or match.group() != link.target_label:
        checked.wrong.append(f"page {link.label}: “{link.words}” leads to page {link.target_label}")
    elif places[link.target] not in pages.letters_of(match.group()):
        checked.wrong.append(f"page {link.label}: “{places[link.target]}” is not on page {match.group()}")


def main(paths: Sequence[str]) -> int:
    """Check a PDF by hand, with its e-book."""
    path, epub = map(Path, paths)
    checked = check_page_numbers(path, epub)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(checked.counts.items()))
    lines = [f"{path}: {counts}; {len(checked.wrong)} wrong", *checked.wrong[:20]]
    sys.stdout.write("\n  ".join(lines) + "\n")
    return 1 if checked.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
