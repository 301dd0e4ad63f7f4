"""From the HTML of the Markdown parser to a well-formed tree of allowed markup.

Input: HTML as authors and Python-Markdown write it. Output: an lxml `section`, its text free of tokens, which have
become attributes (`press:at`, the place) and elements of the PRESS namespace. JustHTML repairs as browsers do (HTML
Standard, section 13.2); what `allowlist` refuses goes, each removal with a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from justhtml import JustHTML
from lxml import etree

from chapbook.model.fragment import MATHML, SVG, XHTML, h, new_element, press
from chapbook.parse.allowlist import Verdict, judge_attribute, judge_element
from chapbook.parse.characters import drop_forbidden
from chapbook.parse.report import Report
from chapbook.parse.tokens import (
    CAPTION,
    CLOSE,
    CODE,
    FIRST_SIGN,
    LITERAL,
    OPEN,
    PLACE,
    TAG,
    TOKEN,
    drop_places,
    first_place,
    token_number,
)

DEEPEST = 100
AT = press("at")

_NAMESPACES = {"html": XHTML, "svg": SVG, "math": MATHML}
_PRESS = {"press-citation", "press-image", "press-mark", "press-note", "press-notes", "press-body"}
_VERBATIM = frozenset({"pre", "code", "kbd", "samp"})
_MADE = {CODE: "code", OPEN: "open", CLOSE: "close", CAPTION: "caption"}


def repair_html(html: str, report: Report) -> etree._Element:
    """The tree of the HTML."""
    document = JustHTML(html, fragment=True, sanitize=False, scripting_enabled=False)
    return _Builder(report).build(document.root)


class _Builder:
    """Walks the nodes of JustHTML without recursion, and writes what it keeps."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._last: int | None = None  # the place read last: the best guess for what has none of its own
        self._was_too_deep = False

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
        if node.name in _PRESS:
            child = etree.SubElement(parent, press(node.name.removeprefix("press-")))
            self._set_own_attributes(child, node)
            return child, "press-citation" if node.name == "press-citation" else context
        namespace = _NAMESPACES.get(node.namespace, XHTML)
        verdict, name = judge_element(node.name, namespace)
        place = self._place_of(node)
        if verdict is not Verdict.KEEP:
            self._report.warn("removed-markup", place, f"The element <{node.name}> was removed{_remains(verdict)}.")
            return (parent if verdict is Verdict.UNWRAP else None), context
        if depth > DEEPEST:
            self._report_depth(place)
            return parent, context
        child = etree.SubElement(parent, f"{{{namespace}}}{name}")
        if place is not None:
            child.set(AT, str(place))
        self._set_attributes(child, node, namespace, place)
        return child, "verbatim" if name in _VERBATIM else context

    def _report_depth(self, place: int | None) -> None:
        if not self._was_too_deep:
            self._was_too_deep = True
            message = f"Elements are nested more than {DEEPEST} deep."
            self._report.error("nested-too-deeply", place, message, "Close what was opened, or take some levels out.")

    def _place_of(self, node: Any) -> int | None:
        for name in node.attrs or ():
            place = first_place(name)
            if place is not None:
                self._last = place
                return place
        return self._last if node.name == "img" else None

    def _set_own_attributes(self, element: etree._Element, node: Any) -> None:
        """Attributes of our own elements, which only the dialect makes; one that a place came with keeps it."""
        for name, value in sorted((node.attrs or {}).items()):
            text = value or ""
            place = first_place(text) if name in ("at", "label") else None
            if place is not None:
                element.set(AT, str(place))
            if name != "at" and FIRST_SIGN.search(name) is None:
                element.set(name if name.isidentifier() else "class", self._plain(text))

    def _set_attributes(self, element: etree._Element, node: Any, namespace: str, place: int | None) -> None:
        for name, value in sorted((node.attrs or {}).items()):
            if FIRST_SIGN.search(name) is not None:
                continue
            judged = judge_attribute(node.name, namespace, name, self._plain(value or ""))
            if judged is None:
                where = self._last if place is None else place
                message = f"The attribute {name} of <{node.name}> was removed."
                self._report.warn("removed-markup", where, drop_forbidden(message))
            elif judged[0] not in element.attrib:
                element.set(*judged)

    def _plain(self, text: str) -> str:
        """A value without tokens, the text that was stashed put back."""
        if FIRST_SIGN.search(text) is not None:
            text = TOKEN.sub(lambda m: self._source(m.group(1), token_number(m), " " if m[0][0] == " " else ""), text)
        return drop_forbidden(text)

    def _source(self, kind: str, number: int, space: str = "") -> str:
        """What a token stands for, as the author wrote it."""
        report = self._report
        if kind == LITERAL and number < len(report.literals):
            return report.literals[number][0]
        if kind == CODE and number < len(report.codes):
            return report.codes[number].source
        if kind in (OPEN, CLOSE) and number < len(report.divs):
            return report.divs[number].source
        return "Table: " if kind == CAPTION else "" if kind in (PLACE, TAG) else space

    def _add_text(self, parent: etree._Element, text: str, context: str) -> None:
        if FIRST_SIGN.search(text) is None:
            _append_text(parent, drop_forbidden(text))
            return
        if context == "press-citation":
            self._add_citation_text(parent, text)
            return
        end = 0
        for match in TOKEN.finditer(text):
            _append_text(parent, drop_forbidden(text[end : match.start()]))
            self._add_token(parent, match.group(1), token_number(match), context)
            end = match.end()
        _append_text(parent, drop_forbidden(text[end:]))

    def _add_citation_text(self, parent: etree._Element, text: str) -> None:
        """The source of a citation keeps its places, because each key has its own."""
        place = first_place(text)
        if place is not None:
            self._last = place
            parent.set(AT, str(place))
        kept = TOKEN.sub(lambda m: m.group(0) if m.group(1) == PLACE else self._source(m.group(1), token_number(m)), text)
        # The noncharacters are lawful in XML; FORBIDDEN lists them because authors may not use them.
        _append_text(parent, kept)

    def _add_token(self, parent: etree._Element, kind: str, number: int, context: str) -> None:
        if kind in (PLACE, TAG):
            self._last = number
            if kind == PLACE and AT not in parent.attrib and not len(parent) and not parent.text:
                parent.set(AT, str(number))
            return
        if context == "verbatim" or kind not in _MADE:
            if kind == LITERAL and context != "verbatim":
                self._report_unknown_element(number)
            _append_text(parent, drop_forbidden(self._source(kind, number)))
            return
        etree.SubElement(parent, press(_MADE[kind])).set("n", str(number))

    def _report_unknown_element(self, number: int) -> None:
        if number < len(self._report.literals):
            text, place = self._report.literals[number]
            if place is not None and text == "<":
                self._report.warn(
                    "unknown-element",
                    place,
                    "What looks like an HTML element is none, and is printed as it was written.",
                    "Put it in backticks if it is code, or write \\< for a plain sign.",
                )


def _remains(verdict: Verdict) -> str:
    return "; what it held stays" if verdict is Verdict.UNWRAP else ""


def _append_text(parent: etree._Element, text: str) -> None:
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


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
    return drop_places("".join(str(text) for text in element.itertext(etree.Element)))


def is_phrase(element: etree._Element) -> bool:
    """Whether the element stands in running text, so that no block may stand in it."""
    return element.tag in _PHRASES


_PHRASES = frozenset(
    h(name)
    for name in "p h1 h2 h3 h4 h5 h6 a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub "
    "sup u var dt".split()
)
