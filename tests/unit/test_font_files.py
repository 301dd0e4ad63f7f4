"""Fonts read and cut by HarfBuzz; fontTools, which has another author, says what came out."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from chapbook.faces import Face, family_faces
from chapbook.font_files import BrokenFontError, Cut, FontFile, cut_font, open_font, page_cut, read_font
from chapbook.scripts import code_points

KANA = code_points(((0x3040, 0x30FF),))
FAMILIES = ("Spectral", "Literata", "Amiri", "IBM Plex Mono", "Noto Serif CJK JP")


def opened(family: str, place: int = 0) -> FontFile:
    face = family_faces(family)[place]
    return open_font(face.path, face.number)


def judged(content: bytes) -> TTFont:
    return TTFont(io.BytesIO(content))


def peer_of(face: Face) -> TTFont:
    return TTFont(face.path, fontNumber=face.number if face.path.suffix == ".ttc" else -1, lazy=True)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_font_is_read_as_another_library_reads_it(family: str) -> None:
    font = opened(family)
    with peer_of(family_faces(family)[0]) as peer:
        order = [str(glyph) for glyph in range(peer["maxp"].numGlyphs)]
        peer.setGlyphOrder(order)  # its own names would have all outlines of a large font read
        head, hhea = peer["head"], peer["hhea"]
        metrics = font.metrics()
        assert metrics.em == head.unitsPerEm
        assert metrics.box == (head.xMin, head.yMin, head.xMax, head.yMax)
        assert (metrics.ascent, metrics.descent) == (hhea.ascent, hhea.descent)
        assert (metrics.italic_angle, metrics.capital_height) == (peer["post"].italicAngle, peer["OS/2"].sCapHeight)
        assert font.advances() == tuple(peer["hmtx"].metrics[glyph][0] for glyph in order)
        letters = peer.getBestCmap()
        assert font.characters() == set(letters)
        assert font.glyph(0x41) == int(letters[0x41])
        assert font.name(1) == peer["name"].getDebugName(1)
        assert font.is_variable == ("fvar" in peer)
        assert font.is_compact == ("CFF " in peer)


def test_outlines_asked_for_by_cid_are_known() -> None:
    font = opened("Noto Serif CJK JP")
    assert font.has_cids
    assert not opened("Spectral").has_cids


def test_an_italic_leans() -> None:
    assert opened("Spectral", 1).metrics().italic_angle < 0 == opened("Spectral").metrics().italic_angle


def test_a_name_is_on_one_line_and_one_that_is_missing_is_empty() -> None:
    assert opened("Spectral").name(6) == "Spectral-Regular"
    assert opened("Spectral").name(99) == ""


def test_a_cut_has_the_characters_asked_for_and_no_mirrored_ones() -> None:
    content = cut_font(opened("Spectral"), Cut(frozenset(map(ord, "(ab"))))
    assert set(judged(content).getBestCmap()) == set(map(ord, "(ab"))


def test_a_cut_for_no_characters_has_none_and_one_that_says_nothing_has_all() -> None:
    spectral = opened("Spectral")
    assert read_font(cut_font(spectral, Cut(frozenset())), "cut").characters() == frozenset()
    assert read_font(cut_font(spectral, Cut()), "cut").characters() == spectral.characters()


@pytest.mark.parametrize(("weight", "nearest"), [(700, 700), (1000, 900), (100, 200)])
def test_a_variable_font_is_set_to_the_nearest_weight(weight: int, nearest: int) -> None:
    font = judged(cut_font(opened("Literata"), Cut(weight=weight)))
    assert not {"fvar", "gvar", "avar", "HVAR", "MVAR"} & set(font.keys())
    assert font["OS/2"].usWeightClass == nearest
    assert {"smcp", "onum", "liga"} <= {r.FeatureTag for r in font["GSUB"].table.FeatureList.FeatureRecord}


def test_an_instance_has_the_advances_that_the_variable_font_has_there() -> None:
    advances = {
        weight: read_font(cut_font(opened("Literata"), Cut(weight=weight)), "cut").advances() for weight in (400, 900)
    }
    assert advances[400] == opened("Literata").advances()
    assert sum(advances[900]) > sum(advances[400])


def test_in_a_font_of_a_collection_the_cid_is_the_id_of_the_glyph() -> None:
    """Pages ask for it by the one and lay it out by the other."""
    content = cut_font(opened("Noto Serif CJK JP"), Cut(KANA))
    font = judged(content)
    ids = [font.getGlyphID(name) for name in font.getBestCmap().values()]
    assert ids == [int(name.removeprefix("cid")) for name in font.getBestCmap().values()]
    assert read_font(content, "cut").has_cids


def test_outlines_for_pages_keep_the_ids_of_their_glyphs() -> None:
    spectral = opened("Spectral")
    between, glyph = sorted(filter(None, map(spectral.glyph, (0x67, 0x68))))
    font = judged(cut_font(spectral, page_cut([glyph])))
    assert set(font.keys()) - {"GlyphOrder"} <= {"glyf", "head", "hhea", "hmtx", "loca", "maxp"}
    with peer_of(family_faces("Spectral")[0]) as whole:
        pens = RecordingPen(), RecordingPen()
        font.getGlyphSet()[font.getGlyphName(glyph)].draw(pens[0])
        whole.getGlyphSet()[whole.getGlyphName(glyph)].draw(pens[1])
    assert pens[0].value == pens[1].value != []
    assert font["glyf"][font.getGlyphName(between)].numberOfContours == 0


def test_outlines_by_cid_keep_their_cids_and_have_no_place_for_others() -> None:
    japanese = opened("Noto Serif CJK JP")
    glyph = japanese.glyph(ord("か"))
    assert glyph
    font = judged(cut_font(japanese, page_cut([glyph], keeps_ids=False)))
    assert font.getGlyphOrder() == [".notdef", f"cid{glyph:05d}"]


def test_the_same_cut_gives_the_same_bytes() -> None:
    cut = Cut(frozenset(map(ord, "Příliš")), weight=700)
    assert cut_font(opened("Literata"), cut) == cut_font(opened("Literata"), cut)


def test_what_is_no_font_is_said_by_name(tmp_path: Path) -> None:
    path = tmp_path / "letters.ttf"
    with pytest.raises(BrokenFontError, match=r"letters\.ttf” cannot be read"):
        open_font(path)
    path.write_bytes(b"no font")
    with pytest.raises(BrokenFontError, match=r"letters\.ttf” is no font file"):
        open_font(path)
    with pytest.raises(BrokenFontError, match="“Book Text” is no font file"):
        read_font(b"", "Book Text")


def test_a_font_that_has_lost_its_measures_is_said_by_name() -> None:
    content = family_faces("Spectral")[0].path.read_bytes().replace(b"hhea", b"none", 1)
    with pytest.raises(BrokenFontError, match="“half” has no whole table “hhea”"):
        read_font(content, "half").metrics()
