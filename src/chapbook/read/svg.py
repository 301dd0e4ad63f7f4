"""The inspection of one SVG image.

Input: its bytes. Output: its width and height in CSS px (SVG 2, section 8.2; CSS Values 3, section 6.2), or an
`UnfitImageError`: an edition carries no SVG that acts, fetches, or grows beyond measure (SVG 2, section 2.2.3, “secure
static”; EPUB 3.3, section 3.6). Links that a reader may follow stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

import tinycss2
from lxml import etree

from chapbook.model.fragment import SVG, XHTML, XML
from chapbook.read.style_sheets import FETCHING_FUNCTIONS

MAX_ELEMENTS = 20_000
# As many elements as there may be once each `use` is replaced by what it repeats.
MAX_EXPANDED = 50_000
_ACTIVE = frozenset(["audio", "embed", "foreignobject", "handler", "iframe", "listener", "object", "script", "video"])
_DTD = "-//W3C//DTD SVG "
_DATA_IMAGE = r"data:image/(png|jpeg|gif|webp)[;,]"
_INSIDE = re.compile(rf"#|{_DATA_IMAGE}", re.IGNORECASE)
_LINK = re.compile(r"#|https?:|mailto:", re.IGNORECASE)
# A style sheet may hold its faces too; never a document in a `data:` address, which nobody would have inspected.
_INSIDE_CSS = re.compile(
    rf"#|{_DATA_IMAGE}|data:(font/|application/((x-|vnd\.ms-)?font|octet-stream))[\w.+-]*[;,]", re.IGNORECASE
)
# Whether an attribute is worth parsing as CSS; an escape may spell any name.
_MAY_FETCH = re.compile(r"\\|@|(url|src|image|image-set)\(", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE | re.ASCII)
_FARTHEST = 1e9
# CSS px in each unit.
_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


class UnfitImageError(Exception):
    """The image cannot be used; `args` are the code and the sentence of the diagnostic."""


def inspect_svg(content: bytes) -> tuple[int, int]:
    """Width and height in CSS px. Raises `UnfitImageError`."""
    _refuse_declarations(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as broken:
        raise UnfitImageError("unreadable-image", f"The SVG is not well formed: {broken.msg}.") from broken
    if root.tag != f"{{{SVG}}}svg":
        raise UnfitImageError("unreadable-image", "The file is XML, but no SVG with its namespace.")
    for count, element in enumerate(root.iter(etree.Element), start=1):
        if count > MAX_ELEMENTS:
            raise _unsafe(f"has more than {MAX_ELEMENTS:,} elements; that is refused")
        _refuse_element(element)
        for attribute, value in element.attrib.items():
            _refuse_attribute(element, etree.QName(str(attribute)), str(value).strip())
    _refuse_growth(root)
    return _size(root)


def _unsafe(said: str) -> UnfitImageError:
    return UnfitImageError("unsafe-svg", f"The SVG {said}.")


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:59]}…"


def _refuse_declarations(content: bytes) -> None:
    """Refuse what stands outside the tree, before anything expands an entity.

    Expat tells an internal subset whatever the encoding; lxml does not tell an empty one, nor one without entities.
    """

    def refuse_doctype(_name: str, system: str | None, public: str | None, has_subset: bool) -> None:
        if has_subset:
            raise _unsafe("has a DOCTYPE with declarations of its own (“<!ENTITY” and the like); those are refused")
        # Readers know the entities of other DTDs by heart, so that an address could be spelt with them.
        if (system or public) and not (public or "").startswith(_DTD):
            raise _unsafe("has a DOCTYPE that is not SVG’s; that is refused")

    def refuse_instruction(target: str, _data: str) -> None:
        raise _unsafe(f"holds a processing instruction “<?{_short(target)}?>”; those are refused")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.ProcessingInstructionHandler = refuse_instruction
    try:
        parser.Parse(content, True)
    except expat.ExpatError as broken:
        raise UnfitImageError("unreadable-image", f"The SVG is not well formed: {broken}.") from broken
    except (LookupError, ValueError) as unknown:  # an encoding that Python does not know, or of several bytes
        raise UnfitImageError("unreadable-image", "The SVG’s encoding is not known; save it as UTF-8.") from unknown


def _refuse_element(element: etree._Element) -> None:
    name = etree.QName(element)
    if name.localname.lower() in _ACTIVE:
        raise _unsafe(f"holds a “{name.localname}” element; those are refused")
    if name.namespace == XHTML:
        raise _unsafe(f"holds an HTML element “{name.localname}”; those are refused")
    if name.localname.lower() == "style":
        # Readers join the text around an element, so that what is parsed here would not be what they read.
        if len(list(element.iter(etree.Element))) > 1:
            raise _unsafe("holds a “style” element with elements in it; that is refused")
        sheet = "".join(str(text) for text in element.itertext(etree.Element))
        _refuse_fetches(tinycss2.parse_stylesheet(sheet, skip_comments=True))
    if name.localname.lower() == "set" or name.localname.lower().startswith("animate"):
        target = element.get("attributeName", "").strip()
        local = target.rpartition(":")[2].lower()
        if local == "href" or local.startswith("on"):
            raise _unsafe(f"animates the attribute “{_short(target)}”; that is refused")


def _refuse_attribute(element: etree._Element, attribute: etree.QName, value: str) -> None:
    name = attribute.localname.lower()
    if name.startswith("on"):
        raise _unsafe(f"holds an event handler “{attribute.localname}”; those are refused")
    if attribute.namespace == XML and name == "base":
        raise _unsafe("sets “xml:base”, so that it points outside itself; that is refused")
    if name == "href":
        if element.tag == f"{{{SVG}}}a":
            if not _LINK.match(value):
                raise _unsafe(f"links to “{_short(value)}”; only http, https, mailto and “#” are taken")
        elif not _INSIDE.match(value):
            raise _unsafe(f"points outside itself, to “{_short(value)}”; that is refused")
    elif _MAY_FETCH.search(value):
        _refuse_fetches(tinycss2.parse_component_value_list(value, skip_comments=True))


def _refuse_fetches(nodes: Iterable[Any]) -> None:
    """Refuse CSS that brings in anything. A stack instead of recursion: brackets may be nested without end."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        keyword = _keyword(node)
        if keyword == "import":
            raise _unsafe("brings in a style sheet with “@import”; that is refused")
        for target in _targets(node):
            if not _INSIDE_CSS.match(target.strip()):
                raise _unsafe(f"fetches “{_short(target)}” by its styles; that is refused")
        for inside in ("prelude", "content", "arguments"):
            # The address of a namespace is a name; nobody fetches it.
            if not (keyword == "namespace" and inside == "prelude"):
                stack += getattr(node, inside, None) or ()


