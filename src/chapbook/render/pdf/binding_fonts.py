"""One subset of each face for the whole book, in place of one in each part.

Input: opened parts, and the faces that the book is set in. Output: the parts without those fonts, and for each face a
Type 0 font in the bound file (ISO 32000-1, 9.7) that holds the glyphs of all parts. WeasyPrint keeps a face's own glyph
ids as character codes, so the parts' text needs no change. A font that is none of our faces stays as its part has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from chapbook.faces import Face

_IDENTITY = Name("/Identity-H")
_POSTSCRIPT_NAME = 6  # of the name table
# What a reader of PDF never asks for; the layout tables have done their work.
_DROPPED_TABLES = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "JSTF", "MATH", "STAT", "kern", "meta")
_SYMBOLIC, _ITALIC, _FIXED_PITCH = 4, 64, 1  # ISO 32000-1, table 123
_STEM = 80  # no font file says how thick its stems are; viewers use it only for a substitute
_BATCH = 100  # entries in one bfchar section, by Adobe's technical note 5014


# What two files cannot have in common: PostScript name, weight, and the font's own version. A subset keeps them.
Identity = tuple[str, int, float]


@dataclass(frozen=True)
class FaceFile:
    """What is known of a face's file; `widths` are the advances of its glyphs in thousandths of an em."""

    path: Path
    identity: Identity
    widths: tuple[int, ...]
    variable: bool


@dataclass
class FaceUse:
    """The glyphs that the parts use of a face, with the text that each stands for as UTF-16 in hexadecimal."""

    file: FaceFile
    texts: dict[int, bytes] = field(default_factory=dict)


@dataclass
class FontCase:
    """The faces in use, and for each opened source which face belongs to which font resource."""

    uses: dict[Identity, FaceUse] = field(default_factory=dict)
    slots: list[dict[str, Identity]] = field(default_factory=list)


def take_fonts(sources: Iterable[Pdf], faces: Iterable[Face]) -> FontCase:
    """Take the fonts of our faces out of the sources, and note which glyphs they used."""
    # A variable face stands in a part as one of its instances, which only WeasyPrint can make again.
    files = {file.identity: file for file in (_face_file(face.path) for face in faces) if not file.variable}
    case = FontCase()
    known: dict[str, FaceFile | None] = {}
    for source in sources:
        slots: dict[str, Identity] = {}
        fonts = source.pages[0].obj.Resources.get("/Font", Dictionary())
        for key in sorted(fonts.keys()):
            file = _file_of(fonts[key], files, known)
            if file is not None:
                use = case.uses.setdefault(file.identity, FaceUse(file))
                _add_texts(use.texts, _read_texts(fonts[key].ToUnicode.read_bytes()))
                slots[key] = file.identity
                del fonts[key]
        case.slots.append(slots)
    return case


def make_fonts(target: Pdf, case: FontCase) -> dict[Identity, Object]:
    """The united fonts in the bound file."""
    return {identity: _make_font(target, case.uses[identity]) for identity in sorted(case.uses)}


def put_fonts(resources: Object, slots: Mapping[str, Identity], fonts: Mapping[Identity, Object]) -> None:
    """Put the united fonts where a source's own have been. Its pages and forms share one dictionary of fonts."""
    for key, identity in slots.items():
        resources.Font[key] = fonts[identity]


def _file_of(font: Object, files: Mapping[Identity, FaceFile], known: dict[str, FaceFile | None]) -> FaceFile | None:
    """The face that a font was subset from. `known` remembers by BaseFont: all parts are laid out with the same faces.

    Where a glyph was missing the part has an encoding of its own, and so it keeps its font.
    """
    if font.get("/Encoding") != _IDENTITY:
        return None
    base = str(font.BaseFont)
    if base not in known:
        descendant = font.DescendantFonts[0]
        descriptor = descendant.FontDescriptor
        program = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
        file = None if program is None else files.get(_identity(TTFont(BytesIO(program.read_bytes()), lazy=True)))
        known[base] = file if file is not None and _widths_agree(descendant.W, file.widths) else None
    return known[base]


