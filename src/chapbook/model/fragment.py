"""A piece of well-formed XHTML that can be hashed, cached and sent to a worker.

Input: an lxml element. Output: its bytes, parsed again on demand. Nothing outside this module turns a division's
content from bytes to a tree or back; nobody runs a regular expression over the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
# What the parser found and compose must still resolve: citations, cross-references, notes, index marks.
PRESS = "urn:chapbook:press"

NAMESPACES: dict[str | None, str] = {None: XHTML, "epub": EPUB, "press": PRESS}
# XPath knows no default namespace.
XPATH = {"h": XHTML, "epub": EPUB, "svg": SVG, "m": MATHML, "press": PRESS}

EPUB_TYPE = f"{{{EPUB}}}type"
XML_LANG = f"{{{XML}}}lang"
# To ask for attributes takes a third of the time that it takes to ask for elements with them.
_LANGUAGES = etree.XPath("descendant-or-self::*/@lang", smart_strings=False)


@dataclass(frozen=True)
class Fragment:
    """One well-formed XHTML element as UTF-8 bytes. Made by `make_fragment`, read by `fragment_tree`."""

    markup: bytes


def h(name: str) -> str:
    """The XHTML name in lxml's notation: `h("p")` is `{http://www.w3.org/1999/xhtml}p`."""
    return f"{{{XHTML}}}{name}"


def m(name: str) -> str:
    """The MathML name in lxml's notation."""
    return f"{{{MATHML}}}{name}"


def press(name: str) -> str:
    """The name of one of our own intermediate elements in lxml's notation."""
    return f"{{{PRESS}}}{name}"


def new_element(name: str, text: str = "", /, **attributes: str) -> etree._Element:
    """A root XHTML element with our namespaces declared. `class_` and `for_` lose their underscore."""
    element = etree.Element(h(name), nsmap=NAMESPACES)  # type: ignore[arg-type]  # the stubs forget the default namespace
    element.text = text or None
    for key, value in attributes.items():
        element.set(key.rstrip("_").replace("_", "-"), value)
    return element


def add_element(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    """A new last child of `parent`, made as `new_element` does."""
    element = etree.SubElement(parent, h(name))
    element.text = text or None
    for key, value in attributes.items():
        element.set(key.rstrip("_").replace("_", "-"), value)
    return element


def make_fragment(element: etree._Element) -> Fragment:
    """The element, without its tail, as a Fragment. The same tree gives the same bytes."""
    return Fragment(etree.tostring(element, encoding="utf-8", xml_declaration=False, with_tail=False))


def fragment_tree(fragment: Fragment) -> etree._Element:
    """A fresh tree of the fragment; the caller may change it. Raises `lxml.etree.XMLSyntaxError` on bytes not ours."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(fragment.markup, parser)


def named_languages(element: etree._Element) -> frozenset[str]:
    """The languages that the element and all below it name."""
    found = _LANGUAGES(element)
    return frozenset(map(str, found if isinstance(found, list) else ())) - {""}


def all_text(element: etree._Element) -> str:
    """The text of the element and all below it as it stands, without its tail: what libxml2 gathers at once."""
    return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def plain_text(element: etree._Element) -> str:
    """The text of the element and all below it, white space folded to single spaces."""
    return " ".join("".join(str(t) for t in element.itertext(etree.Element)).split())


def formula_words(math: etree._Element) -> str:
    """The words of a `math` element for whoever does not see it: its `alttext`, or else its characters in a row."""
    return math.get("alttext") or plain_text(math)


def drawing_words(svg: etree._Element) -> str | None:
    """The words of an `svg` element for whoever does not see it; empty when it only adorns, None when it has none."""
    if svg.get("aria-hidden") == "true":
        return ""
    title = svg.find(f"{{{SVG}}}title")
    return svg.get("aria-label") or (plain_text(title) if title is not None else None)


def find_all(tree: etree._Element, path: str) -> list[etree._Element]:
    """The elements that an XPath over our prefixes (`h:`, `press:`, …) finds, in document order."""
    found = _compiled(path)(tree)
    return [e for e in found if isinstance(e, etree._Element)] if isinstance(found, list) else []


@lru_cache(maxsize=256)
def _compiled(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=XPATH)
