"""Names a font by its face: input WeasyPrint's module of PDF fonts, output the same module mended while in use.

Binding puts one program for all parts in the place of each part's own (`binding_fonts`), so no part needs one; the
font's name (ISO 32000-1, 9.6.4) tells which face it is of. A program that is needed is cut by our own HarfBuzz:
WeasyPrint 70.0 does it with the machine's or, where there is none, with fontTools, and the bytes would be others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from chapbook.faces import Face, face_digest, subset_name
from chapbook.font_files import cut_font, page_cut, read_font


@contextmanager
def faces_named(fonts: Any, faces: Iterable[Face], *, embedded: bool) -> Iterator[None]:
    """Mend `weasyprint.pdf.fonts` inside the `with` statement; the fonts of our faces have programs if `embedded`."""
    names = {face_digest(face.path): b"/" + subset_name(face).encode("ascii") for face in faces}
    original = fonts.Font
    make, clean, subset = original.__init__, original.clean, original.subset

    def make_named(font: Any, *arguments: Any, **options: Any) -> None:
        make(font, *arguments, **options)
        name = names.get(hashlib.sha256(font.file_content).hexdigest())
        # Letters with colours are pictures for WeasyPrint, and it empties their font.
        font.is_ours = name is not None and not (font.bitmap or font.png or font.svg or font.colr)
        font.name = name if name is not None and font.is_ours else font.name

    def clean_needed(font: Any, texts: dict[int, str], hinting: bool) -> None:
        if font.is_ours and not font.missing and not embedded:
            font.file_content = b""
        else:
            clean(font, texts, hinting)

    def subset_alike(font: Any, texts: dict[int, str], _hinting: bool) -> None:
        shown = [glyph for glyph in texts if glyph < font.glyph_count]
        font.file_content = cut_font(read_font(font.file_content, font.family), page_cut([0, *shown]))

    original.__init__, original.clean, original.subset = make_named, clean_needed, subset_alike
    try:
        yield
    finally:
        original.__init__, original.clean, original.subset = make, clean, subset
