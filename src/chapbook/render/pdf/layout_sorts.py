"""Running heads, folios and lines of a sheet as sorts: input their texts, output a page for each, drawn at binding.

As a printer's sorts they are set once, whatever pages they stand on. Lengths are in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chapbook.faces import BookFaces
from chapbook.files import MemoryFolder
from chapbook.model.fragment import add_element, new_element
from chapbook.render.pdf.paper import plain_page
from chapbook.render.pdf.paper_unset import draw_unset
from chapbook.render.pdf.part import POINTS_PER_PIXEL, Sort, Sorts
from chapbook.render.pdf.sheet import sorts_sheet
from chapbook.render.pdf.typesetter import LayoutFailedError, Typesetter, page_boxes


def lay_out_sorts(sorts: Sequence[Sort], sheets: Sequence[str], faces: BookFaces, language: str) -> Sorts:
    """Lay out each sort on a page of its own, as wide as its advance width, untagged.

    Raises LayoutFailedError, and TextLostError as `Typesetter` does.
    """
    content = new_element("div")
    for sort in sorts:
        add_element(add_element(content, "div", class_="sort"), "span", sort.text, class_=sort.style)
    draw_unset(content, faces.missing)
    setter = Typesetter(faces, MemoryFolder({}), [*sheets, sorts_sheet(faces)])
    document = setter.lay_out(plain_page(content, language, "Sorts"))
    widths, baseline = [], 0.0
    for page, boxes in zip(document.pages, page_boxes(document), strict=True):
        line = _first_line(boxes)
        page.width = line.width
        widths.append(round(line.width * POINTS_PER_PIXEL, 3))
        baseline = (page.height - line.position_y - line.baseline) * POINTS_PER_PIXEL
    if len(widths) != len(sorts):
        raise LayoutFailedError(f"{len(sorts)} sorts came out as {len(widths)} pages.")
    return Sorts(setter.print_pages(document), tuple(sorts), tuple(widths), round(baseline, 3))


def _first_line(page: Any) -> Any:
    return next(box for box in page.descendants() if hasattr(box, "text_overflow"))
