"""Font files, read and cut to what is needed of them.

Input: a file of OpenType 1.9, or its bytes. Output: facts, and the bytes of a smaller font. HarfBuzz cuts, in the
version that comes with its binding, so the same file is cut to the same bytes on every machine. A file is mapped into
memory and not read as a whole: to open one for Chinese takes no longer than one for Latin.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from sys import byteorder
from typing import Any

import uharfbuzz
from uharfbuzz import SubsetFlags, SubsetInputSets

from chapbook.machine import MachineError

# Whose version the bytes of a cut font depend on.
HARFBUZZ = f"uharfbuzz {uharfbuzz.__version__}"
_COLLECTIONS = frozenset({".ttc", ".otc"})
_WEIGHT = "wght"
_ROS = b"\x0c\x1e"  # the operator that makes a font of the Compact Font Format one of CIDs (Adobe's note 5176, 18)


# What a page never asks for: the layout tables have done their work, and glyphs are asked for by id (ISO 32000-1, 9.9).
_UNUSED_ON_PAGES = (
    *("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "JSTF", "MATH", "OS/2", "STAT", "SVG ", "VORG"),
    *("cmap", "gasp", "kern", "meta", "name", "post", "vhea", "vmtx"),
)


class BrokenFontError(MachineError):
    """A font file cannot be read or cut. The message is a sentence with its name."""


@dataclass(frozen=True)
class Metrics:
    """What the tables head, hhea, post and OS/2 say, in units of the font; `box` is left, foot, right, head.

    `capital_height` is the ascent where a font does not tell; `italic_angle` is in degrees.
    """

    em: int
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    capital_height: int
    italic_angle: float


@dataclass(frozen=True)
class Cut:
    """What is kept of a font.

    `characters` and `glyphs` (their ids), with whatever the `features` make of them; None and no glyphs keep them all.
    `features` are OpenType's tags and `names` the numbers of name entries; None keeps all. `weight` makes a variable
    font static: at this weight or the nearest it has, and at the default of every other axis. `keeps_ids`: a glyph
    keeps its id. `plain`: without hints and subroutines, for who does not hint, and compresses. Where outlines are
    asked for by CID, a glyph's CID is its id, but when the cut is by glyphs: then it is the id that it had.
    """

    characters: frozenset[int] | None = None
    glyphs: frozenset[int] = frozenset()
    features: tuple[str, ...] | None = None
    names: tuple[int, ...] | None = None
    dropped_tables: tuple[str, ...] = ()
    weight: int = 0
    keeps_ids: bool = False
    plain: bool = False


def page_cut(glyphs: Iterable[int], *, keeps_ids: bool = True) -> Cut:
    """What a PDF embeds of a font of which its pages show these glyphs."""
    return Cut(glyphs=frozenset(glyphs), features=(), dropped_tables=_UNUSED_ON_PAGES, keeps_ids=keeps_ids, plain=True)


@dataclass(frozen=True)
class FontFile:
    """An opened font; `label` names it in messages."""

    face: Any
    label: str

    @property
    def is_variable(self) -> bool:
        """Whether it has axes of variation."""
        return bool(self.face.has_var_data)

    @property
    def is_compact(self) -> bool:
        """Whether its outlines are in the Compact Font Format."""
        return "CFF " in self.face.table_tags

    @property
    def has_cids(self) -> bool:
        """Whether these outlines are asked for by CID, as in fonts for Chinese, Japanese and Korean."""
        return self.is_compact and _first_operator(self.table("CFF ")) == _ROS

    def characters(self) -> frozenset[int]:
        """The code points that it has glyphs for."""
        return frozenset(self.face.unicodes)

    def glyph(self, character: int) -> int | None:
        """The id of the character's own glyph."""
        found = uharfbuzz.Font(self.face).get_nominal_glyph(character)
        return None if found is None else int(found)

    def name(self, number: int) -> str:
        """An entry of the name table in English, or in the first language that has it, on one line; or nothing."""
        languages = ["en", *(entry.language for entry in self.face.list_names() if entry.name_id == number)]
        found = next(filter(None, (self.face.get_name(number, language) for language in languages)), "")
        return " ".join(found.split())

    def table(self, tag: str) -> bytes:
        """A table's bytes; none when the font has no such table."""
        return bytes(self.face.reference_table(tag).data)

    def advances(self) -> tuple[int, ...]:
        """The advance of every glyph, in units of the font. Raises BrokenFontError."""
        (count,) = self._read("hhea", ">H", 34)
        pairs = array("H", self.table("hmtx")[: 4 * count])  # an advance and a bearing each; the last advance stays
        if byteorder == "little":
            pairs.byteswap()
        advances: tuple[int, ...] = tuple(pairs[::2])
        return advances + advances[-1:] * (int(self.face.glyph_count) - len(advances))

    def metrics(self) -> Metrics:
        """What is known of the whole font. Raises BrokenFontError."""
        ascent, descent = self._read("hhea", ">hh", 4)
        (angle,) = self._read("post", ">i", 4) if self.table("post") else (0,)
        style = self.table("OS/2")
        tells = len(style) >= 90 and int.from_bytes(style[:2], "big") >= 2
        return Metrics(
            em=int(self.face.upem),
            box=self._read("head", ">hhhh", 36),
            ascent=ascent,
            descent=descent,
            capital_height=self._read("OS/2", ">h", 88)[0] if tells else ascent,
            italic_angle=angle / 65536,
        )

    def _read(self, table: str, form: str, offset: int) -> tuple[Any, ...]:
        try:
            return tuple(struct.unpack_from(form, self.table(table), offset))
        except struct.error as fault:
            raise BrokenFontError(f"The font “{self.label}” has no whole table “{table}”.") from fault


