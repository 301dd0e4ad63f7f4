"""What stands between the words at the ends of lines, for those who read the text and not the page.

Input: lines of laid-out boxes. Output: how each that goes on in a next line ends; and WeasyPrint's module of drawn text
mended while in use, so that a space that the line's end has swallowed is there again, and the hyphen of a divided word
says that it is a soft one (ISO 32000-1, 14.8.2.2.3 and 14.8.2.5). Without them words run together where they are read
out or copied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any

from pydyf import Dictionary, String  # WeasyPrint writes with it

from chapbook.scripts import text_direction
from chapbook.trees import has_class

_SOFT_HYPHEN = "\u00ad"
# A line ends after these without a space, and after a letter of the scripts that write none.
_JOINING = frozenset("-‐–—/\u200b\u2060")
_UNSPACED = frozenset({"W", "F"})
_UNSPACED_BLOCKS = ((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_LAST_GLYPH = re.compile(r"^(.*<(?:[0-9a-f]{4})*)([0-9a-f]{4})>([-\d.]*)$")


class LineEnd(Enum):
    """How a line ends that is not the last one of its paragraph."""

    SPACE = "space"
    HYPHEN = "hyphen"


class LineEnds:
    """Gathers the ends of lines in their order. `found` tells how a box ends that ends a line."""

    def __init__(self) -> None:
        self.found: dict[Any, LineEnd] = {}
        self._waiting: dict[Any, Any] = {}

    def add_space(self, box: Any) -> None:
        """Say that a box of text ends a word, though no line ends there."""
        if getattr(box, "text", "").strip() and not box.text[-1].isspace():
            self.found.setdefault(box, LineEnd.SPACE)

    def add_line(self, line: Any) -> None:
        """Add a line; only now is it known that the one before it was not the last."""
        before = self._waiting.pop(line.element, None)
        if before is not None and (end := _end_of(before)) is not None:
            self.found[before] = end
        last = _last_text(line)
        if last is not None:
            self._waiting[line.element] = last


def _last_text(line: Any) -> Any:
    """The last box of text in the line, if nothing else comes after it."""
    for box in reversed(getattr(line, "children", ())):
        if getattr(box, "text", None) is not None:
            if box.text:
                return box
        elif not hasattr(box, "children"):
            return None
        elif (found := _last_text(box)) is not None:
            return found
    return None


def _end_of(box: Any) -> LineEnd | None:
    text, style, source = box.text, box.style, box.element
    if source is None or style["white_space"] in ("pre", "pre-wrap") or text_direction(text) == "rtl":
        return None
    if text.endswith(style["hyphenate_character"]) and style["hyphenate_character"] not in "".join(source.itertext()):
        return LineEnd.HYPHEN
    last = text[-1]
    if last.isspace() or last in _JOINING or unicodedata.east_asian_width(last) in _UNSPACED:
        return None
    if any(first <= ord(last) <= end for first, end in _UNSPACED_BLOCKS):
        return None
    if source.tag == "code" or has_class(source, "url"):  # they may break inside of words
        words = " ".join("".join(source.itertext()).split())
        return LineEnd.SPACE if f"{text} " in words else None
    return LineEnd.SPACE


def written_text(box: Any, end: LineEnd | None) -> str:
    """The text of a box with what its line's end stands for."""
    text: str = box.text
    if end is LineEnd.HYPHEN:
        return text.removesuffix(box.style["hyphenate_character"]) + _SOFT_HYPHEN
    return f"{text} " if end is LineEnd.SPACE else text


@contextmanager
def line_ends_kept(text_module: Any, found: Mapping[Any, LineEnd]) -> Iterator[None]:
    """Mend `weasyprint.draw.text` inside the `with` statement."""
    original = text_module.draw_first_line

    def draw(stream: Any, textbox: Any, *arguments: Any) -> Any:
        end = found.get(textbox)
        if end is None or textbox.style["font_variant_caps"] != "normal":
            return original(stream, textbox, *arguments)
        start = len(stream.stream)
        with _recorded(stream) as record:
            drawn = original(stream, textbox, *arguments)
        if end is LineEnd.HYPHEN:
            _mark_hyphen(stream)
        elif (glyph := record.space()) is not None:
            stream.show_text(f"<{glyph:04x}>")
        else:
            _say_space(stream, start, textbox)
        return drawn

    text_module.draw_first_line = draw
    try:
        yield
    finally:
        text_module.draw_first_line = original


class _Record:
    """The last face that a line was drawn with."""

    def __init__(self) -> None:
        self.font: Any = None

    def space(self) -> int | None:
        """The glyph of the space, when the face has drawn one before."""
        if self.font is None or self.font.bitmap:
            return None
        return next((glyph for glyph, text in self.font.to_unicode.items() if text == " "), None)


@contextmanager
def _recorded(stream: Any) -> Iterator[_Record]:
    record, original = _Record(), stream.add_font

    def add_font(pango_font: Any) -> Any:
        record.font, size = original(pango_font)
        return record.font, size

    stream.add_font = add_font
    try:
        yield record
    finally:
        del stream.add_font


def _say_space(stream: Any, start: int, box: Any) -> None:
    """Say the box's text with a space, where its face has drawn none yet that could be shown again."""
    drawn = stream.stream[start:]
    del stream.stream[start:]
    stream.begin_marked_content("Span", Dictionary({"ActualText": String(written_text(box, LineEnd.SPACE))}))
    stream.stream += drawn
    stream.end_marked_content()


def _mark_hyphen(stream: Any) -> None:
    """Draw the line's last glyph, its hyphen, apart, as a text that says that it is soft."""
    shown = stream.stream[-1]
    parts = _LAST_GLYPH.match(shown.decode().removeprefix("[").removesuffix("] TJ"))
    if parts is None:
        return
    stream.stream.pop()
    before = f"{parts[1]}>".removesuffix("<>")
    if before:
        stream.show_text(before)
    stream.begin_marked_content("Span", Dictionary({"ActualText": String(_SOFT_HYPHEN)}))
    stream.show_text(f"<{parts[2]}>{parts[3]}")
    stream.end_marked_content()
