"""cache_folder.py and cache_items.py: one folder, whose it is, who needs it, how large it gets."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from chapbook.cache import Cache, cache_key, mark_used
from chapbook.cache_folder import TIDY_SECONDS, NotOurFolderError, check_folder, clean_cache, in_use
from chapbook.cli import app
from chapbook.commission import WrongUseError, take_commission

DAY = 86400
FACE = f"{'0' * 32}-{'f' * 16}.ttf"


def filled(root: Path, count: int) -> list[str]:
    """Keys of entries of 1000 bytes, the first used longest ago."""
    cache, keys = Cache(root), [cache_key(str(number)) for number in range(count)]
    for number, key in enumerate(keys):
        cache.put(key, bytes(968))
        age(root / key[:2] / key[2:], (count - number) * DAY)
    return keys


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def build_once(root: Path, limit: int) -> None:
    """What every build does with the folder, a while after the last one."""
    with in_use(Cache(root, limit)):
        age(root / "CACHEDIR.TAG", 2 * TIDY_SECONDS)


@contextmanager
def somebody_at_work(root: Path) -> Iterator[None]:
    """Another build, which has locked the tag."""
    with (root / "CACHEDIR.TAG").open("rb") as tag:
        fcntl.flock(tag, fcntl.LOCK_SH)
        yield


def there(root: Path, keys: list[str]) -> list[bool]:
    return [(root / key[:2] / key[2:]).exists() for key in keys]


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    keys = filled(tmp_path, 10)
    assert Cache(tmp_path).get(keys[0]) is not None  # used just now
    build_once(tmp_path, 5000)
    assert there(tmp_path, keys) == [True, *[False] * 6, *[True] * 3]


def test_below_the_limit_nothing_goes(tmp_path: Path) -> None:
    keys = filled(tmp_path, 5)
    build_once(tmp_path, 5000)
    assert all(there(tmp_path, keys))


def test_faces_count_and_go_too_when_nobody_needs_them(tmp_path: Path) -> None:
    (tmp_path / "faces").mkdir()
    face = tmp_path / "faces" / FACE
    face.write_bytes(bytes(3000))
    age(face, DAY * 30)
    keys = filled(tmp_path, 2)
    with in_use(Cache(tmp_path)), somebody_at_work(tmp_path):
        build_once(tmp_path, 4000)
        assert face.exists()  # its path is in somebody's hands
        assert there(tmp_path, keys) == [False, False]
    build_once(tmp_path, 2000)
    assert not face.exists()


def test_the_folder_is_looked_through_now_and_then_only(tmp_path: Path) -> None:
    keys = filled(tmp_path, 3)
    with in_use(Cache(tmp_path, 0)):
        pass
    assert all(there(tmp_path, keys))
    build_once(tmp_path, 0)
    assert not any(there(tmp_path, keys))


def test_use_is_noted_once_a_day(tmp_path: Path) -> None:
    (key,) = filled(tmp_path, 1)
    place = tmp_path / key[:2] / key[2:]
    for hours, is_noted in ((30, True), (2, False)):
        age(place, hours * 3600)
        before = place.stat().st_mtime
        Cache(tmp_path).get(key)
        assert (place.stat().st_mtime > before) is is_noted
    age(place, 2 * DAY)
    mark_used(place)
    assert time.time() - place.stat().st_mtime < DAY


def test_what_the_killed_left_is_swept(tmp_path: Path) -> None:
    with in_use(Cache(tmp_path)):
        pass
    left = [
        tmp_path / "00" / "tmpabcd1234",
        tmp_path / "faces" / "tmpabcd1234",
        tmp_path / "desks" / "chapbook-abcd1234",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.mkdir() if path.parent.name == "desks" else path.write_bytes(b"half")
    (left[2] / "book.epub").write_bytes(b"half")
    with somebody_at_work(tmp_path):
        build_once(tmp_path, 1000)
        assert all(path.exists() for path in left)  # they may be somebody's
        age(left[0], 2 * DAY)
        build_once(tmp_path, 1000)
        assert [path.exists() for path in left] == [False, True, True]
    build_once(tmp_path, 1000)
    assert not any(path.exists() for path in left)


def test_the_desk_is_in_the_cache_and_gone_afterwards(tmp_path: Path) -> None:
    with in_use(Cache(tmp_path / "new")) as desk:
        (desk / "book.epub").write_bytes(b"half")
        assert desk.is_relative_to(tmp_path / "new")
    assert [path.name for path in (tmp_path / "new").iterdir() if path.is_file()] == ["CACHEDIR.TAG"]
    assert not desk.exists()


def test_where_no_folder_can_be_made_the_build_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with in_use(Cache(tmp_path / "file" / "cache")) as desk:
        assert desk.is_dir()
    with in_use(Cache(None)) as desk:
        assert desk.is_dir()


def test_on_a_disk_that_is_almost_full_desks_and_faces_are_elsewhere(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", spare=tmp_path / "spare")
    assert (cache.desks(), cache.faces()) == (tmp_path / "cache" / "desks", tmp_path / "cache" / "faces")
    full = type(shutil.disk_usage(tmp_path))(10**9, 10**9 - 1000, 1000)
    with patch("shutil.disk_usage", lambda _folder: full):
        assert (cache.desks(), cache.faces()) == (None, tmp_path / "spare" / "faces")


def test_where_no_faces_can_lie_they_lie_on_the_desk(tmp_path: Path) -> None:
    (tmp_path / "faces").write_text("in the way")
    assert Cache(tmp_path, spare=tmp_path / "spare").faces() == tmp_path / "spare" / "faces"


def test_the_tag_is_the_standard_s(tmp_path: Path) -> None:
    with in_use(Cache(tmp_path)):
        pass
    assert (tmp_path / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")


def test_a_folder_of_other_files_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(NotOurFolderError):
        check_folder(tmp_path)
    with pytest.raises(NotOurFolderError):
        clean_cache(tmp_path)
    with pytest.raises(WrongUseError):
        take_commission(tmp_path, tmp_path / "out", None, (), tmp_path)
    done = CliRunner().invoke(app, ["clean", "--cache-dir", str(tmp_path)])
    assert done.exit_code == 2
    assert (tmp_path / "letter.txt").read_text() == "Dear"


def test_a_store_of_another_program_is_no_cache(tmp_path: Path) -> None:
    """Git names its objects as we name entries, and other programs tag their caches too."""
    (tmp_path / "pack").mkdir()
    filled(tmp_path, 1)
    (tmp_path / "CACHEDIR.TAG").write_bytes(b"Signature: 8a477f597d28d172789f06886806bc55\n# Of another program\n")
    with pytest.raises(NotOurFolderError):
        clean_cache(tmp_path)


def test_cleaning_deletes_our_own_files_alone(tmp_path: Path) -> None:
    with in_use(Cache(tmp_path)):
        pass
    keys = filled(tmp_path, 3)
    (tmp_path / "faces").mkdir()
    (tmp_path / "faces" / FACE).write_bytes(bytes(100))
    others = [tmp_path / "letter.txt", tmp_path / "00" / "letter.txt", tmp_path / "faces" / "mine.ttf"]
    for path in others:
        path.parent.mkdir(exist_ok=True)
        path.write_text("Dear")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / FACE).write_bytes(b"theirs")
    (tmp_path / "desks").rmdir()
    (tmp_path / "desks").symlink_to(tmp_path / "elsewhere")
    done = CliRunner().invoke(app, ["clean", "--cache-dir", str(tmp_path)])
    assert done.exit_code == 0
    assert not any(there(tmp_path, keys))
    assert not (tmp_path / "faces" / FACE).exists()
    assert all(path.exists() for path in (*others, tmp_path / "elsewhere" / FACE))
    assert not (tmp_path / keys[0][:2]).exists()


def test_cleaning_leaves_what_a_build_reads_by_its_path(tmp_path: Path) -> None:
    with in_use(Cache(tmp_path)) as desk:
        (tmp_path / "faces").mkdir()
        (tmp_path / "faces" / FACE).write_bytes(b"face")
        keys = filled(tmp_path, 1)
        cleaned = clean_cache(tmp_path)
        assert (cleaned.is_in_use, cleaned.size) == (True, 1000)
        assert desk.is_dir()
        assert (tmp_path / "faces" / FACE).exists()
        assert not any(there(tmp_path, keys))
    assert not clean_cache(tmp_path).is_in_use
    assert not (tmp_path / "faces").exists()


def test_a_cache_of_before_is_known_by_what_lies_in_it(tmp_path: Path) -> None:
    keys = filled(tmp_path, 2)
    (tmp_path / ".DS_Store").write_bytes(b"")
    assert clean_cache(tmp_path).size == 2000
    assert not any(there(tmp_path, keys))


def test_cleaning_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    assert clean_cache(tmp_path / "nothing").size == 0
    assert not (tmp_path / "nothing").exists()


def test_the_limit_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def limit() -> int:
        return take_commission(tmp_path, tmp_path / "out", None, (), tmp_path / "cache").cache.limit

    assert limit() == 2_000_000_000
    monkeypatch.setenv("CHAPBOOK_CACHE_MB", "5")
    assert limit() == 5_000_000
    for wrong in ("-1", "two", "1.5", "٣"):
        monkeypatch.setenv("CHAPBOOK_CACHE_MB", wrong)
        with pytest.raises(WrongUseError):
            limit()
