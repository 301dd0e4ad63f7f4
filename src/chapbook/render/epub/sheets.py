"""The style sheets of the e-book.

Input: the shipped sheets and the author's, which fetch nothing: the read stage has seen to that. Output: style
resources in the order in which they apply. A shipped page design has a sheet of a few rules for the e-book too; an
author's own design is for paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from chapbook.files import shipped_sheet
from chapbook.model.manuscript import StyleSettings
from chapbook.render.epub.content import file_stem
from chapbook.render.epub.publication import Resource
from chapbook.render.face_rules import needs_script_sheets

SHIPPED = ("book.css", "epub.css")
OF_SCRIPTS = ("scripts.css", "epub-scripts.css")


def make_sheets(style: StyleSettings, scripts: Sequence[str]) -> tuple[Resource, ...]:
    """The sheets in order; those of other scripts only for a book that has such."""
    of_design = (f"{style.design.name}-epub.css",) if style.design.is_shipped else ()
    shipped = (*SHIPPED, *of_design, *(OF_SCRIPTS if needs_script_sheets(scripts) else ()))
    sheets = [_sheet(f"styles/{name}", shipped_sheet(name)) for name in shipped]
    for number, (path, text) in enumerate(style.epub_sheets, 1):
        stem = file_stem(path.rsplit("/", 1)[-1].removesuffix(".css"))
        sheets.append(_sheet(f"styles/own-{number}-{stem}.css", text))
    return tuple(sheets)


def _sheet(name: str, text: str) -> Resource:
    return Resource(name, "text/css", text.encode)