def _keyword(node: Any) -> str:
    """The name of an at-rule, at the top of a sheet or nested, where tinycss2 leaves it a bare token."""
    if node.type == "at-rule":
        return str(node.lower_at_keyword)
    return str(node.value).lower() if node.type == "at-keyword" else ""


def _targets(node: Any) -> Iterator[str]:
    """The addresses that the node names by itself."""
    if node.type == "url":
        yield node.value
    elif node.type == "function" and node.lower_name == "url":
        yield next((argument.value for argument in node.arguments if argument.type == "string"), "")
    elif node.type == "function" and node.lower_name in FETCHING_FUNCTIONS:
        yield f"{node.lower_name}()"
    elif node.type == "error" and node.kind == "bad-url":
        yield "url()"


def _refuse_growth(root: etree._Element) -> None:
    """Refuse a `use` that repeats itself, and repetitions of repetitions that add up.

    Each element is counted after its children and after what it repeats; the stack holds the way down to it.
    """
    by_id: dict[str, etree._Element] = {}
    for element in root.iter(etree.Element):
        if element.get("id"):
            by_id.setdefault(element.get("id", ""), element)
    weights: dict[etree._Element, int] = {}
    entered: set[etree._Element] = set()
    stack = [root]
    while stack:
        element = stack[-1]
        below = [*element.iterchildren(etree.Element), *_repeated(element, by_id)]
        if element not in entered:
            entered.add(element)
            for inner in below:
                if inner in entered and inner not in weights:
                    raise _unsafe("holds a “use” element that repeats itself; that is refused")
            stack += [inner for inner in below if inner not in weights]
            continue
        stack.pop()
        # An element that two others repeat may lie on the stack twice.
        if element not in weights:
            weights[element] = 1 + sum(weights[inner] for inner in below)
            if weights[element] > MAX_EXPANDED:
                raise _unsafe(f"repeats itself by “use” to more than {MAX_EXPANDED:,} elements; that is refused")


def _repeated(element: etree._Element, by_id: dict[str, etree._Element]) -> Iterator[etree._Element]:
    """What a `use` repeats; with both kinds of `href`, readers differ in which they follow."""
    if etree.QName(element).localname == "use":
        for attribute, value in element.attrib.items():
            target = unquote(str(value).strip().removeprefix("#"))
            if etree.QName(str(attribute)).localname == "href" and target in by_id:
                yield by_id[target]


def _size(root: etree._Element) -> tuple[int, int]:
    box = _view_box(root.get("viewBox", ""))
    width = _length(root.get("width", "")) or (box[2] if len(box) == 4 else 300.0)
    height = _length(root.get("height", "")) or (box[3] if len(box) == 4 else 150.0)
    return round(width), round(height)


def _view_box(value: str) -> list[float]:
    """The four numbers (SVG 2, 8.6), or nothing where there are none."""
    words = value.replace(",", " ").split()
    numbers = [float(word) for word in words if _NUMBER.fullmatch(word)]
    if len(numbers) == len(words) in (0, 4) and all(abs(number) <= _FARTHEST for number in numbers):
        return numbers
    raise UnfitImageError("unreadable-image", f"The SVG’s “viewBox” is not four numbers, but “{_short(value)}”.")


def _length(value: str) -> float:
    measure = re.fullmatch(r"\s*(\d*\.?\d+)\s*([a-z]*)\s*", value)
    length = float(measure[1]) * _PX[measure[2]] if measure and measure[2] in _PX else 0.0
    return length if length <= _FARTHEST else 0.0
