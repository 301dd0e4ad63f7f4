"""Links from the text to the glossary.

Input: a tree and the terms. Output: `a class="glossary-link"` where the tree uses a term for the first time (EPUB 3
Structural Semantics, "glossref"; DPUB-ARIA 1.1, "doc-glossref"). Running text goes before captions, tables and notes:
these have the link only when the text has none. Reading systems that know this role show the entry where the reader is;
for all others it is a link. It is not called a note reference as well: readers would announce it as a note.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from chapbook.compose.bench import HEADINGS
from chapbook.compose.glossary_terms import Terms
from chapbook.model.fragment import EPUB_TYPE, h, new_element, press
from chapbook.trees import has_class

GLOSSARY_LINK = "glossary-link"
# In these a term is no running text.
_NOT_SEARCHED = {h(n) for n in ("a", "code", "pre", "kbd", "samp", "dfn", "dt", "script", "style", "cite")} | set(
    HEADINGS
)
_NOT_SEARCHED_CLASSES = {"caption-label", "opening", "citation-group", "references", "no-gloss", "credit"}
# These come after the running text, in which the reader meets the word.
_LATER = {h("table"), h("figcaption")}
_NOTES = "notes"


@dataclass
class GlossaryLinks:
    """Links the first use of each term. `done` are the entries that get no link any more."""

    terms: Terms
    done: set[str] = field(default_factory=set)

    def link(self, *roots: etree._Element) -> None:
        """Link the terms in the trees, which are one text."""
        later: list[etree._Element] = []
        for root in roots:
            if any(self.terms.pattern.search(str(text)) for text in root.itertext(etree.Element)):
                self._walk(root, later)
        for element in later:
            self._walk(element, None)

    def _walk(self, element: etree._Element, later: list[etree._Element] | None) -> None:
        if not _is_searched(element):
            return
        if later is not None and (element.tag in _LATER or has_class(element, _NOTES)):
            later.append(element)
            return
        children = list(element)
        self._link_text(element, None)
        for child in children:
            self._walk(child, later)
            self._link_text(element, child)

    def _link_text(self, parent: etree._Element, after: etree._Element | None) -> None:
        """Link the new terms in one text node: the parent's first text, or what follows the child `after`."""
        text = (parent.text if after is None else after.tail) or ""
        place = 0 if after is None else parent.index(after) + 1
        done = 0
        for use in self.terms.uses(text) if text else ():
            if use.id in self.done:
                continue
            self.done.add(use.id)
            link = new_element("a", text[use.start : use.end])
            make_link(link, use.id)
            _set_text(parent, after, text[done : use.start])
            parent.insert(place, link)
            after, place, done = link, place + 1, use.end
        if done:
            _set_text(parent, after, text[done:])


def make_link(element: etree._Element, id: str) -> None:
    """Make the element a link to the entry of that id."""
    element.tag = h("a")
    element.attrib.clear()
    element.set("class", GLOSSARY_LINK)
    element.set("role", "doc-glossref")
    element.set("href", f"#{id}")
    element.set(EPUB_TYPE, "glossref")


def may_hold_link(element: etree._Element) -> bool:
    """Whether a link may stand where the element stands: not in a heading, in another link, or in a term."""
    return not any(True for _ in element.iterancestors(*HEADINGS, h("a"), h("dfn"), h("dt")))


def _is_searched(element: etree._Element) -> bool:
    """Whether terms in the element are running text; index marks still stand in the tree and hold some."""
    if not isinstance(element.tag, str) or element.tag in _NOT_SEARCHED:
        return False
    is_text = element.tag.startswith(h("")) or element.tag == press("mark")
    return is_text and not _NOT_SEARCHED_CLASSES.intersection((element.get("class") or "").split())


def _set_text(parent: etree._Element, after: etree._Element | None, text: str) -> None:
    if after is None:
        parent.text = text
    else:
        after.tail = text
