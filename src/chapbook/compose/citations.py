"""Step 5: citations and the lists of references, formatted by pandoc's citeproc (CSL 1.0.2), once for each list.

Input: `press:citation` elements, and the references as CSL-JSON. Output: `span class="citation-group"` with a link to
each entry, and the entries in the bibliography. Of the book's text pandoc sees nothing but the citations.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.bibliography import Listed, list_references
from chapbook.compose.citation_engine import Answer, Formatted, format_citations, half
from chapbook.compose.citation_links import link_every_work
from chapbook.compose.citation_nodes import CitationNodes, listed_keys
from chapbook.compose.citation_order import Place, places_in_order
from chapbook.compose.entry_words import break_addresses
from chapbook.compose.names import clean_id
from chapbook.compose.reference_lists import EVERYTHING, ReferenceList, plan_lists
from chapbook.compose.reference_sections import report_sections, without_substitute
from chapbook.compose.works import Work, read_work
from chapbook.diagnostics import cap_repeats, error, name_first, warning
from chapbook.model.fragment import all_text, new_element
from chapbook.model.manuscript import Keys, Reference
from chapbook.trees import replace

# More than these are one warning: many authors keep one file of references for everything that they write.
MOST_UNCITED = 3
# What is odd about the entries is said of so many, of each kind.
MOST_DOUBTS = 10
_NO_WORKS = 'Name the bibliography in book.toml: files = ["references.bib"] under [references].'
# Quarto's spelling of a label, when no such label is in the book.
_LABEL = re.compile(r"(?:fig|tbl|sec|eq|lst)-")


def compose_citations(bench: Bench) -> None:
    """Format every citation, and fill the bibliography."""
    places = places_in_order(bench.pieces) if any(draft.citations for draft in bench.drafts) else []
    references = {reference.key: reference for reference in bench.manuscript.references.entries}
    lists = plan_lists(bench)
    _report(bench, places, references, tuple(work for own in lists for work in own.nocite))
    if lists:
        works = _works(bench, lists, references)
        asked = [_Asked(own, tuple(p for p in places if p.division in own.divisions)) for own in lists]
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # pandoc is a process of its own
            answers = list(pool.map(lambda one: _answer(bench, one, references), asked))
        for one, answer in zip(asked, answers, strict=True):
            if answer is not None:
                _set_list(bench, one, *answer, works)
        report_sections(bench, works, list(dict.fromkeys(entry.key for entry in bench.references)))
    for place in places:
        if place.element.getparent() is not None:  # no answer has put anything in its place
            replace(place.element, new_element("span", class_="citation-group"))


@dataclass(frozen=True)
class _Asked:
    """A list, and the citations that lead to its entries."""

    own: ReferenceList
    places: tuple[Place, ...]

    @property
    def formatted(self) -> list[Place]:
        """The citations to ask about: of one in two halves that which stands in a note."""
        return [place for place in self.places if place.part != "text"]


def _answer(bench: Bench, asked: _Asked, references: Mapping[str, Reference]) -> tuple[Answer, Listed] | None:
    """What the engine says of the citations, and of the list; None when it refuses."""
    nocite = [key for key, _span in asked.own.nocite if key in references or key == EVERYTHING]
    named = without_substitute(bench)
    answer = format_citations(bench, asked.formatted, references, nocite)
    if answer is None:
        return None
    other = format_citations(named, asked.formatted, references, nocite) if named is not None else None
    return answer, Listed(answer.listed, other.listed if other is not None else ())


def _set_list(bench: Bench, asked: _Asked, answer: Answer, listed: Listed, works: Mapping[str, Work]) -> None:
    """Put the answer in the places of the citations, and the list in its own."""
    prefix = f"ref-{asked.own.name}-" if asked.own.name else "ref-"
    ids = {key: bench.names.claim(f"{prefix}{clean_id(key)}") for key in _keys(asked.own, works)}
    nodes = CitationNodes(ids, answer.affixes)
    formatted = dict(zip((place.key for place in asked.formatted), answer.citations, strict=True))
    entries = {ids[key]: n for n, key in enumerate(listed_keys(answer.listed)) if key in ids}
    for place in asked.places:
        _place(place, formatted[place.key], nodes, entries)
    list_references(bench, asked.own, nodes, listed, works)


def _place(place: Place, formatted: Formatted, nodes: CitationNodes, entries: Mapping[str, int]) -> None:
    """Put the citation where it stands, with what becomes of the space before it and the sign behind it."""
    element = place.element
    if formatted.is_close:
        _strip_before(element)
    group = nodes.group(half(formatted.inlines, place.part))
    if formatted.ends or _has_stop(group, element):
        element.tail = (element.tail or "")[1:]
    link_every_work(group, [nodes.ids[i.key] for i in place.citation.items if i.key in nodes.ids], entries)
    break_addresses(group)
    replace(element, group)


def _strip_before(element: etree._Element) -> None:
    """Take the space before the element away."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "").rstrip()
    elif parent is not None:
        parent.text = (parent.text or "").rstrip()


