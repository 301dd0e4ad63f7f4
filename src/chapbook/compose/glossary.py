"""Step 7: the glossary's terms get ids, and the first time that a chapter uses one it becomes a link.

Input: the definition lists of the glossary divisions and the text of the chapters. Output: `dl class="glossary-list"`
with `dfn`, and `a class="glossary-link"` in the text (EPUB 3 Structural Semantics, "glossref").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from chapbook.compose.bench import HEADINGS, Bench, Piece, find_all
from chapbook.compose.names import slug
from chapbook.diagnostics import Span, warning
from chapbook.model.apparatus import GlossaryTerm
from chapbook.model.fragment import EPUB_TYPE, h, new_element, plain_text, press
from chapbook.model.manuscript import Kind, Matter

# In these a term is no running text.
_NOT_SEARCHED = {h(n) for n in ("a", "code", "pre", "kbd", "samp", "dfn", "script", "style", "cite")} | set(HEADINGS)
_NOT_SEARCHED_CLASSES = {"caption-label", "notes", "opening", "citation-group", "references"}
_SEARCHED_MATTERS = {Matter.FRONT, Matter.BODY}
_SILENT_KINDS = {Kind.DEDICATION, Kind.EPIGRAPH, Kind.PART, Kind.GLOSSARY}


@dataclass(frozen=True)
class _Term:
    term: GlossaryTerm
    span: Span


def compose_glossary(bench: Bench) -> None:
    """Mark up the glossary, then link to it."""
    terms = [t for piece in bench.pieces if piece.kind is Kind.GLOSSARY for t in _terms(bench, piece)]
    bench.glossary = tuple(t.term for t in terms)
    if not terms:
        return
    by_key = {_key(t.term.term): t.term for t in reversed(terms)}
    finder = _Finder(_pattern(list(by_key), bench.language), by_key)
    used: set[str] = set()
    for piece in bench.pieces:
        if piece.source and piece.matter in _SEARCHED_MATTERS and piece.kind not in _SILENT_KINDS:
            used |= finder.link(piece.tree)
    _report_unused(bench, finder, [t for t in terms if _key(t.term.term) not in used])


def _terms(bench: Bench, piece: Piece) -> Iterator[_Term]:
    for entry in find_all(piece.tree, ".//h:dl"):
        entry.set("class", "glossary-list")
    for entry in find_all(piece.tree, ".//h:dl/h:dt | .//h:dl/h:div/h:dt"):
        words = plain_text(entry)
        if not words:
            continue
        if not entry.get("id"):
            entry.set("id", bench.names.claim(f"gl-{slug(words)}"))
        _define(entry)
        yield _Term(GlossaryTerm(words, entry.get("id", "")), _place(piece, words))


def _define(entry: etree._Element) -> None:
    if find_all(entry, ".//h:dfn"):
        return
    definition = new_element("dfn")
    definition.text, entry.text = entry.text, None
    definition.extend(list(entry))
    entry.append(definition)


def _place(piece: Piece, words: str) -> Span:
    """The line of the source that begins with the term; the draft does not say where its definitions stand."""
    if piece.source is None:
        return piece.span
    for number, line in enumerate(piece.source.text.splitlines()):
        if line.strip(" *_`[").startswith(words):
            return Span(piece.source.path, piece.source.first_line + number, 1)
    return piece.span


def _key(words: str) -> str:
    """What two uses of a term have in common: the case of the first letter and the kind of space do not count."""
    words = " ".join(words.replace("’", "'").split())
    return words[:1].lower() + words[1:]


def _pattern(keys: list[str], language: str) -> re.Pattern[str]:
    """One pattern for all terms, the longest first, so that a term inside a longer one does not hide it."""
    plural = "(?:e?s)?" if language.lower().split("-")[0] == "en" else ""
    longest_first = sorted(keys, key=lambda k: (-len(k), k))
    return re.compile(rf"(?<!\w)(?:({'|'.join(_any_case(k) for k in longest_first)}){plural})(?!\w)")


def _any_case(key: str) -> str:
    """The key as a pattern: its first letter in both cases, any white space, either apostrophe."""
    first = f"[{key[0].lower()}{key[0].upper()}]" if key[0].isalpha() else re.escape(key[0])
    rest = re.escape(key[1:]).replace("\\ ", r"\s+").replace("'", "['’]")
    return first + rest


def _is_searched(element: etree._Element) -> bool:
    """Whether terms in the element are running text; index marks still stand in the tree and hold some."""
    if not isinstance(element.tag, str) or element.tag in _NOT_SEARCHED:
        return False
    is_text = element.tag.startswith(h("")) or element.tag == press("mark")
    return is_text and element.get("class") not in _NOT_SEARCHED_CLASSES


@dataclass(frozen=True)
class _Finder:
    """Finds terms in text; `terms` leads from a key to its term."""

    pattern: re.Pattern[str]
    terms: dict[str, GlossaryTerm]

    def link(self, tree: etree._Element) -> set[str]:
        """Link the first use of each term in the tree; the keys of the terms found."""
        found: set[str] = set()
        if any(self.pattern.search(str(text)) for text in tree.itertext(etree.Element)):
            self._walk(tree, found)
        return found

    def uses(self, tree: etree._Element) -> set[str]:
        """The keys of all terms in the tree's text, whatever holds it."""
        words = "\n".join(str(text) for text in tree.itertext(etree.Element))
        return {_key(m[1]) for m in self.pattern.finditer(words)}

    def _walk(self, element: etree._Element, found: set[str]) -> None:
        if not _is_searched(element):
            return
        children = list(element)
        self._link_text(element, None, found)
        for child in children:
            self._walk(child, found)
            self._link_text(element, child, found)

    def _link_text(self, parent: etree._Element, after: etree._Element | None, found: set[str]) -> None:
        """Link the new terms in one text node: the parent's first text, or what follows the child `after`."""
        text = (parent.text if after is None else after.tail) or ""
        place = 0 if after is None else parent.index(after) + 1
        done = 0
        for match in self.pattern.finditer(text):
            key = _key(match[1])
            if key in found:
                continue
            found.add(key)
            link = new_element("a", match[0], class_="glossary-link", role="doc-glossref")
            link.set("href", f"#{self.terms[key].id}")
            link.set(EPUB_TYPE, "glossref")
            self._set_text(parent, after, text[done : match.start()])
            parent.insert(place, link)
            after, place, done = link, place + 1, match.end()
        if done:
            self._set_text(parent, after, text[done:])

    @staticmethod
    def _set_text(parent: etree._Element, after: etree._Element | None, text: str) -> None:
        if after is None:
            parent.text = text
        else:
            after.tail = text


def _report_unused(bench: Bench, finder: _Finder, unlinked: list[_Term]) -> None:
    """A term that no other division has in any place is reported; one in a heading or a note is used."""
    if not unlinked:
        return
    used: set[str] = set()
    for piece in bench.pieces:
        if piece.kind is not Kind.GLOSSARY:
            used |= finder.uses(piece.tree)
    for term in unlinked:
        if _key(term.term.term) not in used:
            message = f"The glossary explains “{term.term.term}”, which the book never uses."
            bench.found.append(warning("unused-term", term.span, message))
