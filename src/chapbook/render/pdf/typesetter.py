"""Runs WeasyPrint, and is the only module that knows it: input sheets and a tree, output laid-out pages, and a PDF.

Nothing is taken from the network, nothing from the disk but the faces and the images that are allowed. Where WeasyPrint
sets a book otherwise than a compositor would, or loses something of it, the modules `layout_…` mend it while it works.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET  # only names a type

import pyphen  # WeasyPrint hyphenates with it
import weasyprint
import weasyprint.css
import weasyprint.draw
import weasyprint.images
import weasyprint.layout
from weasyprint.css import PAGE_MARGIN_BOXES
from weasyprint.draw import border, color
from weasyprint.draw import text as drawn_text
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import background, block, inline, table
from weasyprint.pdf import fonts
from weasyprint.pdf import stream as pdf_stream
from weasyprint.text import fonts as text_fonts
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from chapbook.faces import BookFaces, Face
from chapbook.files import Folder, MemoryFolder, PathRefusedError
from chapbook.render.pdf.layout_asked import margins_asked_for, styles_asked_for
from chapbook.render.pdf.layout_blacks import blacks_kept
from chapbook.render.pdf.layout_capitals import capitals_kept
from chapbook.render.pdf.layout_faces import faces_named
from chapbook.render.pdf.layout_figures import figures_fitted
from chapbook.render.pdf.layout_first_lines import own_styles_kept
from chapbook.render.pdf.layout_font_files import lay_in
from chapbook.render.pdf.layout_fonts import our_fonts_alone
from chapbook.render.pdf.layout_glyphs import glyphs_joined
from chapbook.render.pdf.layout_hyphens import hyphens_limited
from chapbook.render.pdf.layout_images import PRINT_DPI, images_kept
from chapbook.render.pdf.layout_lengths import lengths_kept
from chapbook.render.pdf.layout_line_ends import line_ends_kept
from chapbook.render.pdf.layout_lines import code_kept, lines_kept, spread_kept
from chapbook.render.pdf.layout_log import is_failure, listening, remark, unset_character
from chapbook.render.pdf.layout_notes import notes_kept
from chapbook.render.pdf.layout_reuse import KeptText, drawings_kept, pieces_kept, settings_kept
from chapbook.render.pdf.layout_rows import rows_drawn
from chapbook.render.pdf.layout_structure import Structure
from chapbook.render.pdf.layout_tags import content_marked, tags_written
from chapbook.render.pdf.layout_texts import texts_kept
from chapbook.render.pdf.layout_turned import turn_pages
from chapbook.render.pdf.layout_walks import backgrounds_found, descendants_listed, outlines_found
from chapbook.render.pdf.page_text import TextLostError
from chapbook.render.pdf.paper import MANUSCRIPT
from chapbook.render.pdf.part import Geometry
from chapbook.render.pdf.sheet import face_addresses, lone_faces

# The types of C that WeasyPrint names; each is parsed when it is first met, which takes as long as a page.
_TYPES = ("PangoFcFontMap *", "FcChar8 **", "char[]", "PangoRectangle *", "PangoLogAttr[]", "unsigned int *")
_MARGIN_BOXES = PAGE_MARGIN_BOXES - {"footnote", "note-area"}
_ACCESSIBLE = {"pdf_variant": "pdf/ua-1"}


class LayoutFailedError(Exception):
    """A page could not be made whole. The message is a sentence."""


class Typesetter:
    """WeasyPrint with the sheets of one layout: what it may fetch, and what it said.

    The last sheet wins. They are read once, for all parts that are laid out with them. `images` are the paths in
    `folder` that pages may show. `is_tagged`: the pages are PDF/UA-1 (ISO 14289-1). `lighter`: pictures made of pixels
    are drawn with less toner. Raises what `lay_out` does.
    """

    def __init__(
        self,
        faces: BookFaces,
        folder: Folder,
        sheets: Sequence[str],
        images: frozenset[str] = frozenset(),
        *,
        is_tagged: bool = False,
        lighter: bool = False,
    ) -> None:
        self.options = _ACCESSIBLE if is_tagged else {}
        self.lighter = lighter
        self.faces = faces.all_faces()
        self.style = _style(faces, tuple(sheets))
        self.fetcher = _Fetcher({}, folder, images)
        self.fetcher.refused += self.style.refused
        self.records = list(self.style.said)
        self.pictures: dict[str, Any] = {}  # those that were read, for the next layout

    def lay_out(self, root: ET.Element) -> Any:
        """The laid-out document. Raises LayoutFailedError on whatever WeasyPrint calls an error.

        Raises TextLostError when WeasyPrint breaks down, which it may not do over a tree or sheets a little different.
        What was said of a document that was laid out before is forgotten.
        """
        self.records[:] = self.style.said
        kept = self.style.kept
        mends = (
            *(settings_kept(line_break, kept), pieces_kept(inline, kept), lengths_kept((inline, block, table))),
            *(notes_kept(block), figures_fitted(block)),
            *(
                lines_kept(inline),
                hyphens_limited(inline),
                code_kept(inline),
                spread_kept(inline),
                own_styles_kept(inline),
            ),
            *(styles_asked_for(weasyprint.css), margins_asked_for(weasyprint.layout, _MARGIN_BOXES)),
            *(images_kept(weasyprint.images), backgrounds_found(background, color), descendants_listed(Box)),
        )
        with self._watched(*mends):
            html = weasyprint.HTML(string="", url_fetcher=self.fetcher)
            # Our tree as it is: parsing its markup as HTML would move blocks out of paragraphs, where notes stand.
            html.etree_element = root
            html.wrapper_element = type(html.wrapper_element).from_html_root(root, content_language=None)
            read = {"font_config": self.style.fonts, "stylesheets": self.style.sheets, "cache": self.pictures}
            document = html.render(**read, dpi=PRINT_DPI, **self.options)
        self._check()
        return document

    def print_pages(self, document: Any, structure: Structure | None = None, geometry: Geometry | None = None) -> bytes:
        """The PDF of the document, tagged with the structure where there is one. Raises what `lay_out` does.

        With a structure it is a part to be bound, and its fonts are without programs until then. Pages of `geometry`
        that lie on their side stand upright in it.
        """
        pages = page_boxes(document)
        line_ends = structure.line_ends if structure is not None else {}

        def finish(_document: Any, made: Any) -> None:
            if geometry is not None:
                turn_pages(made, pages, geometry)

        kept = self.style.kept
        mends = [
            *(settings_kept(line_break, kept), rows_drawn(drawn_text), drawings_kept(line_break, drawn_text, kept)),
            faces_named(fonts, self.faces, embedded=structure is None),
            *(texts_kept(fonts), capitals_kept(drawn_text, line_ends), line_ends_kept(drawn_text, line_ends)),
            *(glyphs_joined(pdf_stream), blacks_kept(pdf_stream)),
            *(images_kept(weasyprint.images, lighter=self.lighter), outlines_found(weasyprint.draw, border, Box)),
        ]
        if structure is not None:
            mends += [content_marked(pdf_stream.Stream, structure), tags_written(weasyprint.pdf, structure)]
        with self._watched(*mends):
            pdf = document.write_pdf(finisher=finish, dpi=PRINT_DPI, **self.options)
        self._check()
        return bytes(pdf)

    def remarks(self) -> tuple[str, ...]:
        """What WeasyPrint warned of, each thing once, as sentences."""
        return tuple(filter(None, dict.fromkeys(remark(record) for record in self.records)))

    def unset(self) -> tuple[str, ...]:
        """The characters that no face has, each once."""
        return tuple(filter(None, dict.fromkeys(unset_character(record) for record in self.records)))

    @contextmanager
    def _watched(self, *mends: AbstractContextManager[None]) -> Iterator[None]:
        """Mend WeasyPrint inside the `with` statement, and hear what it says."""
        with ExitStack() as stack:
            stack.callback(_forget_altered, self.style)
            for mend in (listening(self.records), *mends, _faults_told()):
                stack.enter_context(mend)
            yield

    def _check(self) -> None:
        if self.fetcher.refused:
            raise LayoutFailedError(f"“{self.fetcher.refused[0]}” may not be read for a page, or cannot be.")
        for record in self.records:
            if is_failure(record):
                raise LayoutFailedError(f"WeasyPrint reports: {record.getMessage()}")


def page_boxes(document: Any) -> list[Any]:
    """The boxes of the document's pages, for the modules that know boxes by their attributes alone."""
    return [page._page_box for page in document.pages]


