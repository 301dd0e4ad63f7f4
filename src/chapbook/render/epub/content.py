"""Content documents: EPUB 3.3, section 6 (XHTML content documents).

Input: a division of the Book. Output: XHTML bytes in which a link `#id` names the file that the id stands in, images
are those of the package, `lang` is doubled as `xml:lang`, and the body says which matter it belongs to.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence, Set
from typing import Any

from lxml import etree

from chapbook.model.book import Division
from chapbook.model.fragment import EPUB, EPUB_TYPE, SVG, XHTML, XML_LANG, add_element, all_text, find_all, h, m
from chapbook.render.epub.publication import Document, Leaf, href_between
from chapbook.render.epub.splitting import split_section
from chapbook.render.epub.tables import frame_tables
from chapbook.scripts import direction_of

# The stubs forget that a default namespace has no prefix.
NAMESPACES: Any = {None: XHTML, "epub": EPUB}
# What paper says in the place of an element's words.
_ON_PAPER = ("data-page", "data-note", "data-notes", "data-end")
_FOR_PAPER = f"descendant-or-self::*[self::h:a or self::h:span][{' or '.join(f'@{name}' for name in _ON_PAPER)}]"
VOID = frozenset(
    map(h, ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
)


def make_leaves(division: Division, section: etree._Element, number: int, book_title: str) -> tuple[Leaf, ...]:
    """The documents of a division. Their file names are plain ASCII and unique by the division's number."""
    stem = f"text/{number:03}-{file_stem(division.id)}"
    pieces = split_section(section)
    names = [f"{stem}.xhtml", *(f"{stem}-{n}.xhtml" for n in range(2, len(pieces) + 1))]
    return tuple(new_leaf(division, name, piece, book_title) for name, piece in zip(names, pieces, strict=True))


def new_leaf(division: Division, file_name: str, section: etree._Element, book_title: str) -> Leaf:
    """A leaf with the division's title, or else the book's, its language and its matter."""
    title = ": ".join(dict.fromkeys(filter(None, (division.label, division.text)))) or book_title
    return Leaf(file_name, title, division.language, division.matter, section)


def find_places(leaves: Sequence[Leaf]) -> dict[str, str]:
    """For every id the file in which it stands, in the order of the text."""
    return {
        element.get("id", ""): leaf.file_name
        for leaf in leaves
        for element in find_all(leaf.section, "descendant-or-self::*[@id!='']")
    }


def file_stem(text: str) -> str:
    """The text as a part of a file name that every system can hold."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = "".join(c if c.isalnum() else " " for c in ascii_text).split()
    return "-".join(words)[:40].strip("-") or "x"


def make_document(
    leaf: Leaf,
    places: Mapping[str, str],
    images: Mapping[str, str],
    sheets: Sequence[str],
    types: Set[str] | None = None,
) -> Document:
    """The finished document. Its section is taken out of the leaf and changed. `types` are those that stay (all)."""
    _resolve_links(leaf, places)
    _resolve_images(leaf, images)
    for element in find_all(leaf.section, _FOR_PAPER):
        for name in _ON_PAPER:
            element.attrib.pop(name, "")
    for aside in leaf.section.iter(h("aside")):
        if not aside.get("role"):
            aside.set("role", "note")  # without a role each would be a landmark of the page, and none has a name
        if aside.get(EPUB_TYPE) == "notice":
            del aside.attrib[EPUB_TYPE]  # its role would be doc-notice, which ARIA in HTML allows on no aside
    for formula in filter(_is_head, leaf.section.iter(m("math"))):
        if formula.get("alttext"):
            formula.set("aria-label", formula.get("alttext", ""))  # who hears a column’s head at each cell hears words
    html = new_page(leaf.title, leaf.language, leaf.file_name, sheets)
    html[1].set(EPUB_TYPE, f"{leaf.matter.value}matter")
    html[1].append(leaf.section)
    frame_tables(leaf.section)
    if types is not None:
        for element in [e for e in html[1].iter(etree.Element) if e.get(EPUB_TYPE, "") not in types]:
            element.attrib.pop(EPUB_TYPE, "")
    return Document(leaf.file_name, leaf.title, page_bytes(html), _properties(leaf.section))


def new_page(title: str, language: str, file_name: str, sheets: Sequence[str]) -> etree._Element:
    """An XHTML document with a head and an empty body."""
    html = etree.Element(h("html"), nsmap=NAMESPACES)
    html.set("lang", language)
    head = add_element(html, "head")
    add_element(head, "title", title)
    for sheet in sheets:
        add_element(head, "link", rel="stylesheet", type="text/css", href=href_between(file_name, sheet))
    body = add_element(html, "body")
    if direction_of(language) == "rtl":
        for element in (html, body):  # MuPDF looks at the body alone
            element.set("dir", "rtl")
    return html


def page_bytes(html: etree._Element) -> bytes:
    """The document as bytes that an XML parser and an HTML parser read alike."""
    for element in find_all(html, "descendant-or-self::*[@lang!='']"):
        element.set(XML_LANG, element.get("lang", ""))
    for element in find_all(html, "descendant-or-self::h:*[not(node())]"):
        if element.tag not in VOID:
            element.text = ""  # an end tag of its own
    etree.cleanup_namespaces(html, top_nsmap=NAMESPACES, keep_ns_prefixes=["epub"])
    return etree.tostring(html, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>") + b"\n"


def _is_head(formula: etree._Element) -> bool:
    """Whether the formula is all that a head cell says."""
    cell = next(formula.iterancestors(h("th")), None)
    return cell is not None and all_text(cell).split() == all_text(formula).split()


def _resolve_links(leaf: Leaf, places: Mapping[str, str]) -> None:
    for link in leaf.section.iter(h("a")):
        href = link.get("href", "")
        if href.startswith("#"):
            link.set("href", href_between(leaf.file_name, places[href[1:]], href[1:]))


def _resolve_images(leaf: Leaf, images: Mapping[str, str]) -> None:
    for image in leaf.section.iter(h("img")):
        if image.get("src", "") in images:  # a picture of ours knows its file already
            image.set("src", href_between(leaf.file_name, images[image.get("src", "")]))


def _properties(section: etree._Element) -> tuple[str, ...]:
    found = {"mathml": m("math"), "svg": f"{{{SVG}}}svg"}
    return tuple(name for name, tag in found.items() if next(section.iter(tag), None) is not None)
