"""Step 5: citations and the list of references, formatted by pandoc's citeproc (CSL 1.0.2), once for the whole book.

Input: `press:citation` elements, and the references as CSL-JSON. Output: `span class="citation-group"` with a link to
each entry, and the entries in the bibliography. Of the book's text pandoc sees nothing but the citations.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from chapbook.cache import cache_key
from chapbook.compose.bench import Bench, find_all
from chapbook.compose.citation_nodes import CitationNodes
from chapbook.compose.names import clean_id
from chapbook.diagnostics import Span, did_you_mean, error, warning
from chapbook.model.apparatus import Entry
from chapbook.model.draft import Citation, CitationItem
from chapbook.model.fragment import add_element, make_fragment, new_element
from chapbook.model.manuscript import Kind, Reference
from chapbook.pandoc import PandocFailedError, run_pandoc
from chapbook.trees import replace

# The style that pandoc has built in.
BUILT_IN_STYLE = "chicago-author-date"
# More than these are one warning: many authors keep one file of references for everything that they write.
MOST_UNCITED = 3
_PANDOC_API = [1, 23, 1]
# Quarto's spelling of a label, when no such label is in the book.
_LABEL = re.compile(r"(?:fig|tbl|sec|eq|lst)-")


@dataclass(frozen=True)
class _Place:
    """A citation where it stands in a tree. `part` is "text" or "note" for the halves of one in a note style."""

    element: etree._Element
    citation: Citation
    division: str

    @property
    def part(self) -> str:
        """The half of the citation that stands here, or empty for all of it."""
        return self.element.get("part", "")

    @property
    def key(self) -> tuple[str, str]:
        """What the two halves have in common."""
        return self.division, self.element.get("n", "")


def compose_citations(bench: Bench) -> None:
    """Format every citation, and fill the bibliography."""
    places = [
        _Place(element, piece.draft.citations[int(element.get("n", ""))], piece.id)
        for piece in bench.pieces
        if piece.draft is not None
        for element in find_all(piece.tree, ".//press:citation")
    ]
    references = {r.key: r for r in reversed(bench.manuscript.references.entries)}
    _report(bench, places, references)
    listed = bench.manuscript.references.listed == "all" and bool(references)
    asked = [p for p in places if p.part != "text"]  # its other half stands in a note, and is asked about there
    answer = _ask(bench, asked, references) if (places or listed) and _style_is_known(bench) else None
    if answer is None:
        for place in places:
            replace(place.element, new_element("span", class_="citation-group"))
        return
    ids = {key: bench.names.claim(f"ref-{clean_id(key)}") for key in sorted(references)}
    nodes = CitationNodes(ids)
    blocks = dict(zip((p.key for p in asked), answer, strict=False))
    for place in places:
        replace(place.element, nodes.group(blocks[place.key], place.part))
    _list_references(bench, nodes, answer[len(asked) :])


def _report(bench: Bench, places: Sequence[_Place], references: dict[str, Reference]) -> None:
    cited = set()
    for place in places:
        for item in place.citation.items:
            cited.add(item.key)
            if item.key not in references:
                message = f"No entry of the bibliography has the key “{item.key}”."
                labels = bench.targets if _LABEL.match(item.key) else ()  # “@fig-a” may want to be “@fig:a”
                hint = did_you_mean(item.key, [*references, *labels])
                bench.found.append(error("unknown-citation", item.span, message, hint))
    if bench.manuscript.references.listed != "all":
        _report_uncited(bench, [reference for reference in references.values() if reference.key not in cited])


def _report_uncited(bench: Bench, uncited: Sequence[Reference]) -> None:
    """A warning for each, or one for all when the file is a library rather than the list of this book."""
    hint = 'Write list = "all" under [references] to print every entry.'
    if len(uncited) > MOST_UNCITED:
        first = ", ".join(f"“{reference.key}”" for reference in uncited[:MOST_UNCITED])
        more = len(uncited) - MOST_UNCITED
        message = f"{first} and {more} more entries are never cited, so they are not in the bibliography."
        bench.found.append(warning("uncited-reference", uncited[0].span, message, hint))
        return
    for reference in uncited:
        message = f"The entry “{reference.key}” is never cited, so it is not in the bibliography."
        bench.found.append(warning("uncited-reference", reference.span, message, hint))


def _style_is_known(bench: Bench) -> bool:
    references = bench.manuscript.references
    if references.style == BUILT_IN_STYLE or references.style_text:
        return True
    message = f"The press does not have the citation style “{references.style}”."
    hint = "Put its .csl file beside the manuscript (zotero.org/styles has it) and name that file as the style."
    bench.found.append(error("unknown-style", references.style_span, message, hint))
    return False


def _ask(bench: Bench, places: Sequence[_Place], references: dict[str, Reference]) -> list[Any] | None:
    """Pandoc's blocks: a paragraph for each citation, then the division of entries. From the cache if it is there."""
    settings = bench.manuscript.references
    document = json.dumps(_document(bench, places, references), ensure_ascii=False)
    entries = "[" + ",\n".join(references[key].csl for key in sorted(references)) + "]"
    key = cache_key("citations", settings.style, settings.style_text, document, entries)
    stored = bench.cache.get(key)
    if stored is None:
        try:
            stored = _run(document, entries, settings.style_text).encode()
        except PandocFailedError as failure:
            reason = str(failure).strip().splitlines()[-1] if str(failure).strip() else "no reason given"
            message = f"The citation processor cannot use the style “{settings.style}” or the references: {reason}."
            bench.found.append(error("broken-style", Span("book.toml"), message))
            return None
        bench.cache.put(key, stored)
    blocks: list[Any] = json.loads(stored)["blocks"]
    return blocks


