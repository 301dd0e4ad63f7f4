"""The page design of a book: its sheet, and what the press must know of it to make the page around the text."""

from __future__ import annotations

from dataclasses import dataclass

SHIPPED_DESIGNS = ("classic", "modern", "plain")
DEFAULT_DESIGN = "classic"
# Where on the page a running head or a folio stands.
PLACES = ("centre", "outer", "inner")


@dataclass(frozen=True)
class PageDesign:
    """A design by the name that the author wrote, and the text of its sheet.

    `size_pt`, `leading_pt` and `measure_em` are those of an A5 page; `heads` and `folios` are each one of PLACES. The
    faces are family names.
    """

    name: str = DEFAULT_DESIGN
    sheet: str = ""
    size_pt: float = 9.8
    leading_pt: float = 13.6
    measure_em: float = 31.83
    heads: str = "centre"
    folios: str = "centre"
    text_face: str = "Spectral"
    code_face: str = "IBM Plex Mono"

    @property
    def is_shipped(self) -> bool:
        """Whether the design comes with the press, and no sheet of the author's stands in its place."""
        return self.name in SHIPPED_DESIGNS


# What a sheet that says nothing to the press gets.
UNTOLD = PageDesign()
