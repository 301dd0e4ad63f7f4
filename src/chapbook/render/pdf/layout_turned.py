"""Pages that lie on their side: input what WeasyPrint laid out with the long side across, output upright pages.

The content is turned a quarter to the left, so that the head of a turned table is at the left, be the page a verso or a
recto: the book is turned the same way for both. What belongs to the page is turned with it: the rectangles of links
(ISO 32000-1, 12.5.2), the places of ids and the edges of pictures. So nobody after the layout has to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chapbook.render.pdf.layout_elements import Element, elements
from chapbook.render.pdf.part import POINTS_PER_MM, POINTS_PER_PIXEL, Geometry
from chapbook.render.pdf.sheet import TURNED_PAGE


def is_turned(page: Any) -> bool:
    """Whether a page box lies on its side."""
    return bool(page.page_type.name == TURNED_PAGE)


def turn_point(x: float, y: float, width: float) -> tuple[float, float]:
    """Where a point of a lying page is on the upright one, which is `width` wide; both count from the foot."""
    return width - y, x


def turn_pages(pdf: Any, pages: Sequence[Any], geometry: Geometry) -> None:
    """Turn the pages of a `pydyf.PDF` that lie on their side."""
    objects = {obj.reference: obj for obj in pdf.objects if obj.number}
    made = [obj for obj in pdf.objects if isinstance(obj, dict) and obj.get("Type") == "/Page"]
    width = geometry.width_mm * POINTS_PER_MM
    for page, entry in zip(pages, made, strict=True):
        if not is_turned(page):
            continue
        objects[entry["Contents"]].stream.insert(0, f"0 1 -1 0 {width:.4f} 0 cm".encode())
        for box in ("MediaBox", "TrimBox", "BleedBox"):
            entry[box][:] = _turned(entry[box], width)
        for reference in entry.get("Annots", ()):
            objects[reference]["Rect"][:] = _turned(objects[reference]["Rect"], width)


def _turned(box: Sequence[float], width: float) -> list[float]:
    x1, y1 = turn_point(box[0], box[1], width)
    x2, y2 = turn_point(box[2], box[3], width)
    return [round(edge, 4) for edge in (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))]


def turn_pictures(document: Element, pages: Sequence[Any], geometry: Geometry) -> None:
    """Turn what the structure says of the edges of pictures that stand on lying pages."""
    boxes = {box for page in pages if is_turned(page) for box in page.descendants(placeholders=True)}
    width = geometry.width_mm * POINTS_PER_MM / POINTS_PER_PIXEL
    for element in elements(document) if boxes else ():
        if "BBox" in element.layout and boxes.intersection(k for k in element.kids if not isinstance(k, Element)):
            element.layout["BBox"] = tuple(_turned(element.layout["BBox"], width))
