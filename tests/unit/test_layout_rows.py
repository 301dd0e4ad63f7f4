"""Lines whose glyphs are read in one go are the lines that WeasyPrint draws glyph by glyph."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from test_layout import FACES, job, prose
from weasyprint.draw import text as drawn_text

from chapbook.cut_faces import cut_faces
from chapbook.faces import FallbackFamily, family_faces
from chapbook.render.pdf import typesetter
from chapbook.render.pdf.layout import lay_out_part
from chapbook.scripts import LETTERS, code_points

BODIES = {
    "plain": f"<p>{prose(90)} office fjord waffle</p>",
    "faces": f"<p>{prose(9)} <em>{prose(7)}</em><strong>x</strong> <code>a  b</code></p>",
    "capitals": f'<p style="font-variant-caps: small-caps">{prose(30)}</p>',
    "spaced": f'<p style="letter-spacing: 1pt; word-spacing: 2pt">{prose(30)}</p>',
    "code": "<pre>let a = 1;\n\tlet b  = 2; // -> =>\n</pre>",
    "unset": f"<p>{prose(9)}\u00ad \u0e01\u2a0c {prose(9)}</p>",
    "cut": f'<p style="text-overflow: ellipsis; overflow: hidden; white-space: nowrap">{prose(40)}</p>',
    "marks": "<p>a\u0301\u0323 o\u0308\u0304 x\u0338\u20d7 1/2 fi\u0301</p>",
    "rtl": '<p lang="he" dir="rtl">הגלים באים בזה אחר זה office ואיש אינו סופר 12 אותם שָׁלוֹם</p>' * 3,
}


@contextmanager
def left_alone(_module: Any) -> Iterator[None]:
    yield


@pytest.mark.parametrize("name", BODIES)
def test_the_pages_are_the_same(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    hebrew = cut_faces(family_faces("Frank Ruhl Libre"), code_points((*LETTERS["Hebr"], (0x20, 0x40))), tmp_path)
    faces = replace(FACES, fallbacks=(FallbackFamily("Book Hebrew", hebrew, ("he",)),)) if name == "rtl" else FACES
    drawn = lay_out_part(replace(job(BODIES[name]), faces=faces))
    monkeypatch.setattr(typesetter, "rows_drawn", left_alone)
    assert lay_out_part(replace(job(BODIES[name]), faces=faces)) == drawn


@pytest.mark.parametrize("name", ("plain", "faces", "capitals", "spaced", "code"))
def test_lines_are_drawn_without_asking_for_each_glyph(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(drawn_text, "draw_first_line", refuse)
    assert lay_out_part(job(BODIES[name])).pages
