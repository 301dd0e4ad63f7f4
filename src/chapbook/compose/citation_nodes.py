"""Pandoc's answer as nodes of our trees.

Input: blocks and inlines of pandoc's JSON (pandoc-types 1.23), as citeproc writes them. Output: citation groups and
list entries in XHTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from chapbook.addresses import web_address
from chapbook.compose.citation_affixes import KEPT, Affixes
from chapbook.compose.citation_links import citation_link, divide_links
from chapbook.model.fragment import add_element, new_element
from chapbook.trees import append_text

_PLAIN_TEXT = {"Space": " ", "SoftBreak": " ", "LineBreak": " "}
_ELEMENTS = {"Emph": "em", "Strong": "strong", "Superscript": "sup", "Subscript": "sub", "Strikeout": "s"}
# Their inlines stand behind what we do not need.
_PAIRS = {"Cite"}
_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}
_ENTRY_PREFIX = "ref-"


def listed_keys(blocks: Sequence[Any]) -> list[str]:
    """The keys of the entries in the order of the list."""
    keys: list[str] = []
    for block in blocks:
        if block["t"] == "Div":
            (identifier, classes, _pairs), inner = block["c"]
            is_entry = "csl-entry" in classes and identifier.startswith(_ENTRY_PREFIX)
            keys += [identifier.removeprefix(_ENTRY_PREFIX)] if is_entry else listed_keys(inner)
    return keys


@dataclass(frozen=True)
class CitationNodes:
    """Makes the nodes; `ids` are the emitted ids of the entries by key, `affixes` those that went in."""

    ids: Mapping[str, str]
    affixes: Affixes = field(default_factory=Affixes)

    def group(self, inlines: Sequence[Any]) -> etree._Element:
        """A citation, of what the engine made of it."""
        group = new_element("span", class_="citation-group")
        self._add(group, inlines)
        divide_links(group)
        return group

    def entries(self, blocks: Sequence[Any]) -> list[tuple[str, etree._Element]]:
        """Each entry's key and `li`, from the division `refs`."""
        found: list[tuple[str, etree._Element]] = []
        for block in blocks:
            if block["t"] != "Div":
                continue
            (identifier, _classes, _pairs), inner = block["c"]
            key = identifier.removeprefix(_ENTRY_PREFIX)
            if key in self.ids and identifier != key:
                item = new_element("li", class_="reference", id=self.ids[key])
                for paragraph in inner:
                    self._add(item, paragraph["c"])
                found.append((key, item))
            else:
                found += self.entries(inner)
        return found

    def _add(self, parent: etree._Element, inlines: Sequence[Any]) -> None:
        for inline in inlines:
            kind, content = inline["t"], inline.get("c")
            if kind == "Str":
                append_text(parent, content)
            elif kind in _PLAIN_TEXT:
                append_text(parent, _PLAIN_TEXT[kind])
            elif kind in _ELEMENTS:
                self._add(add_element(parent, _ELEMENTS[kind]), content)
            elif kind in _PAIRS:
                self._add(parent, content[1])
            elif kind == "Quoted":
                opening, closing = _QUOTES[content[0]["t"]]
                append_text(parent, opening)
                self._add(parent, content[1])
                append_text(parent, closing)
            else:
                self._add_special(parent, kind, content)

    def _add_special(self, parent: etree._Element, kind: str, content: Any) -> None:
        if kind == "SmallCaps":
            self._add(add_element(parent, "span", class_="small-caps"), content)
        elif kind == "Span":
            self._add_span(parent, content)
        elif kind == "Link":
            self._add_link(parent, content)
        elif kind == "Note":
            for paragraph in content:
                if len(parent) or parent.text:
                    append_text(parent, " ")
                self._add(parent, paragraph["c"])
        elif kind in {"Code", "Math", "RawInline"}:
            append_text(parent, content[1])
        else:
            raise ValueError(f"pandoc's citeproc wrote an inline that we do not know: {kind}")

    def _add_span(self, parent: etree._Element, content: Any) -> None:
        (_id, classes, pairs), inlines = content
        if pairs and pairs[0][0] == KEPT:
            element, is_whole = self.affixes.restore(pairs[0][1])
            parent.append(element)
            if not is_whole:
                self._add(element, inlines)
            return
        layout = " ".join(c for c in classes if c.startswith("csl-"))
        self._add(add_element(parent, "span", class_=layout) if layout else parent, inlines)

    def _add_link(self, parent: etree._Element, content: Any) -> None:
        _attributes, inlines, (url, _title) = content
        holder = parent
        if url.startswith("#"):
            holder = citation_link(self.ids[url.removeprefix(f"#{_ENTRY_PREFIX}")])
            parent.append(holder)
        elif (address := web_address(url)) is not None:
            holder = add_element(parent, "a", href=address)
        self._add(holder, inlines)  # what is no address, as the reader of the entry has said, stays words