def prepare(languages: Iterable[str]) -> None:
    """Read, once for this process and all that are forked from it, what does not depend on a book's pages."""
    for name in _TYPES:
        ffi.typeof(name)
    for found in {pyphen.language_fallback(language) for language in languages} - {None}:
        pyphen.Pyphen(lang=found)


class _Fonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint ships no types
    """A font configuration that tells whether it has more than the faces of a book. It knows none of the machine's."""

    def __init__(self) -> None:
        self.is_altered = False
        with our_fonts_alone():
            super().__init__()

    def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
        self.is_altered = True
        super().add_font_face(rule_descriptors, url_fetcher)


@dataclass(frozen=True)
class _Style:
    """Faces and sheets, read: what was said of them, and what they asked for and did not get."""

    fonts: _Fonts
    sheets: tuple[Any, ...]
    said: tuple[logging.LogRecord, ...]
    refused: tuple[str, ...]
    kept: KeptText = field(default_factory=KeptText)


@lru_cache(maxsize=8)
def _style(faces: BookFaces, sheets: tuple[str, ...]) -> _Style:
    """The faces and sheets, read once for all parts of a book that have the same."""
    fonts, fetcher = _Fonts(), _Fetcher(face_addresses(faces), MemoryFolder({}))
    said: list[logging.LogRecord] = []
    for family, face in lone_faces(faces):
        if not lay_in(text_fonts, fonts, family, face):
            raise LayoutFailedError(f"The face “{face.family}” cannot be read.")
    with listening(said), _faults_told():
        read = tuple(
            weasyprint.CSS(string=sheet, base_url=MANUSCRIPT, url_fetcher=fetcher, font_config=fonts)
            for sheet in sheets
        )
    return _Style(fonts, read, tuple(said), tuple(fetcher.refused))


