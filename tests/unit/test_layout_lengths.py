"""Lengths that are made once for a style are those that each box would have been given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from test_layout import job, png, prose
from weasyprint.layout import inline

from chapbook.render.pdf import typesetter
from chapbook.render.pdf.layout import lay_out_part

SHEET = """
aside { float: right; width: 40%; padding: 1mm 5%; border: 1pt solid; margin: 0 0 1mm 2mm }
.boxed { box-sizing: border-box; width: 50mm; height: 20mm; padding: 3mm; border: 2mm solid }
.least { min-width: 30mm; max-width: 90%; min-height: auto; max-height: 40mm; height: 12mm }
.sum { margin-left: calc(10% + 2mm); width: calc(30mm - 1pt) }
.joined { border-collapse: collapse } .joined td { border: 1pt solid; padding: 1mm }
.apart { border-spacing: 2mm; width: 60% } .apart td { border: 1pt solid; padding: 0 2% }
p::first-line { letter-spacing: 1pt } code { padding: 0 1mm; border: .5pt solid } img { max-width: 50%; height: auto }
"""
TABLE = "<table class='{}'><tbody><tr><td>{}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>"
BODY = (
    f"<aside><p>{prose(12)}</p></aside><p>{prose(60)} <code>let a</code> <img src='a.png' alt=''/></p>"
    f"<div class='boxed'><p>{prose(6)}</p></div><div class='least'>a</div><div class='sum'>{prose(9)}</div>"
    f"{TABLE.format('joined', prose(7))}{TABLE.format('apart', prose(7))}<ul><li>{prose(9)}</li></ul>"
)


@contextmanager
def left_alone(_modules: Sequence[Any]) -> Iterator[None]:
    yield


def test_the_pages_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out = job(BODY, sheet=SHEET, images=("a.png",), files={"a.png": png()})
    kept = lay_out_part(laid_out)
    monkeypatch.setattr(typesetter, "lengths_kept", left_alone)
    assert lay_out_part(laid_out) == kept


def test_what_has_no_share_of_the_page_is_not_looked_up_for_each_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(box: Any, _around: Any) -> None:
        raise AssertionError(box)

    monkeypatch.setattr(inline, "resolve_percentages", refuse)
    assert lay_out_part(job(f"<p>{prose(90)} <em>{prose(40)}</em> <code>let a</code></p>")).pages
