"""The handout laid out: input the Book and where the book's own pages turn, output a `PagedBook` and its faults.

The pages that contents, index and text name are the book's when its numbers stand in the margin: then a class with
handouts, booklets and e-readers turns to the same page. Otherwise they are the handout's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic, error
from chapbook.files import Folder, shipped_sheet
from chapbook.model.book import Book
from chapbook.model.manuscript import Kind
from chapbook.model.page_map import PageMap
from chapbook.progress import Progress
from chapbook.render.editions import handout_geometry
from chapbook.render.pdf.edition_page import edition_settings, edition_size, paged_sheets
from chapbook.render.pdf.handout import Handout, make_handout
from chapbook.render.pdf.handout_pages import HandoutPlan, find_turns
from chapbook.render.pdf.paged import PagedBook, PageSetter
from chapbook.render.pdf.part import Geometry, Part
from chapbook.scripts import direction_of
from chapbook.workers import Executor, Outcome

_SHORTEST_LINE_MM = 45  # some thirty letters
# Size and leading in points for lines up to so many mm: about 60 to 80 letters, fewer in columns.
_TYPE = ((95, 9.8, 13.4), (140, 10.5, 15.0), (1000, 12.0, 17.0))


@dataclass(frozen=True)
class HandoutBegun:
    """A handout that is under way: what it is made of, and what was begun."""

    handout: Handout
    setter: PageSetter
    begun: Iterator[Outcome[Part]]

    def finish(self, page_map: PageMap | None) -> tuple[PagedBook | None, tuple[Diagnostic, ...]]:
        """The handout, when its last page is laid out. `page_map`: the pages of the book, if its numbers are shown."""
        book = self.handout.book
        plan = HandoutPlan(
            title=book.metadata.title,
            page_of=book.words.page_of,
            geometry=self.setter.geometry,
            line_numbers=book.handout.line_numbers,
            turns=find_turns(self.handout, page_map) if page_map else {},
            members=self.handout.members,
            right_to_left=direction_of(book.metadata.language) == "rtl",
        )
        labels = tuple((name, page_map.label_of(name)) for name in sorted(page_map.places)) if page_map else ()
        return replace(self.setter, plan=plan.plan, labels=labels).lay_out(self.begun)


def begin_handout(
    book: Book,
    chosen: Sequence[str],
    folder: Folder,
    workers: Executor,
    cache: Cache,
    on_progress: Progress,
    *,
    own_pages: bool,
) -> tuple[HandoutBegun | None, tuple[Diagnostic, ...]]:
    """Have the handout of the chosen divisions, or of all, laid out; none when something is wrong with it.

    `own_pages`: its pages are numbered for themselves.
    """
    size, found = edition_size(edition_settings(book, "handout"), "a4")
    geometry = handout_geometry(*size, book.handout)
    handout, faults = make_handout(book, chosen, own_pages=own_pages)
    found = (*found, *_narrow(book, geometry), *faults)
    if found:
        return None, found
    setter = PageSetter(
        book=handout.book,
        folder=folder,
        geometry=geometry,
        sheets=handout_sheets(book, geometry),
        workers=workers,
        cache=cache,
        on_progress=on_progress,
        stage="Handout",
        absent=handout.absent,
        wants_lines=True,
        lighter=book.handout.toner_saving,
        undivided=frozenset({Kind.CONTENTS}),
        drafts=own_pages,
    )
    return HandoutBegun(handout, setter, setter.begin()), ()


def handout_sheets(book: Book, geometry: Geometry) -> tuple[str, ...]:
    """The sheets of the book with the handout's over the design; what saves toner comes last."""
    size, leading = next((size, leading) for widest, size, leading in _TYPE if geometry.measure_mm <= widest)
    over = [f"html {{ font-size: {size:g}pt; line-height: {leading:g}pt }}", shipped_sheet("handout.css")]
    over += [shipped_sheet("handout-columns.css")] if geometry.columns > 1 else []
    toner = [shipped_sheet("handout-toner.css")] if book.handout.toner_saving else []
    return (*paged_sheets(book, geometry, over_design=over), *toner)


def _narrow(book: Book, geometry: Geometry) -> tuple[Diagnostic, ...]:
    """An error when the margins leave too little for the lines."""
    if geometry.measure_mm >= _SHORTEST_LINE_MM:
        return ()
    key = "notes-margin" if book.handout.notes_margin_mm is not None else "columns"
    message = f"The lines of the handout would be {max(0, geometry.measure_mm):.0f} mm long, too short to be read."
    hint = "Take a larger page, fewer columns or a narrower margin for notes."
    return (error("bad-length", book.handout.place(key), message, hint),)
