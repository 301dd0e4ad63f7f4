"""Page designs: by name, or a sheet of the author's, and what a sheet tells the press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chapbook.diagnostics import Diagnostic, Span
from chapbook.files import MemoryFolder, shipped_sheet
from chapbook.model.design import SHIPPED_DESIGNS, UNTOLD, PageDesign
from chapbook.read.designs import place_of_face, read_design

HERE = Span("book.toml", 2, 1)


def read(said: str, sheet: str = "") -> tuple[PageDesign, tuple[Diagnostic, ...]]:
    return read_design(said, MemoryFolder({"mine.css": sheet.encode()}), lambda _: HERE)


@pytest.mark.parametrize("name", SHIPPED_DESIGNS)
def test_a_shipped_design_is_its_sheet(name: str) -> None:
    design, found = read(name)
    assert found == ()
    assert (design.name, design.sheet, design.is_shipped) == (name, shipped_sheet(f"{name}.css"), True)


def test_the_shipped_designs_differ_in_what_they_tell_the_press() -> None:
    told = {(d.size_pt, d.leading_pt, d.heads, d.text_face) for d, _ in map(read, SHIPPED_DESIGNS)}
    assert len(told) == len(SHIPPED_DESIGNS)


def test_a_sheet_that_says_nothing_to_the_press_gets_the_usual_page() -> None:
    sheet = "h1 { color: #000 }"
    assert read("mine.css", sheet) == (replace(UNTOLD, name="mine.css", sheet=sheet), ())


def test_a_sheet_tells_the_press_of_its_page() -> None:
    sheet = """/* mine */ :root { --text-size: 10pt; --leading: 14pt; --mine: 3; }
    html { --measure: 28em; --heads: inner; --folios: outer; --text-face: "EB Garamond"; --code-face: "Fira"; }"""
    design, found = read("mine.css", sheet)
    assert found == ()
    assert design == PageDesign("mine.css", sheet, 10, 14, 28, "inner", "outer", "EB Garamond", "Fira")
    assert not design.is_shipped


@pytest.mark.parametrize(
    ("declaration", "hint"),
    [
        ("--text-size: 10", "It is a measure from 6pt to 16pt."),
        ("--text-size: 10px", "It is a measure from 6pt to 16pt."),
        ("--leading: 2pt", "It is a measure from 8pt to 24pt."),
        ("--measure: 300em", "It is a measure from 20em to 45em."),
        ("--heads: left", "It is centre, outer or inner."),
        ("--text-face: Spectral", "It is the name of a family in quotation marks."),
        ("--folios:", "It is centre, outer or inner."),
    ],
)
def test_what_makes_no_page_is_an_error_at_its_line(declaration: str, hint: str) -> None:
    _design, (fault,) = read("mine.css", f"html {{\n  {declaration};\n}}")
    assert (fault.code, fault.span, fault.hint) == ("bad-design", Span("mine.css", 2, 3), hint)


@pytest.mark.parametrize(
    ("sheet", "place"),
    [
        ("html { --text-size: 16pt;\n --leading: 8pt; }", (2, 2)),
        ("html {\n  --text-size: 15pt; }", (2, 3)),
        ("html { --leading: 9pt; }", (1, 8)),
    ],
)
def test_lines_that_would_touch_each_other_are_an_error(sheet: str, place: tuple[int, int]) -> None:
    design, (fault,) = read("mine.css", sheet)
    assert (fault.code, fault.span) == ("bad-design", Span("mine.css", *place))
    assert design.leading_pt == design.size_pt


def test_a_face_of_a_design_has_its_place_in_the_sheet() -> None:
    design, _found = read("mine.css", 'html { --text-face: "A" }\n\nhtml { --text-face: "B" }')
    assert place_of_face(design, "text-face") == Span("mine.css", 3, 8)
    assert place_of_face(design, "code-face") == Span("mine.css")


def test_an_unknown_design_is_an_error_with_its_neighbours() -> None:
    design, (fault,) = read("clasic")
    assert (fault.code, fault.span, design.name) == ("unknown-design", HERE, "classic")
    assert "Did you mean “classic”" in fault.hint
    assert "mine.css" in fault.hint


@pytest.mark.parametrize(("sheet", "code"), [("p { top: 0;\n}}", "broken-sheet"), ("@import 'x';", "sheet-fetches")])
def test_a_sheet_of_the_authors_is_css_and_fetches_nothing(sheet: str, code: str) -> None:
    assert [fault.code for fault in read("mine.css", sheet)[1]] == [code]


def test_a_sheet_that_is_not_there_is_an_error() -> None:
    assert [fault.code for fault in read_design("ours.css", MemoryFolder({}), lambda _: HERE)[1]] == ["missing-file"]
