"""From the HTML of the Markdown parser to a well-formed tree of allowed markup.

Input: HTML as authors and Python-Markdown write it. Output: an lxml `section`, its text free of tokens, which have
become attributes (`press:at`, the place) and elements of the PRESS namespace. JustHTML repairs as browsers do (HTML
Standard, section 13.2); what `allowlist` refuses goes, each removal with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from justhtml import JustHTML
from lxml import etree

from chapbook.model.draft import SHORT_CAPTION
from chapbook.model.fragment import MATHML, SVG, XHTML, new_element, press
from chapbook.parse.allowlist import PHRASES, Verdict, attribute_hint, judge_attribute, judge_element, sizes_of_style
from chapbook.parse.characters import drop_forbidden, drop_illegal
from chapbook.parse.index_attributes import MARK_ATTRIBUTES, PRINCIPAL, is_marked
from chapbook.parse.report import Report
from chapbook.parse.tokens import (
    CAPTION,
    CLOSE,
    CODE,
    FIRST_SIGN,
    LITERAL,
    MATH,
    OPEN,
    PLACE,
    TAG,
    TOKEN,
    drop_signs,
    first_place,
    token_number,
)
from chapbook.trees import append_text

DEEPEST = 100
AT = press("at")

_NAMESPACES = {"html": XHTML, "svg": SVG, "math": MATHML}
_PRESS = frozenset(f"press-{name}" for name in "citation image mark math note notes body raw".split())  # noqa: SIM905 – as below
_OWN_ATTRIBUTES = frozenset(
    """label entry see src title alt id class width height lang short-caption format
    fig-alt fig-cap fig-align fig-pos fig-scap""".split()  # noqa: SIM905 – names read better without their quotes
) | {*MARK_ATTRIBUTES, PRINCIPAL}
_BEFORE_PLACE = 4  # `![` and `[^` are the longest that stand before a place
_VERBATIM = frozenset({"pre", "code", "kbd", "samp"})
# What surrounds the text of our own elements: LaTeX is as free of markup as code is.
_CONTEXTS = {"press-citation": "press-citation", "press-math": "verbatim", "press-raw": "verbatim"}
_MADE = {CODE: "code", OPEN: "open", CLOSE: "close", CAPTION: "caption", MATH: "math"}


def repair_html(html: str, report: Report, place: int | None = None) -> etree._Element:
    """The tree of the HTML; `place` is where it stands, when it holds no places of its own."""
    document = JustHTML(html, fragment=True, sanitize=False, scripting_enabled=False)
    return _Builder(report, place).build(document.root)


class _Builder:
    """Walks the nodes of JustHTML without recursion, and writes what it keeps."""

    def __init__(self, report: Report, place: int | None) -> None:
        self._report = report
        self._last = place  # the place read last: the best guess for what has none of its own

    def build(self, root: Any) -> etree._Element:
        section = new_element("section")
        stack: list[tuple[Iterator[Any], etree._Element, str]] = [(iter(root.children), section, "")]
        while stack:
            nodes, parent, context = stack[-1]
            node = next(nodes, None)
            if node is None:
                stack.pop()
            elif node.name == "#text":
                self._add_text(parent, node.data or "", context)
            elif not node.name.startswith(("#", "!")):
                child, context = self._add_element(parent, node, context, len(stack))
                if child is not None:
                    stack.append((iter(node.children or ()), child, context))
        return section

    def _add_element(
        self, parent: etree._Element, node: Any, context: str, depth: int
    ) -> tuple[etree._Element | None, str]:
        """The element in which the node's children go (None: they go too), and what surrounds them."""
        if context == "press-citation":  # its source is text, whatever an author put in it
            return parent, context
        if node.name in _PRESS:
            child = etree.SubElement(parent, press(node.name.removeprefix("press-")))
            self._set_place(child, self._place_of(node))
            self._set_own_attributes(child, node)
            return child, _CONTEXTS.get(node.name, context)
        namespace = _NAMESPACES.get(node.namespace, XHTML)
        verdict, name = judge_element(node.name, namespace)
        place = self._place_of(node)
        if verdict is not Verdict.KEEP:
            where = self._last if place is None else place
            self._report.warn("removed-markup", where, f"The element <{node.name}> was removed{_remains(verdict)}.")
            return (parent if verdict is Verdict.UNWRAP else None), context
        if depth > DEEPEST:
            self._report.error_too_deep(place, "Elements", DEEPEST)
            return parent, context
        child = etree.SubElement(parent, f"{{{namespace}}}{name}")
        self._set_place(child, place)
        self._set_attributes(child, node, namespace, place)
        return child, "verbatim" if name in _VERBATIM else context

    @staticmethod
    def _set_place(element: etree._Element, place: int | None) -> None:
        if place is not None:
            element.set(AT, str(place))

    def _place_of(self, node: Any) -> int | None:
        """The place in a start tag, or at the beginning of what the element holds."""
        for name in node.attrs or ():
            place = first_place(name)
            if place is not None:
                self._last = place
                return place
        first = node.children[0] if node.children else None
        while first is not None and first.name != "#text":
            first = first.children[0] if getattr(first, "children", None) else None
        if first is not None and PLACE in first.data[:_BEFORE_PLACE]:
            return first_place(first.data)
        return self._last if node.name == "img" else None

    def _set_own_attributes(self, element: etree._Element, node: Any) -> None:
        """Attributes of our own elements; the author can give some to images."""
        for name, value in sorted((node.attrs or {}).items()):
            if name == "at":
                self._set_place(element, first_place(value or ""))
            elif name in _OWN_ATTRIBUTES:
                element.set(name, self._plain(value or ""))
            elif FIRST_SIGN.search(name) is None:
                self._report_attribute(name, "this image", self._last)

    def _set_attributes(self, element: etree._Element, node: Any, namespace: str, place: int | None) -> None:
        attributes = dict(node.attrs or {})
        if attributes.pop("-", None) is not None:  # Pandoc's short form: “# Title {-}”
            attributes["class"] = f"{attributes.get('class') or ''} unnumbered".strip()
        if "short-caption" in attributes and node.name in ("p", "table", "figure"):
            attributes[SHORT_CAPTION] = attributes.pop("short-caption")
        for name, value in sorted(attributes.items()):
            if FIRST_SIGN.search(name) is not None:
                continue
            if name == "style" and node.name == "img" and (sizes := sizes_of_style(self._plain(value or ""))):
                for size, measure in sizes.items():
                    element.set(size, measure)
                continue
            if name in MARK_ATTRIBUTES and is_marked(attributes.get("class")):
                element.set(press(name), self._plain(value or ""))
                continue
            judged = judge_attribute(node.name, namespace, name, self._plain(value or ""))
            if judged is None:
                self._report_attribute(name, f"<{node.name}>", self._last if place is None else place)
            elif judged[0] not in element.attrib:
                element.set(*judged)

    def _plain(self, text: str) -> str:
        """A value without tokens, the text that was stashed put back."""
        return drop_forbidden(self._report.source_of(text))

    def _add_text(self, parent: etree._Element, text: str, context: str) -> None:
        if FIRST_SIGN.search(text) is None:
            append_text(parent, self._lawful(text))
            return
        if context == "press-citation":
            self._add_citation_text(parent, text)
            return
        end = 0
        pending: list[str] = []  # put in at once: a text of many places would be copied for each of them
        for match in TOKEN.finditer(text):
            pending.append(self._lawful(text[end : match.start()]))
            if match.group(1) not in (PLACE, TAG) or (not parent.text and next(iter(parent), None) is None):
                append_text(parent, "".join(pending))
                pending.clear()
            self._add_token(parent, match, context)
            end = match.end()
        append_text(parent, "".join(pending) + self._lawful(text[end:]))

    def _lawful(self, text: str) -> str:
        lawful = drop_forbidden(text)
        if lawful != text:  # written as a character reference: the text itself has been cleaned
            message = "A reference to a control character was dropped."
            self._report.warn("control-character", self._last, message, "No book can hold it; delete it.")
        return lawful

    def _add_citation_text(self, parent: etree._Element, text: str) -> None:
        """The source of a citation keeps its places, because each key has its own."""
        place = first_place(text)
        if place is not None:
            self._last = place
            parent.set(AT, str(place))
        append_text(parent, drop_illegal(self._report.source_of(text, keep_places=True)))

    def _add_token(self, parent: etree._Element, match: re.Match[str], context: str) -> None:
        kind, number = match.group(1), token_number(match)
        if kind in (PLACE, TAG):
            self._last = number
            if kind == PLACE and AT not in parent.attrib and not parent.text and next(iter(parent), None) is None:
                parent.set(AT, str(number))
        elif kind in _MADE and context != "verbatim" and self._report.has(kind, number):
            etree.SubElement(parent, press(_MADE[kind])).set("n", str(number))
        else:
            if kind == LITERAL and context != "verbatim":
                self._report_unknown_element(number)
            append_text(parent, self._plain(match.group()))

    def _report_attribute(self, name: str, owner: str, place: int | None) -> None:
        message = f"The attribute {drop_forbidden(name)} of {owner} was removed."
        hint = "Give it a class, and write a style sheet of your own." if name == "style" else attribute_hint(name)
        self._report.warn("removed-markup", place, message, hint)

    def _report_unknown_element(self, number: int) -> None:
        if number < len(self._report.literals) and (literal := self._report.literals[number]).name:
            message = f"“<{literal.name}” begins no HTML element, so it is printed as it was written."
            hint = "Put it in backticks if it is code, or write \\< for the plain sign."
            self._report.warn("unknown-element", literal.place, message, hint)


def _remains(verdict: Verdict) -> str:
    return "; what it held stays" if verdict is Verdict.UNWRAP else ""


def place_of(element: etree._Element) -> int | None:
    """The number of the element's place, or of the nearest ancestor's that has one."""
    found: etree._Element | None = element
    while found is not None:
        at = found.get(AT)
        if at is not None:
            return int(at)
        found = found.getparent()
    return None


def inner_text(element: etree._Element) -> str:
    """All text below the element without the places that citations keep."""
    return drop_signs("".join(str(text) for text in element.itertext(etree.Element)))


def is_phrase(element: etree._Element) -> bool:
    """Whether the element stands in running text, so that no block may stand in it."""
    return isinstance(element.tag, str) and element.tag.removeprefix(f"{{{XHTML}}}") in PHRASES
