"""Walks over all boxes that leave out what is plain show the same pages, and go over the same boxes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import weasyprint.layout
from test_layout import job, png, prose
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import background

from chapbook.render.pdf import layout_walks, typesetter
from chapbook.render.pdf.layout import lay_out_part
from chapbook.render.pdf.typesetter import Typesetter

SHEET = """
aside { float: right; width: 40%; background: #eee; outline: 1pt dotted #333; box-shadow: 0 0 1mm #999 }
.framed { border: 1mm solid; border-radius: 2mm; background: linear-gradient(#fff, #ccc) }
.round { border-radius: 3mm; overflow: hidden } .hidden { visibility: hidden; background: #000 }
.picture { background-image: url(a.png) } p em { outline: .5pt solid; outline-offset: 1pt }
.colour { color: #123; background-color: currentcolor } .placed { position: absolute; top: 0; overflow: hidden }
.relative { position: relative } code { background: #eee; border-radius: 1mm }
"""
BODY = (
    f"<aside><p>{prose(12)} <em>{prose(3)}</em></p></aside><p>{prose(40)} <em>{prose(2)}</em> <code>let a</code></p>"
    f"<div class='framed'><p>{prose(6)}</p></div><div class='round'><p>{prose(3)}</p></div><p class='hidden'>a</p>"
    f"<div class='relative'><p class='placed'>{prose(2)}</p><p>{prose(2)} <img src='a.png' alt=''/></p></div>"
    f"<p class='colour'>{prose(4)}</p><ul><li>{prose(9)}</li></ul>"
)


@contextmanager
def left_alone(*_modules: Any) -> Iterator[None]:
    yield


@pytest.mark.parametrize("mend", ["backgrounds_found", "outlines_found", "descendants_listed"])
def test_the_pages_are_the_same(mend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out = job(BODY, sheet=SHEET, images=("a.png",), files={"a.png": png()})
    short = lay_out_part(laid_out)
    monkeypatch.setattr(typesetter, mend, left_alone)
    assert lay_out_part(laid_out) == short


def test_plain_boxes_are_not_asked_for_their_backgrounds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    original = background.layout_box_backgrounds

    def ask(page: Any, box: Any, *arguments: Any, **options: Any) -> None:
        asked.append(box.element_tag)
        original(page, box, *arguments, **options)

    monkeypatch.setattr(background, "layout_box_backgrounds", ask)
    assert lay_out_part(
        job(f"<p>{prose(90)} <em>{prose(40)}</em></p><p class='b'>b</p>", sheet=".b { background: #eee }")
    )
    assert "p" in asked
    assert "em" not in asked


def test_all_boxes_are_listed_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[Any] = []
    original = Typesetter.print_pages

    def look(setter: Typesetter, document: Any, *arguments: Any) -> bytes:
        pages.extend(page._page_box for page in document.pages)
        return original(setter, document, *arguments)

    monkeypatch.setattr(Typesetter, "print_pages", look)
    lay_out_part(job(BODY, sheet=SHEET, images=("a.png",), files={"a.png": png()}))
    for placeholders in (False, True):
        nested = [list(page.descendants(placeholders)) for page in pages]
        with layout_walks.descendants_listed(Box):
            listed = [list(page.descendants(placeholders)) for page in pages]
        assert [[id(box) for box in boxes] for boxes in listed] == [[id(box) for box in boxes] for boxes in nested]
        assert sum(map(len, listed)) > 40


def test_margins_without_content_have_no_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(weasyprint.layout, "make_margin_boxes", refuse)
    assert lay_out_part(job(f"<p>{prose(9)}</p>")).pages


def test_those_that_a_sheet_fills_have(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    original = weasyprint.layout.make_margin_boxes

    def make(*arguments: Any) -> Any:
        boxes = list(original(*arguments))
        made.extend(boxes)
        return boxes

    monkeypatch.setattr(weasyprint.layout, "make_margin_boxes", make)
    lay_out_part(job(f"<p>{prose(9)}</p>", sheet='@page { @top-center { content: "x" } }'))
    assert [box.at_keyword for box in made] == ["@top-center"]
