"""Formulas: from `press:math` elements to MathML.

Input: a tree with `press:math` elements, which hold a formula's source or the number of a stashed one. Output: `math`
elements, those on display in a `div class="equation"`, or in a `span` of that class where running text surrounds them;
the wrapper has the label. A formula that cannot be read is an error at its place, and its source stays as code.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.diagnostics import error
from chapbook.model.fragment import h, new_element, press
from chapbook.parse.attributes import Attributes
from chapbook.parse.latex import BadLatexError, make_math
from chapbook.parse.lifting import is_alone
from chapbook.parse.repair import AT, place_of
from chapbook.parse.report import Formula, Report
from chapbook.trees import replace

_LEADS = re.compile(r"\$\$|\$`?")
_LABEL = re.compile(r" ?\{#(eq:[^{}\s]+)\}")
_EMPHASIS = frozenset({h("em"), h("strong")})


def place_formulas(root: etree._Element, report: Report) -> None:
    """Put every formula of the tree in its place."""
    for token in list(root.iter(press("math"))):
        formula = _formula(token, report)
        if not formula.latex.strip():
            replace(token, new_element("span", formula.source))
            continue
        _place(token, formula, report)


def _formula(token: etree._Element, report: Report) -> Formula:
    number = token.get("n")
    if number is not None:
        return report.formulas[int(number)]
    source = token.text or ""
    match = _LEADS.match(source)
    lead = match.group() if match and source.endswith(match.group()[::-1]) else "$"
    attributes = Attributes(token.get("id", ""), tuple(token.get("class", "").split()))
    latex = source[len(lead) : -len(lead)]
    return Formula(latex, lead, lead == "$$", attributes, source, place_of(token))


def _place(token: etree._Element, formula: Formula, report: Report) -> None:
    try:
        math = make_math(formula.latex, formula.is_display)
    except BadLatexError as fault:
        span = report.span_in_formula(formula, fault.offset)
        message = f"This formula cannot be read: {fault.reason}"
        report.diagnostics.append(error("bad-formula", span, message, fault.hint))
        replace(token, new_element("code", formula.source))
        return
    if not formula.is_display:
        replace(token, math)
        return
    attributes = formula.attributes
    if not attributes.id:
        attributes = Attributes(_take_label_behind(token), attributes.classes)
    parent = token.getparent()
    paragraph = parent if parent is not None and parent.tag == h("p") and is_alone(token) else None
    wrapper = new_element("span" if paragraph is None else "div", class_=_classes(attributes, paragraph))
    label = attributes.id or (paragraph.get("id", "") if paragraph is not None else "")
    if label:
        wrapper.set("id", label)
    if formula.place is not None:
        wrapper.set(AT, str(formula.place))
    wrapper.append(math)
    replace(token if paragraph is None else paragraph, wrapper)


def _take_label_behind(token: etree._Element) -> str:
    """The label behind emphasis that holds the formula alone, `**$$x$$** {#eq:label}`, taken from the text."""
    holder = token
    parent = holder.getparent()
    while parent is not None and parent.tag in _EMPHASIS and is_alone(holder):
        holder, parent = parent, parent.getparent()
    match = _LABEL.match(holder.tail or "")
    if match is None or holder is token:
        return ""
    holder.tail = (holder.tail or "")[match.end() :] or None
    return match[1]


def _classes(attributes: Attributes, paragraph: etree._Element | None) -> str:
    given = "" if paragraph is None else paragraph.get("class", "")
    return " ".join(["equation", *attributes.classes, *given.split()])
