"""Glyphs written short: input WeasyPrint's module of PDF streams, output the same module mended while in use.

WeasyPrint writes every glyph as a string of its own, with the distance to the next one behind it even when that is
nothing, and to fifteen figures when it is not. Here glyphs that follow each other are one string (ISO 32000-1, 9.4.3),
and a distance is in hundredths of what a font counts in, of which a thousand are an em. What is rounded off is given
to the next distance, so that no glyph of the line stands elsewhere. It halves the pages of a book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_PIECE = re.compile(rf"<([0-9a-f]*)>|({_NUMBER})")
_FIGURES = 2


@contextmanager
def glyphs_joined(stream: Any) -> Iterator[None]:
    """Mend `weasyprint.pdf.stream` inside the `with` statement."""

    def show_text(self: Any, text: str) -> None:
        super(stream.Stream, self).show_text(join_glyphs(text))

    stream.Stream.show_text = show_text
    try:
        yield
    finally:
        del stream.Stream.show_text  # its base class has its own


def join_glyphs(shown: str) -> str:
    """The operand of TJ, shorter; what is no row of hexadecimal strings and numbers stays as it is.

    >>> join_glyphs("<000e>9<013c>0<>-6.658295964125561<0003>-6<014c>0")
    '<000e>9<013c>-6.66<0003>-6<014c>'
    """
    if _PIECE.sub("", shown).strip():
        return shown
    written: list[str] = []
    glyphs, distance = "", 0.0
    for piece in _PIECE.finditer(shown):
        if piece[2]:
            distance += float(piece[2])
        elif piece[1]:
            step = round(distance, _FIGURES)
            if step:
                written += [f"<{glyphs}>" if glyphs else "", _plain(step)]
                glyphs, distance = "", distance - step
            glyphs += piece[1]
    last = round(distance, _FIGURES)
    return "".join([*written, f"<{glyphs}>" if glyphs else "", _plain(last) if last else ""])


def _plain(number: float) -> str:
    """The number without an exponent, which no PDF may have (7.3.3)."""
    return f"{number:.{_FIGURES}f}".rstrip("0").rstrip(".")
