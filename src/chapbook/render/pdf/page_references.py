"""Which divisions print the pages of others: input divisions and folios, output what each of them prints.

Contents, index and lists, and whatever refers to a page, are laid out when the pages are known; what prints a page may
move it, so it is laid out until every page printed is the right one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from lxml import etree

from chapbook.diagnostics import Diagnostic, Span, warning
from chapbook.model.book import Division
from chapbook.model.fragment import fragment_tree, h
from chapbook.model.manuscript import Kind
from chapbook.render.locators import END
from chapbook.render.pdf.paper import PAGE_FORM, UNKNOWN_PAGE, asks_for_page
from chapbook.render.pdf.part import Part, PartPage, Place

# These print the pages of other divisions, so they are laid out when those are known: the index first, for its own
# place stands in the contents.
_SET_LAST = (Kind.INDEX, Kind.CREDITS, Kind.FIGURES, Kind.TABLES, Kind.LISTINGS, Kind.CONTENTS)
# A bibliography that prints the pages of citations is set before them.
LATE = (Kind.BIBLIOGRAPHY, *_SET_LAST)


def is_late(division: Division) -> bool:
    """Whether the division is laid out when the pages of the others are known."""
    return division.kind in _SET_LAST or (division.kind is Kind.BIBLIOGRAPHY and bool(page_targets(division)))


def printed_labels(division: Division, numbers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The folios that the division prints."""
    targets = page_targets(division)
    return tuple((name, label) for name, label in numbers if name in targets) if targets else ()


def draft_labels(division: Division) -> tuple[tuple[str, str], ...]:
    """What stands for the folios that the division prints while they are not known."""
    return tuple((name, UNKNOWN_PAGE) for name in sorted(page_targets(division)))


def link_targets(tree: etree._Element) -> set[str]:
    """The ids in the book that links lead to."""
    return {a.get("href", "")[1:] for a in tree.iter(h("a"))}


def page_targets(division: Division) -> frozenset[str]:
    """The ids whose pages the division prints."""
    if division.kind not in _SET_LAST and PAGE_FORM.encode() not in division.content.markup:
        return frozenset()
    return _targets(division)


@lru_cache(maxsize=256)  # what is kept is kept with its text, of one book after another
def _targets(division: Division) -> frozenset[str]:
    tree = fragment_tree(division.content)
    asking = [tree] if division.kind in _SET_LAST else [e for e in tree.iter(etree.Element) if asks_for_page(e)]
    links = [a for element in asking for a in element.iter(h("a"))]
    ends = {a.get(END, "") for a in links} - {""}
    return frozenset(ends) | {a.get("href", "")[1:] for a in links if a.get("href", "").startswith("#")}


def unsettled(division: Division) -> Diagnostic:
    """The warning for a division whose page numbers keep moving what they name."""
    message = f"In “{division.text}” a page number could not be settled: printing it moves the page that it names."
    hint = "Change the text near the reference a little, or name the chapter instead of the page."
    return warning("unsettled-page", Span(division.source or "book.toml"), message, hint)


def empty_part(division: Division) -> Part:
    """A part of one page, whose ids are all at its top: for counting, before it is laid out."""
    tree = fragment_tree(division.content)
    names = sorted({str(e.get("id")) for e in tree.iter(etree.Element) if e.get("id")})
    return Part(division.id, b"", (PartPage(0),), tuple(Place(name, 0, 0, 0) for name in names))
