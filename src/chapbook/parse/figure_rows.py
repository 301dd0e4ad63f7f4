"""Images side by side.

Input: divs with `layout-ncol=2` (Quarto). Output: `div class="figure-row"` for each row of images.
"""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import h, new_element, press
from chapbook.parse.attributes import Attributes
from chapbook.parse.lifting import take_attribute
from chapbook.trees import has_class, remove

# What Quarto says of a layout; the number of columns is all that is heeded.
LAYOUT = ("layout-ncol", "layout-nrow", "layout", "layout-valign", "fig-align", "fig-pos")

_COLUMNS = press("columns")
_MOST_COLUMNS = 6


def read_columns(div: etree._Element, attributes: Attributes) -> None:
    """Note on the div how many columns its attributes ask for."""
    value = attributes.get("layout-ncol") or ""
    if value.isascii() and value.isdigit():
        div.set(_COLUMNS, str(min(max(int(value), 1), _MOST_COLUMNS)))


def split_images(section: etree._Element) -> None:
    """Give each image of a div with columns a paragraph of its own, so that it can become a figure."""
    for div in section.iter(h("div")):
        if div.get(_COLUMNS) is None:
            continue
        for paragraph in list(div.iterchildren(h("p"))):
            images = list(paragraph)
            if len(images) > 1 and _holds_only_images(paragraph):
                for image in images:
                    image.tail = None
                    own = new_element("p")
                    paragraph.addprevious(own)
                    own.append(image)
                remove(paragraph)


def place_figure_rows(section: etree._Element) -> None:
    """Set up the rows."""
    for div in list(section.iter(h("div"))):
        columns = take_attribute(div, _COLUMNS)
        if columns is not None and columns != "1":
            _make_rows(div, int(columns))


def _make_rows(div: etree._Element, columns: int) -> None:
    row: etree._Element | None = None
    for child in list(div):
        if not _is_cell(child):
            row = None
            continue
        if row is None or len(row) == columns:
            row = new_element("div", class_="figure-row")
            child.addprevious(row)
        child.tail = None
        row.append(child if child.tag != h("img") else _cell(child))


def _is_cell(child: etree._Element) -> bool:
    is_image = child.tag == h("p") and has_class(child, "image")
    return is_image or child.tag in (h("figure"), h("img"), h("table"))


def _cell(image: etree._Element) -> etree._Element:
    cell = new_element("p", class_="image")
    cell.append(image)
    return cell


def _holds_only_images(paragraph: etree._Element) -> bool:
    return not (paragraph.text or "").strip() and all(
        child.tag in (press("image"), h("img")) and not (child.tail or "").strip() for child in paragraph
    )
