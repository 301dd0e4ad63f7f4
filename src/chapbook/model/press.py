"""What the author set for the press: settings of `[editions.print]`, and those that `[editions.screen]` shares."""

from __future__ import annotations

from dataclasses import dataclass

# The thickness of a leaf, two pages, in mm: Amazon KDP’s white paper, 0.002252 inches a page.
WHITE_LEAF_MM = 2 * 0.002252 * 25.4


@dataclass(frozen=True)
class PressSettings:
    """Lengths are in mm.

    `bleed_mm`: how far what reaches the edge of a page is printed beyond its trim. `marks`: crop and registration
    marks, and a line that says what the sheet is. `standard` is "pdf/x-4", "pdf/a-2u", "pdf/a-3u" or empty. `profile`
    is the manuscript path of the printing condition's ICC profile, or empty. `cover`: a second file, with back, spine
    and front in one page. `leaf_mm` is the thickness of a leaf of the paper. `price_code` are the five digits beside
    the barcode, or empty.
    """

    bleed_mm: float = 0.0
    marks: bool = False
    standard: str = ""
    profile: str = ""
    cover: bool = False
    leaf_mm: float = WHITE_LEAF_MM
    price_code: str = ""


NO_PRESS = PressSettings()
