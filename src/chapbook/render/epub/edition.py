"""The e-book edition, from its parts: read this first.

Input: the composed Book, the manuscript's folder for its images, the pages of the paged edition if there is one, and
the cover. Output: an EPUB 3.3 publication, as the profile asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import IO

from lxml import etree

from chapbook.files import Folder
from chapbook.model.book import Book
from chapbook.model.ebook import NO_SETTINGS, EbookSettings
from chapbook.model.fragment import EPUB_TYPE, add_element, fragment_tree, h
from chapbook.model.manuscript import Kind
from chapbook.model.metadata import Metadata
from chapbook.model.page_map import PageMap
from chapbook.render.editions import listed_edition
from chapbook.render.epub.accessibility import find_facts, make_accessibility
from chapbook.render.epub.content import (
    find_places,
    make_document,
    make_leaves,
    new_leaf,
    new_page,
    page_bytes,
)
from chapbook.render.epub.fonts import FONT_SHEET, make_fonts
from chapbook.render.epub.formula_images import add_formula_images
from chapbook.render.epub.images import ImageTreatment, make_images
from chapbook.render.epub.metadata import make_metadata, page_source, used_languages
from chapbook.render.epub.navigation import bare_contents, find_landmarks, make_navigation
from chapbook.render.epub.ncx import make_ncx
from chapbook.render.epub.package import package_publication
from chapbook.render.epub.pages import mark_pages
from chapbook.render.epub.pictures import add_pictures
from chapbook.render.epub.profiles import STANDARD, Profile
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
from chapbook.render.locators import print_locators
from chapbook.scripts import direction_of


def render_epub(
    file: IO[bytes],
    book: Book,
    folder: Folder,
    page_map: PageMap | None,
    cover: bytes,
    profile: Profile = STANDARD,
) -> None:
    """Write the .epub file. `cover` is a JPEG. Raises OSError when an image cannot be read or the file not written."""
    settings = _settings(book, profile)
    sections = {d.id: fragment_tree(d.content) for d in book.divisions}
    pages = mark_pages(sections, page_map, book.words.page) if page_map else ()
    if page_map:
        _print_locators([sections[d.id] for d in book.divisions if d.kind is Kind.INDEX], page_map)
    leaves = _leaves(book, sections)
    places = find_places(leaves)
    trees = [leaf.section for leaf in leaves]
    formulas = add_pictures(leaves, book.faces) if profile.pictures else add_formula_images(leaves)
    metadata = (
        *make_metadata(book.metadata, used_languages(trees)),
        *make_accessibility(
            find_facts(book, trees, bool(pages)), book, page_source(book.metadata, listed_edition(book.editions))
        ),
    )
    fonts = _fonts(book, trees) if settings.fonts else ()
    sheets = (*(f for f in fonts if f.file_name == FONT_SHEET), *make_sheets(book.style, book.scripts))
    sheet_names = [s.file_name for s in sheets]
    treatment = ImageTreatment(fit=settings.images == "fit-readers", pictures=profile.pictures)
    images = make_images(book, folder, treatment)
    image_names = {path: image.file_name for path, image in images.items()}
    landmarks = find_landmarks(book, places, profile.cover_page)
    contents = next((leaf for leaf in leaves if leaf.file_name == NAV_FILE), None) or bare_contents(book)
    navigation = make_navigation(book, contents, places, landmarks, pages, sheet_names)
    documents = tuple(
        navigation if leaf is contents else make_document(leaf, places, image_names, sheet_names, profile.types)
        for leaf in leaves
    )
    package_publication(
        Publication(
            identifier=book.metadata.identifier,
            title=book.metadata.title,
            language=book.metadata.language,
            direction=direction_of(book.metadata.language),
            modified=book.metadata.modified,
            metadata=metadata,
            spine=(_cover_page(book, sheet_names), *documents) if profile.cover_page else documents,
            navigation=navigation,
            ncx=make_ncx(book, places, pages, profile.ncx_depth),
            landmarks=landmarks,
            cover=Resource(COVER_IMAGE_FILE, "image/jpeg", lambda: cover),
            resources=(*sheets, *(f for f in fonts if f.file_name != FONT_SHEET), *images.values(), *formulas),
        ),
        file,
    )


def _settings(book: Book, profile: Profile) -> EbookSettings:
    """What the author set for this edition; a profile's own choice where nothing is said."""
    said = next((e.ebook for e in book.editions if e.name == profile.edition), NO_SETTINGS)
    return replace(said, fonts=profile.fonts if said.fonts is None else said.fonts)


def _fonts(book: Book, trees: Sequence[etree._Element]) -> tuple[Resource, ...]:
    fonts, sheet = make_fonts(book.faces, trees)
    return (Resource(FONT_SHEET, "text/css", sheet.encode), *fonts)


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
