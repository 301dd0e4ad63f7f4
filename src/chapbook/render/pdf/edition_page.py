"""The page of an edition: input what the author set, output its size, its margins and its sheets.

Screen, print and booklet share one page. Sizes are in mm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chapbook.diagnostics import Diagnostic, error
from chapbook.files import shipped_sheet
from chapbook.model.book import Book
from chapbook.model.design import DEFAULT_DESIGN
from chapbook.model.manuscript import EditionSettings
from chapbook.render.editions import book_geometry, text_size
from chapbook.render.face_rules import needs_script_sheets
from chapbook.render.pdf.booklet import choose_sheet
from chapbook.render.pdf.part import Geometry
from chapbook.trims import HEIGHTS_MM, SIZES, WIDTHS_MM, near_sizes, page_size


def page_geometry(book: Book) -> tuple[Geometry, tuple[Diagnostic, ...]]:
    """The page that screen, print and booklet share: A5, unless the author sets another."""
    settings = edition_settings(book, "print")
    size, found = edition_size(settings, "a5")
    return replace(book_geometry(*size, book.style.design), bleed_mm=settings.press.bleed_mm), found


def edition_settings(book: Book, edition: str) -> EditionSettings:
    """What the author set for an edition."""
    return next((e for e in book.editions if e.name == edition), EditionSettings(edition))


def edition_size(settings: EditionSettings, default: str) -> tuple[tuple[float, float], tuple[Diagnostic, ...]]:
    """Width and height of an edition's page in mm, the default's when the author's words are no size."""
    words = settings.page or default
    size = page_size(words)
    if size is not None:
        return size, ()
    near = " or ".join(f"“{name}”" for name in near_sizes(words))
    least, most = (f"{width} × {height} mm" for width, height in zip(WIDTHS_MM, HEIGHTS_MM, strict=True))
    measure = f"A measure such as “140mm x 216mm” does as well, from {least} to {most}."
    hint = f"{f'Did you mean {near}? ' if near else ''}{measure}"
    fault = error("unknown-page", settings.span, f"[editions.{settings.name}] “{words}” is no page size.", hint)
    return SIZES[default], (fault,)


def booklet_faults(book: Book) -> tuple[Diagnostic, ...]:
    """What is wrong with the booklet's paper, for the pages that it has."""
    geometry, _found = page_geometry(book)
    return choose_sheet(book.booklet, geometry.width_mm, geometry.height_mm)[1]


def paged_sheets(book: Book, geometry: Geometry, *, over_design: Sequence[str] = ()) -> tuple[str, ...]:
    """The sheets of a layout: the shared voice, paper, the page design, what stands over it, and the author's own."""
    size_pt, leading_pt = text_size(geometry.width_mm, book.style.design)
    scripts = ["scripts.css", "paged-scripts.css"] if needs_script_sheets(book.scripts) else []
    return (
        *(shipped_sheet(name) for name in ("book.css", "paged.css")),
        f"html {{ font-size: {size_pt:g}pt; line-height: {leading_pt:g}pt }}",
        book.style.design.sheet or shipped_sheet(f"{DEFAULT_DESIGN}.css"),
        *over_design,
        *(shipped_sheet(name) for name in scripts),
        *(text for _, text in book.style.paged_sheets),
    )
