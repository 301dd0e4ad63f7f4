"""travel.py: a job is the same on another machine, with copies of the files that it reads and of no others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chapbook.files import DiskFolder, MemoryFolder, SomeFiles
from chapbook.travel import Parcel, StaysHomeError, keep, pack, unpack
from chapbook.workers import Job


def arrive(parcel: Parcel, store: Path) -> Job[Any]:
    """The job on a machine that has nothing of this one."""
    store.mkdir()
    for name, file in parcel.files.items():
        keep(file if isinstance(file, bytes) else file.read_bytes(), name, store)
    _function, job = unpack(parcel.content, store)
    return job


def test_a_face_travels_by_its_content(tmp_path: Path) -> None:
    face = tmp_path / "here" / "face.otf"
    face.parent.mkdir()
    face.write_bytes(b"OTTO")
    parcel = pack(str, Job("one", (face, 7)))
    assert str(tmp_path).encode() not in parcel.content
    copy, number = arrive(parcel, tmp_path / "there").argument
    assert (copy.read_bytes(), copy.suffix, number) == (b"OTTO", ".otf", 7)


def test_the_same_file_travels_once(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"the same")
    parcel = pack(str, Job("one", SomeFiles(DiskFolder(tmp_path), ("a.png", "b.png"))))
    assert list(parcel.files.values()) == [b"the same"]


def test_of_a_folder_what_the_job_reads_travels_and_what_is_missing_is_missed(tmp_path: Path) -> None:
    for name in ("shown.png", "other.png"):
        (tmp_path / name).write_bytes(name.encode())
    folder = SomeFiles(DiskFolder(tmp_path), ("shown.png", "gone.png", "../secret.png"))
    there = arrive(pack(str, Job("one", folder)), tmp_path / "there").argument
    assert isinstance(there, MemoryFolder)
    assert (there.paths(), there.name()) == (("shown.png",), tmp_path.name)
    assert there.read_bytes("shown.png") == b"shown.png"
    with pytest.raises(FileNotFoundError):
        there.read_bytes("gone.png")


def test_a_job_cannot_read_what_it_does_not_say_that_it_reads(tmp_path: Path) -> None:
    """Here as on another machine, so that what is forgotten is seen at once."""
    (tmp_path / "other.png").write_bytes(b"")
    folder = SomeFiles(DiskFolder(tmp_path), ("shown.png",))
    assert folder.paths() == ()
    for read in (folder.read_bytes, folder.modified):
        with pytest.raises(FileNotFoundError):
            read("other.png")


@pytest.mark.parametrize("make", [DiskFolder, lambda path: path / "desk"])
def test_a_job_that_needs_a_folder_of_this_machine_stays_home(make: type[DiskFolder], tmp_path: Path) -> None:
    with pytest.raises(StaysHomeError):
        pack(str, Job("one", make(tmp_path)))
