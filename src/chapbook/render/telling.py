"""The editions that tell of the others: the download page with its picture, and the record for shops.

Input: the book, which editions are wanted, those that were made, their pages, and the picture of the front cover.
Output: the page and the record, and what the record lacks.
"""

from __future__ import annotations

from collections.abc import Sequence

from chapbook.diagnostics import Diagnostic
from chapbook.model.book import Book
from chapbook.model.edition import ONIX, WEB, Edition
from chapbook.model.page_map import PageMap
from chapbook.render.onix.edition import render_onix
from chapbook.render.web.edition import render_web


def render_telling(
    book: Book, wanted: Sequence[str], made: tuple[Edition, ...], page_map: PageMap | None, cover: bytes, slug: str
) -> tuple[tuple[Edition, ...], tuple[Diagnostic, ...]]:
    """Those of the two that are wanted, in their order. A blank page is none that a record counts."""
    told = render_web(book, made, slug, cover) if WEB in wanted else ()
    if ONIX not in wanted:
        return told, ()
    pages = sum(bool(page.division) for page in page_map.pages) if page_map else 0
    record, found = render_onix(book, (*made, *told), slug, pages)
    return (*told, record), found
