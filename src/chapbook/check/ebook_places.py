"""From a place in the e-book to the place in the author's files.

Input: the Book, the bytes of its .epub file, and places in it as checkers give them. Output: the span in the
manuscript, and the words that stand there. A content document holds the blocks of its division in their order, so that
the block is found by counting; a note is found by its id, a picture by its bytes, a style sheet by its text. What the
press alone made, such as the package, is told at `book.toml`.
"""

from __future__ import annotations

import hashlib
import posixpath
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from lxml import etree

from chapbook.check.findings import EditionPlace
from chapbook.diagnostics import Span
from chapbook.epub_file import division_of, document_body, package_path, parse_xml, spine_paths
from chapbook.model.book import Book, Division
from chapbook.model.fragment import fragment_tree, h, plain_text
from chapbook.model.manuscript import IN_BOOK_FILE
from chapbook.model.source_places import PLACED, placed_elements
from chapbook.trees import has_class

_SHOWN = 40
_TEXTS = (".xhtml", ".css")
# Where the pictures are that stand for formulas and drawings in an e-book for converters: they are no author's images.
_DRAWN = ("formulas/", "drawings/")


@dataclass(frozen=True)
class SourcePlace:
    """A place in the manuscript, and the first words that stand there; they may be none."""

    span: Span
    words: str = ""


@dataclass(frozen=True)
class _Piece:
    """A content document of a division, and how many placed elements the documents before it hold."""

    division: Division
    before: int


@dataclass(frozen=True)
class EbookPlaces:
    """An e-book made from `book`; `folder` is that of its package document, `pieces` are its content documents.

    `texts` are its documents and style sheets, `digests` the SHA-256 of all other files.
    """

    book: Book
    folder: str
    texts: Mapping[str, bytes]
    digests: Mapping[str, str]
    pieces: Mapping[str, _Piece]

    def find(self, place: EditionPlace) -> SourcePlace:
        """The place in the manuscript. What cannot be found so exactly is its file, or else book.toml."""
        is_whole = place.path in self.texts or place.path in self.digests
        path = place.path if is_whole else posixpath.join(self.folder, place.path)
        if path.endswith(".css"):
            return SourcePlace(self._in_sheet(path, place))
        piece = self.pieces.get(path)
        if piece is None:
            return SourcePlace(self._of_image(path))
        root = parse_xml(self.texts[path])
        element = _element_at_line(root, self.texts[path], place) if place.line else _element_by_steps(root, place)
        body = root.find(h("body"))
        if element is None or body is None or (element is not body and body not in element.iterancestors()):
            return SourcePlace(_start_of(piece.division))
        return SourcePlace(_span_of(piece, body, element), _words(element))

    def _in_sheet(self, path: str, place: EditionPlace) -> Span:
        """The author's sheets are in the e-book as they were written."""
        text = self.texts.get(path, b"")
        own = next((name for name, sheet in self.book.style.epub_sheets if sheet.encode() == text), None)
        return Span(own, place.line, place.column) if own else IN_BOOK_FILE

    def _of_image(self, path: str) -> Span:
        digest = self.digests.get(path, "")
        image = next((image for image in self.book.images if image.digest == digest), None)
        return image.uses[0] if image and image.uses else IN_BOOK_FILE


def read_ebook_places(book: Book, epub: IO[bytes]) -> EbookPlaces:
    """The places of an e-book that was made from the book."""
    pieces: dict[str, _Piece] = {}
    divisions = {d.id: d for d in book.divisions}
    current, before = "", 0
    with zipfile.ZipFile(epub) as file:
        texts = {name: file.read(name) for name in file.namelist() if name.endswith(_TEXTS)}
        others = [name for name in file.namelist() if name not in texts]
        digests = {name: hashlib.sha256(file.read(name)).hexdigest() for name in others}
        folder, spine = posixpath.dirname(package_path(file)), list(spine_paths(file))
    for path in spine:
        body = document_body(texts[path])
        if body is None:
            continue
        division = division_of(body, frozenset(divisions), current)
        before = before if division == current else 0
        current = division
        if current:
            pieces[path] = _Piece(divisions[current], before)
            before += sum(1 for _ in _running(body))
    return EbookPlaces(book, folder, texts, digests, pieces)


