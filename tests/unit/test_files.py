"""files.py: reads stay inside, writes are whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

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
