"""The table of editions, and the margins of their pages.

Input: what the author set in `[editions.…]`. Output: for each edition what its pages are, how it is bound, and what its
file is called. An edition is an entry here, never a subclass.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from chapbook.model.manuscript import EditionSettings
from chapbook.render.pdf.part import Geometry

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
# The editions whose pages the e-book may list: each the plainest of its layout. The first is the default.
LISTED = ("print", "handout")
# The proportions of the e-book's cover, 1600 × 2560 pixels.
EPUB_COVER_MM = (160.0, 256.0)


def listed_edition(settings: Sequence[EditionSettings]) -> str:
    """The paged edition whose pages the e-book lists; empty when the author wants no list."""
    said = next((s.page_list for s in settings if s.name == "epub"), "") or LISTED[0]
    return said if said in LISTED else ""


def layout_of(edition: str) -> str:
    """The layout whose pages the paged edition binds. Raises StopIteration for one that is not in the table."""
    return next(paged.layout for paged in PAGED if paged.name == edition)


def book_geometry(width_mm: float, height_mm: float) -> Geometry:
    """The margins of a page that is read in the hand: those of A5, in proportion to the page.

    On A5 the block is 110 × 168 mm: about 62 characters to the line, and 35 lines of 13.6 pt.
    """
    across, down = width_mm / 148, height_mm / 210
    return Geometry(
        width_mm, height_mm, head_mm=19 * down, foot_mm=23 * down, inner_mm=18 * across, outer_mm=20 * across
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