def _run(document: str, entries: str, style_text: str) -> str:
    """Pandoc in its sandbox reads only the files named to it, so the entries and the style go into two of them."""
    with tempfile.TemporaryDirectory(prefix="chapbook-") as folder:
        bibliography, style = Path(folder, "references.json"), Path(folder, "style.csl")
        bibliography.write_text(entries, encoding="utf-8")
        style.write_text(style_text, encoding="utf-8")
        arguments = ("--from=json", "--to=json", "--citeproc", f"--bibliography={bibliography}")
        return run_pandoc((*arguments, f"--csl={style}") if style_text else arguments, document)


def _document(bench: Bench, places: Sequence[_Place], references: dict[str, Reference]) -> dict[str, Any]:
    """A pandoc document (pandoc-types 1.23) that holds the citations and nothing else."""
    meta = {
        "lang": {"t": "MetaString", "c": bench.language},
        "link-citations": {"t": "MetaBool", "c": True},
    }
    if bench.manuscript.references.listed == "all":
        everything = _cite([_pandoc_item("*", "", "", "NormalCitation")])
        meta["nocite"] = {"t": "MetaInlines", "c": [everything]}
    blocks = [{"t": "Para", "c": [_citation(place.citation, references)]} for place in places]
    return {"pandoc-api-version": _PANDOC_API, "meta": meta, "blocks": blocks}


def _citation(citation: Citation, references: dict[str, Reference]) -> dict[str, Any]:
    known = [i for i in citation.items if i.key in references]
    return _cite([_item(item, citation.in_text and number == 0) for number, item in enumerate(known)])


def _item(item: CitationItem, in_text: bool) -> dict[str, Any]:
    mode = "AuthorInText" if in_text else "SuppressAuthor" if item.suppress_author else "NormalCitation"
    return _pandoc_item(item.key, item.prefix, item.suffix, mode)


def _pandoc_item(key: str, prefix: str, suffix: str, mode: str) -> dict[str, Any]:
    return {
        "citationId": key,
        "citationPrefix": _inlines(prefix.strip()),
        # A locator is found at the start of the suffix; what is written without a comma is set off by a space.
        "citationSuffix": _inlines(suffix if not suffix.strip() or suffix[0] in ", " else f" {suffix}"),
        "citationMode": {"t": mode},
        "citationNoteNum": 0,
        "citationHash": 0,
    }


def _cite(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"t": "Cite", "c": [items, []]}


def _inlines(text: str) -> list[dict[str, Any]]:
    """The text as pandoc's inlines: words, and spaces between them."""
    inlines: list[dict[str, Any]] = [{"t": "Space"}] if text[:1] == " " else []
    for word in text.split():
        inlines += [{"t": "Str", "c": word}, {"t": "Space"}]
    return inlines[:-1] if text.strip() else []


def _list_references(bench: Bench, nodes: CitationNodes, blocks: Sequence[Any]) -> None:
    """The entries as pandoc sorted them, in the bibliography and in the apparatus."""
    items = nodes.entries(blocks)
    for _key, item in items:
        etree.cleanup_namespaces(item)
    bench.references = tuple(Entry(key, item.get("id", ""), make_fragment(item)) for key, item in items)
    bibliography = bench.piece_of_kind(Kind.BIBLIOGRAPHY)
    if bibliography is not None and items:
        add_element(bibliography.tree, "ul", class_="references").extend([item for _key, item in items])
