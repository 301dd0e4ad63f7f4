"""Lays pages out with WeasyPrint, and is the only module that knows it.

Input: one division, its sheets, faces and images. Output: a `Part`, a tagged PDF (ISO 14289-1, PDF/UA-1) with the
places of its pages and ids. Nothing is taken from the network, nothing from the disk but the faces, and no letter of
the division is lost. Also here: the sorts for heads and folios, and single pages, which are the cover's.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET  # only names a type

import weasyprint
import weasyprint.images
from lxml import etree
from weasyprint.draw import text as drawn_text
from weasyprint.formatting_structure.boxes import LineBox
from weasyprint.layout import block, inline
from weasyprint.pdf import fonts
from weasyprint.pdf import stream as pdf_stream
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from chapbook.faces import BookFaces
from chapbook.files import Folder, MemoryFolder, PathRefusedError
from chapbook.model.fragment import Fragment, add_element, fragment_tree, h, new_element
from chapbook.render.formulas import FormulaError
from chapbook.render.pdf.layout_blacks import blacks_kept
from chapbook.render.pdf.layout_capitals import capitals_kept
from chapbook.render.pdf.layout_columns import join_columns, place_columns
from chapbook.render.pdf.layout_faults import Places, cut_off, page_faults
from chapbook.render.pdf.layout_figures import figures_fitted
from chapbook.render.pdf.layout_first_lines import own_styles_kept
from chapbook.render.pdf.layout_fonts import our_fonts_alone
from chapbook.render.pdf.layout_glyphs import glyphs_joined
from chapbook.render.pdf.layout_hyphens import hyphens_limited
from chapbook.render.pdf.layout_images import PRINT_DPI, images_kept, placed_images
from chapbook.render.pdf.layout_line_ends import LineEnd, line_ends_kept
from chapbook.render.pdf.layout_lines import lines_kept, spread_kept
from chapbook.render.pdf.layout_log import is_failure, listening, remark, unset_character
from chapbook.render.pdf.layout_notes import notes_kept, tall_notes
from chapbook.render.pdf.layout_structure import read_structure
from chapbook.render.pdf.layout_tables import Chosen, choose_fits, measure_tables, tall_rows
from chapbook.render.pdf.layout_tags import content_marked, tags_written
from chapbook.render.pdf.layout_texts import texts_kept
from chapbook.render.pdf.layout_turned import is_turned, turn_pages, turn_pictures, turn_point
from chapbook.render.pdf.page_lines import read_lines
from chapbook.render.pdf.page_text import PageText, TextLostError, read_pages
from chapbook.render.pdf.paper import MANUSCRIPT, Paper, make_paper, plain_page
from chapbook.render.pdf.paper_images import ImageBoxes
from chapbook.render.pdf.paper_text import Role, notes_text, read_paper_text, running_text
from chapbook.render.pdf.paper_unset import draw_unset
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry, Part, PartPage, Place, Sort, Sorts
from chapbook.render.pdf.sheet import (
    CAUTIOUS_SHEET,
    FLOWING_SHEET,
    FULL_PAGE,
    face_addresses,
    part_sheet,
    single_sheet,
    sorts_sheet,
)
from chapbook.scripts import direction_of
from chapbook.trees import has_class

POINTS_PER_PIXEL = 0.75
_ACCESSIBLE = {"pdf_variant": "pdf/ua-1"}


class LayoutFailedError(Exception):
    """A page could not be made whole. `division` is its id; the message is a sentence."""

    def __init__(self, division: str, sentence: str) -> None:
        super().__init__(division, sentence)
        self.division = division
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class LayoutJob:
    """One division to lay out. `images` are the manuscript paths that it may show.

    `page_labels` are pairs of an id and its folio, for the contents, the lists and the index, which are laid out last,
    and for references to pages.
    `image_sizes` are paths with width and height in CSS px; an image whose size is known keeps the lines in step.
    `wants_lines`: the part tells where its lines stand. `absent` are ids in the division's links that lead nowhere.
    `lighter`: pictures made of pixels are drawn with less toner.
    """

    division: str
    content: Fragment
    language: str
    title: str
    geometry: Geometry
    sheets: tuple[str, ...]
    faces: BookFaces
    folder: Folder
    images: tuple[str, ...] = ()
    page_labels: tuple[tuple[str, str], ...] = ()
    image_sizes: tuple[tuple[str, int, int], ...] = ()
    wants_lines: bool = False
    absent: tuple[str, ...] = ()
    lighter: bool = False


def lay_out_part(job: LayoutJob) -> Part:
    """Lay the division out. Raises LayoutFailedError when anything of it would be missing on paper.

    An imprint that is longer than a page flows over several. When WeasyPrint breaks down or loses text, as it does over
    floats, notes in columns and heads of tables with rows as tall as the page, the division is laid out again without
    them, and the part says so in a remark.
    """
    flowing = (FLOWING_SHEET,) if has_class(fragment_tree(job.content), "imprint") else ()
    for sheets in ((), flowing)[: 2 if flowing else 1]:
        try:
            return _lay_out(job, sheets)
        except TextLostError as lost:
            reason = str(lost)
    try:
        part = _lay_out(job, (CAUTIOUS_SHEET,))
    except TextLostError as lost:
        raise LayoutFailedError(job.division, str(lost)) from lost
    remark = f"Floats, columns and repeated heads of tables were given up, for they would have lost text: {reason}"
    return replace(part, remarks=(*part.remarks, remark))


def _lay_out(job: LayoutJob, last_sheets: tuple[str, ...]) -> Part:
    """The part. Raises TextLostError for what another attempt may mend, and LayoutFailedError for the rest."""
    setting = _Setting(job.division, job.faces, job.folder, frozenset(job.images), lighter=job.lighter)
    right_to_left = direction_of(job.language) == "rtl"
    sheets = [part_sheet(job.geometry, job.faces, right_to_left=right_to_left), *job.sheets, *last_sheets]
    found = _settle(job, setting, sheets)
    paper, document, pages = found.paper, found.document, found.pages
    text = _prove(job.content, paper, pages)
    faults = page_faults(pages, Places(paper.root), found.chosen, found.divided)
    images = placed_images(pages)
    columns = place_columns([_is_full(page) or is_turned(page) for page in pages], job.geometry.columns)
    if job.geometry.columns > 1:
        document = join_columns(document, columns, job.geometry, right_to_left=right_to_left)
    structure = read_structure(paper.root, pages)
    turn_pictures(structure.document, pages, job.geometry)
    with content_marked(pdf_stream.Stream, structure), tags_written(weasyprint.pdf, structure):
        pdf = setting.print_pages(document, _ACCESSIBLE, structure.line_ends, job.geometry)
    places = _places(document, paper, job.geometry)
    pages_of = {place.id: place.page for place in places}
    return Part(
        job.division,
        pdf,
        tuple(
            PartPage(offset, _is_full(page))
            for offset, page, place in zip(text.offsets, pages, columns, strict=True)
            if place.column == 0
        ),
        places,
        strays=tuple(c.note for c in paper.calls if pages_of[c.note] != pages_of[c.call]),
        remarks=(
            *paper.remarks,
            *setting.remarks(),
            *(f"The note “{note}” is longer than a page, so it stands at the end." for note in sorted(found.at_end)),
        ),
        faults=faults,
        unset=setting.unset(),
        images=images,
        lines=read_lines(text.texts, columns, paper.root, job.geometry.height_mm * POINTS_PER_MM)
        if job.wants_lines
        else (),
    )


@dataclass(frozen=True)
class _Settled:
    """The layout that stays, and what had to be given up or set otherwise for it."""

    paper: Paper
    document: Any
    pages: Sequence[Any]
    at_end: frozenset[str]
    chosen: Mapping[str, Chosen]
    divided: frozenset[str]


def _settle(job: LayoutJob, setting: _Setting, sheets: Sequence[str]) -> _Settled:
    """Lay the division out until nothing in it is too large for the page: notes, tables, rows of tables."""
    at_end: frozenset[str] = frozenset()
    divided: frozenset[str] = frozenset()
    chosen: dict[str, Chosen] | None = None
    while True:
        paper = _paper(job, at_end, chosen or {}, divided)
        document = setting.lay_out(paper.root, sheets, _ACCESSIBLE)
        pages = [page._page_box for page in document.pages]
        if tall := tall_notes(pages):
            at_end |= tall
        elif chosen is None and any((misfits := measure_tables(pages)).values()):
            chosen = choose_fits(paper.root, misfits, lambda root: _try(job, root, sheets))
        elif rows := tall_rows(pages) - divided:
            divided |= rows
        else:
            return _Settled(paper, document, pages, at_end, chosen or {}, divided)


def _is_full(page: Any) -> bool:
    return bool(page.page_type.name == FULL_PAGE)


def _try(job: LayoutJob, root: ET.Element, sheets: Sequence[str]) -> Sequence[Any]:
    """The pages of a tree that is only looked at."""
    setting = _Setting(job.division, job.faces, job.folder, frozenset(job.images))
    return [page._page_box for page in setting.lay_out(root, sheets, _ACCESSIBLE).pages]


def _paper(job: LayoutJob, at_end: Set[str], chosen: Mapping[str, Chosen], divided: Set[str]) -> Paper:
    fits = {name: choice.fit for name, choice in chosen.items()}
    labels, missing, boxes = dict(job.page_labels), job.faces.missing, _image_boxes(job)
    try:
        absent = frozenset(job.absent)
        return make_paper(job.content, job.language, job.title, labels, boxes, at_end, missing, absent, fits, divided)
    except KeyError as unknown:
        raise LayoutFailedError(job.division, f"The page of “{unknown.args[0]}” is not known.") from unknown
    except FormulaError as fault:
        raise LayoutFailedError(job.division, str(fault)) from fault


def _image_boxes(job: LayoutJob) -> ImageBoxes:
    """What is known of the room for images, in CSS px."""
    measure = job.geometry.measure_mm * POINTS_PER_MM / POINTS_PER_PIXEL
    return ImageBoxes(measure, {path: (width, height) for path, width, height in job.image_sizes})


def _prove(content: Fragment, paper: Paper, pages: Sequence[Any]) -> PageText:
    """Where pages and lines begin, when fragment, paper tree and boxes say the same; else TextLostError."""
    expected = read_paper_text(paper.root)
    spoken = dict.fromkeys(Role, "")
    for own in expected.owners.values():
        spoken[own.role] += own.text
    running, notes = running_text(content), notes_text(content)
    if expected.length != len(running):
        raise TextLostError(f"{len(running)} letters became {expected.length} before they were set.")
    if sorted(spoken[Role.NOTE]) != sorted(notes):
        raise TextLostError(f"The notes have {len(notes)} letters, but {len(spoken[Role.NOTE])} were to be set.")
    return read_pages(pages, expected)


def _places(document: Any, paper: Paper, geometry: Geometry) -> tuple[Place, ...]:
    """Where every id fell. One that leaves no box on paper stands where the one before it does."""
    found: dict[str, Place] = {}
    for number, page in enumerate(document.pages):
        for name, (left, top, _right, _bottom) in page.anchors.items():
            x_pt, y_pt = left * POINTS_PER_PIXEL, (page.height - top) * POINTS_PER_PIXEL
            if is_turned(page._page_box):
                x_pt, y_pt = turn_point(x_pt, y_pt, geometry.width_mm * POINTS_PER_MM)
            found.setdefault(name, Place(name, number, round(x_pt, 3), round(y_pt, 3)))
    last = Place("", 0, 0.0, round(document.pages[0].height * POINTS_PER_PIXEL, 3))
    for element in paper.root.iter():
        name = element.get("id")
        if name and not element.tag.startswith("{"):
            last = found.setdefault(name, Place(name, last.page, last.x_pt, last.y_pt))
    return tuple(found[name] for name in sorted(found))


class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Hands out faces and allowed images, and nothing else. What it refuses it remembers: WeasyPrint only logs it."""

    def __init__(self, faces: BookFaces, folder: Folder, images: frozenset[str]) -> None:
        super().__init__(allowed_protocols=())
        self.faces = face_addresses(faces)
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