def open_font(path: Path, number: int = 0) -> FontFile:
    """The font in a file, in a collection the one of this number. Raises BrokenFontError."""
    try:
        blob = uharfbuzz.Blob.from_file_path(str(path))
    except uharfbuzz.HarfBuzzError as fault:
        raise BrokenFontError(f"The font file “{path}” cannot be read.") from fault
    return _checked(uharfbuzz.Face(blob, number if is_collection(path) else 0), str(path))


def read_font(content: bytes, label: str) -> FontFile:
    """The font in the bytes. Raises BrokenFontError."""
    return _checked(uharfbuzz.Face(uharfbuzz.Blob(content)), label)


def is_collection(path: Path) -> bool:
    """Whether a file has several fonts, by its name."""
    return path.suffix.lower() in _COLLECTIONS


def cut_font(font: FontFile, cut: Cut) -> bytes:
    """The font with nothing but what the cut keeps. The same input gives the same bytes. Raises BrokenFontError."""
    wanted = uharfbuzz.SubsetInput()
    everything = cut.characters is None and not cut.glyphs
    if everything:
        wanted.keep_everything()
    wanted.flags = _flags(cut, all_glyphs=everything)
    wanted.sets(SubsetInputSets.UNICODE).update(cut.characters or ())
    wanted.sets(SubsetInputSets.GLYPH_INDEX).update(cut.glyphs)
    wanted.sets(SubsetInputSets.DROP_TABLE_TAG).update(map(_tag, cut.dropped_tables))
    _keep(wanted.sets(SubsetInputSets.LAYOUT_FEATURE_TAG), None if cut.features is None else map(_tag, cut.features))
    _keep(wanted.sets(SubsetInputSets.NAME_ID), cut.names)
    _keep(wanted.sets(SubsetInputSets.NAME_LANG_ID), None)
    for axis in font.face.axis_infos if cut.weight else ():
        place = min(max(cut.weight, axis.min_value), axis.max_value) if axis.tag == _WEIGHT else axis.default_value
        wanted.pin_axis_location(font.face, axis.tag, place)
    try:
        return bytes(wanted.subset(font.face).blob.data)
    except RuntimeError as fault:
        raise BrokenFontError(f"The font “{font.label}” cannot be cut to the letters of the book.") from fault


def _checked(face: Any, label: str) -> FontFile:
    if not face.glyph_count:
        raise BrokenFontError(f"“{label}” is no font file, or a damaged one.")
    return FontFile(face, label)


def _flags(cut: Cut, *, all_glyphs: bool) -> SubsetFlags:
    flags = SubsetFlags.NOTDEF_OUTLINE | SubsetFlags.NO_BIDI_CLOSURE  # without brackets that nobody asked for
    if not cut.glyphs:
        flags |= SubsetFlags.CFF_IDENTITY_CHARSET
    if cut.keeps_ids:
        flags |= SubsetFlags.RETAIN_GIDS
    if cut.plain:
        flags |= SubsetFlags.NO_HINTING | SubsetFlags.DESUBROUTINIZE
    if cut.weight:
        flags |= SubsetFlags.SET_OVERLAPS_FLAG
    if cut.features == ():
        flags |= SubsetFlags.NO_LAYOUT_CLOSURE
    if all_glyphs:
        flags |= SubsetFlags.GLYPH_NAMES
    return flags


def _keep(chosen: Any, values: Any) -> None:
    """Put the values in a set, or for None all there can be."""
    chosen.clear()
    if values is None:
        chosen.invert()
    else:
        chosen.update(values)


def _tag(name: str) -> int:
    return int.from_bytes(name.ljust(4).encode("ascii"), "big")


def _first_operator(table: bytes) -> bytes:
    """The first operator of the top DICT (Adobe's note 5176, 4 to 8)."""
    place = _after_index(table, table[2])  # the names
    count_and_size = 3
    place += count_and_size + 2 * table[place + 2]  # the offsets of the one top DICT
    while table[place] > 21:  # operands
        first = table[place]
        if first == 30:  # a real number ends with a nibble of 15
            while table[place + 1] & 15 != 15:
                place += 1
        place += {28: 3, 29: 5, 30: 2}.get(first, 1 if first < 247 else 2)
    return table[place : place + 2] if table[place] == 12 else table[place : place + 1]


def _after_index(table: bytes, place: int) -> int:
    """Where an INDEX ends that begins at a place."""
    count, size = int.from_bytes(table[place : place + 2], "big"), table[place + 2]
    if not count:
        return place + 2
    last = place + 3 + count * size
    return last + size - 1 + int.from_bytes(table[last : last + size], "big")
