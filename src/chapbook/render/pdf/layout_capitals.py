"""Keeps the letters of small capitals: input WeasyPrint's module of drawn text, output the same mended while in use.

In a face, “a” and “A” are one glyph when both are set as small capitals, and a glyph has one text (ISO 32000-1,
9.10.3): whoever copied such a line would get the one letter for the other. Here a line in small capitals says itself
what it is: its marked content carries the text (ISO 32000-1, 14.9.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydyf import Dictionary, String  # WeasyPrint writes with it

from chapbook.render.pdf.layout_line_ends import LineEnd, written_text


@contextmanager
def capitals_kept(text: Any, line_ends: Mapping[Any, LineEnd]) -> Iterator[None]:
    """Mend `weasyprint.draw.text` inside the `with` statement."""
    original = text.draw_first_line

    def draw(stream: Any, textbox: Any, *arguments: Any) -> Any:
        if textbox.style["font_variant_caps"] == "normal" or not textbox.text.strip():
            return original(stream, textbox, *arguments)
        stream.begin_marked_content(
            "Span", Dictionary({"ActualText": String(written_text(textbox, line_ends.get(textbox)))})
        )
        drawn = original(stream, textbox, *arguments)
        stream.end_marked_content()
        return drawn

    text.draw_first_line = draw
    try:
        yield
    finally:
        text.draw_first_line = original
