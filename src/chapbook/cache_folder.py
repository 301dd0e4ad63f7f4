"""The folder of the cache: whose it is, who is at work with it, how large it may be, and how it is emptied.

Input: a `Cache`. Output: a folder with a tag (CACHEDIR.TAG, bford.info/cachedir). Everyone who needs what lies in it
holds a lock on the tag, which the system takes back from a process that was killed. When nobody else does, what was
used longest ago goes until the rest is small enough.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from chapbook.cache import Cache
from chapbook.cache_items import is_own_name, remove_empty_folders, shrink

_TAG = "CACHEDIR.TAG"
# The first line is the standard's, the second says whose cache it is; what follows is for people.
_OURS = b"Signature: 8a477f597d28d172789f06886806bc55\n# This is the cache of chapbook"
_TAG_TEXT = _OURS + b'; "chapbook clean" empties it.\n# About such files: https://bford.info/cachedir/\n'
# Looking through the folder is cheap, and yet not done after each of many small builds.
TIDY_SECONDS = 600.0
# Of the limit; the rest is room for the next builds, so that not each of them has to delete something.
_KEPT_SHARE = 0.8


class NotOurFolderError(Exception):
    """The folder holds what is not of the press. The message is a sentence."""


@dataclass(frozen=True)
class Cleaned:
    """How many bytes were deleted, and whether something was left for a build that is at work."""

    size: int
    is_in_use: bool


def check_folder(folder: Path) -> None:
    """Raises NotOurFolderError when the folder is there and is no cache of ours, or OSError when it cannot be read."""
    if not folder.exists() or _tag_of(folder) == _OURS:
        return
    if not folder.is_dir():
        raise NotOurFolderError(f"“{folder}” is no folder; the cache needs one of its own.")
    # Before there was a tag, a cache held nothing else. What is hidden is the system's.
    for name in os.listdir(folder):  # noqa: PTH208 – names alone
        is_half_written = name == _TAG and _OURS.startswith(_tag_of(folder))
        if not (is_own_name(name) or name.startswith(".") or is_half_written):
            raise NotOurFolderError(f"“{folder}” holds other files; the cache needs a folder of its own.")


@contextmanager
def in_use(cache: Cache) -> Iterator[Path]:
    """Keep what lies in the cache while the press works with it; gives a folder for files in the making.

    That folder is gone afterwards. It lies in the cache, where one of a press that was killed is found again; when the
    cache cannot be written, among the system's temporary files. Raises OSError when it cannot be made there either.
    """
    lock = _open_tag(cache.root)
    try:
        if lock is not None:
            _lock(lock, fcntl.LOCK_SH)
        with TemporaryDirectory(prefix="chapbook-", dir=cache.desks()) as desk:
            yield Path(desk)
        if cache.root is not None and lock is not None:
            _tidy(cache.root, cache.limit, lock)
    finally:
        if lock is not None:
            _give_back(lock)


def clean_cache(folder: Path) -> Cleaned:
    """Delete all that the press made in the folder, but what a build at work reads by its path.

    Raises NotOurFolderError, and OSError when the folder cannot be read.
    """
    check_folder(folder)
    if not folder.exists():
        return Cleaned(0, is_in_use=False)
    lock = _open_tag(folder)
    try:
        alone = lock is not None and _lock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        freed = shrink(folder, limit=0, wanted=0, alone=alone)
        remove_empty_folders(folder, alone=alone)
    finally:
        if lock is not None:
            _give_back(lock)
    return Cleaned(freed, is_in_use=not alone)


def _tidy(folder: Path, limit: int, lock: int) -> None:
    """Bring the folder below the limit, if nobody did a while ago: the time of the tag says when."""
    if 0 <= time.time() - os.fstat(lock).st_mtime < TIDY_SECONDS:
        return
    alone = _lock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    shrink(folder, limit, int(limit * _KEPT_SHARE), alone=alone)
    with suppress(OSError):
        os.utime(lock)


def _tag_of(folder: Path) -> bytes:
    try:
        return (folder / _TAG).read_bytes()[: len(_OURS)]
    except OSError:
        return b""


def _open_tag(folder: Path | None) -> int | None:
    """A descriptor of the tag, which is made where it is missing; None where the folder cannot be written."""
    if folder is None:
        return None
    tag = folder / _TAG
    try:
        if _tag_of(folder) == _OURS:
            return os.open(tag, os.O_RDWR if os.access(tag, os.W_OK) else os.O_RDONLY)
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(tag, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        return None
    with suppress(OSError):  # a full disk; the next one writes it
        os.write(descriptor, _TAG_TEXT)  # two that begin together write the same, into the same file
    return descriptor


def _lock(descriptor: int, how: int) -> bool:
    """Whether the lock was got; on a file system without locks nobody is known to be alone."""
    try:
        fcntl.flock(descriptor, how)
    except OSError:
        return False
    return True


def _give_back(descriptor: int) -> None:
    # Said expressly, for a worker that goes on to live has the descriptor too.
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)
