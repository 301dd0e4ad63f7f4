"""The book's faces as small font files: EPUB 3.3, section 3.2 (font core media types), CSS Fonts 4 `@font-face`.

Input: the faces of the book and the sections. Output: font resources subset to the characters that the book uses, and
the sheet that declares them as “Book Text”, “Book Code” and so on, and says where each is used. Same book, same bytes:
no clock is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from lxml import etree

from chapbook.faces import CODE_FAMILY, TEXT_FAMILY, BookFaces, Face, face_characters
from chapbook.font_files import Cut, cut_font, open_font
from chapbook.model.fragment import XHTML, all_text
from chapbook.render.epub.content import file_stem
from chapbook.render.epub.publication import Resource, href_between
from chapbook.render.face_rules import family_rules

FONT_SHEET = "styles/fonts.css"
# What style sheets and reading systems add to the text: list marks, hyphens, quotes, ellipses, digits.
ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset(
    "\u00a0\u00ad\u2002\u2003\u2009\u202f‐‑–—‘’‚“”„‹›«»…•◦▪·′″×§†‡↩"
)
FEATURES = (
    *("isol", "init", "medi", "fina", "med2", "fin2", "fin3", "rlig", "rclt", "calt", "mset", "curs", "rtla", "rtlm"),
    *("palt", "halt", "chws", "fwid", "hwid", "pwid"),
    *("ccmp", "locl", "mark", "mkmk", "kern", "liga", "clig", "calt"),
    *("smcp", "c2sc", "onum", "lnum", "pnum", "tnum", "sups", "subs", "frac", "case"),
)
CODE_TAGS = tuple(f"{{{XHTML}}}{name}" for name in ("code", "pre", "kbd", "samp"))
# Names a font keeps: copyright, family, style, unique id, full name, version, PostScript name, licence and its address.
KEPT_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)


@dataclass(frozen=True)
class _Use:
    """A family under the name that the sheets know it by, with the characters it must have.

    `prefix` keeps its files apart from those of the same family in another use.
    """

    name: str
    faces: tuple[Face, ...]
    characters: str
    prefix: str = ""


def make_fonts(faces: BookFaces, sections: Sequence[etree._Element]) -> tuple[tuple[Resource, ...], str]:
    """The font files, and the text of the sheet that declares them. A book without code has no face for it."""
    rules = []
    resources = []
    for use in _uses(faces, sections):
        for face in _distinct(use.faces):
            suffix = face.path.suffix.lower().lstrip(".")
            name = f"fonts/{use.prefix}{file_stem(face.family)}-{face.weight}-{face.style}.{suffix}"
            read = partial(subset_face, face, use.characters)
            resources.append(Resource(name, f"font/{suffix}", read))
            rules.append(
                f'@font-face {{\n  font-family: "{use.name}";\n  font-weight: {face.weight};\n'
                f'  font-style: {face.style};\n  src: url("{href_between(FONT_SHEET, name)}");\n}}\n'
            )
    return tuple(resources), "".join(rules) + family_rules(faces)


@lru_cache(maxsize=16)
def subset_face(face: Face, characters: str) -> bytes:
    """The face with the glyphs for the characters, and those that its features make of them.

    Without hints, for e-readers and phones do not hint; they would double the size.
    """
    cut = Cut(
        frozenset(map(ord, characters)), features=FEATURES, names=KEPT_NAMES, dropped_tables=("meta",), plain=True
    )
    return cut_font(open_font(face.path, face.number), cut)


def _uses(faces: BookFaces, sections: Sequence[etree._Element]) -> list[_Use]:
    text: set[str] = set()
    code: set[str] = set()
    for section in sections:
        text.update(all_text(section))
        for element in section.iter(*CODE_TAGS):
            code.update(all_text(element))
    # Capitals and small letters of each other: the sheets may change the case.
    text |= {c for t in text for c in t.upper() + t.lower()}
    uses = [_Use(TEXT_FAMILY, faces.text, "".join(sorted(text | ALWAYS)))]
    for family in faces.fallbacks:
        prefix = f"{file_stem(family.name.removeprefix('Book '))}-"
        uses.append(
            _Use(family.name, family.faces, "".join(sorted((text | code | ALWAYS) & _has(family.faces))), prefix)
        )
    code |= text & _has(faces.code) - _has(faces.text) - set().union(*(_has(f.faces) for f in faces.fallbacks))
    if code:
        prefix = "code-" if faces.code[0].family == faces.text[0].family else ""
        uses.append(_Use(CODE_FAMILY, faces.code, "".join(sorted(code | ALWAYS)), prefix))
    return uses


def _has(faces: Sequence[Face]) -> set[str]:
    return set(map(chr, face_characters(faces[0])))


def _distinct(faces: Sequence[Face]) -> list[Face]:
    """The faces without those whose file stands for a nearer one already: a family may have no italic or bold."""
    return list({face.path: face for face in reversed(faces)}.values())[::-1]
