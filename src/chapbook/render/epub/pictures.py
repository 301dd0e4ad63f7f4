"""Formulas and drawings in the text as pictures, for converters that lose MathML and SVG.

Input: the leaves of the book. Output: PNGs, and in their place in the text an `img` with the words of the formula or
the drawing. The sizes of formulas are in em, so that they grow with the text. One that cannot be drawn stands as its
words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from chapbook.faces import BookFaces
from chapbook.model.fragment import SVG, drawing_words, formula_words, m, new_element
from chapbook.render.drawings import SizedDrawing, draw_pictures
from chapbook.render.epub.publication import Leaf, Resource, href_between
from chapbook.render.formulas import MARGIN, Drawing, FormulaError, draw_formula
from chapbook.trees import replace

FORMULA_CLASS = "formula"
# CSS px of an em, and pixels of the picture for each of them: a formula is sharp at 96 pixels to the em.
_EM_PX, _FORMULA_SCALE = 16.0, 6.0
_DRAWING_WIDTH = 1600.0


def add_pictures(leaves: Sequence[Leaf], faces: BookFaces) -> tuple[Resource, ...]:
    """Put a picture in the place of every formula and every drawing of the leaves, and return the pictures."""
    return (*_replace_formulas(leaves, faces), *_replace_drawings(leaves, faces))


def _replace_formulas(leaves: Sequence[Leaf], faces: BookFaces) -> tuple[Resource, ...]:
    files: dict[Drawing, str] = {}
    for leaf in leaves:
        for math in list(leaf.section.iter(m("math"))):
            try:
                drawing = draw_formula(math)
            except FormulaError:
                replace(math, new_element("span", formula_words(math), class_=FORMULA_CLASS))
                continue
            file = files.setdefault(drawing, f"formulas/{len(files) + 1:04}.png")
            replace(math, _formula_image(math, drawing, href_between(leaf.file_name, file)))
    return _resources(files.values(), [_sized(drawing) for drawing in files], faces)


def _formula_image(math: etree._Element, drawing: Drawing, href: str) -> etree._Element:
    sizes = {
        "width": drawing.width + 2 * MARGIN,
        "vertical-align": -drawing.depth - MARGIN,
    }
    style = "; ".join(f"{name}: {size:.3f}em" for name, size in sizes.items())
    image = new_element("img", class_=FORMULA_CLASS, src=href, alt=formula_words(math), style=style)
    if math.get("id"):
        image.set("id", math.get("id", ""))
    return image


def _sized(drawing: Drawing) -> SizedDrawing:
    width = (drawing.width + 2 * MARGIN) * _EM_PX
    height = (drawing.height + drawing.depth + 2 * MARGIN) * _EM_PX
    return SizedDrawing(drawing.svg, width, height, _FORMULA_SCALE)


def _replace_drawings(leaves: Sequence[Leaf], faces: BookFaces) -> tuple[Resource, ...]:
    drawings: list[SizedDrawing] = []
    names: list[str] = []
    for leaf in leaves:
        for svg in [s for s in leaf.section.iter(f"{{{SVG}}}svg") if _is_outermost(s)]:
            name = f"drawings/{len(names) + 1:04}.png"
            image = new_element("img", src=href_between(leaf.file_name, name))
            for attribute in ("id", "class", "lang"):
                if svg.get(attribute):
                    image.set(attribute, svg.get(attribute, ""))
            if (words := drawing_words(svg)) is not None:
                image.set("alt", words)
            drawings.append(_measured(svg))
            names.append(name)
            replace(svg, image)
    return _resources(names, drawings, faces)


def _is_outermost(svg: etree._Element) -> bool:
    return next(svg.iterancestors(f"{{{SVG}}}svg"), None) is None


def _measured(svg: etree._Element) -> SizedDrawing:
    """The drawing with the size of its view box, or what browsers give one without."""
    box = svg.get("viewBox", "").replace(",", " ").split()
    width, height = (float(box[2]), float(box[3])) if len(box) == 4 else (300.0, 150.0)
    return SizedDrawing(etree.tostring(svg, with_tail=False), width, height, _DRAWING_WIDTH / max(1.0, width))


def _resources(names: Iterable[str], drawings: Sequence[SizedDrawing], faces: BookFaces) -> tuple[Resource, ...]:
    """The pictures, drawn now: many of them on one sheet."""
    pictures = draw_pictures(drawings, faces)
    return tuple(_resource(name, picture) for name, picture in zip(names, pictures, strict=True))


def _resource(name: str, picture: bytes) -> Resource:
    return Resource(name, "image/png", lambda: picture)
