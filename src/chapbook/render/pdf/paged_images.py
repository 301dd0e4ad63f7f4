"""Whether the pictures have enough pixels for paper: input those of a part, output a warning for each that has not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chapbook.diagnostics import Diagnostic, Span, warning
from chapbook.model.book import Division, Image
from chapbook.render.pdf.part import PlacedImage

# What printers ask for, and the least at which the eye sees no steps at reading distance; pixels to the inch.
WANTED_DPI, LEAST_DPI = 300, 200
_MM_PER_INCH = 25.4


def coarse_images(division: Division, placed: Iterable[PlacedImage], images: Iterable[Image]) -> Iterator[Diagnostic]:
    """A warning for each picture that is printed larger than its pixels allow, where the division shows it."""
    known = {image.path: image for image in images}
    for image in placed:
        if image.dpi >= LEAST_DPI:
            continue
        uses = known[image.path].uses if image.path in known else ()
        here = [span for span in uses if span.file == division.source]  # else it is shown by an included file
        place = next(iter([*here, *uses]), Span(division.source or "book.toml"))
        wide = image.width_mm * image.dpi / LEAST_DPI
        message = f"“{image.path}” is {image.width_mm:.0f} mm wide on paper, and has only {image.dpi} dots to the inch."
        pixels = round(image.width_mm / _MM_PER_INCH * WANTED_DPI)
        hint = f"Up to {wide:.0f} mm it would do; for this width take one of {pixels} pixels."
        yield warning("coarse-image", place, message, hint)