def _widths_agree(array: Object, widths: Sequence[int]) -> bool:
    """Whether a subset's widths (ISO 32000-1, 9.7.4.3) are those of the file, but for rounding."""
    items = list(array)
    for first, run in zip(items[::2], items[1::2], strict=True):
        for glyph, width in enumerate(run, start=int(first)):
            if glyph >= len(widths) or abs(float(width) - widths[glyph]) > 1:
                return False
    return True


@lru_cache(maxsize=16)
def _face_file(path: Path) -> FaceFile:
    with TTFont(path, lazy=True) as font:
        em = int(font["head"].unitsPerEm)
        order = [str(glyph) for glyph in range(font["maxp"].numGlyphs)]
        font.setGlyphOrder(order)  # its own names would have all outlines of a large font read
        advances = font["hmtx"].metrics
        widths = tuple(round(advances[glyph][0] * 1000 / em) for glyph in order)
        return FaceFile(path, _identity(font), widths, "fvar" in font)


def _identity(font: TTFont) -> Identity:
    name = font["name"].getDebugName(_POSTSCRIPT_NAME) if "name" in font else ""
    weight = font["OS/2"].usWeightClass if "OS/2" in font else 0  # a fallback font may lack either table
    return str(name), int(weight), float(font["head"].fontRevision)


def _read_texts(cmap: bytes) -> dict[int, bytes]:
    """Glyph id → text, from the bfchar sections of a ToUnicode map as WeasyPrint writes it."""
    texts = {}
    for section in cmap.split(b"beginbfchar")[1:]:
        words = section.partition(b"endbfchar")[0].split()
        for code, text in zip(words[::2], words[1::2], strict=True):
            texts[int(code[1:-1], 16)] = text[1:-1]
    return texts


def _add_texts(texts: dict[int, bytes], more: Mapping[int, bytes]) -> None:
    """Add a part's texts; the first one that is not empty stays."""
    for glyph, text in more.items():
        texts[glyph] = texts.get(glyph) or text


def _spell_small_capitals(font: TTFont, texts: Mapping[int, bytes]) -> dict[int, bytes]:
    """The texts, with each small capital as the lower-case letter.

    One glyph serves for A and a, and a part maps it to whichever came first; a copied “Section” would read “seCtion”.
    """
    letters = font.getBestCmap() or {}  # none, where a face sets nothing but figures of another form
    own_glyphs = {character: font.getGlyphID(name) for character, name in letters.items()}
    spelt = {}
    for glyph, text in texts.items():
        letters = bytes.fromhex(text.decode()).decode("utf-16-be")
        is_capital = len(letters) == 1 and letters.lower() != letters
        alternate = is_capital and own_glyphs.get(ord(letters)) != glyph
        spelt[glyph] = letters.lower().encode("utf-16-be").hex().encode() if alternate else text
    return spelt


def _make_font(target: Pdf, use: FaceUse) -> Object:
    glyphs = sorted(use.texts)
    with TTFont(use.file.path, lazy=True, recalcTimestamp=False) as font:
        compact = font.sfntVersion == "OTTO"
        descriptor = _descriptor(font, [use.file.widths[g] for g in glyphs])
        has_cids = compact and hasattr(font["CFF "].cff.topDictIndex[0], "ROS")
        letters = _pack(font, glyphs) if has_cids else _subset(font, glyphs)
        texts = _spell_small_capitals(font, use.texts)
    tag = hashlib.sha256(repr(glyphs).encode()).digest()[:6]
    base = Name("/" + "".join(chr(ord("A") + byte % 26) for byte in tag) + "+" + use.file.identity[0])
    program = Stream(target, letters)
    if compact:
        program.Subtype = Name.CIDFontType0C if has_cids else Name.OpenType
    else:
        program.Length1 = len(letters)
    descriptor.FontName = base
    descriptor["/FontFile3" if compact else "/FontFile2"] = program
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if compact else Name.CIDFontType2,
        BaseFont=base,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        W=_width_array(glyphs, use.file.widths),
        FontDescriptor=target.make_indirect(descriptor),
    )
    if not compact:
        descendant.CIDToGIDMap = Name.Identity
    return target.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=base,
            Encoding=_IDENTITY,
            DescendantFonts=Array([target.make_indirect(descendant)]),
            ToUnicode=Stream(target, _to_unicode(texts)),
        )
    )


