"""The covers of all editions, set in the workers: a picture or a title that takes too long cannot hold the press.

Input: what each edition needs. Output: each panel as bytes, once, however many editions show it, and an error for what
cannot be set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from chapbook.cache import Cache, cache_key
from chapbook.cached_work import KeyedJob, run_cached
from chapbook.diagnostics import Diagnostic, Span, error, name_first, note
from chapbook.faces import face_facts
from chapbook.files import Folder, SomeFiles
from chapbook.model.apparatus import Apparatus
from chapbook.model.book import Book, OnPaper
from chapbook.render.editions import PagedEdition
from chapbook.render.pdf.edition_page import edition_settings
from chapbook.render.pdf.layout_libraries import loader_alone
from chapbook.render.pdf.layout_limits import failure_sentence
from chapbook.render.pdf.part import Geometry
from chapbook.workers import Executor, Job, Outcome

COVER_SECONDS = 180.0
# The e-book's cover in pixels: the shops ask for 1:1.6.
EPUB_PIXELS = (1600, 2560)
_SHOWN = 60
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)  # no cover shows when the book was changed


@dataclass(frozen=True)
class Wrap:
    """The measures of a printer's cover in mm, and what its back shows: an ISBN (empty: no barcode) and a price code.

    `reads_down`: the spine is read from head to foot.
    """

    width_mm: float
    height_mm: float
    spine_mm: float
    bleed_mm: float
    isbn: str = ""
    price_code: str = ""
    reads_down: bool = True


@dataclass(frozen=True)
class CoverRequest:
    """A cover of the size in mm: “front” and “back” are PDFs, “picture” is the front as a JPEG of so many `pixels`.

    With a `wrap` it is the printer's: front, back and spine as PDFs.
    """

    panel: str
    width_mm: float
    height_mm: float
    wrap: Wrap | None = None
    pixels: tuple[int, int] = EPUB_PIXELS


@dataclass(frozen=True)
class CoverJob:
    """One cover to set, with the book that it is of."""

    request: CoverRequest
    book: Book
    folder: Folder


Covers = Mapping[CoverRequest, tuple[bytes, ...]]


@dataclass(frozen=True)
class CoversBegun:
    """Covers that are being set, each by the name of its job."""

    book: Book
    wanted: Mapping[str, CoverRequest]
    outcomes: Iterator[Outcome[tuple[bytes, ...]]]

    def finish(self) -> tuple[Covers, tuple[Diagnostic, ...]]:
        """The files of every request, when the last of them is there."""
        covers: dict[CoverRequest, tuple[bytes, ...]] = {}
        wraps = [request.wrap for request in self.wanted.values() if request.wrap]
        found = [fault for wrap in wraps for fault in _thin_spine(self.book, wrap)]
        for outcome in self.outcomes:
            if outcome.result is None:
                message = f"The cover cannot be set: {failure_sentence(outcome)}"
                hint = "Look at the image that “cover” names." if self.book.metadata.cover else ""
                found.append(error("cover-failed", Span("book.toml"), message, hint))
            else:
                covers[self.wanted[outcome.name]] = outcome.result
        return covers, tuple(found)


def cover_requests(book: Book, geometry: Geometry, edition: PagedEdition) -> tuple[CoverRequest, ...]:
    """The covers that an edition shows before and behind its pages."""
    if not edition.cover or (edition.imposed and not book.booklet.cover):
        return ()
    panels = ("front", "back") if edition.imposed else ("front",)
    return tuple(CoverRequest(panel, geometry.width_mm, geometry.height_mm) for panel in panels)


def begin_covers(
    book: Book, folder: Folder, requests: Iterable[CoverRequest], workers: Executor, cache: Cache
) -> CoversBegun:
    """Have the covers set while something else is done; those in the cache are there already."""
    # A cover shows nothing of the text, which would be sent to the workers with it, and no date.
    bare = replace(
        book,
        metadata=replace(book.metadata, modified=_NO_DATE),
        divisions=(),
        contents=(),
        paper=OnPaper((), ()),
        apparatus=Apparatus(),
        images=(),
    )
    wanted = {repr(request): request for request in requests}
    facts = _facts(bare, folder)
    shown = SomeFiles(folder, (book.metadata.cover,) if book.metadata.cover else ())
    jobs = [
        KeyedJob(Job(name, CoverJob(request, bare, shown), COVER_SECONDS), cache_key("cover", name, *facts))
        for name, request in wanted.items()
    ]
    return CoversBegun(book, wanted, run_cached(workers, cache, make_cover, jobs, tuple[bytes, ...]))


def _facts(book: Book, folder: Folder) -> tuple[str | bytes, ...]:
    """Everything of a book that its covers depend on."""
    picture = folder.read_bytes(book.metadata.cover) if book.metadata.cover else b""
    words = (book.metadata, book.words.cover, sorted(book.scripts))
    return repr(words), picture, *face_facts(book.faces)


def _thin_spine(book: Book, wrap: Wrap) -> Iterator[Diagnostic]:
    """A note on what is not on the spine."""
    from chapbook.render.cover import left_off_spine

    if words := left_off_spine(book, wrap):
        shown = name_first([f"{w[:_SHOWN].rstrip()}…" if len(w) > _SHOWN else w for w in words], 2)
        message = f"The spine is {wrap.spine_mm:.1f} mm wide, so {shown} cannot stand on it."
        hint = "Letters that can be read need about 5.5 mm, and long words more: see “paper”, or leave the spine bare."
        yield note("spine-too-thin", edition_settings(book, "print").span, message, hint)


def warm_up(_jobs: Sequence[CoverJob]) -> None:
    """Load what covers are set and drawn with."""
    with loader_alone():
        import chapbook.render.cover  # noqa: F401 – loaded for the workers


def make_cover(job: CoverJob) -> tuple[bytes, ...]:
    """The files of one request. Raises LayoutFailedError when the words do not fit."""
    from chapbook.render.cover import rasterise_cover, render_back_cover, render_cover, render_wrap

    request, size = job.request, (job.request.width_mm, job.request.height_mm)
    if request.wrap is not None:
        return render_wrap(job.book, request.wrap, job.folder)
    if request.panel == "back":
        return (render_back_cover(job.book, *size, job.folder),)
    front = render_cover(job.book, *size, job.folder)
    return (rasterise_cover(front, *request.pixels) if request.panel == "picture" else front,)
