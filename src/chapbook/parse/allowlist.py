"""What markup a book may hold: XHTML without forms, scripts, frames and outside resources, with SVG and MathML.

Input: the name and attributes of an element. Output: the name to use for it, whether it stays, and the attributes that
stay. EPUB 3.3 section 6.1 sets the frame; active content is refused on top of it.
"""
# ruff: noqa: SIM905 – sixty names read better without their quotes

from __future__ import annotations

import re
from enum import Enum

from chapbook.addresses import clean_address
from chapbook.diagnostics import nearest
from chapbook.model.fragment import EPUB, MATHML, SVG, XHTML, XLINK, XML
from chapbook.parse.attribute_values import is_aria_of_books


class Verdict(Enum):
    """What becomes of an element: it stays, it goes and its content stays, or it goes with its content."""

    KEEP = "keep"
    UNWRAP = "unwrap"
    DROP = "drop"


_KEPT = frozenset(
    """a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del dfn div dl dt em
    figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p pre q rb rp rt rtc ruby s samp
    section small span strong sub sup table tbody td tfoot th thead time tr u ul var wbr""".split()
)
# Old elements and what does their work today.
_RENAMED = {
    "tt": "code",
    "strike": "s",
    "acronym": "abbr",
    "big": "span",
    "font": "span",
    "center": "div",
    "dir": "ul",
    "details": "div",
    "main": "div",
    "nav": "div",
    "hgroup": "div",
    "fieldset": "div",
    "legend": "div",
    "summary": "div",
}
_DROPPED = frozenset(
    "script style iframe object embed applet link meta base input audio video source track canvas area param".split()
)
_UNWRAPPED = frozenset("form label button noscript map picture data output meter progress summary dialog".split())

# What no block may stand in: blocks that hold running text, and what stands in running text.
BLOCK_PHRASES = frozenset("p h1 h2 h3 h4 h5 h6 dt".split())
PHRASES = BLOCK_PHRASES | frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var".split()
)

# The names at which HTML begins; every other `<name` in a chapter is text.
HTML_NAMES = _KEPT | _RENAMED.keys() | _DROPPED | _UNWRAPPED | {"svg", "math"}

_SVG_KEPT = frozenset(
    """svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath
    linearGradient radialGradient stop clipPath mask pattern marker switch""".split()
)
_MATHML_KEPT = frozenset(
    """math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle merror mpadded mphantom menclose mfenced msub msup
    msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd mlabeledtr semantics
    annotation""".split()
)

# SVG Accessibility API Mappings and WAI-ARIA Graphics Module, for drawings that move nothing.
_DRAWING_ROLES = frozenset("graphics-document graphics-object graphics-symbol img none presentation".split())