def _has_stop(group: etree._Element, element: etree._Element) -> bool:
    """Whether the author's name before a note (“et al.”) ends with the full stop that stands behind it."""
    is_before_note = element.get("part") == "text" and (element.tail or "").startswith(".")
    return is_before_note and all_text(group).endswith(".")


def _keys(own: ReferenceList, known: Iterable[str]) -> list[str]:
    """The keys of the works that are in the list."""
    named = {key for key, _span in own.nocite}
    cited = {item.key for piece in own.pieces if piece.draft for c in piece.draft.citations for item in c.items}
    return sorted(key for key in known if EVERYTHING in named or key in named | cited)


def _works(bench: Bench, lists: Sequence[ReferenceList], references: Mapping[str, Reference]) -> dict[str, Work]:
    """What is known of the works that are listed; of all of them when the author speaks of keywords."""
    if bench.manuscript.references.sections:
        return {key: read_work(reference) for key, reference in references.items()}
    keys = {key for own in lists for key in _keys(own, references)}
    return {key: read_work(references[key]) for key in sorted(keys)}


def _report(bench: Bench, places: Sequence[Place], references: Mapping[str, Reference], nocite: Keys) -> None:
    cited = {key for key, _span in nocite}
    unknown = []
    for key, span in nocite:
        if key not in references and key != EVERYTHING:
            message = f"No entry of the bibliography has the key “{key}”."
            unknown.append(error("unknown-citation", span, message, bench.guesses.did_you_mean(key, references)))
    for place in places:
        for item in place.citation.items:
            cited.add(item.key)
            if item.key not in references:
                message = f"No entry of the bibliography has the key “{item.key}”."
                labels = bench.targets if _LABEL.match(item.key) else ()  # “@fig-a” may want to be “@fig:a”
                hint = bench.guesses.did_you_mean(item.key, [*references, *labels])
                unknown.append(error("unknown-citation", item.span, message, hint or ("" if references else _NO_WORKS)))
    # Without a bibliography every citation is unknown, and all of them for one reason.
    bench.found += unknown if references else cap_repeats(unknown, MOST_DOUBTS, "in the book")
    printed = [reference for reference in references.values() if EVERYTHING in cited or reference.key in cited]
    doubts = [doubt for reference in printed for doubt in reference.doubts]
    bench.found += cap_repeats(sorted(doubts, key=lambda doubt: doubt.span), MOST_DOUBTS, "in the bibliography")
    if EVERYTHING not in cited:
        _report_uncited(bench, [reference for reference in references.values() if reference.key not in cited])


def _report_uncited(bench: Bench, uncited: Sequence[Reference]) -> None:
    """A warning for each, or one for all when the file is a library rather than the list of this book."""
    hint = 'Write list = "all" under [references] to print every entry.'
    if len(uncited) > MOST_UNCITED:
        first = name_first([reference.key for reference in uncited], MOST_UNCITED)
        message = f"{first} entries are never cited, so they are not in the bibliography."
        bench.found.append(warning("uncited-reference", uncited[0].span, message, hint))
        return
    for reference in uncited:
        message = f"The entry “{reference.key}” is never cited, so it is not in the bibliography."
        bench.found.append(warning("uncited-reference", reference.span, message, hint))
