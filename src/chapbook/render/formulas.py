"""Formulas as drawings, and the only door to ziamath.

Input: a `math` element. Output: a `Drawing`, an SVG whose letters are outlines of STIX Two Math, with its size and
where its baseline lies. Equal formulas are drawn once in a process. The element is put in ziamath's words first: it
knows MathML 3 without CSS, and takes other sides of the standard than math-core does.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET  # only built here, never parsed

from lxml import etree

from chapbook.model.fragment import MATHML

_SIZE = 24.0  # of the drawing, in its own units: what ziamath's font is loaded for
_MARGIN = 1.0  # around it, for letters that lean out of their boxes

_TOKENS = frozenset({"mi", "mn", "mo", "ms", "mtext"})
# What stands above and below in display style, and beside in running text.
_BESIDE = {"munder": "msub", "mover": "msup", "munderover": "msubsup"}
_SCRIPTS = frozenset({*_BESIDE, *_BESIDE.values(), "mroot", "mmultiscripts"})
# ziamath puts spaces around these, MathML Core does not (its operator dictionary, appendix B).
_SPACELESS = frozenset("∀∃∄¬∂∇")
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064")
_VARIANTS = re.compile("[\ufe00-\ufe0f]")
_LENGTH = re.compile(r"(padding-left|padding-right|margin-left|color):\s*([^;]+)")
_CELL_PADDING = 0.4  # em: MathML Core, section 3.5, the user agent's sheet
_ROW_SPACE = "0.5em"


class FormulaError(Exception):
    """A formula that cannot be drawn. The message is a sentence."""


@dataclass(frozen=True)
class Drawing:
    """A formula drawn: SVG as bytes; width, height above and depth below the baseline in em, and margin all around.

    `missing` are characters that the face of formulas does not have.
    """

    svg: bytes
    width: float
    height: float
    depth: float
    missing: tuple[str, ...]


MARGIN = _MARGIN / _SIZE


def draw_formula(math: etree._Element) -> Drawing:
    """The drawing of a `math` element. Raises FormulaError."""
    bare = etree.Element(math.tag, nsmap={None: MATHML})  # type: ignore[dict-item]  # the stubs forget the default
    bare.set("display", "block" if math.get("display") == "block" else "inline")
    bare.text = math.text
    bare.extend(etree.fromstring(etree.tostring(math, with_tail=False)))
    return _draw(etree.tostring(bare))


@lru_cache(maxsize=8192)
def _draw(markup: bytes) -> Drawing:
    math = etree.fromstring(markup)
    root = _translated(math, math.get("display") == "block")
    missing = tuple(sorted({c for text in root.itertext() for c in text if _is_missing(c)}))
    try:
        with _mended():
            drawn = _library().math(root, size=_SIZE, margin=_MARGIN)
            box = drawn.node.bbox
            svg = drawn.svgxml()
    except Exception as fault:  # ziamath raises what Python raises; no formula may be lost in silence
        raise FormulaError(f"It cannot be drawn ({type(fault).__name__}: {fault}).") from fault
    for name in ("width", "height"):
        del svg.attrib[name]
    em = [round(n / _SIZE, 4) for n in (box.xmax - box.xmin, max(box.ymax, 0), max(-box.ymin, 0))]
    height, depth = em[1], em[2]
    svg.set("viewBox", _view_box(box.xmin, em[0] * _SIZE, height * _SIZE, depth * _SIZE))
    return Drawing(ET.tostring(svg), em[0], height, depth, missing)


def _view_box(left: float, width: float, height: float, depth: float) -> str:
    numbers = (left - _MARGIN, -height - _MARGIN, width + 2 * _MARGIN, height + depth + 2 * _MARGIN)
    return " ".join(f"{number:.2f}" for number in numbers)


@dataclass(frozen=True)
class _Library:
    """What is used of ziamath: the classes of formulas, nodes and rows, and the dictionary of operators."""

    math: Any
    node: Any
    row: Any
    operator: Any


@lru_cache(maxsize=1)
def _library() -> _Library:
    """ziamath, which reads its fonts when it is imported: so only a book with formulas does that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of how it finds its fonts, from Python 3.11 to 3.12
        from ziamath import operators, zmath
        from ziamath.config import config
        from ziamath.nodes import mnode, mrow
    # With `use` and `symbol` the ids of glyphs would be the same in every drawing of a page.
    config.svg2 = False
    config.precision = 2
    return _Library(zmath.Math, mnode.Mnode, mrow.Mrow, operators.get_params)


@contextmanager
def _mended() -> Iterator[None]:
    """Mend ziamath 0.13 inside the `with` statement.

    It takes an em for four thirds of the size of its letters. And it lays out the parts of each row twice, first to
    see how high the brackets of the row must be, so that its time doubles with each row in a row: the heights are taken
    only where something can stretch, and kept.
    """
    library = _library()
    node_class, row_class = library.node, library.row
    size_px, row_height = node_class.size_px, row_class._get_height_nostretch
    heights: dict[tuple[bytes, str, str], tuple[float, float]] = {}

    def true_size(node: Any, size: str, fontsize: float | None = None) -> float:
        value: float = size_px(node, size, fontsize)
        return value * 0.75 if str(size).endswith(("em", "ex", "mu", "mathspace")) else value

    def kept_height(node: Any, line: list[ET.Element], **options: Any) -> tuple[float, float]:
        if not any(_may_stretch(mo) for child in line for mo in child.iter("mo")):
            return 0.0, 0.0
        found = [(9999.0, -9999.0)]
        for child in line:
            about = {name: value for name, value in options.items() if not name.startswith("row")}
            key = (ET.tostring(child), repr(node.style), repr(about))
            if key not in heights:
                heights[key] = row_height(node, [child], **options)
            found.append(heights[key])
        return min(low for low, _ in found), max(high for _, high in found)

    node_class.size_px, row_class._get_height_nostretch = true_size, kept_height
    try:
        yield
    finally:
        node_class.size_px, row_class._get_height_nostretch = size_px, row_height


