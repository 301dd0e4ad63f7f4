"""files.py: reads stay inside, writes are whole."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from chapbook.files import DiskFolder, PathRefusedError, resolve_path, shipped_sheet, source_date_epoch, write_together


@pytest.mark.parametrize(
    ("base", "href", "path"),
    [
        ("a.md", "b.png", "b.png"),
        ("chapters/a.md", "../figures/b.png", "figures/b.png"),
        ("chapters/a.md", "b%20c.png?x=1#y", "chapters/b c.png"),
    ],
)
def test_a_path_is_resolved_against_its_file(base: str, href: str, path: str) -> None:
    assert resolve_path(base, href) == path


@pytest.mark.parametrize(
    "href",
    ["../x.png", "/etc/passwd", "https://example.org/x.png", "//host/x.png", "file:///x", "a\\b", "a%00b", "%2e%2e/x"],
)
def test_a_path_that_leads_out_is_refused(href: str) -> None:
    with pytest.raises(PathRefusedError):
        resolve_path("a.md", href)


def test_a_symlink_that_leads_out_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "book"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(PathRefusedError):
        DiskFolder(inside).read_bytes("link.txt")


def test_what_no_file_can_be_is_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "ring.md").symlink_to(tmp_path / "ring.md")
    (tmp_path / "a.md").write_text("a")
    folder = DiskFolder(tmp_path)
    assert folder.paths() == ("a.md",)
    for path in ("ring.md", "a.md/b.md", "x" * 300, "x/" * 5000):
        with pytest.raises(FileNotFoundError):
            folder.read_bytes(path)


def test_hidden_files_are_no_part_of_the_manuscript(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.md").write_text("x")
    (tmp_path / "a.md").write_text("a")
    assert DiskFolder(tmp_path).paths() == ("a.md",)


def test_a_name_that_is_not_utf_8_is_no_part_of_the_manuscript_and_of_a_chapter_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a")
    (tmp_path / os.fsdecode(b"photo\xff.png")).write_bytes(b"x")
    assert DiskFolder(tmp_path).paths() == ("a.md",)
    (tmp_path / os.fsdecode(b"b\xff.md")).write_text("b")
    with pytest.raises(OSError, match="not UTF-8") as refused:
        DiskFolder(tmp_path).paths()
    assert refused.value.filename == "b\\udcff.md"


def test_a_folder_whose_name_is_not_utf_8_has_a_name(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"book\xff")
    folder.mkdir()
    assert DiskFolder(folder).name() == "book?"


@pytest.mark.parametrize(("seconds", "year"), [(10**12, 9999), (-(10**12), 1), (0, 1970)])
def test_a_time_that_no_date_can_have_is_the_nearest(tmp_path: Path, seconds: int, year: int) -> None:
    (tmp_path / "a.md").write_text("a")
    facts = list((tmp_path / "a.md").stat())
    facts[8] = seconds  # the disk of this machine may not keep it
    with patch.object(Path, "stat", lambda *_args, **_keywords: os.stat_result(facts)):
        assert DiskFolder(tmp_path).modified("a.md").year == year


def test_files_are_written_together(tmp_path: Path) -> None:
    write_together(tmp_path / "dist", {"a.pdf": b"a", "b.epub": b"b"})
    assert sorted(p.name for p in (tmp_path / "dist").iterdir()) == ["a.pdf", "b.epub"]


def test_when_one_file_cannot_be_written_none_changes(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")
    with pytest.raises(OSError):
        write_together(tmp_path, {"a.pdf": b"new", "no/such/folder.pdf": b"x"})
    assert (tmp_path / "a.pdf").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_the_clock_of_reproducible_builds() -> None:
    assert source_date_epoch({"SOURCE_DATE_EPOCH": "86400"}) == datetime(1970, 1, 2, tzinfo=UTC)
    assert source_date_epoch({}) is None
    with pytest.raises(ValueError, match="invalid literal"):
        source_date_epoch({"SOURCE_DATE_EPOCH": "yesterday"})


def test_the_shipped_sheets_are_found() -> None:
    assert "@charset" in shipped_sheet("book.css") or "{" in shipped_sheet("book.css")


def test_a_folder_in_the_way_of_one_edition_keeps_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")
    (tmp_path / "b.pdf").mkdir()
    with pytest.raises(IsADirectoryError, match=r"b\.pdf"):
        write_together(tmp_path, {"a.pdf": b"new", "b.pdf": b"new"})
    assert (tmp_path / "a.pdf").read_bytes() == b"old"
