"""The book's face in the download page: WOFF 2.0 (W3C), with the letters of the page alone, in a `data:` address.

Input: the faces of the book and the text of the page. Output: a style rule, or none where the letters are so many that
the reader's own face is the better one.
"""

from __future__ import annotations

import base64
import io

from fontTools.ttLib import TTFont

from chapbook.faces import TEXT_FAMILY, BookFaces, Face
from chapbook.render.epub.fonts import subset_face

MOST_BYTES = 30_000
# Letters that differ between the page's own text and what style sheets make of it.
_ALWAYS = "0123456789·…"


def inline_face(faces: BookFaces, language: str, text: str) -> str:
    """The `@font-face` rule of the regular face for the language, or an empty text."""
    content = _as_woff2(subset_face(_face_for(faces, language), "".join(sorted(set(text + _ALWAYS)))))
    if len(content) > MOST_BYTES:
        return ""
    source = f"data:font/woff2;base64,{base64.b64encode(content).decode('ascii')}"
    return f'@font-face {{ font-family: "{TEXT_FAMILY}"; src: url("{source}") format("woff2"); }}\n'


def _face_for(faces: BookFaces, language: str) -> Face:
    """The regular face that text of the language is set in."""
    return next((family.faces[0] for family in faces.fallbacks if language in family.languages), faces.text[0])


def _as_woff2(content: bytes) -> bytes:
    written = io.BytesIO()
    with TTFont(io.BytesIO(content), recalcTimestamp=False) as font:
        font.flavor = "woff2"
        font.save(written, reorderTables=None)
    return written.getvalue()