def _may_stretch(mo: ET.Element) -> bool:
    forms = (_library().operator((mo.text or "").strip(), form) for form in ("prefix", "infix", "postfix"))
    given = mo.get("stretchy")
    return given != "false" and (given == "true" or any(form.get("stretchy") == "true" for form in forms))


def _is_missing(character: str) -> bool:
    if character.isspace() or unicodedata.category(character) == "Cf":
        return False
    return bool(_font().glyphindex(character) == 0)


@lru_cache(maxsize=1)
def _font() -> Any:
    return _library().math(ET.Element("math")).font


def _translated(element: etree._Element, is_display: bool) -> ET.Element:
    """The element in ziamath's words. `is_display`: whether it stands in display style (MathML Core, 3.1.6)."""
    name = etree.QName(element).localname
    if name in _TOKENS:
        return _token(name, element)
    if name == "semantics":
        return _translated(element[0], is_display) if len(element) else _space("0")
    if name == "mspace":
        return _space(_styled(element).get("margin-left") or element.get("width") or "0")
    if "displaystyle" in element.attrib or name == "mtable":
        is_display = element.get("displaystyle") == "true"
    limits = not is_display and name in _BESIDE and len(element) and _is_large(element[0])
    made = ET.Element(_BESIDE[name] if limits else name, _attributes(element))
    styled = _styled(element)
    if "color" in styled:
        made.set("mathcolor", styled["color"])
    children = [child for child in element if isinstance(child.tag, str)]
    in_display = [
        is_display and name != "mfrac" and not (number and name in _SCRIPTS) for number in range(len(children))
    ]
    made.extend(_translated(child, *style) for child, *style in zip(children, in_display, strict=True))
    if name == "mpadded":
        _pad(made, styled)
    elif name == "mtable":
        _set_columns(made, element)
    if not len(made) and name in ("mrow", "mtd", "mpadded"):
        made.append(_space("0"))
    return made


def _token(name: str, element: etree._Element) -> ET.Element:
    text = "".join(str(t) for t in element.itertext())
    bare = _VARIANTS.sub("", text if name in ("mtext", "ms") else text.strip())
    attributes = _attributes(element)
    if name == "mo" and bare in _SPACELESS:
        attributes = {"lspace": "0", "rspace": "0", **attributes}
    if name == "mo" and _is_large(element):
        attributes.setdefault("stretchy", "false")
    if name == "mo" and set(bare) <= _INVISIBLE:
        return _space(attributes.get("lspace", "0"))
    if not bare:
        return _space("0")
    if name == "mi" and len(bare) > 1:
        name = "mtext"  # ziamath puts spaces around names of several letters; math-core has already done so
    elif name == "mi" and bare != text:
        attributes["mathvariant"] = "normal"  # a script letter, not to be slanted
    if name == "mtext":
        # A hyphen would become a rule.
        bare = bare.replace("\u00a0", " ").replace("-", "\u2010")
    made = ET.Element(name, attributes)
    made.text = bare
    return made


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(k): str(v) for k, v in element.attrib.items() if k not in ("style", "class", "id", "alttext")}


def _is_large(element: etree._Element) -> bool:
    """Whether the element is a sign like that of a sum, whose limits stand beside it in running text."""
    text = (element.text or "").strip()
    is_operator = isinstance(element.tag, str) and etree.QName(element).localname == "mo"
    return is_operator and _library().operator(text, "prefix").get("largeop") == "true"


def _space(width: str) -> ET.Element:
    return ET.Element("mspace", {"width": width})


def _styled(element: etree._Element) -> dict[str, str]:
    return {key: value.strip() for key, value in _LENGTH.findall(element.get("style", ""))}


def _pad(made: ET.Element, styled: dict[str, str]) -> None:
    made.tag = "mrow" if "padding-left" in styled or "padding-right" in styled else made.tag
    if made.tag == "mrow":
        made.insert(0, _space(styled.get("padding-left", "0")))
        made.append(_space(styled.get("padding-right", "0")))


def _set_columns(made: ET.Element, table: etree._Element) -> None:
    """The space between columns, which MathML Core has in the cells and ziamath in the table."""
    rows = [row for row in table if isinstance(row.tag, str)]
    longest = max(rows, key=len, default=None)
    cells = [] if longest is None else [_styled(cell) for cell in longest]
    spaces = [_em(before.get("padding-right")) + _em(after.get("padding-left")) for before, after in pairwise(cells)]
    if spaces:
        made.set("columnspacing", " ".join(f"{space:g}em" for space in spaces))
    made.set("rowspacing", _ROW_SPACE)


def _em(length: str | None) -> float:
    if length is None:
        return _CELL_PADDING
    return float(length.removesuffix("em")) if re.fullmatch(r"[\d.]+(em)?", length) else _CELL_PADDING
