"""What a handout's sheets do: size after the width of the lines, and what saves toner."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from sample_book import sample_book
from test_layout import job, png

from chapbook.files import shipped_sheet
from chapbook.model.handout import HandoutSettings
from chapbook.render.editions import handout_geometry
from chapbook.render.pdf.handout_setting import handout_sheets
from chapbook.render.pdf.layout import lay_out_part

GREY = '<p style="background: #ccc">a</p><p style="color: #555">b</p><p><img src="p.png" alt="c"/></p>'


def greys(*sheets: str) -> set[float]:
    """The greys of what is filled on the page."""
    made = replace(job(GREY, images=("p.png",), files={"p.png": png()}), sheets=sheets)
    with pikepdf.open(io.BytesIO(lay_out_part(made).pdf)) as pdf:
        filled = [i for i in pikepdf.parse_content_stream(pdf.pages[0]) if str(i.operator) in ("g", "rg")]
        return {round(float(next(iter(instruction.operands))), 2) for instruction in filled}


def test_what_saves_toner_leaves_no_grey() -> None:
    assert greys() - {0.0} != set()
    assert greys(shipped_sheet("handout-toner.css")) <= {0.0}


def test_pictures_are_lighter_and_tagged_as_ever() -> None:
    made = job('<p><img src="p.png" alt="c"/></p>', images=("p.png",), files={"p.png": png()})
    darkest = []
    for lighter in (False, True):
        part = lay_out_part(replace(made, lighter=lighter)).pdf
        with pikepdf.open(io.BytesIO(part)) as pdf:
            assert b"/Figure" in pdf.pages[0].Contents.read_bytes()
        document = pypdfium2.PdfDocument(part)
        darkest.append(document[0].render(scale=2).to_pil().convert("L").getextrema()[0])
        document.close()
    assert darkest == [128, round(255 * (0.28 + 0.72 * 128 / 255))]


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        (HandoutSettings(), "10.5pt"),
        (HandoutSettings(columns=2), "9.8pt"),
        (HandoutSettings(notes_margin_mm=0), "12pt"),
    ],
)
def test_long_lines_have_large_letters(settings: HandoutSettings, size: str) -> None:
    sheets = handout_sheets(sample_book(), handout_geometry(210, 297, settings))
    assert [sheet for sheet in sheets if sheet.startswith(f"html {{ font-size: {size};")]


def test_the_toner_sheet_stands_after_the_authors_own() -> None:
    book = sample_book()
    book = replace(book, style=replace(book.style, paged_sheets=(("mine.css", "p { background: #ccc }"),)))
    geometry = handout_geometry(210, 297, book.handout)
    assert handout_sheets(book, geometry)[-2:] == ("p { background: #ccc }", shipped_sheet("handout-toner.css"))
    spending = replace(book, handout=HandoutSettings(toner_saving=False))
    assert handout_sheets(spending, geometry)[-1] == "p { background: #ccc }"
