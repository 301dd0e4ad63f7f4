"""Columns: input pages with one narrow block each, output pages that hold several of them side by side.

WeasyPrint loses notes that are called in CSS columns, and balances what cannot be balanced. So each column is laid out
as a page of its own, with its notes at its foot, and afterwards the boxes of a page move over to the page before. What
is drawn, tagged and linked is read from the boxes when they have moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chapbook.render.pdf.part import POINTS_PER_MM, POINTS_PER_PIXEL, Geometry

_PIXELS_PER_MM = POINTS_PER_MM / POINTS_PER_PIXEL


@dataclass(frozen=True)
class ColumnPlace:
    """Where a column stands: its page, and its place there, both counted from 0."""

    page: int
    column: int


def place_columns(alone: Sequence[bool], columns: int) -> tuple[ColumnPlace, ...]:
    """Where each of the narrow pages stands. Those that are `alone` share their page with none."""
    places: list[ColumnPlace] = []
    for number, is_alone in enumerate(alone):
        last = places[-1] if places else ColumnPlace(-1, columns)
        if is_alone or last.column + 1 >= columns or alone[number - 1]:
            places.append(ColumnPlace(last.page + 1, 0))
        else:
            places.append(ColumnPlace(last.page, last.column + 1))
    return tuple(places)


def join_columns(document: Any, places: Sequence[ColumnPlace], geometry: Geometry, *, right_to_left: bool) -> Any:
    """The document with the boxes of each column moved to its place."""
    page_type = type(document.pages[0])
    step = (geometry.measure_mm + geometry.gap_mm) * _PIXELS_PER_MM * (-1 if right_to_left else 1)
    joined: list[list[Any]] = []
    for page, place in zip(document.pages, places, strict=True):
        if place.column == 0:
            joined.append([])
        for child in page._page_box.children if place.column else ():
            child.translate(dx=place.column * step)
        joined[-1].append(page._page_box)
    return document.copy(
        [page_type(boxes[0].copy_with_children([c for box in boxes for c in box.children])) for boxes in joined]
    )
