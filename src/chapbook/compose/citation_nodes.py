"""Pandoc's answer as nodes of our trees.

Input: blocks and inlines of pandoc's JSON (pandoc-types 1.23), as citeproc writes them. Output: citation groups and
list entries in XHTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from chapbook.model.fragment import EPUB_TYPE, add_element, new_element
from chapbook.trees import append_text

_PLAIN_TEXT = {"Space": " ", "SoftBreak": " ", "LineBreak": " "}
_ELEMENTS = {"Emph": "em", "Strong": "strong", "Superscript": "sup", "Subscript": "sub", "Strikeout": "s"}
# Containers whose inlines stand behind attributes we do not need; Cite and Quoted likewise.
_PAIRS = {"Cite", "Quoted"}
_ENTRY_PREFIX = "ref-"


@dataclass(frozen=True)
class CitationNodes:
    """Makes the nodes; `ids` are the emitted ids of the entries by key."""

    ids: Mapping[str, str]

    def group(self, block: Any, part: str) -> etree._Element:
        """A citation: `block` is the paragraph that holds it. `part` chooses the text's or the note's half."""
        group = new_element("span", class_="citation-group")
        inlines = [inner for inline in block["c"] for inner in (inline["c"][1] if inline["t"] == "Cite" else [inline])]
        if part:
            inlines = [i for i in inlines if (i["t"] == "Note") == (part == "note")]
        self._add(group, inlines)
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
        (_id, classes, _pairs), inlines = content
        layout = " ".join(c for c in classes if c.startswith("csl-"))
        self._add(add_element(parent, "span", class_=layout) if layout else parent, inlines)

    def _add_link(self, parent: etree._Element, content: Any) -> None:
        _attributes, inlines, (url, _title) = content
        key = url.removeprefix(f"#{_ENTRY_PREFIX}")
        if url.startswith("#"):
            link = add_element(parent, "a", class_="citation", role="doc-biblioref", href=f"#{self.ids[key]}")
            link.set(EPUB_TYPE, "biblioref")
        else:
            link = add_element(parent, "a", href=url)
        self._add(link, inlines)
