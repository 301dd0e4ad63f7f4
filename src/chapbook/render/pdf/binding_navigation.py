"""Ways through the bound book: destinations, links, the outline and the page labels.

Input: bound pages and where each id fell on them. Output: the name tree of destinations (ISO 32000-1, 12.3.2.3), link
annotations that lead there (12.5.6.5), the outline (12.3.3) and the page labels (12.4.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import unquote

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from chapbook.render.pdf.pagination import BindingError, BoundPart, PlannedPage

_BOOK_LINK = "book:"
# A finger or a pointer must be able to hit the number of a note.
_LEAST_HIT_PT = 8.0


@dataclass(frozen=True)
class Destination:
    """A place in the bound file: the page, the point to show at its top left, and the words that stand there."""

    page: Object
    x_pt: float
    y_pt: float
    words: str

    def array(self) -> Array:
        """As an explicit destination that keeps the reader's magnification."""
        return Array([self.page, Name.XYZ, round(self.x_pt, 3), round(self.y_pt, 3), 0])


@dataclass
class _Line:
    """A line of the outline with the lines below it."""

    title: str
    destination: Destination
    lines: list[_Line] = field(default_factory=list)


def find_destinations(
    parts: Sequence[BoundPart],
    plan: Sequence[PlannedPage],
    pages: Sequence[Object],
    shifts_pt: Sequence[float],
) -> dict[str, Destination]:
    """Where every id fell. `pages` and `shifts_pt` belong to the pages of the plan.

    Raises BindingError when an id stands twice.
    """
    index_of = {(planned.part, planned.page): index for index, planned in enumerate(plan)}
    destinations: dict[str, Destination] = {}
    for number, bound in enumerate(parts):
        words = {section.id: section.text for section in bound.sections}
        for place in bound.part.places:
            if place.id in destinations:
                raise BindingError(f"The id “{place.id}” stands in the book twice.")
            index = index_of[number, place.page]
            destinations[place.id] = Destination(
                pages[index], place.x_pt + shifts_pt[index], place.y_pt, words.get(place.id, bound.title)
            )
    return destinations


def name_destinations(target: Pdf, destinations: Mapping[str, Destination]) -> None:
    """Write the destinations as the file's name tree, sorted by the bytes of the names."""
    names = sorted(((String(name), place) for name, place in destinations.items()), key=lambda pair: bytes(pair[0]))
    tree = Array([item for name, place in names for item in (name, place.array())])
    target.Root.Names = Dictionary(Dests=target.make_indirect(Dictionary(Names=tree)))


def mend_links(page: Object, shift_pt: float, destinations: Mapping[str, Destination], *, keep: bool) -> None:
    """Shift the page's links with its text, and turn those into the book into destinations; or drop them all.

    Raises BindingError when a link leads to no place in the book, even if it is dropped.
    """
    for link in page.get("/Annots", ()):
        link.Rect = _hit_area(link, shift_pt)
        target = _target_in_book(link)
        if target is not None:
            if target not in destinations:
                raise BindingError(f"A link leads to “{target}”, which is on no page of the book.")
            if "/A" in link:
                del link["/A"]
            link.Dest = String(target)
            link.Contents = String(destinations[target].words or target)
    for key in () if keep else ("/Annots", "/StructParents", "/Tabs"):
        if key in page:
            del page[key]


def _hit_area(link: Object, shift_pt: float) -> Array:
    """The link's rectangle in its shift. The number of a note has no height, for it keeps no room on its line."""
    x1, y1, x2, y2 = (float(edge) for edge in link.Rect)
    more_x, more_y = (max(0.0, _LEAST_HIT_PT - abs(length)) / 2 for length in (x2 - x1, y2 - y1))
    corners = (min(x1, x2) - more_x, min(y1, y2) - more_y, max(x1, x2) + more_x, max(y1, y2) + more_y)
    return Array([round(edge + shift, 3) for edge, shift in zip(corners, (shift_pt, 0, shift_pt, 0), strict=True)])


def _target_in_book(link: Object) -> str | None:
    if "/Dest" in link:
        return str(link.Dest)
    address = str(link.A.get("/URI", "")) if "/A" in link else ""
    return unquote(address.removeprefix(_BOOK_LINK)) if address.startswith(_BOOK_LINK) else None


def make_outline(
    target: Pdf,
    parts: Sequence[BoundPart],
    first_pages: Sequence[Object],
    destinations: Mapping[str, Destination],
) -> None:
    """Write the outline: parts, chapters and sections nested by level, and only the first level open."""
    top: list[_Line] = []
    path: list[tuple[int, list[_Line]]] = [(0, top)]
    for bound, first_page in zip(parts, first_pages, strict=True):
        for level, line in _outline_lines(bound, first_page, destinations):
            while path[-1][0] >= level:
                path.pop()
            path[-1][1].append(line)
            path.append((level, line.lines))
    if top:
        root = target.make_indirect(Dictionary(Type=Name.Outlines, Count=len(top)))
        _link_lines(target, root, top)
        target.Root.Outlines = root


def _outline_lines(
    bound: BoundPart, first_page: Object, destinations: Mapping[str, Destination]
) -> list[tuple[int, _Line]]:
    lines = []
    if bound.title:
        page_top = Destination(first_page, 0, float(first_page.MediaBox[3]), bound.title)
        lines.append((bound.level, _Line(bound.title, destinations.get(bound.part.division, page_top))))
    for section in bound.sections:
        if section.id not in destinations:
            raise BindingError(f"The section “{section.text}” ({section.id}) is on no page of the book.")
        lines.append((bound.level + section.level - 1, _Line(section.text, destinations[section.id])))
    return lines


def _link_lines(target: Pdf, parent: Object, lines: Sequence[_Line]) -> None:
    items = [
        target.make_indirect(Dictionary(Title=String(line.title), Parent=parent, Dest=line.destination.array()))
        for line in lines
    ]
    for item, follower in pairwise(items):
        item.Next, follower.Prev = follower, item
    for item, line in zip(items, lines, strict=True):
        if line.lines:
            item.Count = -len(line.lines)
            _link_lines(target, item, line.lines)
    parent.First, parent.Last = items[0], items[-1]


def label_pages(target: Pdf, before: Sequence[str], plan: Sequence[PlannedPage], after: Sequence[str]) -> None:
    """Write the page labels: the covers by name, the front matter roman, body and back arabic, each counted from 1."""
    ranges: dict[int, Dictionary] = {number: _named_label(words) for number, words in enumerate(before)}
    first = len(before)
    if plan and not plan[0].label.isdigit():
        ranges[first] = Dictionary(S=Name.r)
    arabic = next((index for index, planned in enumerate(plan) if planned.label.isdigit()), None)
    if arabic is not None:
        ranges[first + arabic] = Dictionary(S=Name.D)
    ranges |= {first + len(plan) + number: _named_label(words) for number, words in enumerate(after)}
    target.Root.PageLabels = Dictionary(Nums=Array([item for pair in sorted(ranges.items()) for item in pair]))


def _named_label(words: str) -> Dictionary:
    return Dictionary(P=String(words))