def _forget_altered(style: _Style) -> None:
    """A drawing may bring a face of its own, which no other part has."""
    if style.fonts.is_altered:
        _style.cache_clear()


class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Hands out faces and allowed images, and nothing else. What it refuses it remembers: WeasyPrint only logs it."""

    def __init__(self, faces: Mapping[str, Face], folder: Folder, images: frozenset[str] = frozenset()) -> None:
        super().__init__(allowed_protocols=())
        self.faces = faces
        self.folder = folder
        self.images = images
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 – its signature
        if face := self.faces.get(url):
            return URLFetcherResponse(url, face.path.read_bytes(), {"Content-Type": "font/ttf"})
        path = unquote(url.removeprefix(MANUSCRIPT))
        if url.startswith(MANUSCRIPT) and path in self.images:
            try:
                kind = "image/svg+xml" if path.lower().endswith(".svg") else "application/octet-stream"
                return URLFetcherResponse(url, self.folder.read_bytes(path), {"Content-Type": kind})
            except (OSError, PathRefusedError):
                self.refused.append(path)
                raise
        self.refused.append(path)
        raise ValueError(path)


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except MemoryError:  # nothing that another attempt would mend
        raise
    except Exception as fault:
        raise TextLostError(f"WeasyPrint broke down ({type(fault).__name__}: {fault}).") from fault
