"""Drawings as pictures, for those who show no SVG.

Input: SVGs with their sizes in CSS px. Output: a PNG for each (ISO/IEC 15948), on white, for a dark page would swallow
black lines. Many are drawn at once on one long sheet, which is then cut. The same drawings give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chapbook.faces import BookFaces
from chapbook.files import MemoryFolder
from chapbook.model.fragment import add_element, new_element

# Pixels of a sheet that are in memory at once.
_MOST_PIXELS = 16_000_000
_MM_PER_PX = 25.4 / 96
_PT_PER_PX = 0.75
_SHEET = "img { position: absolute; left: 0 } body { margin: 0 }"


@dataclass(frozen=True)
class SizedDrawing:
    """An SVG, its size in CSS px, and how many pixels of the picture each of these becomes."""

    svg: bytes
    width: float
    height: float
    scale: float

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the picture."""
        return max(1, round(self.width * self.scale)), max(1, round(self.height * self.scale))


def draw_pictures(drawings: Sequence[SizedDrawing], faces: BookFaces) -> Iterator[bytes]:
    """A PNG for each drawing, in their order. Raises LayoutFailedError for one that cannot be drawn."""
    sheet: list[SizedDrawing] = []
    for drawing in drawings:
        if sheet and (_area([*sheet, drawing]) > _MOST_PIXELS or drawing.scale != sheet[0].scale):
            yield from _draw_sheet(sheet, faces)
            sheet = []
        sheet.append(drawing)
    if sheet:
        yield from _draw_sheet(sheet, faces)


def _area(drawings: Sequence[SizedDrawing]) -> int:
    return max(d.pixels[0] for d in drawings) * sum(d.pixels[1] for d in drawings)


def _draw_sheet(drawings: Sequence[SizedDrawing], faces: BookFaces) -> Iterator[bytes]:
    """All drawings below each other, each beginning on a whole pixel of the picture."""
    import pypdfium2  # late, as is what sets pages: few books have a formula or a drawing to draw

    from chapbook.render.pdf.single_page import set_single_page

    scale = drawings[0].scale
    files = {f"{number}.svg": drawing.svg for number, drawing in enumerate(drawings)}
    tree = new_element("div")
    top = 0
    for name, drawing in zip(files, drawings, strict=True):
        size = f"top: {top / scale}px; width: {drawing.width}px; height: {drawing.height}px"
        add_element(tree, "img", src=name, alt="", style=size)
        top += drawing.pixels[1]
    wide = max(d.pixels[0] for d in drawings) / scale
    pdf = set_single_page(tree, wide * _MM_PER_PX, top / scale * _MM_PER_PX, [_SHEET], faces, MemoryFolder(files))
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=scale / _PT_PER_PX).to_pil().convert("RGB")
    finally:
        document.close()
    top = 0
    for drawing in drawings:
        width, height = drawing.pixels
        written = io.BytesIO()
        picture.crop((0, top, width, top + height)).save(written, "PNG", optimize=True)
        top += height
        yield written.getvalue()
