"""Where every id fell: input the laid-out document, output a `Place` for each id of its tree."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET  # only names a type

from chapbook.render.pdf.layout_turned import is_turned, turn_point
from chapbook.render.pdf.part import POINTS_PER_MM, POINTS_PER_PIXEL, Geometry, Place


def read_places(document: Any, root: ET.Element, geometry: Geometry) -> tuple[Place, ...]:
    """The places by id. One that leaves no box on paper stands where the one before it does."""
    found: dict[str, Place] = {}
    for number, page in enumerate(document.pages):
        for name, (left, top, _right, _bottom) in page.anchors.items():
            x_pt, y_pt = left * POINTS_PER_PIXEL, (page.height - top) * POINTS_PER_PIXEL
            if is_turned(page._page_box):
                x_pt, y_pt = turn_point(x_pt, y_pt, geometry.width_mm * POINTS_PER_MM)
            found.setdefault(name, Place(name, number, round(x_pt, 3), round(y_pt, 3)))
    last = Place("", 0, 0.0, round(document.pages[0].height * POINTS_PER_PIXEL, 3))
    for element in root.iter():
        name = element.get("id")
        if name and not element.tag.startswith("{"):
            last = found.setdefault(name, Place(name, last.page, last.x_pt, last.y_pt))
    return tuple(found[name] for name in sorted(found))
