"""The e-book edition, from its parts: read this first.

Input: the composed Book, the manuscript's folder for its images, the pages of the paged edition if there is one, and
the cover. Output: the bytes of an EPUB 3.3 publication.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lxml import etree

from chapbook.files import Folder
from chapbook.model.book import Book, Image
from chapbook.model.fragment import EPUB_TYPE, add_element, fragment_tree, h
from chapbook.model.manuscript import Kind
from chapbook.model.metadata import Metadata
from chapbook.model.page_map import PageMap
from chapbook.render.editions import listed_edition
from chapbook.render.epub.accessibility import find_facts, make_accessibility
from chapbook.render.epub.content import (
    find_places,
    image_files,
    make_document,
    make_leaves,
    new_leaf,
    new_page,
    page_bytes,
)
from chapbook.render.epub.fonts import FONT_SHEET, make_fonts
from chapbook.render.epub.formula_images import add_formula_images
from chapbook.render.epub.metadata import make_metadata, page_source, used_languages
from chapbook.render.epub.navigation import bare_contents, find_landmarks, make_navigation
from chapbook.render.epub.ncx import make_ncx
from chapbook.render.epub.package import package_publication
from chapbook.render.epub.pages import mark_pages
from chapbook.render.epub.publication import (
    COVER_IMAGE_FILE,
    COVER_PAGE_FILE,
    NAV_FILE,
    Document,
    Leaf,
    Publication,
    Resource,
    href_between,
)
from chapbook.render.epub.sheets import make_sheets
from chapbook.render.ink_pictures import picture_for_screens
from chapbook.render.locators import print_locators
from chapbook.scripts import direction_of


def render_epub(book: Book, folder: Folder, page_map: PageMap | None, cover: bytes) -> bytes:
    """The .epub file. `cover` is a JPEG. Raises OSError when an image cannot be read."""
    sections = {d.id: fragment_tree(d.content) for d in book.divisions}
    pages = mark_pages(sections, page_map, book.words.page) if page_map else ()
    if page_map:
        _print_locators([sections[d.id] for d in book.divisions if d.kind is Kind.INDEX], page_map)
    leaves = _leaves(book, sections)
    places = find_places(leaves)
    trees = [leaf.section for leaf in leaves]
    metadata = (
        *make_metadata(book.metadata, used_languages(trees)),
        *make_accessibility(
            find_facts(book, trees, bool(pages), folder),
            book.metadata.language,
            book.metadata.publisher,
            page_source(book.metadata, listed_edition(book.editions)),
        ),
    )
    fonts, font_sheet = make_fonts(book.faces, trees)
    sheets = (Resource(FONT_SHEET, "text/css", font_sheet.encode), *make_sheets(book.style, book.scripts))
    sheet_names = [s.file_name for s in sheets]
    images = image_files(book.images)
    landmarks = find_landmarks(book, places)
    contents = next((leaf for leaf in leaves if leaf.file_name == NAV_FILE), None) or bare_contents(book)
    navigation = make_navigation(book, contents, places, landmarks, pages, sheet_names)
    formulas = add_formula_images(leaves)
    documents = tuple(
        navigation if leaf is contents else make_document(leaf, places, images, sheet_names) for leaf in leaves
    )
    return package_publication(
        Publication(
            identifier=book.metadata.identifier,
            title=book.metadata.title,
            language=book.metadata.language,
            direction=direction_of(book.metadata.language),
            modified=book.metadata.modified,
            metadata=metadata,
            spine=(_cover_page(book, sheet_names), *documents),
            navigation=navigation,
            ncx=make_ncx(book, places, pages),
            landmarks=landmarks,
            cover=Resource(COVER_IMAGE_FILE, "image/jpeg", lambda: cover),
            resources=(*sheets, *fonts, *_images(book, folder, images), *formulas),
        )
    )


def _print_locators(indexes: Sequence[etree._Element], page_map: PageMap) -> None:
    """The index names the pages of the paged edition, which the page list has too."""
    for section in indexes:
        for locators in [s for s in section.iter(h("span")) if s.get("class") == "locators"]:
            print_locators(locators, page_map.label_of)


def _leaves(book: Book, sections: dict[str, etree._Element]) -> list[Leaf]:
    leaves: list[Leaf] = []
    for number, division in enumerate(book.divisions, 1):
        section = sections[division.id]
        if division.kind is Kind.CONTENTS:
            leaves.append(new_leaf(division, NAV_FILE, section, book.metadata.title))
        else:
            leaves += make_leaves(division, section, number, book.metadata.title)
    return leaves


def _images(book: Book, folder: Folder, files: dict[str, str]) -> list[Resource]:
    return [Resource(files[i.path], i.media_type, partial(_image, folder, i)) for i in book.images]


def _image(folder: Folder, image: Image) -> bytes:
    content = folder.read_bytes(image.path)
    return picture_for_screens(content) if image.media_type == "image/jpeg" else content


def _cover_page(book: Book, sheets: list[str]) -> Document:
    """The first page: the cover image and nothing else, with the words that stand on it as its description."""
    html = new_page(book.words.cover, book.metadata.language, COVER_PAGE_FILE, sheets)
    section = add_element(html[1], "section", class_="cover")
    section.set(EPUB_TYPE, "cover")
    source = href_between(COVER_PAGE_FILE, COVER_IMAGE_FILE)
    add_element(section, "img", src=source, alt=_cover_words(book.words.cover, book.metadata), role="doc-cover")
    return Document(COVER_PAGE_FILE, book.words.cover, page_bytes(html))


def _cover_words(cover: str, metadata: Metadata) -> str:
    names = ", ".join(c.name for c in metadata.contributors if c.role == "aut")
    return f"{cover}: " + ". ".join(filter(None, (metadata.title, metadata.subtitle, names)))
