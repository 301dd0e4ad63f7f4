"""Rows of glyphs, drawn in one go: input WeasyPrint's module of drawn text, output the same mended while in use.

WeasyPrint 70.0 asks Pango for each glyph of a line by itself, and puts the line together from strings that are then
read again to join them. Here the glyphs of a run are read at once (`PangoGlyphInfo` is five numbers of 32 bits), and
what a glyph of one width is written as is kept for its face and size. The bytes are those that WeasyPrint's line has
when it is joined. Lines with what is seldom, as letters with colours, raised glyphs and cut ends, are left to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chapbook.render.pdf.layout_glyphs import plain_distance

_NUMBERS = 5  # in a `PangoGlyphInfo`: glyph, width, x and y offset, flags
_BYTES = 20
_NO_SIZE = 1e-6  # a smaller size is written as 0
_Glyph = tuple[int, int, int]  # id, width and x offset, as Pango counts
_Written = tuple[str, float, float]  # the glyph's code, and the distances before and after it


@dataclass(frozen=True)
class _Run:
    """Glyphs of one face in a line: `item` is Pango's, `glyphs` are read from it."""

    item: Any
    font: Any
    size: float
    glyphs: list[_Glyph]


@dataclass
class _Row:
    """What is written of a line so far: `distance` is that to the next glyph."""

    written: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    distance: float = 0.0

    def close(self) -> str:
        """The operand of TJ; the row is empty then."""
        self._end_string()
        shown = "".join((*self.written, plain_distance(self.distance)))
        self.written, self.distance = [], 0.0
        return shown

    def step(self, number: str) -> None:
        """Write a distance between two glyphs."""
        self._end_string()
        self.written.append(number)

    def _end_string(self) -> None:
        if self.codes:
            self.written.append(f"<{''.join(self.codes)}>")
            self.codes = []


@contextmanager
def rows_drawn(drawn_text: Any) -> Iterator[None]:
    """Mend `weasyprint.draw.text` inside the `with` statement. Its rows are joined as `glyphs_joined` joins them."""
    original = drawn_text.draw_first_line
    reader = _Reader(drawn_text)

    def draw(stream: Any, box: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
        if not box.text.strip() or box.style["font_size"] < _NO_SIZE:
            return []
        is_whole = text_overflow != "ellipsis" and block_ellipsis == "none"
        runs = reader.runs(stream, box) if is_whole and reader.is_known else None
        if runs is None:
            return original(stream, box, text_overflow, block_ellipsis, matrix)
        stream.set_text_matrix(*matrix.values)
        reader.write(stream, box, runs)
        return []  # no pictures instead of letters

    drawn_text.draw_first_line = draw
    try:
        yield
    finally:
        drawn_text.draw_first_line = original


class _Reader:
    """Reads the glyphs of lines, and writes them. `drawn_text` is the module `weasyprint.draw.text`."""

    def __init__(self, drawn_text: Any) -> None:
        self.ffi, self.pango, self.unit = drawn_text.ffi, drawn_text.pango, drawn_text.FROM_UNITS
        # WeasyPrint takes the size from elsewhere for a Pango older than this.
        self.is_known = drawn_text.pango.pango_version() >= 14802 and self.ffi.sizeof("PangoGlyphInfo") == _BYTES

    def runs(self, stream: Any, box: Any) -> list[_Run] | None:
        """The runs of the box's line, or None when one has what is seldom."""
        self.pango.pango_layout_set_single_paragraph_mode(box.pango_layout.layout, True)
        line, _index = box.pango_layout.get_first_line()
        runs: list[_Run] = []
        font_before = None
        linked = line.runs[0]
        while linked != self.ffi.NULL:
            item, linked = linked.data, linked.next
            pango_font = item.item.analysis.font
            if pango_font != font_before:
                font, size = stream.add_font(pango_font)
                font_before = pango_font
            if font.bitmap or font.png or font.svg or font.colr:
                return None
            length = item.glyphs.num_glyphs
            numbers = memoryview(self.ffi.buffer(item.glyphs.glyphs, length * _BYTES)).cast("i").tolist()
            ids = numbers[::_NUMBERS]
            if any(numbers[3::_NUMBERS]) or max(ids, default=0) >= self.pango.PANGO_GLYPH_UNKNOWN_FLAG:
                return None
            glyphs = list(zip(ids, numbers[1::_NUMBERS], numbers[2::_NUMBERS], strict=True))
            runs.append(_Run(item, font, size, glyphs))
        return runs

    def write(self, stream: Any, box: Any, runs: list[_Run]) -> None:
        """Write the runs as rows, one for each face."""
        row = _Row()
        font_before, is_empty = None, True
        for run in runs:
            pango_font = run.item.item.analysis.font
            if pango_font != font_before:
                if not is_empty:
                    show_row(stream, row.close())
                font_before, is_empty = pango_font, True
                stream.set_font_size(run.font.hash, run.size)
            known = run.font.__dict__.setdefault("written", {}).setdefault(run.size, {})
            for place, glyph in enumerate(run.glyphs):
                code, before, after = known.get(glyph) or self._learn(stream, box, run, place, known)
                if before:
                    row.distance += before
                if code:
                    if row.distance and (number := plain_distance(row.distance)):
                        row.step(number)
                    row.codes.append(code)
                    row.distance = after
            is_empty = is_empty and not run.glyphs
        show_row(stream, row.close())

    def _learn(self, stream: Any, box: Any, run: _Run, place: int, known: dict[_Glyph, _Written]) -> _Written:
        """How the glyph is written; its text and its width are told to the font. Kept when its text cannot change."""
        glyph, width, x_offset = run.glyphs[place]
        font = run.font
        if glyph == self.pango.PANGO_GLYPH_EMPTY:
            known[run.glyphs[place]] = written = ("", -width / run.size, 0.0)
            return written
        if glyph not in font.to_unicode:
            font.to_unicode[glyph] = _text(box, run, place)
        if glyph not in font.widths:
            self.pango.pango_font_get_glyph_extents(
                run.item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect
            )
            font.widths[glyph] = round(stream.logical_rect.width * 1000 * self.unit / run.size)
        offset = x_offset / run.size
        after = font.widths[glyph] + offset - width * 1000 * self.unit / run.size
        written = f"{glyph:04x}", -offset, float(int(after))
        if glyph in font.to_unicode:
            known[run.glyphs[place]] = written
        return written


def _text(box: Any, run: _Run, place: int) -> str:
    """The letters that the glyph stands for, of those of its cluster."""
    item, clusters = run.item.item, run.item.glyphs.log_clusters
    if item.analysis.level % 2:  # from right to left
        end = item.length if place == 0 else clusters[place - 1]
    else:
        end = item.length if place == len(run.glyphs) - 1 else clusters[place + 1]
    text: bytes = box.pango_layout.text.encode()
    return text[item.offset + clusters[place] : item.offset + end].decode()


def show_row(stream: Any, row: str) -> None:
    """Append the row, which needs no joining, to the stream (ISO 32000-1, 9.4.3)."""
    stream.stream.append(b"[" + row.encode("ascii") + b"] TJ")
