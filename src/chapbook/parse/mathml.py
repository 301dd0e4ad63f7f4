"""MathML that an author wrote as MathML: presentation markup of MathML 3.0 (chapter 3), as e-books may hold it.

Input: a chapter's tree. Output: the same tree, every `math` in it with the children that each element takes, and with
attributes that MathML knows. Words stay: loose text becomes `mtext`, what is too much is grouped.
"""
# ruff: noqa: SIM905 – the names read better without their quotes

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from chapbook.model.fragment import MATHML, m, press
from chapbook.parse.repair import place_of
from chapbook.parse.report import Report
from chapbook.trees import remove

_TOKENS = frozenset(map(m, "mi mn mo ms mtext annotation".split()))
_EMPTY = frozenset(map(m, "mspace none mprescripts".split()))
_ARITY: Mapping[str, int] = {
    m(name): number
    for name, number in {
        "mfrac": 2,
        "mroot": 2,
        "msub": 2,
        "msup": 2,
        "munder": 2,
        "mover": 2,
        "msubsup": 3,
        "munderover": 3,
    }.items()
}
_ROWS = frozenset({m("mtr"), m("mlabeledtr")})
_SCRIPTS = re.compile(r"x(?:[xn][xn])*(?:p(?:[xn][xn])*)?")

_BOOLEAN, _LENGTH = "true|false", r"[+-]?\d*\.?\d+(?:em|ex|px|pt|mm|cm|in|pc|%)?"
_COLOUR = r"#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3})?|[a-z]+"
_ALIGN = "(?:left|center|right)(?: (?:left|center|right))*"
_ROW_ALIGN = "(?:top|bottom|center|baseline|axis)(?: (?:top|bottom|center|baseline|axis))*"
_LINES = "(?:none|solid|dashed)(?: (?:none|solid|dashed))*"
_NOTATION = """longdiv actuarial radical box roundedbox circle left right top bottom updiagonalstrike downdiagonalstrike
    verticalstrike horizontalstrike madruwb"""
_VARIANTS = """normal bold italic bold-italic double-struck bold-fraktur script bold-script fraktur sans-serif
    bold-sans-serif sans-serif-italic sans-serif-bold-italic monospace initial tailed looped stretched"""
_EVERYWHERE: Mapping[str, str] = {
    "id": ".+",
    "class": ".+",
    "mathcolor": _COLOUR,
    "mathbackground": f"{_COLOUR}|transparent",
}
_STYLES = {"displaystyle": _BOOLEAN, "scriptlevel": r"[+-]?\d", "dir": "ltr|rtl"}
_LETTERS = {"mathvariant": "|".join(_VARIANTS.split()), "mathsize": f"small|normal|big|{_LENGTH}", "dir": "ltr|rtl"}
_PADDING = dict.fromkeys(("width", "height", "depth", "lspace", "voffset"), _LENGTH)
_FLAGS = ("stretchy", "symmetric", "largeop", "movablelimits", "fence", "separator", "accent")
_ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "math": {"display": "block|inline", "alttext": ".+", **_STYLES},
    "mstyle": {**_STYLES, **_LETTERS},
    "mrow": {"dir": "ltr|rtl"},
    "mi": _LETTERS,
    "mn": _LETTERS,
    "mtext": _LETTERS,
    "ms": {"lquote": ".*", "rquote": ".*", **_LETTERS},
    "mo": {
        **dict.fromkeys(_FLAGS, _BOOLEAN),
        **dict.fromkeys(("lspace", "rspace", "minsize"), _LENGTH),
        "maxsize": f"infinity|{_LENGTH}",
        "form": "prefix|infix|postfix",
        **_LETTERS,
    },
    "mspace": dict.fromkeys(("width", "height", "depth"), _LENGTH),
    "mfrac": {"linethickness": f"thin|medium|thick|{_LENGTH}", "bevelled": _BOOLEAN},
    "munder": {"accentunder": _BOOLEAN},
    "mover": {"accent": _BOOLEAN},
    "munderover": {"accentunder": _BOOLEAN, "accent": _BOOLEAN},
    "mpadded": _PADDING,
    "menclose": {"notation": rf"(?:{'|'.join(_NOTATION.split())})(?: (?:{'|'.join(_NOTATION.split())}))*"},
    "mfenced": {"open": ".*", "close": ".*", "separators": ".*"},
    "mtable": {
        "columnalign": _ALIGN,
        "rowalign": _ROW_ALIGN,
        "columnlines": _LINES,
        "rowlines": _LINES,
        "columnspacing": f"{_LENGTH}(?: {_LENGTH})*",
        "rowspacing": f"{_LENGTH}(?: {_LENGTH})*",
        "frame": "none|solid|dashed",
        "displaystyle": _BOOLEAN,
    },
    "mtr": {"columnalign": _ALIGN, "rowalign": _ROW_ALIGN},
    "mtd": {"columnalign": _ALIGN, "rowalign": _ROW_ALIGN, "columnspan": r"[1-9]\d?", "rowspan": r"[1-9]\d?"},
    "annotation": {"encoding": r"[\w.+/-]+"},
}


def fit_formulas(section: etree._Element, report: Report) -> None:
    """Mend every formula of the tree."""
    for formula in list(section.iter(m("math"))):
        if formula.tag != m("math"):  # it stood in another, and has been renamed
            continue
        is_fit = True
        for element in list(formula.iterdescendants(etree.Element)):
            is_fit = _fit_element(element) and is_fit
        # From the inside, when all of them have their names.
        for element in reversed(list(formula.iter(etree.Element))):
            is_fit = _fit_children(element) and is_fit
        for element in formula.iter(etree.Element):
            _fit_attributes(element, report)
        if not is_fit:
            message = "This formula was not MathML as it was written; its parts were put in order."
            report.warn("misplaced-markup", place_of(formula), message, "Look at it in the finished book.")


