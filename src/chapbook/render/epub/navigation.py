"""The navigation document: EPUB 3.3, section 7 – contents, landmarks, printed pages, figures and tables.

Input: the Book's contents tree and where each id stands. Output: the XHTML document. When the book has a contents
page, the document is that page, in its place in the spine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from chapbook.model.book import Book, ContentsEntry, Division
from chapbook.model.fragment import EPUB_TYPE, add_element, h
from chapbook.model.manuscript import Kind, Matter
from chapbook.render.epub.content import new_page, page_bytes
from chapbook.render.epub.publication import (
    COVER_PAGE_FILE,
    NAV_FILE,
    Document,
    Landmark,
    Leaf,
    PageTarget,
    href_between,
)

# The kinds that readers look for by name, with their words in EPUB's structural vocabulary.
LANDMARK_TYPES = {
    Kind.TITLE_PAGE: "titlepage",
    Kind.FIGURES: "loi",
    Kind.TABLES: "lot",
    Kind.GLOSSARY: "glossary",
    Kind.BIBLIOGRAPHY: "bibliography",
    Kind.INDEX: "index",
}


# EPUB's vocabulary has a word for these lists of captions, and none for one of listings.
_CAPTION_NAVS = (Kind.FIGURES, Kind.TABLES)


def bare_contents(book: Book) -> Leaf:
    """A leaf for the navigation document of a book that has no contents page."""
    section = etree.Element(h("section"))
    section.set("class", "contents")
    add_element(section, "h1", book.words.contents)
    return Leaf(NAV_FILE, book.words.contents, book.metadata.language, Matter.FRONT, section)


def make_navigation(
    book: Book,
    leaf: Leaf,
    places: Mapping[str, str],
    landmarks: Sequence[Landmark],
    pages: Sequence[PageTarget],
    sheets: Sequence[str],
) -> Document:
    """The navigation document around the contents page's own heading and whatever else stands on it."""
    section = leaf.section
    section.attrib.pop(EPUB_TYPE, "")  # the `nav` inside is the contents
    section.attrib.pop("role", "")
    printed = section.find(f"{h('ol')}[@class='contents-list']")
    nav = _new_nav("toc", "doc-toc", aria_label=leaf.title)
    _add_entries(nav, book, book.contents, places, "contents-list")
    if printed is not None:
        _carry_markers(printed, nav)
        section.replace(printed, nav)
    else:
        section.append(nav)
    html = new_page(leaf.title, leaf.language, NAV_FILE, sheets)
    html[1].set(EPUB_TYPE, "frontmatter")
    html[1].append(section)
    html[1].append(_landmarks_nav(landmarks, book.words.landmarks))
    if pages:
        html[1].append(_pages_nav(pages, places, book.words.pages))
    for division in book.divisions:
        if division.kind in _CAPTION_NAVS:
            html[1].append(_captions_nav(book, division, places))
    return Document(NAV_FILE, leaf.title, page_bytes(html))


def find_landmarks(book: Book, places: Mapping[str, str], cover_page: bool = True) -> tuple[Landmark, ...]:
    """Cover, title page, contents, start of the text, and what there is of glossary, bibliography and index."""
    words = book.words
    found = [Landmark("cover", words.cover, COVER_PAGE_FILE)] if cover_page else []
    contents = Landmark("toc", words.contents, NAV_FILE)
    start = next((d for d in book.divisions if d.matter is Matter.BODY), None)
    for division in book.divisions:
        if division is start:
            found.append(Landmark("bodymatter", words.start, _address(division.id, places)))
        if division.kind is Kind.CONTENTS:
            found.append(contents)
        elif division.kind in LANDMARK_TYPES:
            text = words.title_page if division.kind is Kind.TITLE_PAGE else division.text
            found.append(Landmark(LANDMARK_TYPES[division.kind], text, _address(division.id, places)))
    return tuple(found)


def _address(id: str, places: Mapping[str, str]) -> str:
    return f"{places[id]}#{id}"


def _new_nav(type: str, role: str = "", **attributes: str) -> etree._Element:
    nav = etree.Element(h("nav"))
    nav.set(EPUB_TYPE, type)
    if role:
        nav.set("role", role)
    for name, value in attributes.items():
        nav.set(name.replace("_", "-"), value)
    return nav


def _add_entries(
    parent: etree._Element, book: Book, entries: Sequence[ContentsEntry], places: Mapping[str, str], name: str = ""
) -> None:
    kinds = {d.id: "part" if d.kind is Kind.PART else "chapter" for d in book.divisions}
    lines = add_element(parent, "ol")
    if name:
        lines.set("class", name)
    for entry in entries:
        line = add_element(lines, "li", class_=f"contents-{kinds.get(entry.id, 'section')}")
        link = add_element(line, "a", href=href_between(NAV_FILE, places[entry.id], entry.id))
        if entry.label:
            add_element(link, "span", entry.label, class_="contents-label").tail = " " if entry.text else None
        if entry.text:
            add_element(link, "span", entry.text, class_="contents-text")
        if entry.authors:
            link[-1].tail = " "
            add_element(link, "span", entry.authors, class_="contents-author")
        if entry.entries:
            _add_entries(line, book, entry.entries, places)


def _carry_markers(printed: etree._Element, nav: etree._Element) -> None:
    """Put the page markers of the printed list into the same lines of ours. Only in a link have they a place there."""
    lines = {a.get("href", "").partition("#")[2]: a for a in nav.iter(h("a"))}
    line: etree._Element | None = None
    for element in reversed(list(printed.iter(etree.Element))):
        if element.tag == h("a"):
            line = element
        elif element.get(EPUB_TYPE) == "pagebreak":
            own = next(element.iterancestors(h("a")), line)
            if own is not None:
                element.tail = None
                lines[own.get("href", "")[1:]].insert(0, element)


def _landmarks_nav(landmarks: Sequence[Landmark], title: str) -> etree._Element:
    nav = _new_nav("landmarks", hidden="hidden", aria_label=title)
    lines = add_element(nav, "ol")
    for landmark in landmarks:
        add_element(add_element(lines, "li"), "a", landmark.text, href=landmark.href).set(EPUB_TYPE, landmark.type)
    return nav


def _pages_nav(pages: Sequence[PageTarget], places: Mapping[str, str], title: str) -> etree._Element:
    nav = _new_nav("page-list", "doc-pagelist", hidden="hidden", aria_label=title)
    lines = add_element(nav, "ol")
    for page in pages:
        add_element(add_element(lines, "li"), "a", page.label, href=f"{places[page.id]}#{page.id}")
    return nav


def _captions_nav(book: Book, division: Division, places: Mapping[str, str]) -> etree._Element:
    """The lines of a list of captions again, for reading systems that offer such a list. Theirs needs a heading."""
    row = book.apparatus.figures if division.kind is Kind.FIGURES else book.apparatus.tables
    nav = _new_nav(LANDMARK_TYPES[division.kind], hidden="hidden", aria_label=division.text)
    add_element(nav, "h2", division.text)
    lines = add_element(nav, "ol")
    for illustration in row:
        words = f"{illustration.label} {illustration.caption}".strip()
        add_element(add_element(lines, "li"), "a", words, href=_address(illustration.id, places))
    return nav
