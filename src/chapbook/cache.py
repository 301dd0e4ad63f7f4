"""A content-addressed store for work that need not be done twice.

Input: a key made of everything the work depends on. Output: the bytes stored under it, or None. Deleting the cache
changes nothing but time: a damaged entry is the same as none. How its folder is shared, kept small and emptied is the
matter of `cache_folder`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from chapbook.code_stamp import code_stamp
from chapbook.files import write_whole

MEGABYTE = 10**6
DEFAULT_LIMIT = 2000 * MEGABYTE
FACES, DESKS = "faces", "desks"
_DIGEST_SIZE = hashlib.sha256().digest_size
# What a disk must have left, in bytes, for the files of a thick book in the making.
_ROOM = 200 * MEGABYTE
# The time of last use is written down no more often than this, so that reading stays cheap.
_DAY = 86400.0


@dataclass(frozen=True)
class Cache:
    """A folder of entries; with no folder it stores nothing and never finds anything.

    `limit` is how many bytes may lie in it when a build is over. `spare` is a folder that lasts as long as the build,
    for the faces that a cache cannot take which is full or not to be written.
    """

    root: Path | None
    limit: int = DEFAULT_LIMIT
    spare: Path | None = None

    def get(self, key: str) -> bytes | None:
        """What was stored under the key, when it is there and whole."""
        if self.root is None:
            return None
        place = self._place(self.root, key)
        try:
            with place.open("rb") as file:
                used, stored = os.fstat(file.fileno()).st_mtime, file.read()
        except OSError:
            return None  # not there, or not readable: the work is simply done again
        digest, content = stored[:_DIGEST_SIZE], stored[_DIGEST_SIZE:]
        if _seal(key, content) != digest:
            return None
        _mark_used(place, used)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Store the content. A full disk or a read-only folder only costs time later, so it is no error."""
        if self.root is None:
            return
        with suppress(OSError):
            write_whole(self._place(self.root, key), _seal(key, content) + content)

    def faces(self) -> Path:
        """The folder where cut faces lie."""
        folder = (self.root or default_cache_folder()) / FACES
        return folder if self.spare is None or _has_room(folder) else self.spare / FACES

    def desks(self) -> Path | None:
        """Where temporary folders lie, so that those of a press that was killed are found again.

        None stands for the system's own place, when the cache is full or cannot be written.
        """
        folder = None if self.root is None else self.root / DESKS
        return folder if folder and _has_room(folder) else None

    @staticmethod
    def _place(root: Path, key: str) -> Path:
        return root / key[:2] / key[2:]


def _has_room(folder: Path) -> bool:
    """Whether files in the making can be written there; the folder is made, if it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= _ROOM
    except OSError:
        return False


def _seal(key: str, content: bytes) -> bytes:
    """A digest that fits this content under this key alone: an entry in another's place is a damaged one."""
    return hashlib.sha256(key.encode() + content).digest()


def mark_used(place: Path) -> None:
    """Note on the file that it was used today: what was used longest ago is deleted first."""
    try:
        _mark_used(place, place.stat().st_mtime)
    except OSError:
        return


def _mark_used(place: Path, last: float) -> None:
    """The time when a file was read is no help: many a system does not keep it."""
    if abs(time.time() - last) < _DAY:
        return
    try:
        os.utime(place)
    except OSError:
        return  # a folder that others own, or one that cannot be written


def cache_key(*parts: str | bytes) -> str:
    """A key that changes when any part does, and when the press or a library it stands on does."""
    digest = hashlib.sha256(code_stamp().encode())
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def default_cache_folder() -> Path:
    """The user's cache folder, or what the environment's CHAPBOOK_CACHE says."""
    return Path(os.environ.get("CHAPBOOK_CACHE") or platformdirs.user_cache_dir("chapbook"))
