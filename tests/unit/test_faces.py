"""Faces found by name, and cut to what a book needs of them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from chapbook import cut_faces as cutting
from chapbook import faces
from chapbook.cut_faces import cut_faces
from chapbook.faces import FaceMissingError, face_characters, family_faces, family_with
from chapbook.files import digest_of
from chapbook.scripts import code_points
from chapbook.system_faces import find_system_faces

HEBREW = code_points(((0x05D0, 0x05EA), (0x20, 0x40)))
ARABIC = code_points(((0x0600, 0x06FF),))
KANA = code_points(((0x3040, 0x30FF),))


def test_a_face_that_keeps_all_and_has_no_variations_stays_as_it_is(tmp_path: Path) -> None:
    spectral = family_faces("Spectral")
    assert cut_faces(spectral, None, tmp_path) == spectral
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
    (first, *_) = cut_faces(amiri, ARABIC, tmp_path / "a")
    (again, *_) = cut_faces(amiri, ARABIC, tmp_path / "b")
    assert (first.path.name, first.path.read_bytes()) == (again.path.name, again.path.read_bytes())
    whole = first.path.read_bytes()
    first.path.write_bytes(whole[:100])
    assert cut_faces(amiri, ARABIC, tmp_path / "a")[0].path.read_bytes() == whole


def test_a_member_of_a_collection_stands_alone(tmp_path: Path) -> None:
    (regular, *_) = cut_faces(family_faces("Noto Serif CJK JP"), KANA, tmp_path)
    assert regular.path.suffix == ".otf"
    assert ord("か") in face_characters(regular)
    assert face_characters(regular) <= KANA


def test_a_face_that_has_none_of_the_characters_is_cut_to_none(tmp_path: Path) -> None:
    (regular, *_) = cut_faces(family_faces("Amiri"), KANA, tmp_path)
    assert face_characters(regular) == frozenset()


def test_the_digest_of_an_installed_file_is_remembered_until_the_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = family_faces("Amiri")[0]
    path = tmp_path / "amiri.ttf"
    path.write_bytes(installed.path.read_bytes())
    taken: list[Path] = []

    def take(path: Path) -> str:
        taken.append(path)
        return digest_of(path)

    monkeypatch.setattr(cutting, "digest_of", take)
    monkeypatch.setattr(cutting, "_SETTLED_NS", 0)
    own = (replace(installed, path=path),)
    first = cut_faces(own, ARABIC, tmp_path / "kept")
    assert cut_faces(own, ARABIC, tmp_path / "kept") == first
    assert taken == [path]
    times = path.stat()
    path.write_bytes(family_faces("Amiri")[2].path.read_bytes())  # another face of the family
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert cut_faces(own, ARABIC, tmp_path / "kept") != first
    assert taken == [path, path]


def test_faces_that_are_there_are_found_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cut_faces(family_faces("Amiri"), ARABIC, tmp_path)
    for note in tmp_path.glob("digest-*"):
        note.unlink()

    def refuse(path: Path, _content: bytes) -> None:
        raise OSError(path)

    monkeypatch.setattr(cutting, "write_whole", refuse)
    assert cut_faces(family_faces("Amiri"), ARABIC, tmp_path) == first


def test_of_a_file_that_has_just_been_written_no_digest_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "amiri.ttf"
    path.write_bytes(family_faces("Amiri")[0].path.read_bytes())
    cut_faces((replace(family_faces("Amiri")[0], path=path),), ARABIC, tmp_path / "kept")
    assert [file.suffix for file in (tmp_path / "kept").iterdir()] == [".ttf"]


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
