"""The covers of all editions, set in the workers: a picture or a title that takes too long cannot hold the press.

Input: what each edition needs. Output: each panel as bytes, once, however many editions show it, and an error for what
cannot be set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from chapbook.diagnostics import Diagnostic, Span, error, name_first, note
from chapbook.files import Folder, SomeFiles
from chapbook.model.apparatus import Apparatus
from chapbook.model.book import Book, OnPaper
from chapbook.render.cover import (
    EPUB_PIXELS,
    Wrap,
    left_off_spine,
    rasterise_cover,
    render_back_cover,
    render_cover,
    render_wrap,
)
from chapbook.render.pdf.edition_page import edition_settings
from chapbook.render.pdf.layout_limits import failure_sentence
from chapbook.workers import Executor, Job

COVER_SECONDS = 180.0
_SHOWN = 60


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


def make_covers(
    book: Book, folder: Folder, requests: Iterable[CoverRequest], workers: Executor
) -> tuple[Covers, tuple[Diagnostic, ...]]:
    """The files of every request."""
    # A cover shows nothing of the text, which would be sent to the workers with it.
    bare = replace(book, divisions=(), contents=(), paper=OnPaper((), ()), apparatus=Apparatus(), images=())
    wanted = {repr(request): request for request in requests}
    shown = SomeFiles(folder, (book.metadata.cover,) if book.metadata.cover else ())
    jobs = [Job(name, CoverJob(request, bare, shown), COVER_SECONDS) for name, request in wanted.items()]
    covers: dict[CoverRequest, tuple[bytes, ...]] = {}
    found = [fault for request in wanted.values() if request.wrap for fault in _thin_spine(book, request.wrap)]
    for outcome in workers.run(make_cover, jobs):
        if outcome.result is None:
            message = f"The cover cannot be set: {failure_sentence(outcome)}"
            hint = "Look at the image that “cover” names." if book.metadata.cover else ""
            found.append(error("cover-failed", Span("book.toml"), message, hint))
        else:
            covers[wanted[outcome.name]] = outcome.result
    return covers, tuple(found)


def _thin_spine(book: Book, wrap: Wrap) -> Iterator[Diagnostic]:
    """A note on what is not on the spine."""
    if words := left_off_spine(book, wrap):
        shown = name_first([f"{w[:_SHOWN].rstrip()}…" if len(w) > _SHOWN else w for w in words], 2)
        message = f"The spine is {wrap.spine_mm:.1f} mm wide, so {shown} cannot stand on it."
        hint = "Letters that can be read need about 5.5 mm, and long words more: see “paper”, or leave the spine bare."
        yield note("spine-too-thin", edition_settings(book, "print").span, message, hint)


def make_cover(job: CoverJob) -> tuple[bytes, ...]:
    """The files of one request. Raises LayoutFailedError when the words do not fit."""
    request, size = job.request, (job.request.width_mm, job.request.height_mm)
    if request.wrap is not None:
        return render_wrap(job.book, request.wrap, job.folder)
    if request.panel == "back":
        return (render_back_cover(job.book, *size, job.folder),)
    front = render_cover(job.book, *size, job.folder)
    return (rasterise_cover(front, *request.pixels) if request.panel == "picture" else front,)
