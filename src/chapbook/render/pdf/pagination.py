"""Which page of which part falls where, what it is called, and what stands at its head and foot.

Input: the parts in order, laid out or only counted. Output: a plan of every page, and the `PageMap` made from it. No
PDF is opened, so the contents and the index can be set from the `PageMap` before the book is bound. The covers are not
pages of the map: page 0 is the first recto inside the book.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chapbook.model.book import Section
from chapbook.model.manuscript import Kind, Matter
from chapbook.model.page_map import Page, PageMap
from chapbook.numerals import roman
from chapbook.render.pdf.part import Part, Sort

# Pages to look at rather than to find: the trade gives them neither folio nor running head.
DISPLAY_KINDS = frozenset({Kind.HALF_TITLE, Kind.TITLE_PAGE, Kind.IMPRINT, Kind.DEDICATION, Kind.EPIGRAPH})


class BindingError(Exception):
    """The parts do not make one book: an id twice, a link to no place, a sort that was not laid out."""


@dataclass(frozen=True)
class BoundPart:
    """A part and its place in the book.

    `opens_recto`: it starts on a right-hand page. `title` and `level` are its line in the outline (an empty title:
    none), `sections` the lines below it; a section's heading level 2 lies one level below the title. `head_verso` and
    `head_recto` are the running heads over its pages; empty: none. `language` is a BCP 47 tag.
    """

    part: Part
    kind: Kind
    matter: Matter
    opens_recto: bool
    title: str
    language: str
    level: int = 1
    sections: tuple[Section, ...] = ()
    head_verso: str = ""
    head_recto: str = ""


@dataclass(frozen=True)
class PlacedSorts:
    """Sorts in a row, from left to right with `gap_pt` between them, on a baseline `y_pt` above the page's foot.

    `share` of their width lies left of `x_pt`. When they take more than `room_pt` (0: any), the `spare` one is left
    out. `is_head`: they stand at the head of the page.
    """

    sorts: tuple[Sort, ...]
    x_pt: float
    y_pt: float
    share: float
    gap_pt: float = 0.0
    room_pt: float = 0.0
    spare: Sort | None = None
    is_head: bool = False


@dataclass(frozen=True)
class Tick:
    """A thin upright line between two words, from one height above the page's foot to another."""

    x_pt: float
    foot_pt: float
    top_pt: float


@dataclass(frozen=True)
class PlannedPage:
    """A page of the book. `part` is the place of its part in the order (None: a blank page), `page` its page there.

    `label` is its number as a reader would say it; `folio` is the same when it is printed, else empty. `head` is the
    running head, or None; `placed` and `ticks` are what stands elsewhere, x counted from the left edge of the part's
    page.
    """

    part: int | None
    page: int
    recto: bool
    label: str
    folio: str = ""
    head: Sort | None = None
    placed: tuple[PlacedSorts, ...] = ()
    ticks: tuple[Tick, ...] = ()


def plan_pages(parts: Sequence[BoundPart]) -> tuple[PlannedPage, ...]:
    """Every page in order, blank versos among them.

    The front matter is counted in roman numerals from the first page. Body and back are counted in arabic ones from 1,
    which is always a recto, as odd pages must be.
    """
    pages: list[PlannedPage] = []
    first_arabic: int | None = None
    for index, bound in enumerate(parts):
        turns_arabic = first_arabic is None and bound.matter is not Matter.FRONT
        if (bound.opens_recto or turns_arabic) and len(pages) % 2:
            pages.append(PlannedPage(None, 0, recto=False, label=_label(len(pages), first_arabic)))
        if turns_arabic:
            first_arabic = len(pages)
        for page in range(len(bound.part.pages)):
            recto = len(pages) % 2 == 0
            label = _label(len(pages), first_arabic)
            folio = label if _shows_folio(bound, page) else ""
            pages.append(PlannedPage(index, page, recto, label, folio, _running_head(bound, page, recto=recto)))
    return tuple(pages)


def number_pages(parts: Sequence[BoundPart], plan: Sequence[PlannedPage]) -> PageMap:
    """The pages as facts for whoever prints page numbers. Raises BindingError when two parts hold the same id."""
    pages = []
    index_of: dict[tuple[int | None, int], int] = {}
    for index, planned in enumerate(plan):
        index_of[planned.part, planned.page] = index
        if planned.part is None:
            pages.append(Page(planned.label, "", 0))
        else:
            part = parts[planned.part].part
            pages.append(Page(planned.label, part.division, part.pages[planned.page].offset))
    places: dict[str, int] = {}
    for number, bound in enumerate(parts):
        for place in bound.part.places:
            if place.id in places:
                raise BindingError(f"The id “{place.id}” stands in the book twice.")
            places[place.id] = index_of[number, place.page]
    return PageMap(tuple(pages), places)


def needed_sorts(plan: Iterable[PlannedPage], slug: str = "") -> tuple[Sort, ...]:
    """The sorts that the pages need, each once: the running heads whole, the folios by character, so the slugs."""
    plan = tuple(plan)
    needed = {planned.head for planned in plan if planned.head is not None}
    needed |= {sort for planned in plan for sort in folio_sorts(planned.folio)}
    needed |= {sort for planned in plan for placed in planned.placed for sort in placed.sorts}
    needed |= {sort for planned in plan for sort in slug_sorts(slug, planned.label)}
    return tuple(sorted(needed, key=lambda sort: (sort.style, sort.text)))


def folio_sorts(folio: str) -> tuple[Sort, ...]:
    """The sorts of a folio from left to right."""
    return tuple(Sort(character, "folio") for character in folio)


def slug_sorts(slug: str, label: str) -> tuple[Sort, ...]:
    """The sorts of the line beyond the marks, from left to right: none without a slug."""
    return (Sort(slug, "slug"), *(Sort(character, "slug") for character in label)) if slug else ()


def _label(index: int, first_arabic: int | None) -> str:
    return roman(index + 1) if first_arabic is None else str(index - first_arabic + 1)


def _shows_folio(bound: BoundPart, page: int) -> bool:
    opens_part = bound.kind is Kind.PART and page == 0
    return bound.kind not in DISPLAY_KINDS and not opens_part and not bound.part.pages[page].full


def _running_head(bound: BoundPart, page: int, *, recto: bool) -> Sort | None:
    if bound.kind in DISPLAY_KINDS or page == 0 or bound.part.pages[page].full:
        return None
    text, style = (bound.head_recto, "head-recto") if recto else (bound.head_verso, "head-verso")
    return Sort(text, style) if text else None
