"""The elements of a PDF's structure, and which of them those of HTML become (ISO 32000-1, 14.8.4).

Input: an element of a part's tree. Output: names, words and attributes for the structure element that stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET  # only names a type

from chapbook.model.fragment import SVG
from chapbook.render.pdf.paper_formulas import FORMULA_CLASS
from chapbook.render.pdf.paper_unset import UNSET_CLASS
from chapbook.trees import has_class

_SVG = f"{{{SVG}}}svg"
LIST = "L"
# The names of HTML that have one of PDF. What is in neither table groups nothing and gives its text to what is around.
TAGS = {
    "blockquote": ("BlockQuote",),
    "caption": ("Caption",),
    "code": ("Code",),
    "dl": (LIST,),
    "figcaption": ("Caption",),
    "figure": ("Div",),
    "p": ("P",),
    "pre": ("P",),
    "q": ("Quote",),
    "rt": ("RT",),
    "ruby": ("Ruby",),
    "table": ("Table",),
    "tbody": ("TBody",),
    "td": ("TD",),
    "tfoot": ("TFoot",),
    "th": ("TH",),
    "thead": ("THead",),
    "tr": ("TR",),
    "ul": (LIST,),
    **{f"h{level}": (f"H{level}",) for level in range(1, 7)},
}
INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins"),
        *("kbd", "mark", "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var"),
    )
)
_NUMBERINGS = {"a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}


@dataclass(frozen=True)
class Link:
    """A link's box: the place of an annotation among the kids of an element."""

    box: Any


@dataclass
class Element:
    """A structure element while the tree grows. Its kids are elements, links, and boxes of text or pictures.

    `attributes` are what the element says itself (`ActualText`, `Alt`, `E`, `ID`, `Lang`), and `table`, `list` and
    `layout` its attributes of these owners (ISO 32000-1, 14.8.5).
    """

    tag: str
    parent: Element | None = None
    kids: list[Any] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    table: dict[str, Any] = field(default_factory=dict)
    list: dict[str, Any] = field(default_factory=dict)
    layout: dict[str, Any] = field(default_factory=dict)


def elements(element: Element) -> Iterator[Element]:
    """The element and all below it, in the order of the text."""
    yield element
    for kid in element.kids:
        if isinstance(kid, Element):
            yield from elements(kid)


def picture_words(picture: ET.Element) -> str:
    """The words that stand for a picture or a formula; none when it only adorns the page."""
    if has_class(picture, FORMULA_CLASS) or has_class(picture, UNSET_CLASS):
        return (picture.get("aria-label") or "").strip()
    if picture.tag == _SVG:
        return (picture.findtext(f"{{{SVG}}}title") or "").strip()
    return (picture.get("alt") or "").strip()


def holds_only_inline(element: ET.Element) -> bool:
    """Whether it holds words or what stands among them, and no blocks."""
    has_words = (element.text or "").strip() or any((child.tail or "").strip() for child in element)
    inline = [child.tag in INLINE or child.tag == _SVG for child in element]
    return all(inline) and bool(has_words or inline)


def cell_spans(cell: ET.Element) -> dict[str, int]:
    """How many columns and rows the cell takes, where it takes more than one."""
    names = {"colspan": "ColSpan", "rowspan": "RowSpan"}
    found = {name: cell.get(attribute, "") for attribute, name in names.items()}
    return {name: int(value) for name, value in found.items() if value.isdecimal() and int(value) > 1}


def list_numbering(holder: ET.Element) -> str:
    """How the items of a list are counted (ISO 32000-1, table 347)."""
    return _NUMBERINGS.get(holder.get("type", ""), "Decimal") if holder.tag == "ol" else "Disc"
