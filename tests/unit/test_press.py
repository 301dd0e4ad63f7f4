"""What a printer asks for: the settings, the margins that grow, and the profiles that the press makes itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import ImageCms
from pypdfium2 import PdfDocument
from sample_book import sample_book, sample_folder

from chapbook.colour_profiles import BadProfileError, black_profile, profile_facts, srgb_profile
from chapbook.diagnostics import Diagnostic, Span
from chapbook.files import MemoryFolder
from chapbook.model.fragment import h
from chapbook.model.press import PressSettings
from chapbook.read.metadata import Reading
from chapbook.read.press import read_press
from chapbook.render.cover import left_off_spine, render_wrap
from chapbook.render.covers import Wrap
from chapbook.render.editions import book_geometry
from chapbook.render.pdf.press import bound_geometry, least_gutter_mm, narrow_gutter, spine_mm
from chapbook.render.spine import set_spine

FOLDER = MemoryFolder({"black.icc": black_profile(), "screen.icc": srgb_profile(), "no.icc": b"x"})


def read(values: Mapping[str, object], *, for_screen: bool = False) -> tuple[PressSettings, list[str]]:
    found: list[Diagnostic] = []
    settings = read_press(Reading(values, lambda _key: Span("book.toml"), found), FOLDER, for_screen=for_screen)
    return settings, [diagnostic.code for diagnostic in found]


def test_the_settings_are_read() -> None:
    values = {"bleed": "0.125in", "marks": True, "standard": "PDF/X-4", "icc": "black.icc", "paper": "80g"}
    settings, found = read({**values, "cover": True, "price-code": "90000"})
    assert not found
    assert settings == PressSettings(3.175, True, "pdf/x-4", "black.icc", True, 0.1, "90000")


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("bleed", "three", "bad-length"),
        ("bleed", "300mm", "bad-length"),
        ("paper", "thick", "bad-length"),
        ("paper", "9mm", "bad-length"),
        ("standard", "pdf/x-1a", "wrong-value"),
        ("icc", "nowhere.icc", "missing-file"),
        ("icc", "../black.icc", "path-refused"),
        ("icc", "no.icc", "bad-profile"),
        ("icc", "screen.icc", "bad-profile"),
        ("price-code", "1234", "wrong-value"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_set(key: str, value: str, code: str) -> None:
    assert read({key: value}) == (PressSettings(), [code])


def test_a_screen_knows_no_pdf_x() -> None:
    assert read({"standard": "pdf/x-4"}, for_screen=True) == (PressSettings(), ["wrong-value"])


def test_a_cover_in_colour_does_not_claim_pdf_x_without_a_profile() -> None:
    assert read({"standard": "pdf/x-4", "cover": True})[1] == ["cover-without-profile"]
    assert read({"standard": "pdf/x-4", "cover": True, "icc": "black.icc"})[1] == []


@pytest.mark.parametrize(("pages", "inner"), [(34, 18), (200, 18), (300, 19), (500, 21), (800, 24), (1500, 25.3)])
def test_the_inner_margin_grows_and_the_measure_stays(pages: int, inner: float) -> None:
    geometry = book_geometry(148, 210)
    bound = bound_geometry(geometry, pages)
    assert bound.inner_mm == pytest.approx(inner)
    assert bound.block_width_mm == pytest.approx(geometry.block_width_mm)


def test_a_small_thick_book_keeps_the_printers_least_margin() -> None:
    bound = bound_geometry(book_geometry(105, 148), 720)
    assert bound.outer_mm == 6.35
    assert bound.inner_mm < least_gutter_mm(720)
    inches = [least_gutter_mm(pages) / 25.4 for pages in (24, 150, 151, 301, 501, 701)]
    assert inches == pytest.approx([0.375, 0.375, 0.5, 0.625, 0.75, 0.875])


def test_the_spine_is_as_thick_as_the_leaves() -> None:
    assert spine_mm(100, 0.1) == 5.0
    assert spine_mm(101, 0.1) == 5.1


def test_the_profiles_are_profiles() -> None:
    assert (profile_facts(srgb_profile()).device_class, profile_facts(srgb_profile()).components) == ("mntr", 3)
    assert (profile_facts(black_profile()).device_class, profile_facts(black_profile()).components) == ("prtr", 1)
    for profile in (srgb_profile(), black_profile()):
        opened = ImageCms.getOpenProfile(BytesIO(profile))
        assert ImageCms.getProfileName(opened).strip() == profile_facts(profile).name
    with pytest.raises(BadProfileError):
        profile_facts(black_profile()[:-100])


def _profile_of(tags: bytes, *, kind: bytes = b"prtr", colours: bytes = b"CMYK") -> bytes:
    """A profile with this for its table of tags and all behind it."""
    header = b"\0\0\0\x80" + bytes(8) + kind + colours + b"XYZ "
    return header.ljust(36, b"\0") + b"acsp".ljust(92, b"\0") + tags


@pytest.mark.parametrize("table", [b"desc", b"desc\0\0\0\1", b"desc\0\0\0\x90\0\0"])
def test_a_profile_whose_table_ends_too_soon_is_bad(table: bytes) -> None:
    with pytest.raises(BadProfileError, match="table of tags"):
        profile_facts(_profile_of(b"\0\0\0\1" + table))


def test_what_a_profile_says_of_itself_can_be_printed() -> None:
    words = b"A\x01B\x1b]0;C\x07"
    tag = b"desc" + bytes(4) + len(words).to_bytes(4, "big") + words.ljust(20, b"\0")
    table = b"\0\0\0\1desc" + (144).to_bytes(4, "big") + len(tag).to_bytes(4, "big")
    facts = profile_facts(_profile_of(table + tag, kind=b"pr\x1bt", colours=b"C\0M\x9b"))
    assert (facts.name, facts.device_class, facts.colours) == ("AB]0;C", "prt", "CM")


def test_a_page_too_narrow_for_so_many_is_reported() -> None:
    small, large = book_geometry(105, 148), book_geometry(148, 210)
    assert [d.code for d in narrow_gutter(sample_book(), small, 720)] == ["narrow-gutter"]
    assert narrow_gutter(sample_book(), small, 120) == ()
    assert narrow_gutter(sample_book(), large, 720) == ()


@pytest.mark.parametrize(("spine", "left_off"), [(2.0, 2), (5.6, 1), (9.0, 0)])
def test_what_is_not_on_the_spine_is_said(spine: float, left_off: int) -> None:
    wrap = Wrap(148, 210, spine, 3)
    assert len(left_off_spine(sample_book(), wrap)) == left_off
    front, back, lying = render_wrap(sample_book(), wrap, sample_folder())
    with PdfDocument(lying) as document:
        words = document[0].get_textpage().get_text_range()
    assert ("Last Train" in words, "Nováková" in words) == (left_off < 2, left_off < 1)
    assert front != back


def test_letters_of_japanese_stand_upright_on_the_spine() -> None:
    book = sample_book()
    book = replace(book, metadata=replace(book.metadata, title="ローマへの道（上）"))
    spine = set_spine((("spine-title", book.metadata.title, 3.0),), reads_down=True, plain=False)
    upright = [span.text for span in spine.iter(h("span")) if span.get("class") == "upright"]
    assert upright == list("ロマへの道上")
    turned = set_spine((("spine-title", book.metadata.title, 3.0),), reads_down=False, plain=False)
    assert [span.get("class") for span in turned.iter(h("span"))] == ["lying"]
