"""What the press made in the folder of its cache, told by its names, and the deleting of it.

Input: the folder. Output: its files, and how many bytes went. Whatever has another name is somebody else's and stays,
and a link is never followed.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chapbook.cache import DESKS, FACES

_ENTRIES = re.compile(r"[0-9a-f]{2}")  # a folder of them
_ENTRY = re.compile(r"[0-9a-f]{62}")
# A face, or the digest of an installed one.
_FACE = re.compile(r"[0-9a-f]{32}-[0-9a-f]{16}\.[a-z0-9]+|digest-[0-9a-f]{32}")
_TEMPORARY = re.compile(r"(chapbook-|tmp)[a-z0-9_]{8}")  # as `tempfile` names them
# What nobody finished in so long, nobody will.
_STALE_SECONDS = 86400.0


@dataclass(frozen=True)
class _Item:
    """A file. `is_lent`: others read it by its path, so that it may not go while they are at work."""

    path: str
    size: int
    used: float
    is_lent: bool


def is_own_name(name: str) -> bool:
    """Whether something directly in the folder may be of the press."""
    return name in (FACES, DESKS) or _ENTRIES.fullmatch(name) is not None


def shrink(folder: Path, limit: int, wanted: int, *, alone: bool) -> int:
    """Delete what was used longest ago, until no more than `wanted` bytes are there; nothing, if `limit` has not them.

    And delete what nobody finished. `alone`: nobody is at work with the folder. Returns how many bytes went.
    """
    freed = _sweep(folder, alone=alone)
    items = sorted(_items(folder), key=lambda item: (item.used, item.path))
    left = sum(item.size for item in items)
    wanted = wanted if left > limit else left
    for item in items:
        if left <= wanted:
            break
        if alone or not item.is_lent:
            with suppress(OSError):  # gone already, for another one deletes as well
                os.unlink(item.path)  # noqa: PTH108 – paths as `scandir` gives them, for there may be thousands
                freed, left = freed + item.size, left - item.size
    return freed


def remove_empty_folders(folder: Path, *, alone: bool) -> None:
    """Remove the folders in which nothing lies any more; of entries alone, when somebody is at work with the others."""
    for entry in _folders(folder):
        if alone or _ENTRIES.fullmatch(entry.name):
            with suppress(OSError):  # something lies in it
                os.rmdir(entry.path)  # noqa: PTH106 – as above


def _items(folder: Path) -> Iterator[_Item]:
    for place in _folders(folder):
        is_lent = place.name == FACES
        shape = _FACE if is_lent else _ENTRY
        for entry in _listed(place.path):
            if shape.fullmatch(entry.name):
                with suppress(OSError):
                    known = entry.stat(follow_symlinks=False)
                    yield _Item(entry.path, known.st_size, known.st_mtime, is_lent)


def _sweep(folder: Path, *, alone: bool) -> int:
    """Delete the files and folders in the making of those who were killed."""
    freed, stale = 0, time.time() - _STALE_SECONDS
    for place in _folders(folder):
        for entry in _listed(place.path):
            with suppress(OSError):
                if _TEMPORARY.fullmatch(entry.name) and (alone or entry.stat(follow_symlinks=False).st_mtime < stale):
                    freed += _delete(entry, is_desk=place.name == DESKS)
    return freed


def _delete(entry: os.DirEntry[str], *, is_desk: bool) -> int:
    if is_desk and entry.is_dir(follow_symlinks=False):
        size = sum(path.stat().st_size for path in Path(entry.path).rglob("*") if path.is_file())
        shutil.rmtree(entry.path)
        return size
    size = entry.stat(follow_symlinks=False).st_size
    os.unlink(entry.path)  # noqa: PTH108 – as above
    return size


def _folders(folder: Path) -> list[os.DirEntry[str]]:
    return [e for e in _listed(str(folder)) if is_own_name(e.name) and e.is_dir(follow_symlinks=False)]


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []  # deleted meanwhile, or not ours to read
