"""The NCX for readers older than EPUB 3: ANSI/NISO Z39.86-2005, section 8.

Input: the Book's contents tree, the pages, and where each id stands, in the order of the text. Output: the bytes of
toc.ncx. `playOrder` counts the places of both lists in the order in which they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from chapbook.model.book import Book, ContentsEntry
from chapbook.model.fragment import XML_LANG
from chapbook.render.epub.publication import PageTarget
from chapbook.scripts import direction_of

NCX = "http://www.daisy.org/z3986/2005/ncx/"
# The stubs forget that a default namespace has no prefix.
NAMESPACES: Any = {None: NCX}


def make_ncx(
    book: Book, places: Mapping[str, str], pages: Sequence[PageTarget], most_levels: int | None = None
) -> bytes:
    """The NCX as bytes. `places` must run in the order of the text. `most_levels` are those that a reader shows."""
    contents = _cut(book.contents, most_levels)
    wanted = {*_ids(contents), *(p.id for p in pages)}
    order = {place: n for n, place in enumerate((p for p in places if p in wanted), 1)}
    numbers = [int(p.label) for p in pages if p.label.isdecimal()]
    root = etree.Element(_tag("ncx"), nsmap=NAMESPACES)
    root.set("version", "2005-1")
    root.set(XML_LANG, book.metadata.language)
    if direction_of(book.metadata.language) == "rtl":
        root.set("dir", "rtl")
    head = etree.SubElement(root, _tag("head"))
    for name, value in (
        ("uid", book.metadata.identifier),
        ("depth", str(_depth(contents))),
        ("totalPageCount", str(len(pages))),
        ("maxPageNumber", str(max(numbers, default=0))),
    ):
        etree.SubElement(head, _tag("meta"), name=f"dtb:{name}", content=value)
    _add_text(root, "docTitle", book.metadata.title)
    _add_points(etree.SubElement(root, _tag("navMap")), contents, places, order)
    if pages:
        _add_pages(root, book.words.pages, pages, places, order)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _cut(entries: Sequence[ContentsEntry], levels: int | None) -> tuple[ContentsEntry, ...]:
    if levels is None:
        return tuple(entries)
    return tuple(replace(e, entries=_cut(e.entries, levels - 1) if levels > 1 else ()) for e in entries)


def _tag(name: str) -> str:
    return f"{{{NCX}}}{name}"


def _ids(entries: Sequence[ContentsEntry]) -> Iterator[str]:
    for entry in entries:
        yield entry.id
        yield from _ids(entry.entries)


def _depth(entries: Sequence[ContentsEntry]) -> int:
    return max((1 + _depth(e.entries) for e in entries), default=0)


def _add_text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(etree.SubElement(parent, _tag(name)), _tag("text")).text = text


def _add_points(
    parent: etree._Element, entries: Sequence[ContentsEntry], places: Mapping[str, str], order: Mapping[str, int]
) -> None:
    for entry in entries:
        number = str(order[entry.id])
        point = etree.SubElement(parent, _tag("navPoint"), id=f"point-{number}", playOrder=number)
        _add_text(point, "navLabel", f"{entry.label} {entry.text}".strip())
        etree.SubElement(point, _tag("content"), src=f"{places[entry.id]}#{entry.id}")
        _add_points(point, entry.entries, places, order)


def _add_pages(
    root: etree._Element, title: str, pages: Sequence[PageTarget], places: Mapping[str, str], order: Mapping[str, int]
) -> None:
    listed = etree.SubElement(root, _tag("pageList"))
    _add_text(listed, "navLabel", title)
    for page in pages:
        number = str(order[page.id])
        target = etree.SubElement(listed, _tag("pageTarget"), id=f"page-target-{number}", type=_type(page.label))
        if page.label.isdecimal():
            target.set("value", page.label)
        target.set("playOrder", number)
        _add_text(target, "navLabel", page.label)
        etree.SubElement(target, _tag("content"), src=f"{places[page.id]}#{page.id}")


def _type(label: str) -> str:
    if label.isdecimal():
        return "normal"
    return "front" if label and set(label.lower()) <= set("ivxlcdm") else "special"
