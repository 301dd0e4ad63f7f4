"""What stands in a first line keeps its own style, as its sheet says."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
import weasyprint
from page_faults import pages_seen
from weasyprint.layout import inline

from chapbook.faces import BookFaces, family_faces
from chapbook.files import MemoryFolder
from chapbook.model.fragment import XHTML, Fragment
from chapbook.render.pdf.layout import lay_out_part
from chapbook.render.pdf.layout_first_lines import own_styles_kept
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.render.pdf.part import Geometry

SHEET = "p::first-line { font-variant-caps: small-caps } code { font-variant-caps: normal }"


def caps(*, mended: bool) -> dict[str, str]:
    """How each text of a first line is set."""
    with own_styles_kept(inline) if mended else nullcontext():
        html = weasyprint.HTML(string="<p>one <em>two</em> <code>three <b>four</b></code></p>")
        (page,) = html.render(stylesheets=[weasyprint.CSS(string=SHEET)]).pages
    texts = [box for box in page._page_box.descendants() if getattr(box, "text", "").strip()]
    return {box.text.strip(): box.style["font_variant_caps"] for box in texts}


def test_code_is_set_as_code() -> None:
    assert caps(mended=True) == {"one": "small-caps", "two": "small-caps", "three": "normal", "four": "normal"}


def test_without_the_mend_it_is_not() -> None:
    assert caps(mended=False)["three"] == "small-caps"


def test_parts_are_set_so() -> None:
    seen: list[Sequence[Any]] = []
    section = f'<section xmlns="{XHTML}" id="c"><p>one <code>three</code></p></section>'
    page = Geometry(width_mm=90, height_mm=100, head_mm=12, foot_mm=14, inner_mm=10, outer_mm=12)
    faces = BookFaces(family_faces("Spectral"), family_faces("IBM Plex Mono"))
    with pages_seen(seen):
        lay_out_part(LayoutJob("c", Fragment(section.encode()), "en", "T", page, (SHEET,), faces, MemoryFolder({})))
    ((boxes,),) = seen
    assert {
        box.text.strip(): box.style["font_variant_caps"] for box in boxes.descendants() if hasattr(box, "text")
    } == {
        "one": "small-caps",
        "three": "normal",
    }


def test_another_weasyprint_is_no_silent_fault() -> None:
    other = SimpleNamespace(split_inline_level=lambda context, box: (context, box))
    with pytest.raises(TypeError), own_styles_kept(other):
        pass
