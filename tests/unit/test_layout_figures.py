"""Figures that nearly fit the rest of their page, and code that is indented over its edge."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from PIL import Image

from chapbook.faces import BookFaces, family_faces
from chapbook.files import MemoryFolder, shipped_sheet
from chapbook.model.fragment import EPUB, XHTML, Fragment, h, new_element
from chapbook.render.pdf.layout import lay_out_part
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.render.pdf.paper_code import DEEPEST_INDENT, fit_code
from chapbook.render.pdf.part import Geometry, Part

FACES = BookFaces(family_faces("Spectral"), family_faces("IBM Plex Mono"))
PAGE = Geometry(width_mm=120, height_mm=170, head_mm=15, foot_mm=15, inner_mm=15, outer_mm=15)
SIZE = "html { font-size: 9.8pt; line-height: 13.6pt }"
SHEETS = (shipped_sheet("book.css"), shipped_sheet("paged.css"), SIZE, shipped_sheet("classic.css"))
LINE = "<p>A line of words.</p>"


def lay_out(lines: int, attributes: str = "") -> Part:
    """So many lines and a figure whose picture is 17 lines high at its own size, and then a line."""
    file = io.BytesIO()
    Image.new("L", (340, 310), 128).save(file, "PNG")
    figure = f'<figure id="f"><img src="p.png" alt="A" {attributes}/><figcaption>Words.</figcaption></figure>'
    body = f'<section xmlns="{XHTML}" xmlns:epub="{EPUB}" id="c" class="chapter">{LINE * lines}{figure}{LINE}</section>'
    folder = MemoryFolder({"p.png": file.getvalue()})
    made = LayoutJob("c", Fragment(body.encode()), "en", "T", PAGE, SHEETS, FACES, folder, ("p.png",))
    sized = LayoutJob(**{**vars(made), "image_sizes": (("p.png", 340, 310),)})
    return lay_out_part(sized)


def page_and_width(part: Part) -> tuple[int, float]:
    page = next(place.page for place in part.places if place.id == "f")
    return page, part.images[0].width_mm


def test_a_figure_that_fits_has_its_size() -> None:
    page, width = page_and_width(lay_out(5))
    assert page == 0
    assert width == pytest.approx(90, abs=0.3)


def test_one_that_nearly_fits_is_set_smaller() -> None:
    sizes = {lines: page_and_width(lay_out(lines)) for lines in (10, 11, 12)}
    shrunk = [width for page, width in sizes.values() if page == 0 and width < 89]
    assert shrunk, sizes
    assert min(shrunk) >= 0.78 * 90


def test_one_that_would_be_too_small_opens_the_next_page() -> None:
    page, width = page_and_width(lay_out(16))
    assert page == 1
    assert width == pytest.approx(90, abs=0.3)


def test_a_picture_of_the_author_s_own_size_keeps_it() -> None:
    widths = [page_and_width(lay_out(lines, 'width="340"'))[1] for lines in (10, 11, 12)]
    assert widths == pytest.approx([90, 90, 90], abs=0.3)


def test_deep_code_keeps_no_more_of_its_indentation_than_there_is_room() -> None:
    section = new_element("section")
    line = etree.SubElement(section, h("span"), {"class": "line", "style": "--indent: 24"})
    line.text = " " * 20
    inner = etree.SubElement(line, h("span"), {"class": "w"})
    inner.text, inner.tail = " " * 30, " " * 10
    etree.SubElement(line, h("span")).text = "deep  code"
    shallow = etree.SubElement(section, h("span"), {"class": "line", "style": "--indent: 8"})
    shallow.text = " " * 8 + "code"
    fit_code(section)
    assert "".join(str(text) for text in line.itertext()) == " " * DEEPEST_INDENT + "deep  code"
    assert shallow.text == " " * 8 + "code"


def test_a_long_line_of_coloured_code_is_broken_after_its_signs() -> None:
    names = ["loss", "model", "training_step", "prepare_batch_of_samples", "batch_of_all"]
    pieces = '<span class="p">(</span>'.join(f'<span class="n">{name}</span>' for name in names)
    line = f'<span class="line" style="--indent: 8">        {pieces}<span class="p">))))</span>\n</span>'
    body = (
        f'<section xmlns="{XHTML}" xmlns:epub="{EPUB}" id="c" class="chapter"><pre><code>{line}</code></pre></section>'
    )
    part = lay_out_part(LayoutJob("c", Fragment(body.encode()), "en", "T", PAGE, SHEETS, FACES, MemoryFolder({})))
    assert part.faults == ()
