"""Formulas on paper: input a division's section, output the same with every `math` element drawn as an SVG.

Sizes are in em, so that a formula grows with the text around it, and its baseline is the line's. The letters of the
formula stay in the tree as the drawing's `desc`: they count in the running text, and nobody sets them. `aria-label`
holds the words that stand for the formula. The sheets set the drawing by its measures, `--width`, `--height` and
`--depth`.
"""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import SVG, m, plain_text
from chapbook.render.formulas import MARGIN, Drawing, FormulaError, draw_formula

FORMULA_CLASS = "formula"
_CELL = m("mtd")
_SHOWN = 60
_WIDE = 21  # em: what leaves no room for a number beside it on a page of A5


def draw_formulas(section: etree._Element) -> tuple[str, ...]:
    """Draw every formula. Output: sentences on what is not as the author wants it. Raises FormulaError."""
    remarks: list[str] = []
    for math in list(section.iter(m("math"))):
        parent = math.getparent()
        if parent is None:
            continue
        words = formula_words(math)
        try:
            drawing = draw_formula(math)
        except FormulaError as fault:
            raise FormulaError(f"The formula “{words[:_SHOWN]}”: {fault}") from fault
        remarks += [f"No face of formulas has the character “{c}” (U+{ord(c):04X})." for c in drawing.missing]
        if any("border" in cell.get("style", "") for cell in math.iter(_CELL)):
            remarks.append(f"The rules in the formula “{words[:_SHOWN]}” are not drawn.")
        svg = _svg(drawing, words, math)
        svg.tail, math.tail = math.tail, None
        for name in ("id", "lang"):
            if math.get(name):
                svg.set(name, math.get(name, ""))
        parent.replace(math, svg)
        if drawing.width > _WIDE:
            parent.set("class", f"{parent.get('class', '')} wide".strip())
    return tuple(dict.fromkeys(remarks))


def formula_words(math: etree._Element) -> str:
    """What stands for the formula where it cannot be seen: its LaTeX, or else its letters."""
    return (math.get("alttext") or "").strip() or plain_text(math)


def _svg(drawing: Drawing, words: str, math: etree._Element) -> etree._Element:
    svg = etree.fromstring(drawing.svg)
    width, height = drawing.width + 2 * MARGIN, drawing.height + drawing.depth + 2 * MARGIN
    svg.set("class", FORMULA_CLASS)
    svg.set("aria-label", words)
    svg.set("data-width", f"{width:.4f}")
    svg.set(
        "style",
        f"--width: {width:.4f}em; --height: {height:.4f}em; --depth: {-drawing.depth - MARGIN:.4f}em",
    )
    description = etree.Element(f"{{{SVG}}}desc")
    description.text = "".join(str(text) for text in math.itertext(etree.Element))
    svg.insert(0, description)
    return svg
