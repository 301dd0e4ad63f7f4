"""The table of editions, and the margins of their pages.

Input: what the author set in `[editions.…]`. Output: for each edition what its pages are, how it is bound, and what its
file is called. An edition is an entry here, never a subclass.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from chapbook.model.handout import HandoutSettings
from chapbook.render.pdf.part import Geometry

EPUB_TYPE = "application/epub+zip"
PDF_TYPE = "application/pdf"


@dataclass(frozen=True)
class PagedEdition:
    """A way to bind laid-out pages.

    `layout` names the set of parts: `book` for the pages that screen, print and booklet share, `handout` for its own.
    `mirrored` shifts the text block towards the spine, `filed` towards the edge where reading begins, on every
    page; `cover` puts the cover before the first page; `imposed` sets the pages two-up for folding; `linked` keeps
    links and the outline.
    """

    name: str
    layout: str
    mirrored: bool
    cover: bool
    imposed: bool
    linked: bool
    filed: bool = False


PAGED = (
    PagedEdition("screen", "book", mirrored=False, cover=True, imposed=False, linked=True),
    PagedEdition("print", "book", mirrored=True, cover=False, imposed=False, linked=False),
    PagedEdition("booklet", "book", mirrored=True, cover=True, imposed=True, linked=False),
    PagedEdition("handout", "handout", mirrored=False, cover=False, imposed=False, linked=True, filed=True),
)
LAYOUTS = ("book", "handout")
# The proportions of the e-book's cover, 1600 × 2560 pixels.
EPUB_COVER_MM = (160.0, 256.0)


def book_geometry(width_mm: float, height_mm: float) -> Geometry:
    """The margins of a page that is read in the hand: those of A5, in proportion to the page.

    On A5 the block is 110 × 168 mm: about 62 characters to the line, and 35 lines of 13.6 pt.
    """
    across, down = width_mm / 148, height_mm / 210
    return Geometry(
        width_mm, height_mm, head_mm=19 * down, foot_mm=23 * down, inner_mm=18 * across, outer_mm=20 * across
    )


def handout_geometry(width_mm: float, height_mm: float, settings: HandoutSettings) -> Geometry:
    """The margins of a sheet that is punched, filed and written on, those of A4 in proportion to the page.

    In one column A4 leaves 126 × 254 mm beside a margin for notes; in two columns of 79 mm notes have no margin unless
    the author wants one. Where lines begin there is room for the holes (ISO 838: 15 mm) and for numbers.
    """
    across, down = width_mm / 210, height_mm / 297
    inner, outer, gap = (30, 54, 0) if settings.columns == 1 else (24, 18, 10)
    notes = settings.notes_margin_mm
    return Geometry(
        width_mm,
        height_mm,
        head_mm=25 * down,
        foot_mm=18 * down,
        inner_mm=inner * across,
        outer_mm=outer * across if notes is None else max(notes, 18 * across),
        columns=settings.columns,
        gap_mm=gap * across,
    )


def file_slug(title: str) -> str:
    """The title as the stem of a file name: ASCII letters, digits and hyphens, 60 characters at most."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "".join(c if c.isalnum() else " " for c in plain.replace("'", "")).split()
    return "-".join(words)[:60].rstrip("-") or "book"
