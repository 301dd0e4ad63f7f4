"""The e-book’s profiles: what a reading system or a shop’s converter takes. A profile is an entry here, no subclass.

`kindle` follows Amazon’s Kindle Publishing Guidelines (2019.2 and later): two levels in the NCX, no cover page
beside the cover image, the reader’s own face for the text, JPEG and PNG for whatever is not text.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """`edition` is the name in the table of editions; `suffix` ends the stem of the file’s name.

    `fonts`: whether the book brings its faces, unless the author says otherwise. `ncx_depth`: how many levels
    the NCX has (None: all). `pictures`: formulas, drawings and WebP become pictures that every reader shows. `types`
    are the values of epub:type that stay in the text (None: all).
    """

    edition: str
    suffix: str = ""
    cover_page: bool = True
    fonts: bool = True
    ncx_depth: int | None = None
    pictures: bool = False
    types: frozenset[str] | None = None


STANDARD = Profile("epub")
KINDLE = Profile(
    "kindle",
    suffix="-kindle",
    cover_page=False,
    fonts=False,
    ncx_depth=2,
    pictures=True,
    types=frozenset({"noteref", "footnote", "pagebreak"}),
)
PROFILES = (STANDARD, KINDLE)
