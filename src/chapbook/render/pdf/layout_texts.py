"""Keeps the letters of glyphs: input WeasyPrint's module of PDF fonts, output the same module mended while in use.

What a reader copies or searches comes of one text for each glyph (ISO 32000-1, 9.10.3). WeasyPrint 70.0 takes the
first that it meets. In Arabic and Hebrew a letter and its marks are several glyphs of one cluster, which gets its text
at one of them; the others get none, and keep none where they stand alone. Here a glyph's text is the shortest that it
ever had.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _GlyphTexts(dict[int, str]):
    """Glyph id → text. A glyph whose text may still become better is said not to be in it, so that it is set again."""

    def __contains__(self, glyph: object) -> bool:
        return len(self.get(glyph, "")) == 1  # type: ignore[call-overload]  # only glyph ids are asked for

    def __setitem__(self, glyph: int, text: str) -> None:
        known = self.get(glyph, "")
        super().__setitem__(glyph, text if text and (not known or len(text) < len(known)) else known)


@contextmanager
def texts_kept(fonts: Any) -> Iterator[None]:
    """Mend `weasyprint.pdf.fonts` inside the `with` statement."""
    original = fonts.Font.__init__

    def make(font: Any, *arguments: Any, **options: Any) -> None:
        original(font, *arguments, **options)
        font.to_unicode = _GlyphTexts()

    fonts.Font.__init__ = make
    try:
        yield
    finally:
        fonts.Font.__init__ = original
