"""The citation engine: pandoc's citeproc (CSL 1.0.2), run once for the whole book, its answer kept in the cache.

Input: the citations in the order of the book, and the references as CSL-JSON. Output: pandoc's blocks (pandoc-types
1.23): a paragraph for each citation, then the list. Of the book's text pandoc sees nothing but the citations.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chapbook.cache import cache_key
from chapbook.compose.bench import Bench
from chapbook.diagnostics import Span, error
from chapbook.model.draft import Citation, CitationItem
from chapbook.model.manuscript import Reference
from chapbook.pandoc import PandocFailedError, run_pandoc

_PANDOC_API = [1, 23, 1]


def format_citations(
    bench: Bench, citations: Sequence[Citation], references: Mapping[str, Reference], nocite: Sequence[str] = ()
) -> list[Any] | None:
    """Pandoc's blocks: a paragraph for each citation, then the division of entries; None when it refuses, reported.

    `nocite` are the keys of works that are listed without being cited, “*” stands for all. From the cache if it is
    there. Raises PandocMissingError.
    """
    settings = bench.manuscript.references
    document = json.dumps(_document(bench, citations, references, nocite), ensure_ascii=False)
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


def _document(
    bench: Bench, citations: Sequence[Citation], references: Mapping[str, Reference], nocite: Sequence[str]
) -> dict[str, Any]:
    """A pandoc document (pandoc-types 1.23) that holds the citations and nothing else."""
    meta = {
        "lang": {"t": "MetaString", "c": bench.language},
        "link-citations": {"t": "MetaBool", "c": True},
    }
    if nocite:
        unseen = _cite([_pandoc_item(key, "", "", "NormalCitation") for key in nocite])
        meta["nocite"] = {"t": "MetaInlines", "c": [unseen]}
    blocks = [{"t": "Para", "c": [_citation(citation, references)]} for citation in citations]
    return {"pandoc-api-version": _PANDOC_API, "meta": meta, "blocks": blocks}


def _citation(citation: Citation, references: Mapping[str, Reference]) -> dict[str, Any]:
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
