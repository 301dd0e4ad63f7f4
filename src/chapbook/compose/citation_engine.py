"""The citation engine: pandoc's citeproc (CSL 1.0.2), run once for each list, its answer kept in the cache.

Input: the citations that lead to one list, in the order in which they are read, and the references as CSL-JSON. Output:
what stands for each citation, in pandoc's inlines (pandoc-types 1.23), and the list in its blocks. Of the book's text
pandoc sees the words in the citations and the sign behind each: a style that ends with a full stop needs no second.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.citation_affixes import Affixes, Inline
from chapbook.compose.citation_order import Place
from chapbook.compose.citation_quotes import has_signs_inside, put_signs_inside
from chapbook.compose.note_style import CLOSING_PUNCTUATION
from chapbook.compose.reference_lists import EVERYTHING
from chapbook.diagnostics import error
from chapbook.model.draft import CitationItem
from chapbook.model.manuscript import Reference
from chapbook.pandoc import PandocFailedError, pandoc_key, run_pandoc

_PANDOC_API = [1, 23, 1]
# A style that names notes by their numbers gets numbers that it can have nowhere else, so that those of the notes in
# print can be put in their place.
_NAMES_NOTES = "first-reference-note-number"
_FAR = 5_000_000
_FAR_NUMBER = re.compile(r"(?<!\d)5\d{6}(?!\d)")
_TEXT = "x"  # a word that stands for the text around a citation


@dataclass(frozen=True)
class Formatted:
    """A citation as formatted. `is_close`: the space before it goes. `ends`: it has the sign that stands behind it."""

    inlines: list[Inline]
    is_close: bool = False
    ends: bool = False


@dataclass(frozen=True)
class Answer:
    """The citations, one for each place, pandoc's blocks of the list, and the affixes that come back in them."""

    citations: list[Formatted]
    listed: list[Any]
    affixes: Affixes


def format_citations(
    bench: Bench, places: Sequence[Place], references: Mapping[str, Reference], nocite: Sequence[str] = ()
) -> Answer | None:
    """The citations and the list as the style has them; None when pandoc refuses, reported.

    `nocite` are the keys of works that are listed without being cited, “*” stands for all. From the cache if it is
    there. Raises PandocMissingError, and MachineError when the machine kills pandoc.
    """
    affixes = Affixes(bench.language if bench.manuscript.text.typography else "")
    settings = bench.manuscript.references
    names_notes = _NAMES_NOTES in settings.style_text
    asked = _document(bench, places, references, affixes, _FAR if names_notes else 0)
    if nocite:
        unseen = _cite([_pandoc_item(key, [], [], "NormalCitation", 0) for key in nocite])
        asked["meta"]["nocite"] = {"t": "MetaInlines", "c": [unseen]}
    document = json.dumps(asked, ensure_ascii=False)
    entries = _entries(places, references, nocite)
    key = pandoc_key("citations", settings.style_text, document, entries)
    stored = bench.cache.get(key)
    if stored is None:
        try:
            stored = _run(document, entries, settings.style_text, bench.cache.desks()).encode()
        except PandocFailedError as failure:
            reason = str(failure).strip().splitlines()[-1] if str(failure).strip() else "no reason given"
            message = f"The citation processor cannot use the style “{settings.style}” or the references: {reason}."
            bench.found.append(error("broken-style", settings.style_span, message))
            return None
        bench.cache.put(key, stored)
    blocks: list[Any] = json.loads(stored)["blocks"]
    if names_notes:
        _print_numbers(blocks[: len(places)], {str(place.note + _FAR): place.printed for place in places})
    if has_signs_inside(bench.language, settings.style_text):
        for block in blocks[: len(places)]:
            put_signs_inside(block["c"])
    citations = [_formatted(block, place) for block, place in zip(blocks, places, strict=False)]
    return Answer(citations, blocks[len(places) :], affixes)


def _entries(places: Sequence[Place], references: Mapping[str, Reference], nocite: Sequence[str]) -> str:
    """The works of the list alone: reading a whole library for the list of one chapter takes longer than all else."""
    asked = {item.key for place in places for item in place.citation.items}.union(nocite)
    listed = sorted(key for key in references if key in asked or EVERYTHING in asked)
    return "[" + ",\n".join(references[key].csl for key in listed) + "]"


def _print_numbers(node: Any, printed: Mapping[str, str]) -> None:
    """Put the numbers in print in the place of the far ones; those of a link's address are none."""
    if isinstance(node, dict) and node.get("t") == "Str":
        node["c"] = _FAR_NUMBER.sub(lambda match: printed.get(match[0]) or match[0], node["c"])
    else:
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            _print_numbers(child, printed)


