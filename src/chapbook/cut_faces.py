"""Faces cut to what a book needs of them: one instance of a variable font, one member of a collection, some characters.

Input: a face as it is installed, and the characters that it will be asked for. Output: a face whose file lies in the
cache and is made once: static, alone in its file, with its own glyphs for exactly these characters. What is made
depends on the installed file alone, so the same book is set in the same letters on every machine.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import fontTools
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from chapbook.faces import Face, face_digest
from chapbook.scripts import is_in

_COLLECTIONS = frozenset({".ttc", ".otc"})
_VARIATION_SEQUENCES = 14  # a format of cmap
_RECIPE = 2  # changes with what `_make` makes
# Of a collection for Chinese, Japanese and Korean: for vertical lines and for letters as wide as Latin ones. Nothing
# here sets such, and they would be read for every subset.
_UNUSED_TABLES = ("BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx")
Ranges = Sequence[tuple[int, int]]


def cut_faces(faces: Sequence[Face], ranges: Ranges, folder: Path) -> tuple[Face, ...]:
    """The faces with the characters of the ranges; with no ranges, with all they have, made static where they are not.

    The files lie in `folder`. Raises OSError when it cannot be written.
    """
    made: dict[tuple[Path, int, int], Face] = {}  # where there is no italic the upright face stands for it
    for face in faces:
        key = (face.path, face.number, face.weight)
        if key not in made:
            made[key] = _cut(face, ranges, folder)
    return tuple(replace(made[f.path, f.number, f.weight], style=f.style) for f in faces)


def _cut(face: Face, ranges: Ranges, folder: Path) -> Face:
    collected = face.path.suffix.lower() in _COLLECTIONS
    weight = face.weight if _is_variable(face) else 0
    if not (ranges or collected or weight):
        return face
    recipe = (face_digest(face.path), face.number, weight, tuple(ranges), fontTools.version, _RECIPE)
    stem = hashlib.sha256(repr(recipe).encode()).hexdigest()[:32]
    path = _find(folder, stem) or _keep(folder, stem, _make(face, weight, ranges))
    return replace(face, path=path, number=0)


def _find(folder: Path, stem: str) -> Path | None:
    """The file made before, when it is whole: its name says the digest of its content."""
    for path in sorted(folder.glob(f"{stem}-*")):
        if path.stem.partition("-")[2] == _digest(path.read_bytes()):
            return path
    return None


def _keep(folder: Path, stem: str, content: bytes) -> Path:
    suffix = "otf" if content[:4] == b"OTTO" else "ttf"
    path = folder / f"{stem}-{_digest(content)}.{suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return path


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _open(face: Face) -> TTFont:
    number = face.number if face.path.suffix.lower() in _COLLECTIONS else -1
    return TTFont(face.path, fontNumber=number, lazy=True, recalcTimestamp=False, recalcBBoxes=False)


def _is_variable(face: Face) -> bool:
    with _open(face) as font:
        return "fvar" in font


def _make(face: Face, weight: int, ranges: Ranges) -> bytes:
    with _open(face) as font:
        if weight:
            if ranges:
                _subset(font, ranges)  # first, for an instance takes as long as the font has glyphs
            instancer.instantiateVariableFont(font, _location(font, weight), inplace=True, updateFontNames=False)
        elif ranges:
            _forget_characters(font, ranges)
            for table in _UNUSED_TABLES if face.path.suffix.lower() in _COLLECTIONS else ():
                if table in font:
                    del font[table]
        written = BytesIO()
        font.save(written, reorderTables=None)
        return written.getvalue()


def _location(font: TTFont, weight: int) -> dict[str, float]:
    """A place for every axis: the weight as near as the font has it, the others at their default."""
    wanted = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    for axis in font["fvar"].axes:
        if axis.axisTag == "wght":
            wanted["wght"] = min(max(weight, axis.minValue), axis.maxValue)
    return wanted


def _subset(font: TTFont, ranges: Ranges) -> None:
    options = subset.Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for code in font.getBestCmap() if is_in(chr(code), ranges)])
    subsetter.subset(font)


def _forget_characters(font: TTFont, ranges: Ranges) -> None:
    """Leave the glyphs as they are, and only the characters of the ranges in the map to them."""
    # Without names of our own for the glyphs, all outlines of a font for Chinese would be read, for half a minute.
    font.setGlyphOrder([f"g{glyph}" for glyph in range(font["maxp"].numGlyphs)])
    for table in font["cmap"].tables:
        if table.format != _VARIATION_SEQUENCES:
            table.cmap = {code: glyph for code, glyph in table.cmap.items() if is_in(chr(code), ranges)}
