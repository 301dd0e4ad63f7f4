"""The colophon, from what the book holds: the last page to be made, for it names the faces.

Input: the book composed and its faces chosen. Output: `div class="made"` with paragraphs that say the faces, the tools,
the date and the licence, in a colophon that the press makes; in the author's own, where such a div waits empty. The
names stand in letters that every text face has, so the faces are not chosen once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.made import add_licence, fill
from chapbook.compose.typography import set_type
from chapbook.compose.words import long_date, name_list
from chapbook.faces import BookFaces, Face, face_characters, face_maker, is_open_font
from chapbook.model.fragment import add_element, all_text, find_all, h
from chapbook.model.manuscript import Kind

_TOOLS = ("chapbook", "EbookLib", "WeasyPrint")
_OPEN_FONT_LICENCE = ("SIL Open Font License 1.1", "https://openfontlicense.org/")
_CODE = tuple(map(h, ("code", "pre", "kbd", "samp")))


def compose_colophon(bench: Bench, faces: BookFaces) -> None:
    """Fill the colophon, or the place in it; without one there is nothing to do."""
    for piece in bench.pieces:
        if piece.kind is not Kind.COLOPHON:
            continue
        for tree in [piece.tree] if piece.paper is None else [piece.tree, piece.paper]:
            for place in (
                find_all(tree, ".//h:div[@class='made']") if piece.source else [add_element(tree, "div", class_="made")]
            ):
                _fill(bench, faces, place)


def _fill(bench: Bench, faces: BookFaces, place: etree._Element) -> None:
    metadata, words = bench.manuscript.metadata, bench.words
    shown = list(_shown(bench, faces))
    names = tuple(dict.fromkeys(_face_name(face) for face in shown))
    add_element(place, "p", words.set_in.format(name_list(names, bench.language)))
    if all(map(is_open_font, shown)):
        fill(add_element(place, "p"), words.faces_licence, *_OPEN_FONT_LICENCE)
    tools = tuple(f"{name} {version(name)}" for name in _TOOLS)
    add_element(place, "p", words.made_by.format(name_list(tools, bench.language)))
    add_element(place, "p", words.edition.format(long_date(metadata.modified.date(), bench.language)))
    add_licence(bench, place)
    if bench.manuscript.text.typography:  # the step that sets the rest has run
        set_type(place, bench.language)


def _shown(bench: Bench, faces: BookFaces) -> Iterator[Face]:
    """The regular face of each family that the book shows a letter of."""
    yield faces.text[0]
    if any(next(piece.tree.iter(*_CODE), None) is not None for piece in bench.pieces):
        yield faces.code[0]
    characters = {ord(c) for piece in bench.pieces for c in all_text(piece.tree)}
    lacking = characters - face_characters(faces.text[0])
    for fallback in faces.fallbacks:
        if lacking & face_characters(fallback.faces[0]) or fallback.languages:
            yield fallback.faces[0]
            lacking -= face_characters(fallback.faces[0])


def _face_name(face: Face) -> str:
    maker = face_maker(face)
    return f"{face.family} ({maker})" if maker else face.family
