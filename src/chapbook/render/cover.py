"""The covers: one page in front and one behind, set from what is known of the book.

Input: the metadata, a size in mm, and the author's own picture when there is one. Output: a PDF of one page, and the
front cover as a JPEG (ITU-T T.81) for the e-book (EPUB 3.3, section 5.5.3). The same book gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import pypdfium2
from lxml import etree
from PIL import Image

from chapbook.faces import family_faces
from chapbook.files import Folder, shipped_sheet
from chapbook.model.book import Book
from chapbook.model.fragment import add_element, new_element
from chapbook.model.metadata import Metadata, authors
from chapbook.render.pdf.layout import set_single_page
from chapbook.render.pdf.sheet import BookFaces

# The e-book's cover in pixels (the shops ask for 1:1.6), and a page of that shape in mm.
EPUB_PIXELS = (1600, 2560)
EPUB_COVER_MM = (100.0, 160.0)
_JPEG_QUALITY = 88

# Classes of size in the sheet, the largest first: how many letters the words may have, and how many the longest word.
# What is longer than the last but one belongs to the last. In `title-5` and `title-6` words may be divided.
_SIZES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "title": ((14, 6), (28, 7), (45, 10), (90, 15), (150, 1000)),
    "subtitle": ((70, 25), (160, 30)),
    "names": ((60, 25),),
    "description": ((550, 40), (1200, 40)),
}


def render_cover(book: Book, width_mm: float, height_mm: float, folder: Folder) -> bytes:
    """The front cover as a PDF. Raises LayoutFailedError when the words do not fit on it."""
    return _set(book, _front(book), width_mm, height_mm, folder)


def render_back_cover(book: Book, width_mm: float, height_mm: float, folder: Folder) -> bytes:
    """The back cover as a PDF: what the book is about, its licence and where to find it. Raises LayoutFailedError."""
    return _set(book, _back(book.metadata), width_mm, height_mm, folder)


def rasterise_cover(pdf: bytes, width_px: int = EPUB_PIXELS[0], height_px: int = EPUB_PIXELS[1]) -> bytes:
    """The first page of the PDF as a JPEG of exactly this size, without any metadata."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        scale = max(width_px / page.get_width(), height_px / page.get_height())
        image = page.render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
    if image.size != (width_px, height_px):
        image = image.resize((width_px, height_px), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    # Full colour resolution, for letters on a field of colour fray without it.
    image.save(file, "JPEG", quality=_JPEG_QUALITY, subsampling=0, optimize=True)
    return file.getvalue()


def size_class(kind: str, words: str) -> str:
    """The class that sets the size of a title, a subtitle, …: `title-1` is the largest."""
    longest = max((len(word) for word in words.split()), default=0)
    sizes = _SIZES[kind]
    fitting = (n for n, (letters, word) in enumerate(sizes, 1) if len(words) <= letters and longest <= word)
    return f"{kind}-{next(fitting, len(sizes) + 1)}"


def _set(book: Book, tree: etree._Element, width_mm: float, height_mm: float, folder: Folder) -> bytes:
    faces = BookFaces(family_faces(book.style.text_face), family_faces(book.style.code_face))
    sheets = (shipped_sheet("book.css"), shipped_sheet("cover.css"))
    return set_single_page(tree, width_mm, height_mm, sheets, faces, folder, book.metadata.language)


def _front(book: Book) -> etree._Element:
    metadata = book.metadata
    cover = new_element("section", class_="cover")
    if metadata.cover:
        words = f"{book.words.cover}: {metadata.title}"
        add_element(cover, "img", src=metadata.cover, alt=words, class_="cover-picture")
        return cover
    add_element(cover, "div", class_="cover-field")
    add_element(cover, "div", class_="cover-lines")
    add_element(cover, "div", class_="cover-lines cover-lines-below")
    _add_words(cover, "title", metadata.title)
    below = add_element(cover, "div", class_="cover-below")
    _add_words(below, "subtitle", metadata.subtitle)
    _add_words(below, "names", ", ".join(author.name for author in authors(metadata)))
    return cover


def _back(metadata: Metadata) -> etree._Element:
    cover = new_element("section", class_="cover cover-back")
    add_element(cover, "div", class_="cover-lines")
    _add_words(cover, "description", metadata.description)
    foot = add_element(cover, "div", class_="cover-foot")
    for words in filter(None, (metadata.license, metadata.url)):
        add_element(foot, "p", words)
    return cover


def _add_words(parent: etree._Element, kind: str, words: str) -> None:
    if words:
        add_element(parent, "p", words, class_=f"cover-{kind} {size_class(kind, words)}")
