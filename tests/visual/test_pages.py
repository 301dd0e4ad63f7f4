"""Pages as pictures: ink stands where the page has its text block, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pytest
from conftest import BuiltBook
from PIL import Image, ImageOps

from chapbook.render.editions import book_geometry

DPI = 72
MM = 25.4 / DPI
# Hanging accents, italics that lean out, and the picture's own blur.
SLACK_MM = 1.2


def pictures(book: BuiltBook, edition: str) -> Iterator[tuple[str, Image.Image]]:
    """The label of every page, and the page in shades of grey."""
    document = pypdfium2.PdfDocument(book.path(edition).read_bytes())
    try:
        for number in range(len(document)):
            picture = document[number].render(scale=DPI / 72).to_pil().convert("L")
            yield document.get_page_label(number), picture
    finally:
        document.close()


def ink(picture: Image.Image) -> tuple[float, float, float, float] | None:
    """Left, top, right and bottom of all that is printed, in mm; None for a blank page."""
    box = ImageOps.invert(picture).point(lambda shade: 255 if shade > 40 else 0).getbbox()
    return None if box is None else (box[0] * MM, box[1] * MM, box[2] * MM, box[3] * MM)


def ink_in_block(book: BuiltBook, edition: str) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """The ink of each printed page but the cover, by its label, when it keeps to the sides of the text block."""
    page = book_geometry(148, 210)
    for number, (label, picture) in enumerate(pictures(book, edition)):
        box = ink(picture)
        if label == "Cover" or box is None:
            continue
        recto = (number if edition == "print" else number - 1) % 2 == 0
        left = page.centred_mm
        if edition == "print":
            left = page.inner_mm if recto else page.outer_mm
        assert box[0] >= left - SLACK_MM, (label, box)
        assert box[2] <= left + page.block_width_mm + SLACK_MM, (label, box)
        yield label, box


@pytest.mark.parametrize("edition", ["screen", "print"])
def test_no_ink_runs_out_of_the_block(booklet: BuiltBook, edition: str) -> None:
    page = book_geometry(148, 210)
    seen = 0
    for label, box in ink_in_block(booklet, edition):
        assert box[1] >= 9, (label, box)
        assert box[3] <= page.height_mm - 9, (label, box)
        seen += 1
    assert seen >= 24


def test_the_cover_bleeds_to_every_edge(booklet: BuiltBook) -> None:
    label, picture = next(pictures(booklet, "screen"))
    assert label == "Cover"
    corners = [picture.getpixel((x, y)) for x in (1, picture.width - 2) for y in (1, picture.height - 2)]
    assert all(isinstance(shade, int) and shade < 252 for shade in corners)


def test_pages_are_filled(booklet: BuiltBook) -> None:
    """Of the pages inside a chapter, all but its last are filled to the foot, but for a figure that did not fit."""
    boxes = [ink(picture) for label, picture in pictures(booklet, "print") if label.isdecimal()]
    filled = [box for box in boxes if box is not None and box[3] - box[1] > 120]
    assert len(filled) > len(boxes) / 2
