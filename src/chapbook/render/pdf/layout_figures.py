"""Figures that nearly fit: input WeasyPrint's module of block layout, output the same module mended while in use.

A figure that does not fit on the rest of a page goes to the next one, and the foot of the page stays empty. Where a
large part of the page would be empty and a picture a little smaller would fill it, it is set so, as a compositor does.
Pictures whose size the author gave, and figures whose caption calls notes, are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chapbook.render.pdf.paper import NOTE_CLASS
from chapbook.trees import has_class

LEAST_SHARE = 0.8  # of its size
_LARGE_GAP = 0.2  # of the page's height


@contextmanager
def figures_fitted(block: Any) -> Iterator[None]:
    """Mend `weasyprint.layout.block` inside the `with` statement."""
    original = block.block_level_layout

    def lay_out(context: Any, box: Any, bottom_space: float, skip_stack: Any, *rest: Any, **options: Any) -> Any:
        laid = original(context, box, bottom_space, skip_stack, *rest, **options)
        if laid[0] is not None or skip_stack is not None or not _is_figure(box):
            return laid
        picture = _picture(box)
        room = context.page_bottom - bottom_space - box.position_y
        if picture is None or room < _LARGE_GAP * context.page_bottom:
            return laid
        height = picture.style["height"]
        tried = original(context, box, -float("inf"), None, *rest, **options)[0]
        if tried is None:
            return laid
        line = picture.style.root_style["line_height"]
        if isinstance(height, str) or isinstance(line, str):
            return laid  # “auto” or “normal”: a sheet of the author's keeps no grid
        shortage = tried.border_box_y() + tried.border_height() - (context.page_bottom - bottom_space)
        smaller = (height.value - shortage) // line.value * line.value
        if smaller < LEAST_SHARE * height.value:
            return laid
        picture.style = picture.style.copy()
        picture.style["height"] = type(height)(smaller, "px")
        return original(context, box, bottom_space, skip_stack, *rest, **options)

    block.block_level_layout = lay_out
    try:
        yield
    finally:
        block.block_level_layout = original


def _is_figure(box: Any) -> bool:
    """Whether the box is a figure, or a paragraph that is one picture, and calls no notes."""
    element = box.element
    if element is None or box.element_tag != element.tag:
        return False
    if element.tag != "figure" and not has_class(element, "image"):
        return False
    return not any(has_class(inner, NOTE_CLASS) for inner in element.iter())


def _picture(box: Any) -> Any:
    """The box of the figure's only picture, if it may be smaller: its height follows from the image's own size."""
    pictures = [inner for inner in box.descendants() if hasattr(inner, "replacement")]
    if len(pictures) != 1:
        return None
    element = pictures[0].element
    style = element.get("style", "") if element is not None else ""
    sized = element is None or element.get("width") or element.get("height") or "width:" in style
    return None if sized or "--height" not in style else pictures[0]
