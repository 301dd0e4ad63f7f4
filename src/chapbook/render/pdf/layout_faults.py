"""What did not come out well on the pages: input the laid-out boxes, output a `Fault` for each thing, with its element.

Text and pictures that stick out of the text block or off the page, formulas that had to shrink, rows of tables that are
taller than a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any
from xml.etree import ElementTree as ET  # only names a type

from chapbook.diagnostics import name_first
from chapbook.render.pdf.layout_tables import Chosen
from chapbook.render.pdf.paper import PLACE
from chapbook.render.pdf.paper_words import DIVIDED
from chapbook.render.pdf.part import Fault
from chapbook.render.pdf.sheet import FULL_PAGE

_SHOWN = 40
_MM_PER_PIXEL = 25.4 / 96
_LEAST_SHARE = 0.9  # a formula a little smaller than the text is no fault
_HAIR = 1.0  # CSS px by which rounding may be out
_OUT = 6.0  # CSS px that letters may hang into the margin before anybody sees it
_SHRUNK_HINT = "Break it into two lines, or set it on a line of its own."
_OUT_HINT = "Give its words a place to break: a space, or a soft hyphen; or set it smaller or apart."
_TABLE_HINT = "Take columns away, make two tables of it, or shorten its longest words."
_TURNED_HINT = "The class {.turned} says that you want it so; with {.fitted} it stays upright."
_ROW_SAYS = "A row of the table is taller than a page, so that a page’s end divides it."
_ROW_HINT = "Divide the row, or set what is long in it below the table."


class Places:
    """Which element of the division a box belongs to."""

    def __init__(self, root: ET.Element) -> None:
        self._root = root
        self._parents: dict[ET.Element, ET.Element] = {}

    def of(self, element: ET.Element | None) -> int:
        """The number of the element among those that have places, or of the nearest around it; -1 when there is none.

        The numbers are those of `chapbook.model.source_places`.
        """
        self._gather()
        while element is not None:
            if number := element.get(PLACE):
                return int(number)
            element = self._parents.get(element)
        return -1

    def table_of(self, element: ET.Element | None) -> str:
        """The attribute `PLACE` of the outermost table around the element; empty when it stands in none."""
        self._gather()
        found = ""
        while element is not None:
            found = element.get(PLACE, "") if element.tag == "table" else found
            element = self._parents.get(element)
        return found

    def having(self, attribute: str) -> Iterator[ET.Element]:
        """The elements that have the attribute, in their order."""
        return (element for element in self._root.iter() if attribute in element.attrib)

    def _gather(self) -> None:
        if not self._parents:
            self._parents = {child: parent for parent in self._root.iter() for child in parent}


def page_faults(
    pages: Sequence[Any], places: Places, chosen: Mapping[str, Chosen], divided: Set[str]
) -> tuple[Fault, ...]:
    """All faults. `chosen` are the settings of wide tables, `divided` the rows that are too tall, by `PLACE`."""
    told = frozenset(place for place, choice in chosen.items() if choice.misfit)
    found = [*_shrunk(pages, places), *_sticking_out(pages, places, told)]
    found += _divided_words(places)
    found += [Fault("tall-table-row", _ROW_SAYS, _ROW_HINT, int(place)) for place in divided]
    found += [fault for place, choice in chosen.items() for fault in _table_faults(int(place), choice)]
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: fault.element))


def cut_off(pages: Sequence[Any]) -> Iterator[Any]:
    """The boxes of text or of pictures that a page's edge cuts, by more than a pixel."""
    for page in pages:
        width, height = page.margin_width() + _HAIR, page.margin_height() + _HAIR
        for box in _shown(page):
            right, bottom = box.position_x + box.margin_width(), box.position_y + box.margin_height()
            if box.position_x < -_HAIR or box.position_y < -_HAIR or right > width or bottom > height:
                yield box


def _divided_words(places: Places) -> Iterator[Fault]:
    """A fault for each element of the author's that has a word for which every line is too short."""
    for element in places.having(DIVIDED):
        if (place := places.of(element)) >= 0:
            word = max("".join(element.itertext()).split(), key=len)
            says = f"“{word[:_SHOWN]}…” is longer than a line, so it is broken where it has no place to break."
            yield Fault("overfull-line", says, _OUT_HINT, place)


def _shown(page: Any) -> Iterator[Any]:
    for box in page.descendants(placeholders=True):
        text = getattr(box, "text", None)
        if (text and text.strip()) or hasattr(box, "replacement"):
            yield box


def _sticking_out(pages: Sequence[Any], places: Places, told: Set[str]) -> Iterator[Fault]:
    """A fault for each element that has something off the page, or well out in the margin at its sides.

    Of what stands in the tables `told` nothing more is said.
    """
    lost = dict.fromkeys(cut_off(pages))
    worst: dict[tuple[int, bool], tuple[float, str]] = {}
    for page in pages:
        left, right = page.content_box_x(), page.content_box_x() + page.width
        for box in _shown(page):
            if (page.page_type.name == FULL_PAGE and box not in lost) or places.table_of(box.element) in told:
                continue
            out = max(left - box.position_x, box.position_x + box.margin_width() - right)
            if box in lost or out > _OUT:
                key = (places.of(box.element), box in lost)
                worst[key] = max(worst.get(key, (0.0, "")), (out, _name(box)), key=lambda pair: pair[0])
    for (place, is_lost), (out, words) in worst.items():
        if is_lost:
            yield Fault("off-the-page", f"“{words}” runs off the page.", _OUT_HINT, place)
        elif (place, True) not in worst:
            says = f"“{words}” sticks out of the text block by {out * _MM_PER_PIXEL:.0f} mm."
            yield Fault("overfull-line", says, _OUT_HINT, place)


def _name(box: Any) -> str:
    text = getattr(box, "text", None)
    if text:
        return str(text).strip()[:_SHOWN]
    return str(box.element.get("src") or box.element.get("aria-label", ""))


def _shrunk(pages: Sequence[Any], places: Places) -> Iterator[Fault]:
    """The formulas that were wider than their column, and so became much smaller than the text."""
    for page in pages:
        for box in page.descendants(placeholders=True):
            wanted = box.element.get("data-width") if hasattr(box, "replacement") and box.element is not None else None
            if wanted is None:
                continue
            share = box.width / (float(wanted) * box.style["font_size"])
            if share < _LEAST_SHARE:
                words = box.element.get("aria-label", "")
                shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
                says = f"The formula “{shown}” is too wide, so it was set at {share:.0%} of its size."
                yield Fault("shrunk-formula", says, _SHRUNK_HINT, places.of(box.element))


def _table_faults(place: int, choice: Chosen) -> Iterator[Fault]:
    if choice.misfit.out:
        how = "however small it is set" if not choice.fit.is_turned else "even on its side"
        says = (
            f"The table is too wide for the page, {how}: it sticks out by {choice.misfit.out * _MM_PER_PIXEL:.0f} mm."
        )
        yield Fault("table-too-wide", says, _TABLE_HINT, place)
    elif choice.misfit.broken:
        words = name_first(choice.misfit.broken, 2)
        says = f"The table is too wide for the page, so words of its cells are broken into pieces: {words}."
        yield Fault("table-too-wide", says, _TABLE_HINT, place)
    elif choice.fit.is_turned and not choice.was_asked:
        says = "The table is too wide for the page, so it lies on its side, on a page of its own."
        yield Fault("turned-table", says, _TURNED_HINT, place, is_note=True)
