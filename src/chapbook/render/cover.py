"""The covers: one page in front and one behind, set from what is known of the book.

Input: the metadata, a size in mm, and the author's own picture when there is one. Output: a PDF of one page, and the
front cover as a JPEG (ITU-T T.81) for the e-book (EPUB 3.3, section 5.5.3). The same book gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
from lxml import etree
from PIL import Image

from chapbook.faces import Face
from chapbook.files import Folder, shipped_sheet
from chapbook.font_files import open_font
from chapbook.model.book import Book
from chapbook.model.fragment import add_element, new_element
from chapbook.model.metadata import Metadata, authors
from chapbook.render.barcode import barcode_size_mm, draw_barcode
from chapbook.render.covers import EPUB_PIXELS, Wrap
from chapbook.render.face_rules import faces_within, needs_script_sheets
from chapbook.render.pdf.single_page import set_single_page
from chapbook.render.spine import set_spine, spine_sizes

_JPEG_QUALITY = 88

# Sizes of letters, the largest first, in hundredths of the page's width (vw). A word too long for a line of the size
# _DIVIDED is divided; a shorter one makes the words smaller instead.
_SCALE = (
    *(24, 21.5, 19.5, 17, 15, 13.5, 12, 10.8, 9.6, 8.4, 7.4, 6.6),
    *(5.8, 5.2, 4.6, 4.1, 3.6, 3.2, 2.8, 2.4, 2.1, 1.8, 1.5),
)
_DIVIDED = 7.4
_LEAST_OF_NAMES = 2.4
_CJK = "\u2e80"  # from here on a line may break at any letter
_ABOVE_BARCODE_MM = 6.0
_LONGEST_WHOLE = 8  # of those letters, when there are no more of them in a row


@dataclass(frozen=True)
class _Room:
    """The room that the sheet leaves for words, in vw, and the size that they do not exceed."""

    width: float
    height: float
    largest: float
    leading: float


def render_cover(book: Book, width_mm: float, height_mm: float, folder: Folder) -> bytes:
    """The front cover as a PDF. Raises LayoutFailedError when the words do not fit on it."""
    return _set(book, _front(book, _Setter(book, height_mm / width_mm)), width_mm, height_mm, folder)


def render_back_cover(book: Book, width_mm: float, height_mm: float, folder: Folder) -> bytes:
    """The back cover as a PDF: what the book is about, its licence and where to find it. Raises LayoutFailedError."""
    return _set(book, _back(book.metadata, _Setter(book, height_mm / width_mm)), width_mm, height_mm, folder)


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


def render_wrap(book: Book, wrap: Wrap, folder: Folder) -> tuple[bytes, bytes, bytes]:
    """Front, back and spine of a printer's cover, each a PDF with its bleed. Raises LayoutFailedError.

    The spine lies on its side: its PDF is as wide as the book is high.
    """
    setter = _Setter(book, wrap.height_mm / wrap.width_mm)
    size = (wrap.width_mm, wrap.height_mm)
    front = _set(book, _front(book, setter), *size, folder, wrap.bleed_mm)
    back = _set(book, _wrap_back(book, wrap, setter), *size, folder, wrap.bleed_mm)
    lying = (wrap.height_mm, wrap.spine_mm)
    spine = set_spine(_spine_sizes(book, wrap, setter), reads_down=wrap.reads_down, plain=bool(book.metadata.cover))
    return front, back, _set(book, spine, *lying, folder, wrap.bleed_mm)


def _wrap_back(book: Book, wrap: Wrap, setter: _Setter) -> etree._Element:
    taken = 0.0
    if wrap.isbn:
        taken = (barcode_size_mm(wrap.price_code)[1] + _ABOVE_BARCODE_MM) / wrap.width_mm * 100
    cover = _back(book.metadata, setter, taken)
    if book.metadata.cover:
        cover.set("class", "cover cover-back cover-plain")
    else:
        cover.insert(0, new_element("div", class_="cover-strip"))
    if wrap.isbn:
        cover[-1].set("style", f"bottom: {8 + taken:.2f}vw")
        add_element(cover, "div", class_="cover-barcode").append(draw_barcode(wrap.isbn, wrap.price_code))
    return cover


def left_off_spine(book: Book, wrap: Wrap) -> tuple[str, ...]:
    """The words that find no room on the spine: title and names."""
    setter = _Setter(book, wrap.height_mm / wrap.width_mm)
    return tuple(words for _class, words, size in _spine_sizes(book, wrap, setter) if not size)


def _spine_sizes(book: Book, wrap: Wrap, setter: _Setter) -> tuple[tuple[str, str, float], ...]:
    return spine_sizes(book.metadata, wrap.spine_mm, wrap.height_mm, setter.width)


def _set(
    book: Book, tree: etree._Element, width_mm: float, height_mm: float, folder: Folder, bleed_mm: float = 0
) -> bytes:
    names = ["book.css", "cover.css"] + (["wrap.css"] if bleed_mm else [])
    names += ["scripts.css"] if needs_script_sheets(book.scripts) else []
    sheets = tuple(map(shipped_sheet, names))
    language = book.metadata.language
    # An author's own picture may be a drawing with any letters.
    faces = book.faces if book.metadata.cover else faces_within(book.faces, tree, language)
    return set_single_page(tree, width_mm, height_mm, sheets, faces, folder, language, bleed_mm)


def _front(book: Book, setter: _Setter) -> etree._Element:
    metadata, height = book.metadata, setter.height
    cover = new_element("section", class_="cover")
    if metadata.cover:
        words = f"{book.words.cover}: {metadata.title}"
        add_element(cover, "img", src=metadata.cover, alt=words, class_="cover-picture")
        return cover
    add_element(cover, "div", class_="cover-field")
    add_element(cover, "div", class_="cover-lines")
    add_element(cover, "div", class_="cover-lines cover-lines-below")
    setter.add(cover, "cover-title", metadata.title, _Room(76, 0.66 * height - 14, 24, 1.1))
    below = add_element(cover, "div", class_="cover-below")
    names = [author.name for author in authors(metadata)]
    free = 0.34 * height - 11
    setter.add(below, "cover-subtitle", metadata.subtitle, _Room(74, free - 16 if names else free, 5.8, 1.3))
    room = _Room(74, 12.2 if metadata.subtitle else free, 4.6, 1.3)
    setter.add(below, "cover-names", setter.first_names(names, room), room)
    return cover


def _back(metadata: Metadata, setter: _Setter, taken: float = 0) -> etree._Element:
    """`taken` is the height at the foot that is not free, in vw."""
    cover = new_element("section", class_="cover cover-back")
    add_element(cover, "div", class_="cover-lines")
    setter.add(cover, "cover-description", metadata.description, _Room(70, setter.height - 32 - taken, 3.6, 1.5))
    foot = add_element(cover, "div", class_="cover-foot")
    for words in filter(None, (metadata.license, metadata.url)):
        add_element(foot, "p", words)
    return cover


class _Setter:
    """Adds words in the largest size in which they fit their room. `height` is the page's, in vw."""

    def __init__(self, book: Book, ratio: float) -> None:
        self.height = 100 * ratio
        self._advances: dict[str, float] = {}
        for face in (book.faces.text[0], *(fallback.faces[0] for fallback in book.faces.fallbacks)):
            for character, advance in _advances(face, _shown_words(book.metadata)).items():
                self._advances.setdefault(character, advance)

    def add(self, parent: etree._Element, name: str, words: str, room: _Room) -> None:
        """Add a paragraph of the class `name`, if there are words."""
        if words:
            widths = [self.width(word) for word in _words(words)]
            size = self._size(widths, room)
            divided = " cover-divided" if max(widths) * size > room.width else ""
            add_element(parent, "p", words, class_=name + divided, style=f"font-size: {size:g}vw")

    def first_names(self, names: Sequence[str], room: _Room) -> str:
        """As many of the names as can be read in the room; the title page has them all."""
        for count in range(len(names), 1, -1):
            shown = ", ".join(names[:count]) + (" …" if count < len(names) else "")
            if self._fits([self.width(word) for word in _words(shown)], _LEAST_OF_NAMES, room):
                return shown
        return ", ".join(names[:1]) + (" …" if len(names) > 1 else "")

    def _fits(self, widths: list[float], size: float, room: _Room) -> bool:
        return self._lines(widths, room.width / size) * size * room.leading <= room.height

    def _size(self, widths: list[float], room: _Room) -> float:
        sizes = [size for size in _SCALE if size <= room.largest]
        for size in sizes:
            whole = max(widths) * size <= room.width
            if (whole or size <= _DIVIDED) and self._fits(widths, size, room):
                return size
        return sizes[-1]

    def _lines(self, widths: list[float], measure: float) -> int:
        """How many lines the words make, all widths in em."""
        lines, filled = 1, 0.0
        for width in widths:
            if filled and filled + self.width(" ") + width > measure:
                lines, filled = lines + 1, 0.0
            filled += width + (self.width(" ") if filled else 0)
            lines, filled = lines + int(filled // measure), filled % measure
        return lines

    def width(self, word: str) -> float:
        """The width in em; a letter that the face does not have is taken to be as wide as it is high."""
        return sum(self._advances.get(character, 1) for character in word)


def _shown_words(metadata: Metadata) -> frozenset[str]:
    names = [author.name for author in authors(metadata)]
    lines = (metadata.title, metadata.subtitle, metadata.description, metadata.license, metadata.url, *names)
    return frozenset(", ".join(lines))


def _advances(face: Face, characters: frozenset[str]) -> dict[str, float]:
    """The widths in em of those characters that the face has."""
    font = open_font(face.path, face.number)
    advances, em = font.advances(), font.metrics().em
    glyphs = {character: font.glyph(ord(character)) for character in characters}
    return {character: advances[glyph] / em for character, glyph in glyphs.items() if glyph is not None}


def _words(text: str) -> list[str]:
    """What stays together on a line: words, and of Chinese and Japanese a whole name or title when it is short."""
    words: list[str] = []
    for word in re.findall(rf"[{_CJK}-\U0010ffff]+|[^\s{_CJK}-\U0010ffff]+", text):
        words += [word] if word < _CJK or len(word) <= _LONGEST_WHOLE else list(word)
    return words or [text]
