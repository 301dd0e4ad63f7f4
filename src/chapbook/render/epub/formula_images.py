"""Images of formulas for reading systems that do not know MathML: `altimg`, MathML 3, section 2.2.1.

Input: the leaves of the book. Output: an SVG for each formula, equal ones once, named by the `math` elements with its
size in em and its baseline. A formula that cannot be drawn has no image; its MathML is in the book all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lxml import etree

from chapbook.model.fragment import m
from chapbook.render.epub.publication import Leaf, Resource, href_between
from chapbook.render.formulas import MARGIN, Drawing, FormulaError, draw_formula


def add_formula_images(leaves: Sequence[Leaf]) -> tuple[Resource, ...]:
    """Give every formula of the leaves its image, and return the images."""
    files: dict[Drawing, str] = {}
    for leaf in leaves:
        for math in leaf.section.iter(m("math")):
            try:
                drawing = draw_formula(math)
            except FormulaError:
                continue
            file = files.setdefault(drawing, f"formulas/{len(files) + 1:04}.svg")
            _name_image(math, drawing, href_between(leaf.file_name, file))
    return tuple(Resource(file, "image/svg+xml", partial(bytes, drawing.svg)) for drawing, file in files.items())


def _name_image(math: etree._Element, drawing: Drawing, href: str) -> None:
    math.set("altimg", href)
    math.set("altimg-width", f"{drawing.width + 2 * MARGIN:.3f}em")
    math.set("altimg-height", f"{drawing.height + drawing.depth + 2 * MARGIN:.3f}em")
    math.set("altimg-valign", f"{-drawing.depth - MARGIN:.3f}em")
