"""No text is lost: the words of the finished e-book against those of the composed Book.

Input: the Book and its .epub file. Output: an error for every division whose words in the file are not
the same in the same order. Notes are compared apart, since a long division may be cut into several documents, each
with its own notes. Of the contents page every line must be found, whatever else the navigation document holds.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import IO

from lxml import etree

from chapbook.cache import Cache, cache_key
from chapbook.diagnostics import Diagnostic, Span, error
from chapbook.epub_file import division_of, document_body, spine_paths
from chapbook.model.book import Book, Division
from chapbook.model.fragment import (
    SVG,
    drawing_words,
    find_all,
    formula_words,
    fragment_tree,
    h,
    m,
    new_element,
    plain_text,
)
from chapbook.model.manuscript import Kind
from chapbook.trees import remove, replace

EVENTS = ("start", "end")
# At these, and at comments, a word goes on.
INLINE = (
    *map(h, ("a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i", "kbd", "mark")),
    *map(h, ("q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var")),
    etree.Comment,
    etree.PI,
)
_IMAGE = h("img")
# How many words of the context a message shows.
SHOWN = 6


@dataclass(frozen=True)
class _Text:
    """The text of a division in order: the running text with its images' descriptions, and the notes."""

    running: str
    notes: str


@dataclass(frozen=True)
class _Document:
    """A document of the file, and its body."""

    content: bytes
    body: etree._Element


def lost_words(book: Book, epub: IO[bytes], cache: Cache, *, pictured: bool = False) -> tuple[Diagnostic, ...]:
    """An error `text-lost` for every division of which the file does not hold the words. Raises on a file not ours.

    `pictured`: formulas and drawings are pictures there, so that their descriptions are compared.
    """
    found: dict[str, list[_Document]] = {d.id: [] for d in book.divisions}
    current, divisions = "", frozenset(found)
    with zipfile.ZipFile(epub) as file:
        for path in spine_paths(file):
            content = file.read(path)
            body = document_body(content)
            if body is not None:
                current = division_of(body, divisions, current)
                found.get(current, []).append(_Document(content, body))
    compared = (_compare_once(d, found[d.id], cache, pictured) for d in book.divisions)
    return tuple(d for d in compared if d is not None)


def _compare_once(
    division: Division, documents: Sequence[_Document], cache: Cache, pictured: bool
) -> Diagnostic | None:
    """What `_compare` says; of these very bytes it is remembered that nothing was lost."""
    is_contents = str(division.kind is Kind.CONTENTS)
    contents = [document.content for document in documents]
    key = cache_key("words", division.content.markup, is_contents, str(pictured), *contents)
    if cache.get(key) is not None:
        return None
    lost = _compare(division, [document.body for document in documents], pictured)
    if lost is None:
        cache.put(key, b"")
    return lost


def _compare(division: Division, bodies: Sequence[etree._Element], pictured: bool) -> Diagnostic | None:
    content = fragment_tree(division.content)
    if pictured:
        _describe(content)
    if division.kind is Kind.CONTENTS:
        return _compare_lines(division, content, bodies)
    wanted = _text([content])
    got = _text(bodies)
    for expected, actual in ((wanted.running, got.running), (wanted.notes, got.notes)):
        if expected != actual and (words := expected.split()) != actual.split():
            return _lost(division, words, actual.split())
    return None


def _describe(content: etree._Element) -> None:
    """Put an image with its words in the place of each formula and each drawing."""
    for element in list(content.iter(m("math"), f"{{{SVG}}}svg")):
        words = formula_words(element) if element.tag == m("math") else drawing_words(element)
        replace(element, new_element("img", alt=words or ""))


def _compare_lines(division: Division, content: etree._Element, bodies: Sequence[etree._Element]) -> Diagnostic | None:
    """Lines, that is links, since the navigation document may list more levels than the page."""
    lines = {plain_text(a) for body in bodies for a in body.iter(h("a"))}
    for link in content.iter(h("a")):
        if plain_text(link) not in lines:
            return _lost(division, plain_text(link).split(), [])
    return None


def _text(roots: Sequence[etree._Element]) -> _Text:
    """The text of the trees, which are made simpler for it."""
    running: list[str] = []
    notes: dict[str, str] = {}
    for root in roots:
        _simplify(root)
        parts: list[str] = []
        walk = etree.iterwalk(root, events=EVENTS)
        for event, element in walk:
            if event == "end" and element is root:
                break
            if event == "start" and element.get("class") == "notes" and element.tag == h("section"):
                notes |= {n.get("id", ""): " ".join(_parts(n)) for n in element}
                walk.skip_subtree()
            else:
                parts.append(_words_at(element, event))
        running.append("".join(parts))
    return _Text(" ".join(running), " ".join(notes[key] for key in sorted(notes)))


def _simplify(root: etree._Element) -> None:
    """Take out what no word ends at: most elements of a book of code are such, and a walk takes time for each."""
    for span in find_all(root, "descendant::h:span[@class='locators']"):
        remove(span)  # numbers of chapters in the Book, of pages in an e-book that has them
    etree.strip_tags(root, *INLINE)


def _parts(element: etree._Element) -> Iterator[str]:
    for event, inner in etree.iterwalk(element, events=EVENTS):
        if not (event == "end" and inner is element):
            yield _words_at(inner, event)


def _words_at(element: etree._Element, event: str) -> str:
    """The text that follows the start or the end tag; at an image's start its description. A block ends a word."""
    if event == "start" and element.tag == _IMAGE:
        return f" {element.get('alt') or ''}"
    return f" {(element.text if event == 'start' else element.tail) or ''}"


def _lost(division: Division, expected: Sequence[str], actual: Sequence[str]) -> Diagnostic:
    pairs = zip_longest(expected, actual)
    place = next((n for n, (one, other) in enumerate(pairs) if one != other), 0)
    here, there = (" ".join(words[place : place + SHOWN]) or "nothing" for words in (expected, actual))
    return error(
        "text-lost",
        Span(division.source or "book.toml"),
        f"The e-book does not have all words of “{division.text or division.id}”: "
        f"where the book says “{here}” it has “{there}”.",
        "This is a fault of the press, not of the manuscript; please report it.",
    )
