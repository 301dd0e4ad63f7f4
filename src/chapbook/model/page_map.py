"""Pages as facts: where each page of the paged book begins in the text, and on which page each id fell.

Made by render/pdf from the laid-out boxes. The contents, the index, the running report and the e-book's page list are
filled from it; nothing is laid out twice for a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page of the bound book, counted from 0 in `PageMap.pages`.

    `label` is its folio as printed or as a reader would say it (`iv`, `12`). `division` is the id of the division whose
    text it holds, empty for a blank page. `offset` counts the characters of that division's text, white space left out,
    before the first one on this page.
    """

    label: str
    division: str
    offset: int


@dataclass(frozen=True)
class PageMap:
    """All pages in order, and for every id of the book the index of its page."""

    pages: tuple[Page, ...]
    places: Mapping[str, int]

    def label_of(self, id: str) -> str:
        """The folio of the page that holds the id. Raises KeyError when the id is on no page."""
        return self.pages[self.places[id]].label
