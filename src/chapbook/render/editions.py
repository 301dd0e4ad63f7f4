"""The table of editions, and the margins of their pages.

Input: what the author set in `[editions.…]`. Output: for each edition what its pages are, how it is bound, and what its
file is called. An edition is an entry here, never a subclass.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from chapbook.model.design import UNTOLD, PageDesign
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry

EPUB_TYPE = "application/epub+zip"
PDF_TYPE = "application/pdf"


@dataclass(frozen=True)
class PagedEdition:
    """A way to bind laid-out pages.

    `layout` names the set of parts: `book` for the pages that screen, print and booklet share, `handout` for its own.
    `mirrored` shifts the text block towards the spine; `cover` puts the cover before the first page; `imposed` sets the
    pages two-up for folding; `linked` keeps links and the outline.
    """

    name: str
    layout: str
    mirrored: bool
    cover: bool
    imposed: bool
    linked: bool


PAGED = (
    PagedEdition("screen", "book", mirrored=False, cover=True, imposed=False, linked=True),
    PagedEdition("print", "book", mirrored=True, cover=False, imposed=False, linked=False),
    PagedEdition("booklet", "book", mirrored=True, cover=True, imposed=True, linked=False),
    PagedEdition("handout", "handout", mirrored=False, cover=False, imposed=False, linked=True),
)
LAYOUTS = ("book", "handout")
# The proportions of the e-book's cover, 1600 × 2560 pixels.
EPUB_COVER_MM = (160.0, 256.0)
# The page that designs are made for, and how much smaller and larger than there the text becomes.
_A5 = (148, 210)
_LEAST_SCALE, _MOST_SCALE = 0.9, 1.2
# The text block: its share of the page on A5, and how tall it may be beside its measure.
_WIDEST, _HIGHEST, _TALLEST = 110 / 148, 168 / 210, 1.65
# What of the margins is at the head, and what at the spine: those of A5, 19 to 23 mm and 18 to 20 mm.
_HEAD_SHARE, _INNER_SHARE = 19 / 42, 18 / 38
# The last line of a block that is as high as its lines would by rounding go to the next page.
_HAIR_MM, _ROUNDING = 0.07, 0.02


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


def handout_geometry(width_mm: float, height_mm: float) -> Geometry:
    """The margins of a sheet that is punched, filed and written on: A4 leaves 126 × 244 mm."""
    across, down = width_mm / 210, height_mm / 297
    return Geometry(
        width_mm, height_mm, head_mm=26 * down, foot_mm=27 * down, inner_mm=30 * across, outer_mm=54 * across
    )


def file_slug(title: str) -> str:
    """The title as the stem of a file name: ASCII letters, digits and hyphens, 60 characters at most."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "".join(c if c.isalnum() else " " for c in plain.replace("'", "")).split()
    return "-".join(words)[:60].rstrip("-") or "book"
