"""A single page without margins: input its tree and its measures, output an untagged PDF.

Covers are such pages, and the instructions that come with a booklet.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from chapbook.faces import BookFaces
from chapbook.files import Folder
from chapbook.model.fragment import h
from chapbook.render.pdf.layout_faults import cut_off
from chapbook.render.pdf.page_text import TextLostError, read_pages
from chapbook.render.pdf.paper import plain_page
from chapbook.render.pdf.paper_text import read_paper_text
from chapbook.render.pdf.paper_unset import draw_unset
from chapbook.render.pdf.sheet import single_sheet
from chapbook.render.pdf.typesetter import LayoutFailedError, Typesetter, page_boxes


def set_single_page(
    tree: etree._Element,
    width_mm: float,
    height_mm: float,
    sheets: Sequence[str],
    faces: BookFaces,
    folder: Folder,
    language: str = "en",
    bleed_mm: float = 0,
) -> bytes:
    """The page as a PDF. Every image that the tree names may be shown.

    Raises LayoutFailedError when not all of the tree is on the page.
    """
    draw_unset(tree, faces.missing)
    images = frozenset(image.get("src", "") for image in tree.iter(h("img")))
    root = plain_page(tree, language, "")
    try:
        setter = Typesetter(faces, folder, [single_sheet(width_mm, height_mm, faces, bleed_mm), *sheets], images)
        document = setter.lay_out(root)
        pages = page_boxes(document)
        read_pages(pages, read_paper_text(root))
    except TextLostError as lost:
        raise LayoutFailedError(str(lost)) from lost
    if len(pages) != 1 or any(cut_off(pages)):
        raise LayoutFailedError("The text does not fit on its page.")
    return setter.print_pages(document)
