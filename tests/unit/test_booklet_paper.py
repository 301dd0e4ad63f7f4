"""Which sheet a booklet is printed on, and what is said when its pages do not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chapbook.diagnostics import Diagnostic, Span
from chapbook.model.manuscript import BookletSettings
from chapbook.read.booklet import read_booklet
from chapbook.read.metadata import Reading
from chapbook.read.schema import read_toml
from chapbook.render.pdf.booklet import SHEET_SIZES, Sheet, choose_sheet, creep_faults, sheet_size

A5 = (148.0, 210.0)


@pytest.mark.parametrize(
    ("page", "name", "rows", "short_edge"),
    [
        (A5, "a4", 1, True),
        ((105, 148), "a4", 2, False),
        ((139.7, 215.9), "letter", 1, True),
        ((215.9, 279.4), "tabloid", 1, True),
        ((152.4, 228.6), "a3", 1, True),
        ((100, 140), "a4", 2, False),
        ((210, 297), "a3", 1, True),
        ((210, 148), "a3", 2, True),
        ((250, 353), "250x353mm-spreads", 1, True),
    ],
)
def test_the_press_chooses_what_offices_have(page: tuple[float, float], name: str, rows: int, short_edge: bool) -> None:
    imposition, found = choose_sheet(BookletSettings(), *page)
    assert found == ()
    sheet = imposition.sheet
    assert (sheet.name, sheet.rows, sheet.turned_on_short_edge, sheet.scale) == (name, rows, short_edge, 1)
    assert (sheet.page_width, sheet.page_height) == page


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("a4", (210, 297)),
        ("SRA3", (320, 450)),
        ("320mm 450mm", (320, 450)),
        ("297.5mm  210mm", (297.5, 210)),
        ("a9", None),
        ("320 450", None),
        ("0mm 450mm", None),
        ("0.01mm 0.01mm", None),
        ("69mm 450mm", None),
        ("9999mm 450mm", None),
        ("-1mm 3mm", None),
    ],
)
def test_a_sheet_has_a_name_or_a_measure(words: str, size: tuple[float, float] | None) -> None:
    assert sheet_size(words) == size


def sheet_of(settings: BookletSettings, page: tuple[float, float] = A5) -> Sheet:
    imposition, found = choose_sheet(settings, *page)
    assert [str(d) for d in found] == []
    return imposition.sheet


def test_a_sheet_lies_as_it_holds_most_pages() -> None:
    whole, cut = sheet_of(BookletSettings(sheet="b4")), sheet_of(BookletSettings(sheet="a3"))
    assert (whole.width, whole.height, whole.rows) == (353, 250, 1)
    assert (cut.width, cut.height, cut.rows) == (297, 420, 2)
    assert sheet_of(BookletSettings(sheet="a3", pages_per_side=2)).rows == 1


def test_a_measured_sheet_is_named_by_its_measure() -> None:
    assert sheet_of(BookletSettings(sheet="340mm  250mm")).name == "340x250mm"


def test_room_is_the_same_on_both_sides() -> None:
    sheet = sheet_of(BookletSettings(sheet="340mm 250mm"))
    assert (sheet.room_beside, sheet.room_below) == (22, 20)


@pytest.mark.parametrize(
    ("form", "page", "scale", "lying"),
    [
        ("2-up", A5, 1, (297, 210)),
        ("2-up", (210, 297), 210 / 297, (297, 210)),
        ("4-up", A5, 297 / 420, (210, 297)),
        ("4-up", (105, 148), 1, (210, 297)),
        ("2-up", (105, 148), 1, (297, 210)),
    ],
)
def test_pages_that_are_only_read_fit_every_sheet(
    form: str, page: tuple[float, float], scale: float, lying: tuple[float, float]
) -> None:
    sheet = sheet_of(BookletSettings(form=form, sheet="a4"), page)
    assert sheet.scale == pytest.approx(scale)
    assert (sheet.width, sheet.height) == lying
    assert sheet.room_beside >= -0.01
    assert sheet.room_below >= -0.01


def fault_of(settings: BookletSettings, page: tuple[float, float] = A5) -> Diagnostic:
    _imposition, (found,) = choose_sheet(settings, *page)
    return found


PLACE = Span("book.toml", 3, 1)


@pytest.mark.parametrize(
    ("settings", "page", "text"),
    [
        (
            BookletSettings(sheet="a44"),
            A5,
            "error unknown-sheet: “a44” is no size of paper. Did you mean “a4”?",
        ),
        (
            BookletSettings(sheet="foolscap"),
            A5,
            f"error unknown-sheet: “foolscap” is no size of paper. Known are {', '.join(SHEET_SIZES)}, or a measure "
            "such as “320mm 450mm”, each side of it from 70 to 1500 mm.",
        ),
        (
            BookletSettings(sheet="a4"),
            (176, 250),
            "error sheet-too-small: Two pages of 176 × 250 mm do not fit on a sheet of 210 × 297 mm. They fit on b4 "
            "or a3 or sra3 or tabloid.",
        ),
        (
            BookletSettings(sheet="a4", pages_per_side=4),
            A5,
            "error sheet-too-small: Four pages of 148 × 210 mm do not fit on a sheet of 210 × 297 mm. They fit on a3 "
            "or sra3.",
        ),
        (
            BookletSettings(sheet="a3"),
            (420, 594),
            "error sheet-too-small: Two pages of 420 × 594 mm do not fit on a sheet of 297 × 420 mm. No sheet with a "
            "name is so large: they need “840mm 594mm”.",
        ),
        (
            BookletSettings(form="4-up", sheet="a4"),
            (210, 297),
            "warning small-print: The pages are printed at 50 % of their size, too small to be read with ease. Take a "
            "larger sheet, or the form “2-up”.",
        ),
    ],
)
def test_what_does_not_fit_is_said_with_what_would(
    settings: BookletSettings, page: tuple[float, float], text: str
) -> None:
    placed = BookletSettings(**{**settings.__dict__, "spans": (("sheet", PLACE), ("form", PLACE))})
    assert str(fault_of(placed, page)) == f"book.toml:3:1: {text}"


def test_a_sheet_is_made_for_pages_that_no_usual_one_holds() -> None:
    sheet = sheet_of(BookletSettings(pages_per_side=4), (176, 250))
    assert (sheet.name, sheet.width, sheet.height) == ("176x250mm-spreads", 352, 500)


def read(text: str) -> tuple[BookletSettings, list[str]]:
    """The table, and what is wrong with it."""
    values, found = read_toml(f"[editions.booklet]\n{text}\n", "book.toml")
    assert values is not None
    faults: list[Diagnostic] = [*found]
    reading = Reading(values["editions"]["booklet"], lambda key: Span("book.toml", 0, len(key)), faults)
    return read_booklet(reading), [f"{d.code}: {d.message}" for d in faults]


def test_every_setting_is_read() -> None:
    settings, found = read(
        'sheet = "a3"\npages-per-side = 2\nsheets-per-signature = 5\npaper-thickness = "0.13 mm"\n'
        "cover = false\nmarks = false\nfold-marks = true\ninstructions = true"
    )
    assert found == []
    assert settings.spans[0] == ("sheet", Span("book.toml", 0, 5))
    assert BookletSettings(**{**settings.__dict__, "spans": ()}) == BookletSettings(
        sheet="a3",
        pages_per_side=2,
        sheets_per_signature=5,
        paper_thickness_mm=0.13,
        cover=False,
        marks=False,
        fold_marks=True,
        instructions=True,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('form = "3-up"', "wrong-value: “form” cannot be “3-up”."),
        ("pages-per-side = 6", "wrong-value: “pages-per-side” cannot be “6”."),
        ("sheets-per-signature = 0", "wrong-value: No signature has 0 sheets."),
        ("sheets-per-signature = 41", "wrong-value: No signature has 41 sheets."),
        ("sheets-per-signature = true", "wrong-type: “sheets-per-signature” takes a whole number."),
        ('paper-thickness = "80g"', "wrong-value: “80g” is no thickness of paper."),
        ('paper-thickness = "9mm"', "wrong-value: “9mm” is no thickness of paper."),
        ("paper-thickness = 0.1", "wrong-type: “paper-thickness” takes text."),
        ('sheet = ""', "wrong-type: “sheet” takes a text that is not empty."),
        ('paper = "a4"', "unknown-key: [editions.booklet] knows no “paper”."),
        ('cover = "no"', "wrong-type: “cover” takes true or false."),
        (
            'form = "2-up"\npaper-thickness = "0.2mm"',
            "unused-setting: “paper-thickness” does nothing in the form “2-up”, whose sheets are not folded.",
        ),
    ],
)
def test_what_cannot_be_is_said(text: str, message: str) -> None:
    _settings, found = read(text)
    assert found == [message]


def test_thick_paper_does_not_push_the_text_over_the_fold() -> None:
    place = Span("book.toml", 4, 1)
    card = BookletSettings(paper_thickness_mm=1, sheets_per_signature=20, spans=(("paper-thickness", place),))
    imposition, _found = choose_sheet(card, *A5)
    (fault,) = creep_faults(imposition, 80, inner_mm=18)
    assert (fault.code, fault.span) == ("wrong-value", place)
    assert "creeps by 19.0 mm" in fault.message
    assert creep_faults(imposition, 40, inner_mm=18) == ()
    assert creep_faults(choose_sheet(BookletSettings(), *A5)[0], 1200, inner_mm=18) == ()
    assert creep_faults(choose_sheet(replace(card, form="2-up"), *A5)[0], 80, inner_mm=18) == ()
