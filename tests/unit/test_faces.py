"""Faces found by name, and cut to what a book needs of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from chapbook import faces
from chapbook.cut_faces import cut_faces
from chapbook.faces import FaceMissingError, face_characters, family_faces, family_with
from chapbook.system_faces import find_system_faces

HEBREW = ((0x05D0, 0x05EA), (0x20, 0x40))
KANA = ((0x3040, 0x30FF),)


def test_a_face_without_ranges_and_variations_stays_as_it_is(tmp_path: Path) -> None:
    spectral = family_faces("Spectral")
    assert cut_faces(spectral, (), tmp_path) == spectral
    assert list(tmp_path.iterdir()) == []


def test_a_variable_family_becomes_a_static_face_for_each_weight(tmp_path: Path) -> None:
    regular, italic, bold, _bold_italic = cut_faces(family_faces("Frank Ruhl Libre"), HEBREW, tmp_path)
    assert regular.path == italic.path != bold.path
    assert (italic.style, bold.weight) == ("italic", 700)
    with TTFont(bold.path) as font:
        assert "fvar" not in font
        assert font["OS/2"].usWeightClass == 700
    assert ord("ש") in face_characters(regular)
    assert ord("1") in face_characters(regular)
    assert ord("a") not in face_characters(regular)


def test_the_same_cut_is_the_same_file_and_a_damaged_one_is_made_again(tmp_path: Path) -> None:
    amiri = family_faces("Amiri")
    (first, *_) = cut_faces(amiri, ((0x0600, 0x06FF),), tmp_path / "a")
    (again, *_) = cut_faces(amiri, ((0x0600, 0x06FF),), tmp_path / "b")
    assert (first.path.name, first.path.read_bytes()) == (again.path.name, again.path.read_bytes())
    whole = first.path.read_bytes()
    first.path.write_bytes(whole[:100])
    assert cut_faces(amiri, ((0x0600, 0x06FF),), tmp_path / "a")[0].path.read_bytes() == whole


def test_a_member_of_a_collection_stands_alone(tmp_path: Path) -> None:
    (regular, *_) = cut_faces(family_faces("Noto Serif CJK JP"), KANA, tmp_path)
    assert regular.path.suffix == ".otf"
    assert ord("か") in face_characters(regular)
    assert face_characters(regular) <= set(range(0x3040, 0x3100))


def test_a_system_family_is_found_by_its_name_alone() -> None:
    assert find_system_faces("Noto Serif CJK") == ()
    assert find_system_faces("serif") == ()
    assert {face.weight for face in find_system_faces("Noto Serif CJK SC")} >= {400, 700}


def test_a_missing_family_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "find_system_faces", lambda _family: ())
    with pytest.raises(FaceMissingError, match="apt-get install fonts-noto-cjk"):
        family_faces.__wrapped__("Noto Serif CJK JP")
    with pytest.raises(FaceMissingError, match="install fontpkg-no-such-family with pip"):
        family_faces.__wrapped__("No Such Family")


def test_a_family_is_found_for_a_character() -> None:
    """Greek is in Literata, which comes with the press, and in Spectral it is not."""
    assert family_with("ω") == "Literata"
    assert family_with("\U0001ffff") == ""