def _running(body: etree._Element) -> Iterator[etree._Element]:
    """The placed elements of the running text: notes are shared out among the documents of a division."""
    return (e for e in _placed(body) if _note_around(e) is None)


def _placed(element: etree._Element) -> Iterator[etree._Element]:
    """The placed elements that the division has too."""
    return (e for e in element.iter(*PLACED) if not (e.tag == h("img") and _is_drawn(e.get("src", ""))))


def _is_drawn(source: str) -> bool:
    return source.removeprefix("../").startswith(_DRAWN)


def _note_around(element: etree._Element) -> etree._Element | None:
    """The note that the element is, or belongs to."""
    inner = element
    for outer in element.iterancestors():
        if outer.tag == h("section") and has_class(outer, "notes"):
            return inner
        inner = outer
    return None


def _span_of(piece: _Piece, body: etree._Element, element: etree._Element) -> Span:
    note = _note_around(element)
    if note is None:
        number = piece.before + _number(list(_running(body)), element)
    else:
        number = _number(list(_placed(note)), element) + _first_of_note(piece.division, note.get("id", ""))
    return piece.division.places.span_of(number) or _start_of(piece.division)


def _number(placed: list[etree._Element], element: etree._Element) -> int:
    """The number of the placed element that the element is, stands in, or begins with; or else of the one before it."""
    inside = next(_placed(element), None)
    around = next((e for e in (element, *element.iterancestors()) if e in placed), None)
    chosen = around if around is not None else inside
    if chosen is not None and chosen in placed:
        return placed.index(chosen)
    order = {e: n for n, e in enumerate(element.getroottree().iter(etree.Element))}
    return max(bisect_left([order[e] for e in placed], order[element]) - 1, 0)


def _first_of_note(division: Division, name: str) -> int:
    """The number of the first placed element of the note, as the division itself has it."""
    for number, element in placed_elements(fragment_tree(division.content)):
        note = _note_around(element)
        if note is not None and note.get("id") == name:
            return number
    return 0


def _start_of(division: Division) -> Span:
    return Span(division.source, 1, 1) if division.source else IN_BOOK_FILE


def _words(element: etree._Element) -> str:
    words = plain_text(element) or element.get("alt") or element.get("alttext") or element.get("href") or ""
    return words.rstrip(".") if len(words) <= _SHOWN else f"{words[:_SHOWN].rsplit(' ', 1)[0]}…"


def _element_by_steps(root: etree._Element, place: EditionPlace) -> etree._Element | None:
    """The element that the steps of a CFI lead to; a step that leads nowhere ends the way."""
    element = root
    for step in place.steps:
        children = list(element.iterchildren(etree.Element))
        if step % 2 or not 0 < step // 2 <= len(children):
            break
        element = children[step // 2 - 1]
    return element if place.steps else None


def _element_at_line(root: etree._Element, content: bytes, place: EditionPlace) -> etree._Element | None:
    """The element whose start or end tag ends at the line and column, which Java counts in UTF-16 units."""
    line = content.decode("utf-8").split("\n")[place.line - 1 : place.line] or [""]
    before = line[0].encode("utf-16-le")[: 2 * max(place.column - 1, 0)].decode("utf-16-le", "ignore")
    tags = _tags(content)
    found = bisect_left([where for where, _ in tags], (place.line, len(before))) - 1
    elements = list(root.iter(etree.Element))
    return elements[tags[found][1]] if found >= 0 else None


def _tags(content: bytes) -> list[tuple[tuple[int, int], int]]:
    """Where every tag begins, line from 1 and column from 0, and the number of its element in document order."""
    tags: list[tuple[tuple[int, int], int]] = []
    open_elements: list[int] = []
    count = 0
    parser = expat.ParserCreate()

    def start(_name: str, _attributes: object) -> None:
        nonlocal count
        open_elements.append(count)
        tags.append(((parser.CurrentLineNumber, parser.CurrentColumnNumber), count))
        count += 1

    def end(_name: str) -> None:
        tags.append(((parser.CurrentLineNumber, parser.CurrentColumnNumber), open_elements.pop()))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)
    return tags