class _Setting:
    """One run of WeasyPrint: what it may fetch, and what it said."""

    def __init__(
        self, name: str, faces: BookFaces, folder: Folder, images: frozenset[str], *, lighter: bool = False
    ) -> None:
        self.name = name
        self.lighter = lighter
        self.fetcher = _Fetcher(faces, folder, images)
        self.records: list[logging.LogRecord] = []

    def lay_out(self, root: ET.Element, sheets: Sequence[str], options: Mapping[str, str]) -> Any:
        """The laid-out document. Raises LayoutFailedError on whatever WeasyPrint calls an error."""
        with our_fonts_alone():
            configuration = FontConfiguration()
        with (
            listening(self.records),
            notes_kept(block),
            figures_fitted(block),
            lines_kept(inline),
            hyphens_limited(inline),
            spread_kept(inline),
            own_styles_kept(inline),
            images_kept(weasyprint.images),
            _faults_told(),
        ):
            html = weasyprint.HTML(string="", url_fetcher=self.fetcher)
            # Our tree as it is: parsing its markup as HTML would move blocks out of paragraphs, where notes stand.
            html.etree_element = root
            html.wrapper_element = type(html.wrapper_element).from_html_root(root, content_language=None)
            css = [
                weasyprint.CSS(string=sheet, base_url=MANUSCRIPT, url_fetcher=self.fetcher, font_config=configuration)
                for sheet in sheets
            ]
            document = html.render(font_config=configuration, stylesheets=css, dpi=PRINT_DPI, **options)
        self._check()
        return document

    def print_pages(
        self,
        document: Any,
        options: Mapping[str, str],
        line_ends: Mapping[Any, LineEnd],
        geometry: Geometry | None = None,
    ) -> bytes:
        """The PDF of the document; pages of `geometry` that lie on their side stand upright in it.

        Raises LayoutFailedError as `lay_out` does.
        """
        boxes = [page._page_box for page in document.pages]

        def finish(_document: Any, made: Any) -> None:
            if geometry is not None:
                turn_pages(made, boxes, geometry)

        texts_mended = (texts_kept(fonts), capitals_kept(drawn_text, line_ends), line_ends_kept(drawn_text, line_ends))
        drawings_mended = (
            glyphs_joined(pdf_stream),
            blacks_kept(pdf_stream),
            images_kept(weasyprint.images, lighter=self.lighter),
        )
        with ExitStack() as mended:
            for mend in (listening(self.records), *texts_mended, *drawings_mended, _faults_told()):
                mended.enter_context(mend)
            pdf = document.write_pdf(finisher=finish, dpi=PRINT_DPI, **options)
        self._check()
        return bytes(pdf)

    def _check(self) -> None:
        if self.fetcher.refused:
            raise LayoutFailedError(self.name, f"“{self.fetcher.refused[0]}” may not be read for a page, or cannot be.")
        for record in self.records:
            if is_failure(record):
                raise LayoutFailedError(self.name, f"WeasyPrint reports: {record.getMessage()}")

    def remarks(self) -> tuple[str, ...]:
        """What WeasyPrint warned of, each thing once, as sentences."""
        return tuple(filter(None, dict.fromkeys(remark(record) for record in self.records)))

    def unset(self) -> tuple[str, ...]:
        """The characters that no face has, each once."""
        return tuple(filter(None, dict.fromkeys(unset_character(record) for record in self.records)))


