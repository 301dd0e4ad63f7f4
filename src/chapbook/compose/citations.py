"""Step 5: citations and the list of references, formatted by pandoc's citeproc (CSL 1.0.2), once for the whole book.

Input: `press:citation` elements, and the references as CSL-JSON. Output: `span class="citation-group"` with a link to
each entry, and the entries in the bibliography. Of the book's text pandoc sees nothing but the citations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.bibliography import list_references
from chapbook.compose.citation_engine import Formatted, format_citations, half
from chapbook.compose.citation_links import link_every_work
from chapbook.compose.citation_nodes import CitationNodes, listed_keys
from chapbook.compose.citation_order import Place, places_in_order
from chapbook.compose.names import clean_id
from chapbook.diagnostics import did_you_mean, error, warning
from chapbook.model.fragment import all_text, new_element
from chapbook.model.manuscript import Reference
from chapbook.trees import replace

# The style that pandoc has built in.
BUILT_IN_STYLE = "chicago-author-date"
# More than these are one warning: many authors keep one file of references for everything that they write.
MOST_UNCITED = 3
# Quarto's spelling of a label, when no such label is in the book.
_LABEL = re.compile(r"(?:fig|tbl|sec|eq|lst)-")


def compose_citations(bench: Bench) -> None:
    """Format every citation, and fill the bibliography."""
    references = {r.key: r for r in reversed(bench.manuscript.references.entries)}
    places = places_in_order(bench.pieces) if any(draft.citations for draft in bench.drafts) else []
    _report(bench, places, references)
    listed = bench.manuscript.references.listed == "all" and bool(references)
    asked = [p for p in places if p.part != "text"]  # its other half stands in a note, and is asked about there
    answer = None
    if (places or listed) and _style_is_known(bench):
        answer = format_citations(bench, asked, references)
    if answer is None:
        for place in places:
            replace(place.element, new_element("span", class_="citation-group"))
        return
    ids = {key: bench.names.claim(f"ref-{clean_id(key)}") for key in sorted(references)}
    nodes = CitationNodes(ids, answer.affixes)
    formatted = dict(zip((p.key for p in asked), answer.citations, strict=True))
    entries = {ids[key]: n for n, key in enumerate(listed_keys(answer.listed)) if key in ids}
    for place in places:
        _place(place, formatted[place.key], nodes, entries)
    list_references(bench, nodes, answer.listed)


def _place(place: Place, formatted: Formatted, nodes: CitationNodes, entries: Mapping[str, int]) -> None:
    """Put the citation where it stands, with what becomes of the space before it and the sign behind it."""
    element = place.element
    if formatted.is_close:
        _strip_before(element)
    group = nodes.group(half(formatted.inlines, place.part))
    if formatted.ends or _has_stop(group, element):
        element.tail = (element.tail or "")[1:]
    link_every_work(group, [nodes.ids[i.key] for i in place.citation.items if i.key in nodes.ids], entries)
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


def _report(bench: Bench, places: Sequence[Place], references: dict[str, Reference]) -> None:
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