_COMMON = frozenset("id class lang dir title role".split())
_OF_ELEMENT = {
    "a": {"href", "hreflang", "rel"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
    "time": {"datetime"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers", "align"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr", "align"},
    "col": {"span", "width"},
    "colgroup": {"span"},
}
_NUMBERS = frozenset("colspan rowspan span start value".split())
_MOST_SPANNED = 100
_NAMESPACED = {"epub": EPUB, "xml": XML, "xlink": XLINK}
_NAME = re.compile(r"[A-Za-z_][\w.-]*$", re.ASCII)
_OPEN_NAME = re.compile(r"data-(?!xml)[a-z][a-z0-9_.-]*$")
_SIZE = re.compile(r"(width|height)\s*:\s*(\d{1,4}(?:\.\d+)?(?:%|px))", re.IGNORECASE | re.ASCII)
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = frozenset("http https mailto tel ftp doi urn".split())
# What a URL parser skips (URL Standard, 4.4), so that `java\nscript:` hides nothing.
_SKIPPED = re.compile(r"[\x00-\x20]")


def judge_element(name: str, namespace: str) -> tuple[Verdict, str]:
    """What becomes of the element, and its name in the tree."""
    if namespace == SVG:
        return (Verdict.KEEP if name in _SVG_KEPT else Verdict.DROP), name
    if namespace == MATHML:
        if name == "annotation-xml":  # the formula a second time
            return Verdict.DROP, name
        return (Verdict.KEEP if name in _MATHML_KEPT else Verdict.UNWRAP), name
    if name in _DROPPED:
        return Verdict.DROP, name
    if name in _RENAMED:
        return Verdict.KEEP, _RENAMED[name]
    return (Verdict.KEEP if name in _KEPT and name not in _UNWRAPPED else Verdict.UNWRAP), name


def judge_attribute(element: str, namespace: str, name: str, value: str) -> tuple[str, str] | None:
    """The attribute's name in lxml's notation and its value, or None when it goes."""
    if ":" in name:
        return _judge_namespaced(namespace, name, value)
    if namespace != XHTML:
        return _judge_foreign(name, value)
    if name == "name" and element == "a":
        return "id", value
    if name not in _COMMON and name not in _OF_ELEMENT.get(element, ()):
        return (name, value) if _OPEN_NAME.match(name) or is_aria_of_books(name) else None
    if name in _NUMBERS:
        return _judge_number(name, value)
    if name == "reversed":
        return name, name
    if name == "cite":  # where the words come from, for machines; a book may name only https
        address = clean_address(value) if value.startswith("https:") else None
        return (name, address) if address else None
    if name == "href" and not is_safe_link(value):
        return None
    return name, value


def attribute_hint(name: str) -> str:
    """The known attribute that the name looks like, for a hint."""
    close = nearest(name, _COMMON.union(*_OF_ELEMENT.values()) - {name}, 1, likeness=0.7) if len(name) > 2 else ()
    return f"Did you mean “{close[0]}”?" if close else ""


def sizes_of_style(style: str) -> dict[str, str]:
    """The width and height that the `style` of an image sets; nothing when it says anything else."""
    sizes: dict[str, str] = {}
    for declaration in filter(None, (part.strip() for part in style.split(";"))):
        match = _SIZE.fullmatch(declaration)
        if match is None:
            return {}
        sizes[match[1].lower()] = match[2]
    return sizes


def is_safe_link(href: str) -> bool:
    """Whether a link has no scheme or one that only leads somewhere."""
    match = _SCHEME.match(_SKIPPED.sub("", href))
    return match is None or match.group(1).lower() in _SCHEMES


def _judge_number(name: str, value: str) -> tuple[str, str] | None:
    if not re.fullmatch(r"-?\d{1,9}", value.strip(), re.ASCII):
        return None
    number = int(value)
    if name in ("start", "value"):
        return name, str(number)
    return (name, str(min(number, _MOST_SPANNED))) if number > 0 else None


def _judge_foreign(name: str, value: str) -> tuple[str, str] | None:
    """SVG and MathML: presentation attributes stay; scripts, styles and references to the outside go."""
    if name.lower().startswith("on") or name in ("style", "src", "xmlns") or not _NAME.match(name):
        return None
    if name == "href" and not value.startswith("#"):
        return None
    if name == "role" and value not in _DRAWING_ROLES:
        return None
    if "url(" in value.lower() and not re.fullmatch(r"\s*url\(\s*['\"]?#[^)]*\)\s*", value):
        return None
    return name, value


def _judge_namespaced(namespace: str, name: str, value: str) -> tuple[str, str] | None:
    prefix, _, local = name.partition(":")
    if (prefix, local) == ("xml", "lang"):
        return "lang", value
    if prefix == "epub" and local == "type" and namespace == XHTML:
        return f"{{{_NAMESPACED[prefix]}}}{local}", value
    if (prefix, local) == ("xlink", "href") and namespace == SVG and value.startswith("#"):
        return f"{{{_NAMESPACED[prefix]}}}{local}", value
    return None