@dataclass(frozen=True)
class SortsJob:
    """Sorts to lay out: the sheets, the faces and the language that they are set in."""

    sorts: tuple[Sort, ...]
    sheets: tuple[str, ...]
    faces: BookFaces
    language: str


def lay_out_furniture(job: SortsJob) -> Sorts:
    """Lay out the sorts of a book, in a worker. Raises LayoutFailedError."""
    return lay_out_sorts(job.sorts, job.sheets, job.faces, job.language)


def lay_out_sorts(sorts: Sequence[Sort], sheets: Sequence[str], faces: BookFaces, language: str) -> Sorts:
    """Lay out each sort on a page of its own, as wide as its advance width, untagged. Raises LayoutFailedError."""
    content = new_element("div")
    for sort in sorts:
        add_element(add_element(content, "div", class_="sort"), "span", sort.text, class_=sort.style)
    draw_unset(content, faces.missing)
    setting = _Setting("sorts", faces, MemoryFolder({}), frozenset())
    document = setting.lay_out(plain_page(content, language, "Sorts"), [*sheets, sorts_sheet(faces)], {})
    widths, baseline = [], 0.0
    for page in document.pages:
        line = _first_line(page._page_box)
        page.width = line.width
        widths.append(round(line.width * POINTS_PER_PIXEL, 3))
        baseline = (page.height - line.position_y - line.baseline) * POINTS_PER_PIXEL
    if len(widths) != len(sorts):
        raise LayoutFailedError("sorts", f"{len(sorts)} sorts came out as {len(widths)} pages.")
    return Sorts(setting.print_pages(document, {}, {}), tuple(sorts), tuple(widths), round(baseline, 3))


def _first_line(page: Any) -> Any:
    return next(box for box in page.descendants() if isinstance(box, LineBox))


def set_single_page(
    tree: etree._Element,
    width_mm: float,
    height_mm: float,
    sheets: Sequence[str],
    faces: BookFaces,
    folder: Folder,
    language: str = "en",
    bleed_mm: float = 0,
) -> bytes:
    """A page without margins as an untagged PDF: a cover. Every image that the tree names may be shown.

    Raises LayoutFailedError when the tree does not fit the page.
    """
    draw_unset(tree, faces.missing)
    images = frozenset(image.get("src", "") for image in tree.iter(h("img")))
    setting = _Setting("cover", faces, folder, images)
    root = plain_page(tree, language, "")
    document = setting.lay_out(root, [single_sheet(width_mm, height_mm, faces, bleed_mm), *sheets], {})
    try:
        pages = [page._page_box for page in document.pages]
        read_pages(pages, read_paper_text(root))
    except TextLostError as lost:
        raise LayoutFailedError("cover", str(lost)) from lost
    if len(document.pages) != 1 or any(cut_off(pages)):
        raise LayoutFailedError("cover", "The text does not fit on the cover.")
    return setting.print_pages(document, {}, {})
