"""A face of the system may change while the press and the manuscript stay as they are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

from chapbook.faces import family_faces

FAMILY = "Chapbook Test Serif"
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{0}/fonts</dir><cachedir>{0}/fontconfig</cachedir></fontconfig>
"""
BOOK = f'[book]\ntitle = "Faces"\nlanguage = "en"\nmodified = 2026-01-01\n[style]\ntext-face = "{FAMILY}"\n'


def install(family: str, folder: Path) -> None:
    """The regular face of a packaged family, under the name of ours."""
    face = family_faces(family)[0]
    with TTFont(face.path, lazy=True) as font:
        for record in font["name"].names:
            if record.nameID in (1, 16):
                record.string = FAMILY
        font.save(folder / "fonts" / "test.ttf")


def build(folder: Path, cache: str) -> tuple[str, bytes]:
    command = [sys.executable, "-m", "chapbook", "build", "book", "-e", "epub", "-o", "out", "--cache-dir", cache]
    environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, (folder / "out" / "faces.epub").read_bytes()


def test_another_file_under_the_family_s_name_makes_another_book(tmp_path: Path) -> None:
    for name in ("fonts", "book"):
        (tmp_path / name).mkdir()
    (tmp_path / "fonts.conf").write_text(CONFIGURATION.format(tmp_path))
    (tmp_path / "book" / "book.toml").write_text(BOOK)
    (tmp_path / "book" / "one.md").write_text("# One\n\nWords.\n")
    install("Spectral", tmp_path)
    _said, first = build(tmp_path, "cache")
    said, again = build(tmp_path, "cache")
    assert "Nothing has changed" in said
    assert again == first
    install("Amiri", tmp_path)
    said, other = build(tmp_path, "cache")
    assert "Nothing has changed" not in said
    assert other != first
    assert build(tmp_path, "cold")[1] == other
