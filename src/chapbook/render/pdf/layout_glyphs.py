"""Glyphs written short: input WeasyPrint's module of PDF streams, output the same module mended while in use.

WeasyPrint writes every glyph as a string of its own, with the distance to the next one behind it even when that is
nothing, and to fifteen figures when it is not. Here glyphs that follow each other are one string (ISO 32000-1, 9.4.3).
A distance is in tenths of what a font counts in, of which a thousand are an em, and a line's beginning has six figures:
a glyph moves by less than a hundredth of a point. It takes an eighth off the pages of a book, and half off what whoever
reads them unpacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_PIECE = re.compile(r"<([0-9a-f]*)>|(-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)")


@contextmanager
def glyphs_joined(stream: Any) -> Iterator[None]:
    """Mend `weasyprint.pdf.stream` inside the `with` statement."""

    def show_text(self: Any, text: str) -> None:
        super(stream.Stream, self).show_text(join_glyphs(text))

    def set_text_matrix(self: Any, a: float, b: float, c: float, d: float, e: float, f: float) -> None:
        super(stream.Stream, self).set_text_matrix(a, b, c, d, _placed(e), _placed(f))

    stream.Stream.show_text, stream.Stream.set_text_matrix = show_text, set_text_matrix
    try:
        yield
    finally:
        del stream.Stream.show_text, stream.Stream.set_text_matrix  # their base class has its own


def join_glyphs(shown: str) -> str:
    """The operand of TJ, shorter; what is no row of hexadecimal strings and numbers stays as it is.

    >>> join_glyphs("<000e>9<013c>0<>-6.658295964125561<0003>-6<014c>0")
    '<000e>9<013c>-6.7<0003>-6<014c>'
    """
    pieces = _PIECE.findall(shown)
    length = sum(len(number) or len(row) + 2 for row, number in pieces)
    if length != len(shown) and _PIECE.sub("", shown).strip():
        return shown
    written: list[str] = []
    glyphs, distance = "", 0.0
    for row, number in pieces:
        if number:
            distance += float(number)
        elif row:
            if distance and (step := plain_distance(distance)):
                written += [f"<{glyphs}>" if glyphs else "", step]
                glyphs = ""
            glyphs, distance = glyphs + row, 0.0
    return "".join([*written, f"<{glyphs}>" if glyphs else "", plain_distance(distance)])


def plain_distance(number: float) -> str:
    """The number without an exponent, which no PDF may have (7.3.3); nothing for 0."""
    rounded = round(number, 1)
    return f"{rounded:.1f}".removesuffix(".0") if rounded else ""


def _placed(place: float) -> float:
    """The place to six figures: a drawing's own units may be large."""
    return float(f"{place:.6g}")
