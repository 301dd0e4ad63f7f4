"""What an author sets of the e-book: `[editions.epub]` and `[editions.kindle]`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EbookSettings:
    """`fonts`: whether the book brings its faces; None: as the edition does.

    `images` says what becomes of those beyond the limits of e-readers: "fit-readers" makes them smaller, "as-they-are"
    leaves them, and without a word they are left with a warning.
    """

    fonts: bool | None = None
    images: str = ""


NO_SETTINGS = EbookSettings()
