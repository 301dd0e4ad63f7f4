"""How high an image will stand on paper: input an `img` in its place, output the same with `--height` in its style.

The sheets round that height up to whole lines, so that the lines below an image keep step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from chapbook.trees import has_class

_SHARE = re.compile(r"width: (\d+(?:\.\d+)?)%")
_WHOLE = "full"
_ROW = "figure-row"


@dataclass(frozen=True)
class ImageBoxes:
    """The measure, and the width and height of images by their paths; all in CSS px."""

    measure: float
    sizes: Mapping[str, tuple[float, float]]


NO_BOXES = ImageBoxes(0, MappingProxyType({}))


def box_image(image: etree._Element, boxes: ImageBoxes) -> None:
    """Give the image its height, when its size is known."""
    width, height = boxes.sizes.get(image.get("src", ""), (0, 0))
    if width and height:
        shown = _shown_width(image, width, boxes.measure) * height / width
        image.set("style", f"{image.get('style', '')}; --height: {shown:.2f}px".lstrip("; "))


def _shown_width(image: etree._Element, width: float, measure: float) -> float:
    parent = image.getparent()
    for outer in image.iterancestors():
        row = outer.getparent()
        if row is not None and row.get("class") == _ROW:
            measure /= len(row)
    share = _SHARE.search(image.get("style", ""))
    if share is not None:
        return measure * min(1.0, float(share.group(1)) / 100)
    if has_class(parent, _WHOLE):
        return measure
    asked = image.get("width", "")
    return min(float(asked) if asked.isdecimal() else width, measure)