def _descriptor(font: TTFont, widths: Sequence[int]) -> Dictionary:
    """The font descriptor (ISO 32000-1, 9.8) without name and program."""
    head, metrics, post = font["head"], font["hhea"], font["post"]

    def scaled(units: float) -> int:
        return round(units * 1000 / int(head.unitsPerEm))

    flags = _SYMBOLIC
    flags |= _ITALIC if post.italicAngle else 0
    flags |= _FIXED_PITCH if len(widths) > 1 and len(set(widths)) == 1 else 0
    return Dictionary(
        Type=Name.FontDescriptor,
        FontFamily=String(str(font["name"].getBestFamilyName())),
        Flags=flags,
        FontBBox=Array([scaled(v) for v in (head.xMin, head.yMin, head.xMax, head.yMax)]),
        ItalicAngle=round(post.italicAngle),
        Ascent=scaled(metrics.ascent),
        Descent=scaled(metrics.descent),
        CapHeight=scaled(getattr(font["OS/2"], "sCapHeight", metrics.ascent)),
        StemV=_STEM,
    )


def _pack(font: TTFont, glyphs: Sequence[int]) -> bytes:
    """The outlines alone of a font for Chinese, Japanese or Korean.

    Its glyphs are asked for by CID, which are their ids in the whole font (ISO 32000-1, 9.7.4.2), so those that are not
    used need no place.
    """
    packed = TTFont(BytesIO(_subset(font, glyphs, keep_places=False)), lazy=True)
    return bytes(packed.reader["CFF "])


def _subset(font: TTFont, glyphs: Sequence[int], *, keep_places: bool = True) -> bytes:
    options = subset.Options()
    options.retain_gids = keep_places
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.layout_features = []
    options.recalc_timestamp = False
    options.drop_tables = [*options.drop_tables, *_DROPPED_TABLES]
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=glyphs)
    subsetter.subset(font)
    program = BytesIO()
    font.save(program)
    return program.getvalue()


def _width_array(glyphs: Sequence[int], widths: Sequence[int]) -> Array:
    array: list[Object | int] = []
    run: list[int] = []
    for position, glyph in enumerate(glyphs):
        run.append(widths[glyph])
        if position + 1 == len(glyphs) or glyphs[position + 1] != glyph + 1:
            array += [glyph + 1 - len(run), Array(run)]
            run = []
    return Array(array)


def _to_unicode(texts: Mapping[int, bytes]) -> bytes:
    """A ToUnicode map (ISO 32000-1, 9.10.3)."""
    lines = [
        b"/CIDInit /ProcSet findresource begin",
        b"12 dict begin",
        b"begincmap",
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        b"/CMapName /Adobe-Identity-UCS def",
        b"/CMapType 2 def",
        b"1 begincodespacerange",
        b"<0000> <ffff>",
        b"endcodespacerange",
    ]
    glyphs = sorted(texts)
    for start in range(0, len(glyphs), _BATCH):
        batch = glyphs[start : start + _BATCH]
        lines.append(b"%d beginbfchar" % len(batch))
        lines += [b"<%04x> <%s>" % (glyph, texts[glyph]) for glyph in batch]
        lines.append(b"endbfchar")
    lines += [b"endcmap", b"CMapName currentdict /CMap defineresource pop", b"end", b"end"]
    return b"\n".join(lines)
