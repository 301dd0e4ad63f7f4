"""The faces that the e-book brings: small, complete, and the same every time."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont
from lxml import etree

from chapbook.cut_faces import cut_faces
from chapbook.faces import BookFaces, family_faces
from chapbook.model.fragment import XHTML
from chapbook.render.epub.fonts import make_fonts, subset_face
from chapbook.render.epub.publication import Resource


def fonts(markup: str, text_family: str = "Spectral") -> tuple[tuple[Resource, ...], str]:
    section = etree.fromstring(f'<section xmlns="{XHTML}">{markup}</section>')
    return make_fonts(BookFaces(family_faces(text_family), family_faces("IBM Plex Mono")), [section])


@lru_cache(maxsize=1)
def regular() -> bytes:
    (first, *_), _sheet = fonts("<p>Příliš č</p>")
    return first.read()


def test_text_has_four_faces_and_code_has_them_only_where_there_is_code() -> None:
    plain, sheet = fonts("<p>text</p>")
    assert [f.file_name for f in plain] == [
        f"fonts/spectral-{weight}-{style}.ttf" for weight in (400, 700) for style in ("normal", "italic")
    ]
    assert 'font-family: "Book Code";' not in sheet
    with_code, sheet = fonts("<p><code>x</code></p>")
    assert len(with_code) == 8
    assert sheet.count('font-family: "Book Text";') == sheet.count('font-family: "Book Code";') == 4
    assert 'src: url("../fonts/ibm-plex-mono-700-italic.ttf");' in sheet


def test_a_family_for_text_and_code_has_files_for_each() -> None:
    found, sheet = fonts("<p>text <code>x</code></p>", "IBM Plex Mono")
    names = [resource.file_name for resource in found]
    assert len(set(names)) == len(names) == 8
    assert all(f'src: url("../{name}");' in sheet for name in names)


def test_a_face_has_the_characters_of_the_book_in_both_cases_and_no_others() -> None:
    characters = set(TTFont(io.BytesIO(regular())).getBestCmap())
    assert set(map(ord, "PříššŠŘÍ–“”…")) <= characters
    assert ord("ж") not in characters


def test_a_face_keeps_what_the_sheets_ask_for() -> None:
    features = {r.FeatureTag for r in TTFont(io.BytesIO(regular()))["GSUB"].table.FeatureList.FeatureRecord}
    assert {"smcp", "c2sc", "lnum", "tnum", "liga"} <= features
    names = {n.nameID for n in TTFont(io.BytesIO(regular()))["name"].names}
    assert {0, 1, 2, 13} <= names <= {0, 1, 2, 3, 4, 5, 6, 13, 14}


def test_a_face_is_small_and_the_same_every_time() -> None:
    face = family_faces("Spectral")[0]
    assert len(regular()) < face.path.stat().st_size / 4
    again = subset_face.__wrapped__(face, "abc")
    assert again == subset_face.__wrapped__(face, "abc")


def shaped(content: bytes, text: str, features: dict[str, bool]) -> list[tuple[int, int, int]]:
    """The advance and the place of each glyph of the text."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(content))), buffer, features)
    return [(place.x_advance, place.x_offset, place.y_offset) for place in buffer.glyph_positions]


@pytest.mark.parametrize(
    ("family", "text", "features"),
    [
        ("Spectral", "Affluent AVATAR, Tó 1968½", ()),
        ("Spectral", "The Last Train, 1989–91", ("smcp", "onum")),
        ("Spectral", "NATO (1949)", ("c2sc", "tnum", "case")),
        ("Literata", "Příliš 1/2 οι λόγοι", ("frac", "pnum")),
        ("Amiri", "السَّلَامُ عَلَيْكُمْ ١٩٦٨ لا", ()),
        ("Frank Ruhl Libre", "שָׁלוֹם עוֹלָם 1968", ()),
    ],
)
def test_letters_stand_as_in_the_whole_face(family: str, text: str, features: tuple[str, ...], tmp_path: Path) -> None:
    (face, *_) = cut_faces(family_faces(family), None, tmp_path)
    asked = dict.fromkeys(features, True)
    whole = shaped(face.path.read_bytes(), text, asked)
    assert shaped(subset_face(face, "".join(sorted({*text, *text.upper(), *text.lower()}))), text, asked) == whole
    if features:
        assert whole != shaped(face.path.read_bytes(), text, dict.fromkeys(features, False))
