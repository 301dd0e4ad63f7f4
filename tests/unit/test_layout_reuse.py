"""Pieces of text that are measured once stand as if each were measured by itself."""

from __future__ import annotations

import pytest
from test_layout import job, prose

from chapbook.render.pdf import typesetter
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
