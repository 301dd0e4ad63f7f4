"""How large an image will stand on paper: input an `img` in its place, output the same with its measures in its style.

The sheets round the `--height` up to whole lines, so that the lines below an image keep step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from chapbook.model.fragment import h
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
        asked = "".join(f"; {name}: {image.get(name)}px" for name in ("width", "height") if _is_asked(image, name))
        image.set("style", f"{image.get('style', '')}{asked}; --height: {shown:.2f}px".lstrip("; "))


def _is_asked(image: etree._Element, name: str) -> bool:
    """Whether a line of text has to be told the measure, which WeasyPrint does not read from the attribute."""
    alone = any(isinstance(outer.tag, str) and _is_alone(outer) for outer in image.iterancestors())
    return not alone and image.get(name, "").isdecimal() and f"{name}:" not in image.get("style", "")


def _is_alone(outer: etree._Element) -> bool:
    return outer.tag == h("figure") or "image" in outer.get("class", "").split()


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