def _fit_element(element: etree._Element) -> bool:
    """Rename what stands in the wrong place, and flatten what holds only text."""
    parent = element.getparent()
    if parent is None:
        return True
    if element.tag in _TOKENS and len(element):
        text = "".join(str(piece) for piece in element.itertext(etree.Element))
        for child in list(element):
            element.remove(child)
        element.text = text
        _rename_stray(element, parent)
        return False
    if not str(element.tag).startswith(f"{{{MATHML}}}") or element.tag == m("math"):
        element.tag = m("mrow")
        return False
    return _rename_stray(element, parent)


def _rename_stray(element: etree._Element, parent: etree._Element) -> bool:
    strays = {
        m("mtd"): parent.tag in _ROWS,
        m("mtr"): parent.tag == m("mtable"),
        m("mlabeledtr"): False,
        m("none"): parent.tag == m("mmultiscripts"),
        m("mprescripts"): parent.tag == m("mmultiscripts"),
        m("annotation"): parent.tag == m("semantics"),
    }
    if strays.get(str(element.tag), True):
        return True
    row = element.tag == m("mlabeledtr") and parent.tag == m("mtable")
    element.tag = m("mtr" if row else "mtext" if element.tag == m("annotation") else "mrow")
    return row


def _fit_children(element: etree._Element) -> bool:
    if element.tag in _TOKENS:
        return True
    if element.tag in _EMPTY:
        return _empty(element)
    is_fit = _wrap_text(element)
    if element.tag == m("mtable"):
        is_fit = _wrap_others(element, frozenset({m("mtr")}), "mtr") and is_fit
    elif element.tag in _ROWS:
        is_fit = _wrap_others(element, frozenset({m("mtd")}), "mtd") and is_fit
    elif element.tag in _ARITY:
        is_fit = _fit_number(element, _ARITY[str(element.tag)]) and is_fit
    elif element.tag == m("mmultiscripts"):
        is_fit = _fit_scripts(element) and is_fit
    elif element.tag == m("semantics"):
        is_fit = _fit_semantics(element) and is_fit
    return is_fit


def _empty(element: etree._Element) -> bool:
    if not len(element) and not (element.text or "").strip():
        element.text = None
        return True
    element.tag = m("mrow")
    _wrap_text(element)
    return False


def _wrap_text(element: etree._Element) -> bool:
    """Loose text becomes `mtext`; white space goes."""
    is_fit = True
    if (element.text or "").strip():
        first = etree.Element(m("mtext"))
        first.text = element.text
        element.insert(0, first)
        is_fit = False
    element.text = None
    for child in list(element):
        if (child.tail or "").strip():
            loose = etree.Element(m("mtext"))
            loose.text = child.tail
            child.tail = None
            child.addnext(loose)
            is_fit = False
        child.tail = None
    return is_fit


def _wrap_others(element: etree._Element, allowed: frozenset[str], wrapper: str) -> bool:
    is_fit = True
    for child in list(element):
        if child.tag not in allowed:
            holder = etree.Element(m(wrapper))
            child.addprevious(holder)
            holder.append(child)
            if wrapper == "mtr":
                _wrap_others(holder, frozenset({m("mtd")}), "mtd")
            is_fit = False
    return is_fit


def _fit_number(element: etree._Element, number: int) -> bool:
    """Exactly so many children: the last ones are grouped, missing ones are empty."""
    children = list(element)
    if len(children) == number:
        return True
    if len(children) > number:
        group = etree.Element(m("mrow"))
        children[number - 1].addprevious(group)
        for child in children[number - 1 :]:
            group.append(child)
    for _ in range(number - len(children)):
        etree.SubElement(element, m("mrow"))
    return False


def _fit_scripts(element: etree._Element) -> bool:
    kinds = {m("none"): "n", m("mprescripts"): "p"}
    if _SCRIPTS.fullmatch("".join(kinds.get(str(child.tag), "x") for child in element)):
        return True
    for child in list(element):
        if child.tag in kinds:
            remove(child)
    element.tag = m("mrow")
    return False


def _fit_semantics(element: etree._Element) -> bool:
    """One formula first, then its annotations."""
    notes = [child for child in element if child.tag == m("annotation")]
    shown = [child for child in element if child not in notes]
    if len(shown) == 1 and element[0] is shown[0]:
        return True
    group = etree.Element(m("mrow"))
    for child in shown:
        group.append(child)
    element.insert(0, group)
    return False


def _fit_attributes(element: etree._Element, report: Report) -> None:
    known = _ATTRIBUTES.get(str(element.tag).rpartition("}")[2], {})
    for name, value in [(str(name), str(value)) for name, value in element.attrib.items()]:
        if name.startswith(press("")):
            continue
        pattern = known.get(name) or _EVERYWHERE.get(name)
        if pattern is None or re.fullmatch(pattern, value.strip(), re.DOTALL | re.ASCII) is None:
            del element.attrib[name]
            owner = str(element.tag).rpartition("}")[2]
            said = f"The attribute {name}=“{value}” of <{owner}> is no MathML, so it was removed."
            report.warn("bad-attribute", place_of(element), said, "Delete it, or look its value up in MathML 3.0.")
        elif value != value.strip():
            element.set(name, value.strip())
