"""Step 10: each entry of a list of references leads back to where its work is cited.

Input: the citations, `a class="citation"`, and the entries. Output: an id at each citation, and behind each entry a
`span class="locators back-links"`: in e-books an arrow and a link for each place, named by the number of its division
(“2, 3a, b”) or by letters alone; on paper, with `data-page`, the pages. A citation in a note is where the note is
called, since readers that pop notes up show them nowhere else. Vocabulary: DPUB-ARIA 1.1, doc-backlink.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from chapbook.compose.bench import Bench, Piece
from chapbook.model.fragment import add_element, find_all, h
from chapbook.numerals import alphabetic
from chapbook.trees import has_class

BACK_LINKS = "back-links"
_ARROW = "↑"
# Layout spans of citation styles that are blocks: what stands behind one would begin a line of its own.
_BLOCKS = ("csl-right-inline", "csl-block", "csl-indent")


@dataclass(frozen=True)
class _Place:
    """Where a work is cited: the division, and the element to lead to."""

    piece: Piece
    element: etree._Element


def compose_back_links(bench: Bench) -> None:
    """Lead back from every entry, unless the author wants no such links."""
    if not bench.references or bench.manuscript.references.back_links == "none":
        return
    places: dict[str, list[_Place]] = {}
    for piece in bench.pieces:
        for entry, element in _citations(piece.tree) if piece.draft is not None else ():
            known = places.setdefault(entry, [])
            if not known or known[-1].element is not element:  # one note may cite a work twice
                known.append(_Place(piece, element))
    for piece in bench.pieces:
        _lead_back(bench, find_all(piece.tree, ".//h:li[@class='reference'][@id]"), places)


def _citations(tree: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The ids of the works that are cited in the tree, each with the place to lead to, in the order of the text."""
    in_notes: dict[str, list[str]] = {}
    for note in find_all(tree, "./h:section[@class='notes']/h:aside"):
        cited = [a.get("href", "")[1:] for a in note.iter(h("a")) if has_class(a, "citation")]
        in_notes[note.get("id", "")] = cited
    inside = set(find_all(tree, "./h:section[@class='notes']//h:a"))
    for link in tree.iter(h("a")):
        target = link.get("href", "")[1:]
        if has_class(link, "note-call"):
            for entry in in_notes.pop(target, ()):
                yield entry, link
        elif has_class(link, "citation") and link not in inside:
            yield target, link


def _lead_back(bench: Bench, entries: Sequence[etree._Element], places: Mapping[str, Sequence[_Place]]) -> None:
    """The entries of one division: its list, or what of it is in sections."""
    cited = [(entry, places[entry.get("id", "")]) for entry in entries if entry.get("id", "") in places]
    pieces = {place.piece.id: place.piece for _entry, known in cited for place in known}
    by_number = len(pieces) > 1 and any(piece.number for piece in pieces.values())
    for entry, known in cited:
        holder = _end_of(entry)
        _strip_end(holder)
        links = add_element(holder, "span", "\u00a0", class_=f"locators {BACK_LINKS}")
        if bench.manuscript.references.back_links == "all":
            links.set("data-page", "|".join(f" {words}" for words in bench.words.cited_on))
        for number, (words, name, place) in enumerate(_named(known, by_number)):
            if not place.element.get("id"):
                place.element.set("id", bench.names.claim(f"{entry.get('id')}-cited"))
            label = f"{bench.words.back} ({name})" if name else bench.words.back
            target = f"#{place.element.get('id')}"
            link = add_element(links, "a", words, role="doc-backlink", href=target, aria_label=label)
            if number:
                links[-2].tail = ", "
            else:
                link.text = f"{_ARROW}\u00a0{words}" if words else _ARROW
        _before_annotation(entry, holder, links)


def _named(places: Sequence[_Place], by_number: bool) -> Iterator[tuple[str, str, _Place]]:
    """Each place with the words of its link, and the name by which it is told from the others; none for a lone one."""
    if not by_number:
        for n, place in enumerate(places):
            letter = alphabetic(n + 1).lower() if len(places) > 1 else ""
            yield letter, letter, place
        return
    for _id, group in groupby(places, key=lambda place: place.piece.id):
        known = list(group)
        division = known[0].piece.locator
        space = "" if known[0].piece.number else "\u00a0"
        for n, place in enumerate(known):
            letter = alphabetic(n + 1).lower() if len(known) > 1 else ""
            name = f"{division}{space if letter else ''}{letter}"
            yield (letter if n else name), name, place


def _end_of(entry: etree._Element) -> etree._Element:
    """The element at whose end the entry's own words end."""
    last = next((c for c in reversed(entry) if not has_class(c, "annotation")), None)
    if last is not None and last.get("class") in _BLOCKS and not (last.tail or "").strip():
        return last
    return entry


def _strip_end(holder: etree._Element) -> None:
    """Take away the white space with which some styles end an entry."""
    if len(holder):
        holder[-1].tail = (holder[-1].tail or "").rstrip() or None
    else:
        holder.text = (holder.text or "").rstrip() or None


def _before_annotation(entry: etree._Element, holder: etree._Element, links: etree._Element) -> None:
    """What was added at the end of the entry stands before its annotation."""
    annotation = next((child for child in entry if has_class(child, "annotation")), None)
    if holder is entry and annotation is not None:
        annotation.addprevious(links)
