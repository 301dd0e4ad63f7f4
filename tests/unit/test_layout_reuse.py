"""Pieces of text that are measured once stand as if each were measured by itself."""

from __future__ import annotations

from typing import Any

import pytest
from test_layout import job, prose

from chapbook.render.pdf import layout_reuse, typesetter
from chapbook.render.pdf.layout import lay_out_part


def test_a_piece_that_stood_without_its_space_is_set_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """At widths where a piece fits its line without the space at its end alone, and after it where it fits whole."""
    body = "".join(
        f'<p style="width: {30 + n / 8}mm; hyphens: none">{prose(6, n % 5)} <em>– </em><code>let </code>x</p>'
        for n in range(64)
    )
    kept = lay_out_part(job(body)).pdf
    monkeypatch.setattr("chapbook.render.pdf.layout_reuse._LONGEST", -1)
    typesetter._style.cache_clear()
    assert lay_out_part(job(body)).pdf == kept


CHANGING = (
    "p::first-line { font-variant-caps: small-caps; font-size: 12pt } p::first-letter { font-size: 20pt }"
    "b { font-size: 1.2em; line-height: 18pt } i { text-decoration: underline } q { letter-spacing: 1pt }"
)
BODY = "".join(
    f"<p>{prose(30, n)} <b>let a</b> <i>let a</i> <q>let <b>a</b></q> <code>let a</code></p>" for n in range(4)
)


def test_styles_that_are_changed_on_the_page_have_other_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A style that is told by its number is the style that is told by all that it says."""
    numbered = lay_out_part(job(BODY, sheet=CHANGING)).pdf

    def number(kept: Any, style: Any) -> Any:
        key = style.font_config, layout_reuse._is_lined(style), layout_reuse._setting(style)
        return kept.numbers.setdefault(key, len(kept.numbers))

    monkeypatch.setattr(layout_reuse.KeptText, "number", number)
    monkeypatch.setattr(
        layout_reuse.KeptText, "height_number", lambda _kept, style: layout_reuse._face_and_height(style)
    )
    typesetter._style.cache_clear()
    assert lay_out_part(job(BODY, sheet=CHANGING)).pdf == numbered


def test_a_style_is_read_once_however_long_its_text_is(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []
    original = layout_reuse._setting

    def setting(style: Any) -> Any:
        read.append(style)
        return original(style)

    monkeypatch.setattr(layout_reuse, "_setting", setting)
    counts = []
    for length in (60, 240):
        read.clear()
        lay_out_part(job(f"<p>{prose(length)}</p>", sheet="p { hyphens: manual }"))
        counts.append(len(read))
    assert counts[0] == counts[1]
