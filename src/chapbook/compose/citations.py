"""Step 5: citations and the list of references, formatted by pandoc's citeproc (CSL 1.0.2), once for the whole book.

Input: `press:citation` elements, and the references as CSL-JSON. Output: `span class="citation-group"` with a link to
each entry, and the entries in the bibliography. Of the book's text pandoc sees nothing but the citations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from chapbook.compose.bench import Bench, find_all
from chapbook.compose.bibliography import list_references
from chapbook.compose.citation_engine import format_citations
from chapbook.compose.citation_nodes import CitationNodes
from chapbook.compose.names import clean_id
from chapbook.diagnostics import cap_repeats, did_you_mean, error, warning
from chapbook.model.draft import Citation
from chapbook.model.fragment import new_element
from chapbook.model.manuscript import Reference
from chapbook.trees import replace

# More than these are one warning: many authors keep one file of references for everything that they write.
MOST_UNCITED = 3
# What is odd about the entries is said of so many, of each kind.
MOST_DOUBTS = 10
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
    answer = None
    if places or listed:
        answer = format_citations(bench, [p.citation for p in asked], references)
    if answer is None:
        for place in places:
            replace(place.element, new_element("span", class_="citation-group"))
        return
    ids = {key: bench.names.claim(f"ref-{clean_id(key)}") for key in sorted(references)}
    nodes = CitationNodes(ids)
    blocks = dict(zip((p.key for p in asked), answer, strict=False))
    for place in places:
        replace(place.element, nodes.group(blocks[place.key], place.part))
    list_references(bench, nodes, answer[len(asked) :])


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
    everything = bench.manuscript.references.listed == "all"
    printed = [reference for reference in references.values() if everything or reference.key in cited]
    doubts = [doubt for reference in printed for doubt in reference.doubts]
    bench.found += cap_repeats(sorted(doubts, key=lambda doubt: doubt.span), MOST_DOUBTS, "in the bibliography")
    if not everything:
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
