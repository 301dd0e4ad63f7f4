"""What the print edition is beside the shared pages: its sheet, and an inner margin that grows with the book.

Input: the book and its pages. Output: a `PressSheet` for binding, the geometry of the mirrored pages, and the printer's
cover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chapbook.diagnostics import Diagnostic, warning
from chapbook.faces import Face
from chapbook.files import Folder
from chapbook.model.book import Book
from chapbook.model.press import PressSettings
from chapbook.render.covers import CoverRequest, Wrap
from chapbook.render.pdf.binding_cover import WrappedCover
from chapbook.render.pdf.binding_press import PressSheet
from chapbook.render.pdf.binding_standards import PDF_X
from chapbook.render.pdf.edition_page import edition_settings
from chapbook.render.pdf.part import Geometry
from chapbook.scripts import direction_of

# The least inner margin in inches up to so many pages, as Amazon KDP asks for it.
_GUTTERS_IN = ((150, 0.375), (300, 0.5), (500, 0.625), (700, 0.75))
_WIDEST_GUTTER_IN = 0.875
# A thick book does not open flat: so much more for every hundred pages after the first two hundred.
_MM_PER_HUNDRED = 1.0
_FLAT_PAGES = 200
# What the other side keeps: Lightning Source's margin while the inner one grows, KDP's where it has to.
_GOOD_OUTER_MM, _LEAST_OUTER_MM = 12.7, 6.35
_ROUNDING_MM = 0.05
_LONGEST_TITLE = 60
# Of a cover whose printer named none; Amazon KDP and Lightning Source ask for an eighth of an inch.
_COVER_BLEED_MM = 3.175
# Languages whose books mostly have the spine read from foot to head; ISO 6357 has it the other way.
_SPINE_READS_UP = frozenset(
    (
        *("bg", "ca", "cs", "de", "el", "es", "et", "fr", "hr", "hu", "it", "lt", "lv", "pl", "pt", "ro", "ru"),
        *("sk", "sl", "sr", "uk"),
    )
)


def press_settings(book: Book, edition: str) -> PressSettings:
    """What the author set for the press."""
    return edition_settings(book, edition).press


def press_sheet(book: Book, edition: str, geometry: Geometry, folder: Folder) -> PressSheet:
    """The sheet of an edition, the profile's bytes with it."""
    settings = press_settings(book, edition)
    profile = folder.read_bytes(settings.profile) if settings.profile else b""
    slug = slug_text(book, geometry) if settings.marks else ""
    return PressSheet(settings.bleed_mm, settings.marks, settings.standard, profile, slug)


def slug_text(book: Book, geometry: Geometry) -> str:
    """What stands beyond the marks of every page, before the page's number."""
    title = book.metadata.title
    shown = title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…"
    size = f"{geometry.width_mm:g} × {geometry.height_mm:g} mm"
    return f"{shown} · {size} · {book.metadata.modified:%Y-%m-%d} · "


def wrap_request(book: Book, geometry: Geometry, pages: int) -> CoverRequest | None:
    """The printer's cover of a book of so many pages, if the author wants one."""
    settings = press_settings(book, "print")
    if not settings.cover:
        return None
    known = dict(book.metadata.identifiers)
    wrap = Wrap(
        width_mm=geometry.width_mm,
        height_mm=geometry.height_mm,
        spine_mm=spine_mm(pages, settings.leaf_mm),
        bleed_mm=settings.bleed_mm or _COVER_BLEED_MM,
        isbn=known.get("isbn-print") or known.get("isbn", ""),
        price_code=settings.price_code,
        reads_down=book.metadata.language.split("-")[0].lower() not in _SPINE_READS_UP,
    )
    return CoverRequest("printer", geometry.width_mm, geometry.height_mm, wrap)


def wrapped_cover(
    book: Book, wrap: Wrap, panels: Sequence[bytes], sheet: PressSheet, faces: tuple[Face, ...]
) -> WrappedCover:
    """The printer's cover from its front, back and spine, on the sheet of the print edition."""
    if sheet.standard == PDF_X and not sheet.profile:
        sheet = replace(sheet, standard="")  # its colours would be meant for black ink
    front, back, spine = panels
    return WrappedCover(
        front=front,
        back=back,
        spine=spine,
        width_mm=wrap.width_mm,
        height_mm=wrap.height_mm,
        spine_mm=wrap.spine_mm,
        reads_down=wrap.reads_down,
        front_at_left=direction_of(book.metadata.language) == "rtl",
        metadata=book.metadata,
        faces=faces,
        sheet=replace(sheet, bleed_mm=wrap.bleed_mm),
    )


def spine_mm(pages: int, leaf_mm: float) -> float:
    """The width of the spine: a leaf for every two pages, the last one whole."""
    return round((pages + pages % 2) / 2 * leaf_mm, 3)


def bound_geometry(geometry: Geometry, pages: int) -> Geometry:
    """The margins of a bound book of so many pages: the text block moves outwards as the back grows thicker."""
    both = geometry.inner_mm + geometry.outer_mm
    grown = geometry.inner_mm + max(0, pages - _FLAT_PAGES) * _MM_PER_HUNDRED / 100
    wanted = max(geometry.inner_mm, min(grown, both - _GOOD_OUTER_MM))
    inner = max(wanted, min(least_gutter_mm(pages), both - _LEAST_OUTER_MM))
    return replace(geometry, inner_mm=round(inner, 3), outer_mm=round(both - inner, 3))


def narrow_gutter(book: Book, geometry: Geometry, pages: int) -> tuple[Diagnostic, ...]:
    """A warning for a book too thick for its page: the outer margin has nothing left to give."""
    inner, least = bound_geometry(geometry, pages).inner_mm, least_gutter_mm(pages)
    if inner >= least - _ROUNDING_MM:
        return ()
    message = (
        f"A book of {pages} pages needs {least:.1f} mm beside the spine, and a page {geometry.width_mm:g} mm wide "
        f"leaves {inner:.1f}."
    )
    hint = "Set a wider “page” in [editions.print], or make two volumes."
    return (warning("narrow-gutter", edition_settings(book, "print").span, message, hint),)


def least_gutter_mm(pages: int) -> float:
    """The least inner margin that a press takes for so many pages."""
    inches = next((gutter for most, gutter in _GUTTERS_IN if pages <= most), _WIDEST_GUTTER_IN)
    return inches * 25.4
