"""code_stamp.py: every version of the press, and of what it stands on, has keys of its own."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

from weasyprint.text.ffi import pango

from chapbook.code_stamp import code_stamp, engines, installed, stamp_of


def test_every_file_that_matters_is_in_the_stamp(tmp_path: Path) -> None:
    (tmp_path / "read").mkdir()
    (tmp_path / "__pycache__").mkdir()
    stamps = [stamp_of((tmp_path,), ())]
    for name in ("read/one.py", "words.toml", "fonts.conf", "sheet.css"):
        (tmp_path / name).write_bytes(b"one")
        stamps.append(stamp_of((tmp_path,), ()))
        (tmp_path / name).write_bytes(b"two")
        stamps.append(stamp_of((tmp_path,), ()))
    (tmp_path / "read" / "one.py").rename(tmp_path / "read" / "two.py")
    stamps += [stamp_of((tmp_path,), ()), stamp_of((tmp_path,), ("weasyprint-1.0.dist-info",))]
    assert len(set(stamps)) == len(stamps)
    (tmp_path / "__pycache__" / "one.py").write_bytes(b"made")
    (tmp_path / "notes.txt").write_bytes(b"nothing")
    assert stamp_of((tmp_path,), ("weasyprint-1.0.dist-info",)) == stamps[-1]


def test_the_stamp_stays_the_same() -> None:
    code_stamp.cache_clear()
    first = code_stamp()
    code_stamp.cache_clear()
    assert code_stamp() == first


def test_libraries_are_known_with_their_versions() -> None:
    assert f"weasyprint-{version('weasyprint')}.dist-info" in installed(sys.path)
    assert installed(["/nowhere"]) == []


def test_the_system_s_libraries_are_those_that_set_the_lines() -> None:
    found = engines()
    major, minor, micro = map(int, found["Pango"].split("."))
    assert pango.pango_version() == major * 10000 + minor * 100 + micro
    assert found["HarfBuzz"]
