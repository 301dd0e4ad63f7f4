"""Walks over all boxes of a page, made short: input WeasyPrint's modules, output the same mended while in use.

WeasyPrint 70.0 goes through the boxes of each page for their backgrounds, for their outlines and for its own business,
and asks each of them a dozen questions. Nearly all boxes have a style without background, shadow, round corners and
outline: that is found out once a style. Who wants all boxes below another gets them from one loop, and not through as
many generators as the box lies deep.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
_RADII = tuple(f"border_{corner}_radius" for corner in _CORNERS)
_SQUARE = dict.fromkeys(_RADII, (0, 0))
_NONE = (0, "px")  # a radius, as WeasyPrint writes it


@contextmanager
def backgrounds_found(background: Any, color: Any) -> Iterator[None]:
    """Mend `weasyprint.layout.background` inside the `with` statement. `color` is `weasyprint.draw.color`."""
    original = background.layout_box_backgrounds

    def lay_out(page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None) -> None:
        if style is not None or box is page or not _is_plain(box.style, color):
            original(page, box, get_image, layout_children, style)
            return
        box = getattr(box, "_box", box)  # a placeholder stands for it
        box.__dict__.update(_SQUARE)
        box.background = None
        if layout_children:
            for child in box.all_children():
                lay_out(page, child, get_image)

    background.layout_box_backgrounds = lay_out
    try:
        yield
    finally:
        background.layout_box_backgrounds = original


def _is_plain(style: Any, color: Any) -> bool:
    """Whether whatever has the style shows nothing of its own. Known once, and written on the style.

    A copy, which WeasyPrint makes before it changes anything, begins without.
    """
    known: bool | None = style.__dict__.get("is_plain")
    if known is None:
        known = style.is_plain = (
            style["visibility"] != "hidden"
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and all(kind == "none" for kind, _image in style["background_image"])
            and not style["box_shadow"]
            and all(_NONE in style[radius] for radius in _RADII)
            and color.get_color(style, "background_color").alpha == 0
        )
    return known


@contextmanager
def outlines_found(draw: Any, border: Any, box_type: type) -> Iterator[None]:
    """Mend `weasyprint.draw` and `weasyprint.draw.border` inside the `with` statement."""
    original = border.draw_outline

    def draw_outline(stream: Any, box: Any) -> None:
        if box.style["outline_style"] != "none":
            original(stream, box)
            return
        for child in box.children:
            if isinstance(child, box_type):
                draw_outline(stream, child)

    draw.draw_outline = border.draw_outline = draw_outline
    try:
        yield
    finally:
        draw.draw_outline = border.draw_outline = original


@contextmanager
def descendants_listed(box_type: Any) -> Iterator[None]:
    """Mend `weasyprint.formatting_structure.boxes.Box` inside the `with` statement."""
    original = box_type.descendants

    def descendants(box: Any, placeholders: bool = False) -> Iterator[Any]:
        waiting = [box]
        while waiting:
            found = waiting.pop()
            if not isinstance(found, box_type):
                if not placeholders:
                    yield found
                    continue
                found = found._box  # what the placeholder stands for
            yield found
            waiting += reversed(found.children)

    box_type.descendants = descendants
    try:
        yield
    finally:
        box_type.descendants = original
