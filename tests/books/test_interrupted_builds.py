"""Builds at the same time, and builds that are killed: right editions or a clear error, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from changing_book import book_files
from conftest import share_faces

from chapbook import build
from chapbook.cache_folder import TIDY_SECONDS, clean_cache

EDITIONS = ("epub", "screen")
# How many entries the cache has when a build is killed: at the beginning, and while parts are laid out.
MOMENTS = (0, 4, 9)


@dataclass(frozen=True)
class Running:
    """A build of the book into `out`, with two workers; what it says of errors goes into a file."""

    process: subprocess.Popen[bytes]
    errors: Path

    def end(self) -> tuple[int, str]:
        """Its exit code and its errors, when it is done."""
        return self.process.wait(timeout=300), self.errors.read_text()

    def is_over(self) -> bool:
        return self.process.poll() is not None


def start(folder: Path) -> Running:
    command = [
        sys.executable,
        "-m",
        "chapbook",
        "build",
        "book",
        "-o",
        "out",
        "-q",
        "--jobs",
        "2",
        "-e",
        ",".join(EDITIONS),
    ]
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as errors:
        environment = {**os.environ, "CHAPBOOK_CACHE": str(folder / "cache")}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
    return Running(process, Path(name))


def write_book(folder: Path) -> Path:
    """The folder with the book, and a cache of nothing but faces."""
    share_faces(folder)
    for name, content in book_files().items():
        (folder / "book").mkdir(exist_ok=True)
        (folder / "book" / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The editions of a build that nothing disturbed."""
    folder = write_book(tmp_path_factory.mktemp("undisturbed"))
    build(folder / "book", editions=EDITIONS, out=folder / "out", cache=folder / "cache")
    return contents(folder / "out")


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_book(tmp_path_factory.mktemp("disturbed"))


def contents(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def children(process: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


def entries(folder: Path) -> int:
    return len(list((folder / "cache").glob("??/*")))


def test_two_builds_at_once_while_a_third_one_cleans(folder: Path, undisturbed: Mapping[str, bytes]) -> None:
    both = (start(folder), start(folder))
    cleaned = 0
    while not all(running.is_over() for running in both):
        cleaned += clean_cache(folder / "cache").size
        time.sleep(0.1)
    assert [running.end() for running in both] == [(0, ""), (0, "")]
    assert contents(folder / "out") == undisturbed
    assert cleaned > 0
    assert not list((folder / "cache").glob("desks/*"))


def test_after_builds_that_were_killed_all_is_as_without_them(folder: Path, undisturbed: Mapping[str, bytes]) -> None:
    for moment in MOMENTS:
        running = start(folder)
        while entries(folder) < moment or not (folder / "cache" / "desks").exists():
            assert not running.is_over(), running.end()
            time.sleep(0.005)
        running.process.kill()
        running.process.wait()
    assert not (folder / "out").exists()
    running = start(folder)
    while not (folder / "out").exists():
        assert not running.is_over(), running.end()
    running.process.kill()  # while it writes
    running.process.wait()
    written = {name: content for name, content in contents(folder / "out").items() if not name.endswith(".part")}
    assert written.items() <= undisturbed.items()
    (folder / "out" / ".change.epub.abcd1234.part").write_bytes(b"half")
    long_ago = time.time() - 2 * TIDY_SECONDS
    os.utime(folder / "cache" / "CACHEDIR.TAG", (long_ago, long_ago))
    assert start(folder).end() == (0, "")
    assert contents(folder / "out") == undisturbed
    assert not [path for path in (folder / "cache").rglob("*") if path.name.startswith(("tmp", "chapbook-"))]


def test_a_worker_that_is_killed_is_an_error(folder: Path, undisturbed: Mapping[str, bytes]) -> None:
    running = start(folder)
    while not entries(folder):
        assert not running.is_over(), running.end()
        time.sleep(0.005)
    for worker in children(running.process.pid):
        os.kill(worker, signal.SIGKILL)
    code, said = running.end()
    assert "Traceback" not in said
    # They may have had nothing to do, and others took their place.
    assert code == 0 or ("worker process ended" in said and not (folder / "out").exists()), said
    assert start(folder).end() == (0, "")
    assert contents(folder / "out") == undisturbed
