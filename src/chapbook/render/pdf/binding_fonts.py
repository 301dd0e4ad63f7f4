"""One subset of each face for the whole book, in place of one in each part.

Input: opened parts, and the faces that the book is set in. Output: the parts without those fonts, and for each face a
Type 0 font in the bound file (ISO 32000-1, 9.7) that holds the glyphs of all parts. WeasyPrint keeps a face's own glyph
ids as character codes, so the parts' text needs no change. A font that is none of our faces stays as its part has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from chapbook.faces import Face, postscript_name, subset_name, subset_tag
from chapbook.font_files import FontFile, cut_font, open_font, page_cut, read_font

_IDENTITY = Name("/Identity-H")
_FAMILY_NAMES = (21, 16, 1)  # of the name table: by weight and slant alone, of any number of styles, of four
_SYMBOLIC, _ITALIC, _FIXED_PITCH = 4, 64, 1  # ISO 32000-1, table 123
_STEM = 80  # no font file says how thick its stems are; viewers use it only for a substitute
_BATCH = 100  # entries in one bfchar section, by Adobe's technical note 5014


# The name that a part's font has, when it is of one of our faces: it says which.
Identity = str


@dataclass
class FaceUse:
    """The glyphs that the parts use of a face, with the text that each stands for as UTF-16 in hexadecimal."""

    face: Face
    texts: dict[int, bytes] = field(default_factory=dict)


@dataclass
class FontCase:
    """The faces in use, and for each opened source which face belongs to which font resource."""

    uses: dict[Identity, FaceUse] = field(default_factory=dict)
    slots: list[dict[str, Identity]] = field(default_factory=list)


def take_fonts(sources: Iterable[Pdf], faces: Iterable[Face]) -> FontCase:
    """Take the fonts of our faces out of the sources, and note which glyphs they used.

    Where a glyph was missing the part has an encoding of its own, and so it keeps its font.
    """
    named = {f"/{subset_name(face)}": face for face in faces}
    case = FontCase()
    for source in sources:
        slots: dict[str, Identity] = {}
        fonts = source.pages[0].obj.Resources.get("/Font", Dictionary())
        for key in sorted(fonts.keys()):
            name = str(fonts[key].BaseFont)
            if name in named and fonts[key].get("/Encoding") == _IDENTITY:
                use = case.uses.setdefault(name, FaceUse(named[name]))
                _add_texts(use.texts, _read_texts(fonts[key].ToUnicode.read_bytes()))
                slots[key] = name
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


def _spell_small_capitals(font: FontFile, texts: Mapping[int, bytes]) -> dict[int, bytes]:
    """The texts, with each small capital as the lower-case letter.

    One glyph serves for A and a, and a part maps it to whichever came first; a copied “Section” would read “seCtion”.
    """
    spelt = {}
    for glyph, text in texts.items():
        letters = bytes.fromhex(text.decode()).decode("utf-16-be")
        is_capital = len(letters) == 1 and letters.lower() != letters
        alternate = is_capital and font.glyph(ord(letters)) != glyph
        spelt[glyph] = letters.lower().encode("utf-16-be").hex().encode() if alternate else text
    return spelt


def _make_font(target: Pdf, use: FaceUse) -> Object:
    glyphs = sorted(use.texts)
    font = open_font(use.face.path, use.face.number)
    widths = _widths(use.face)
    descriptor = _descriptor(font, [widths[glyph] for glyph in glyphs])
    letters = _letters(font, glyphs)
    base = Name(f"/{subset_tag(repr(glyphs))}+{postscript_name(use.face)}")
    program = Stream(target, letters)
    if font.is_compact:
        program.Subtype = Name.CIDFontType0C if font.has_cids else Name.OpenType
    else:
        program.Length1 = len(letters)
    descriptor.FontName = base
    descriptor["/FontFile3" if font.is_compact else "/FontFile2"] = program
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if font.is_compact else Name.CIDFontType2,
        BaseFont=base,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        W=_width_array(glyphs, widths),
        FontDescriptor=target.make_indirect(descriptor),
    )
    if not font.is_compact:
        descendant.CIDToGIDMap = Name.Identity
    return target.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=base,
            Encoding=_IDENTITY,
            DescendantFonts=Array([target.make_indirect(descendant)]),
            ToUnicode=Stream(target, _to_unicode(_spell_small_capitals(font, use.texts))),
        )
    )


@lru_cache(maxsize=16)
def _widths(face: Face) -> tuple[int, ...]:
    """The advances of the face's glyphs in thousandths of an em."""
    font = open_font(face.path, face.number)
    em = font.metrics().em
    return tuple(round(advance * 1000 / em) for advance in font.advances())


def _descriptor(font: FontFile, widths: Sequence[int]) -> Dictionary:
    """The font descriptor (ISO 32000-1, 9.8) without name and program."""
    metrics = font.metrics()

    def scaled(units: float) -> int:
        return round(units * 1000 / metrics.em)

    flags = _SYMBOLIC
    flags |= _ITALIC if metrics.italic_angle else 0
    flags |= _FIXED_PITCH if len(widths) > 1 and len(set(widths)) == 1 else 0
    return Dictionary(
        Type=Name.FontDescriptor,
        FontFamily=String(next(filter(None, map(font.name, _FAMILY_NAMES)), "")),
        Flags=flags,
        FontBBox=Array([scaled(edge) for edge in metrics.box]),
        ItalicAngle=round(metrics.italic_angle),
        Ascent=scaled(metrics.ascent),
        Descent=scaled(metrics.descent),
        CapHeight=scaled(metrics.capital_height),
        StemV=_STEM,
    )


def _letters(font: FontFile, glyphs: Iterable[int]) -> bytes:
    """The outlines of the glyphs, as a PDF embeds them.

    Of a font for Chinese, Japanese or Korean the table alone: its glyphs are asked for by CID, which are their ids in
    the whole font (ISO 32000-1, 9.7.4.2), so those that are not used need no place.
    """
    has_cids = font.has_cids
    letters = cut_font(font, page_cut(glyphs, keeps_ids=not has_cids))
    return read_font(letters, font.label).table("CFF ") if has_cids else letters


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