def _run(document: str, entries: str, style_text: str, desks: Path | None) -> str:
    """Pandoc in its sandbox reads only the files named to it, so the entries and the style go into two of them."""
    with tempfile.TemporaryDirectory(prefix="chapbook-", dir=desks) as folder:
        bibliography, style = Path(folder, "references.json"), Path(folder, "style.csl")
        bibliography.write_text(entries, encoding="utf-8")
        style.write_text(style_text, encoding="utf-8")
        arguments = ("--from=json", "--to=json", "--citeproc", f"--bibliography={bibliography}")
        return run_pandoc((*arguments, f"--csl={style}") if style_text else arguments, document)


def _document(
    bench: Bench, places: Sequence[Place], references: Mapping[str, Reference], affixes: Affixes, far: int
) -> dict[str, Any]:
    """A pandoc document (pandoc-types 1.23) that holds the citations and what touches them."""
    meta = {
        "lang": {"t": "MetaString", "c": bench.language},
        "link-citations": {"t": "MetaBool", "c": True},
    }
    blocks = [_paragraph(place, _citation(place, references, affixes, far)) for place in places]
    return {"pandoc-api-version": _PANDOC_API, "meta": meta, "blocks": blocks}


def _paragraph(place: Place, citation: Inline) -> dict[str, Any]:
    before, after = ("", "") if place.part else _neighbours(place.element)
    inlines: list[Inline] = [{"t": "Str", "c": _TEXT}] if before else []
    if before[-1:].isspace():
        inlines.append({"t": "Space"})
    inlines.append(citation)
    if after[:1] and after[0] in CLOSING_PUNCTUATION:
        inlines.append({"t": "Str", "c": after[0]})
    elif place.aside is not None and not place.part:
        inlines += _following(place.element)
    paragraph = {"t": "Para", "c": inlines}
    return paragraph if place.aside is None else {"t": "Para", "c": [{"t": "Note", "c": [paragraph]}]}


def _following(element: etree._Element) -> list[Inline]:
    """What stands for the text behind a citation in a note: where none is, or a capital, a full stop goes between."""
    after = element.tail or ""
    word = after.lstrip()[:1]
    if not word and element.getnext() is None:
        return []
    return [*([{"t": "Space"}] if after[:1].isspace() else []), {"t": "Str", "c": "X" if word.isupper() else _TEXT}]


def _neighbours(element: etree._Element) -> tuple[str, str]:
    """The text before and after the element."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or _TEXT, element.tail or ""
    return (parent.text or "") if parent is not None else "", element.tail or ""


def _formatted(block: Any, place: Place) -> Formatted:
    inlines: list[Inline] = block["c"]
    if place.aside is not None:
        inlines = inlines[0]["c"][0]["c"]
    number = next(n for n, inline in enumerate(inlines) if inline["t"] == "Cite")
    cited: list[Inline] = inlines[number]["c"][1]
    if place.part:
        return Formatted(cited)
    before, after = _neighbours(place.element)
    is_close = before[-1:].isspace() and not any(inline["t"] == "Space" for inline in inlines[:number])
    sign = after[:1] if after[:1] in CLOSING_PUNCTUATION else ""
    return Formatted(cited, is_close, bool(sign) and number == len(inlines) - 1)


def half(inlines: Sequence[Inline], part: str) -> list[Inline]:
    """What of a citation stands in a place: all of it, or what is in its note, or what is not."""
    return [inline for inline in inlines if not part or (inline["t"] == "Note") != (part == "text")]


def _citation(place: Place, references: Mapping[str, Reference], affixes: Affixes, far: int) -> Inline:
    known = [i for i in place.citation.items if i.key in references]
    note = place.note + far
    return _cite(
        [_item(item, affixes, place.citation.in_text and number == 0, note) for number, item in enumerate(known)]
    )


def _item(item: CitationItem, affixes: Affixes, in_text: bool, note: int) -> dict[str, Any]:
    mode = "AuthorInText" if in_text else "SuppressAuthor" if item.suppress_author else "NormalCitation"
    return _pandoc_item(item.key, affixes.inlines(item.prefix), affixes.inlines(item.suffix), mode, note)


def _pandoc_item(key: str, prefix: list[Inline], suffix: list[Inline], mode: str, note: int) -> dict[str, Any]:
    return {
        "citationId": key,
        "citationPrefix": prefix,
        "citationSuffix": suffix,
        "citationMode": {"t": mode},
        "citationNoteNum": note,
        "citationHash": 0,
    }


def _cite(items: list[dict[str, Any]]) -> Inline:
    return {"t": "Cite", "c": [items, []]}
