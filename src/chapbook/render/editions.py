"""The table of editions, and the margins of their pages.

Input: what the author set in `[editions.…]`. Output: for each edition what its pages are, how it is bound, and what its
file is called. An edition is an entry here, never a subclass.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from chapbook.model.design import UNTOLD, PageDesign
from chapbook.model.handout import HandoutSettings
from chapbook.model.manuscript import EditionSettings
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry

EPUB_TYPE = "application/epub+zip"
PDF_TYPE = "application/pdf"
# The download page: the name that servers look for in a folder.
PAGE_FILE = "index.html"


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
# The editions whose pages the e-book may say that it lists; they share these pages. The first is the default.
LISTED = ("print", "screen", "booklet")
# The proportions of the e-book's cover, 1600 × 2560 pixels.
EPUB_COVER_MM = (160.0, 256.0)
# Half of it: sharp on the download page, where it is 300 pixels wide, and a few tens of kilobytes.
PICTURE_PIXELS = (800, 1280)
# The page that designs are made for, and how much smaller and larger than there the text becomes.
_A5 = (148, 210)
_LEAST_SCALE, _MOST_SCALE = 0.9, 1.2
# The text block: its share of the page on A5, and how tall it may be beside its measure.
_WIDEST, _HIGHEST, _TALLEST = 110 / 148, 168 / 210, 1.65
# What of the margins is at the head, and what at the spine: those of A5, 19 to 23 mm and 18 to 20 mm.
_HEAD_SHARE, _INNER_SHARE = 19 / 42, 18 / 38
# The last line of a block that is as high as its lines would by rounding go to the next page.
_HAIR_MM, _ROUNDING = 0.07, 0.02


def listed_edition(settings: Sequence[EditionSettings]) -> str:
    """The paged edition whose pages the e-book lists; empty when the author wants no list."""
    said = next((s.page_list for s in settings if s.name == "epub"), "") or LISTED[0]
    return said if said in LISTED else ""


def text_size(width_mm: float, design: PageDesign) -> tuple[float, float]:
    """The size and the leading of the text in pt: the design's on A5, smaller or larger as the page is narrow or wide.

    They follow the square root of the width, for a larger page is held farther from the eye, but not so much farther.
    """
    scale = min(max((width_mm / _A5[0]) ** 0.5, _LEAST_SCALE), _MOST_SCALE)
    return round(design.size_pt * scale, 1), round(design.leading_pt * scale, 1)


def book_geometry(width_mm: float, height_mm: float, design: PageDesign = UNTOLD) -> Geometry:
    """The margins of a page that is read in the hand: those of A5 in proportion, and wider where lines were too long.

    On A5 the block of the default design is 110 × 168 mm: about 62 characters to the line, and 35 lines of 13.6 pt. The
    block is a whole number of lines high, and no taller than its measure allows.
    """
    size_pt, leading_pt = text_size(width_mm, design)
    measure = min(design.measure_em * size_pt / POINTS_PER_MM, width_mm * _WIDEST)
    height = min(height_mm * _HIGHEST, measure * _TALLEST)
    line = leading_pt / POINTS_PER_MM
    height = int(height / line + _ROUNDING) * line + _HAIR_MM
    sides, ends = width_mm - measure, height_mm - height
    return Geometry(
        *(width_mm, height_mm),
        head_mm=round(ends * _HEAD_SHARE, 3),
        foot_mm=round(ends - round(ends * _HEAD_SHARE, 3), 3),
        inner_mm=round(sides * _INNER_SHARE, 3),
        outer_mm=round(sides - round(sides * _INNER_SHARE, 3), 3),
        heads=design.heads,
        folios=design.folios,
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
