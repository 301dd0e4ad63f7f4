"""The faces (font files) that a book is set in.

Input: a family's name. Output: its four faces as files, from the installed fontpkg packages, so that the same book is
set in the same letters on every machine; or, for a family that no package has, from the system by its exact name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import fontpkg

from chapbook.files import digest_of
from chapbook.font_files import open_font
from chapbook.machine import MachineError
from chapbook.system_faces import SystemFace, find_system_faces, find_system_families

TEXT_FAMILY = "Book Text"
CODE_FAMILY = "Book Code"
_WANTED = tuple((weight, style) for weight in (400, 700) for style in ("normal", "italic"))
# Debian's packages of the families that are too large to come with the press.
_SYSTEM_PACKAGES = {"Noto Serif CJK": "fonts-noto-cjk"}


class FaceMissingError(MachineError):
    """The family, or one of its faces, is not installed. The message names the package to install."""


@dataclass(frozen=True)
class Face:
    """One font file: `weight` as in CSS (400, 700), `style` "normal" or "italic"; `number` is its place in a .ttc."""

    family: str
    weight: int
    style: str
    path: Path
    number: int = 0


@dataclass(frozen=True)
class FallbackFamily:
    """A family for letters that the text face does not have, under the name that the style sheets know it by.

    In text of its `languages` (BCP 47 tags of the book) it comes before the text face, elsewhere after it.
    """

    name: str
    faces: tuple[Face, ...]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class BookFaces:
    """The faces of a book: those that text is set in, those for code, and those for letters that neither has.

    `missing` are the characters of the book that no face has; the author has been told of them.
    """

    text: tuple[Face, ...]
    code: tuple[Face, ...]
    fallbacks: tuple[FallbackFamily, ...] = ()
    missing: frozenset[str] = field(default_factory=frozenset)

    def families(self) -> Iterator[tuple[str, tuple[Face, ...]]]:
        """Every family by the name that the sheets use."""
        yield TEXT_FAMILY, self.text
        yield CODE_FAMILY, self.code
        for fallback in self.fallbacks:
            yield fallback.name, fallback.faces

    def all_faces(self) -> tuple[Face, ...]:
        """The faces of all families."""
        return tuple(face for _name, faces in self.families() for face in faces)


@lru_cache(maxsize=16)
def family_faces(family: str) -> tuple[Face, ...]:
    """Regular, italic, bold and bold italic of the family, in this order. Raises FaceMissingError."""
    try:
        return _packaged(family)
    except FaceMissingError:
        system = find_system_faces(family)
        if not system:
            raise
        return tuple(_nearest(family, system, weight, style) for weight, style in _WANTED)


def system_families(faces: BookFaces) -> tuple[str, ...]:
    """The names of those families that no package has, sorted: they may change while the press stays as it is."""
    return tuple(sorted({face.family for face in faces.all_faces() if not _is_packaged(face.family)}))


def _is_packaged(family: str) -> bool:
    try:
        return bool(_packaged(family))
    except FaceMissingError:
        return False


def _packaged(family: str) -> tuple[Face, ...]:
    return tuple(_find(family, weight, style) for weight, style in _WANTED)


def installed_families() -> tuple[str, ...]:
    """The names of all families that are installed, sorted."""
    return tuple(sorted(fontpkg.families()))


@lru_cache(maxsize=64)
def family_with(character: str) -> str:
    """The name of a family that has the character, of the installed packages or else of the system; empty: none."""
    for family in installed_families():
        face = family_faces(family)[0]
        if ord(character) in face_characters(face):
            return _name(face, 16) or _name(face, 1)
    return next((family for family in find_system_families(character) if find_system_faces(family)), "")


def _find(family: str, weight: int, style: str) -> Face:
    try:
        try:
            path = fontpkg.path(family, weight=weight, style=style, nearest=True)
        except fontpkg.StyleNotAvailable:  # many a script knows no italic
            path = fontpkg.path(family, weight=weight, style="normal", nearest=True)
    except fontpkg.FontpkgError as missing:
        raise FaceMissingError(f"The face “{family}” is not installed; {_mend(family)}.") from missing
    return Face(family, weight, style, Path(path))


def _mend(family: str) -> str:
    for known, package in _SYSTEM_PACKAGES.items():
        if family.startswith(known):
            return f"install it with your system’s package manager, on Debian: sudo apt-get install {package}"
    return f"install fontpkg-{fontpkg.slugify(family)} with pip"


def _nearest(family: str, system: tuple[SystemFace, ...], weight: int, style: str) -> Face:
    best = min(system, key=lambda face: (face.italic != (style == "italic"), abs(face.weight - weight), face.path))
    return Face(family, weight, style, best.path, best.number)


@lru_cache(maxsize=64)
def face_digest(path: Path) -> str:
    """The SHA-256 of a font file, for cache keys."""
    return digest_of(path)


def face_facts(faces: BookFaces) -> Iterator[str]:
    """What a cache key says of faces: which file is which face of which family, in which order, for which languages."""
    for name, members in faces.families():
        yield repr((name, [(face.weight, face.style, face.number, face_digest(face.path)) for face in members]))
    yield repr([fallback.languages for fallback in faces.fallbacks])
    yield repr(sorted(faces.missing))


@lru_cache(maxsize=64)
def face_maker(face: Face) -> str:
    """Who made the face, as its name table says: the maker, or else the designer."""
    return _name(face, 8) or _name(face, 9)


def is_open_font(face: Face) -> bool:
    """Whether the face says that it is under the SIL Open Font License, version 1.1."""
    says = f"{_name(face, 13)} {_name(face, 14)}".lower()
    return "sil open font license" in says or "scripts.sil.org/ofl" in says or "openfontlicense.org" in says


def _name(face: Face, number: int) -> str:
    """An entry of the face's name table (OpenType, "name", name IDs), or an empty string."""
    return open_font(face.path, face.number).name(number)


@lru_cache(maxsize=64)
def face_characters(face: Face) -> frozenset[int]:
    """The code points that the face has glyphs for."""
    return open_font(face.path, face.number).characters()


@lru_cache(maxsize=64)
def subset_name(face: Face) -> str:
    """The name that a font of some of the face's glyphs has in a PDF (ISO 32000-1, 9.6.4), as long as it has that file.

    Six letters that the file's digest says, and the PostScript name.
    """
    return f"{subset_tag(face_digest(face.path))}+{postscript_name(face)}"


def subset_tag(facts: str) -> str:
    """Six letters that other facts would hardly give."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(facts.encode()).digest()[:6])


def postscript_name(face: Face) -> str:
    """The face's name as a PDF may have it: letters, digits and hyphens of ASCII."""
    return re.sub("[^A-Za-z0-9-]", "", _name(face, 6) or face.family)
