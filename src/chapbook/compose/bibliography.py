"""The lists of references: the entries as the citation engine sorted them, in sections, each list in its place.

Input: pandoc's blocks of a list. Output: `ul class="references"` with a `li` for each entry, where `reference_lists`
says, and the apparatus. Vocabulary: EPUB 3 Structural Semantics 1.1, "bibliography"; DPUB-ARIA 1.1, doc-bibliography.
Both have given up their word for an entry: it is an item of a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from chapbook.compose.bench import HEADINGS, Bench, Piece
from chapbook.compose.citation_nodes import CitationNodes
from chapbook.compose.entry_words import finish_entry
from chapbook.compose.names import slug
from chapbook.compose.reference_lists import ReferenceList
from chapbook.compose.reference_sections import divided, paired
from chapbook.compose.rich_strings import add_rich, plain_words
from chapbook.compose.typography import set_book_words
from chapbook.compose.works import Work
from chapbook.model.apparatus import Entry
from chapbook.model.fragment import EPUB_TYPE, add_element, all_text, find_all, make_fragment, new_element, plain_text
from chapbook.model.manuscript import Kind
from chapbook.trees import has_class

# A label in the margin, such as “[12]”, is as wide as one of so many letters; longer ones stand above their entry.
_LABELS = range(2, 8)
_DEEPEST = 6


@dataclass(frozen=True)
class Listed:
    """What the engine said of one list: its blocks, and those with every author named, if that was asked."""

    blocks: Sequence[Any]
    named: Sequence[Any] = ()


def list_references(
    bench: Bench, own: ReferenceList, nodes: CitationNodes, answer: Listed, works: Mapping[str, Work]
) -> None:
    """Put the entries into the list's place and into the apparatus."""
    entries = paired(nodes.entries(answer.blocks), nodes.entries(answer.named))
    if not entries:
        return
    language = own.holder.language if own.holder is not None else bench.language
    layout = _layout(answer.blocks, [entry.item for entry in entries])
    lists = []
    for section, items in divided(entries, bench.manuscript.references.sections, works):
        lines = new_element("ul", class_=layout)
        for key, item in items:
            _finish(bench, item, works[key], language)
            etree.cleanup_namespaces(item)
            bench.references += (Entry(key, item.get("id", ""), make_fragment(item)),)
            lines.append(item)
        lists.append((section.title if section else "", lines))
    if own.holder is not None:
        _place(bench, own, own.holder, lists)


def _finish(bench: Bench, item: etree._Element, work: Work, language: str) -> None:
    said = plain_text(item)
    finish_entry(item, work.language, language, work.titles)
    if not bench.manuscript.references.annotations or not work.annotation:
        return
    if plain_words(work.annotation[0]) in said:
        return  # some styles print annotations themselves
    holder = add_element(item, "div", class_="annotation")
    for paragraph in work.annotation:
        add_rich(add_element(holder, "p"), paragraph, lambda text: set_book_words(bench, text))


def _layout(blocks: Sequence[Any], items: Sequence[etree._Element]) -> str:
    """The classes of the list: whether entries stand apart, and how wide the labels before them are."""
    spacing = next((dict(block["c"][0][2]).get("entry-spacing", "") for block in blocks if block["t"] == "Div"), "")
    labels = [all_text(e).strip() for item in items for e in find_all(item, "./h:span[@class='csl-left-margin']")]
    classes = ["references"]
    if spacing.isdecimal() and int(spacing) > 0:
        classes.append("spaced")
    if labels:
        classes += ["labelled", f"label-{min(max(max(map(len, labels)), _LABELS[0]), _LABELS[-1])}"]
    return " ".join(classes)


def _place(bench: Bench, own: ReferenceList, piece: Piece, lists: Sequence[tuple[str, etree._Element]]) -> None:
    """Put the lists where the author marked the place, or at the end of the division, before its notes."""
    if own.spot is not None:
        spot, level = own.spot, _level_at(piece, own.spot) + 1
        spot.set("class", f"reference-list {spot.get('class', '')}".strip())
        if piece.kind is not Kind.BIBLIOGRAPHY:
            _name_bibliography(spot)
    elif own.ends_chapter:
        spot, level = new_element("section", class_="reference-list"), 3
        heading = add_element(spot, "h2", bench.words.references, id=bench.names.claim(f"{piece.id}-references"))
        spot.set("aria-labelledby", heading.get("id", ""))
        _name_bibliography(spot)
        _end_with(piece.tree, spot)
    else:
        spot, level = piece.tree, 2
    for title, lines in lists:
        if title:
            name = bench.names.claim(f"{own.name or piece.id}-{slug(title)}")
            _end_with(spot, new_element(f"h{min(level, _DEEPEST)}", set_book_words(bench, title), id=name))
        _end_with(spot, lines)


def _name_bibliography(element: etree._Element) -> None:
    element.set(EPUB_TYPE, "bibliography")
    element.set("role", "doc-bibliography")


def _level_at(piece: Piece, spot: etree._Element) -> int:
    """The level of the heading that the place stands under."""
    level = 1
    for element in piece.tree.iter(etree.Element):
        if element is spot:
            break
        if element.tag in HEADINGS:
            level = HEADINGS.index(str(element.tag)) + 1
    return level


def _end_with(parent: etree._Element, element: etree._Element) -> None:
    """Make the element the last one, but for the notes that end a division."""
    notes = next((child for child in parent if has_class(child, "notes")), None)
    if notes is None:
        parent.append(element)
    else:
        notes.addprevious(element)
