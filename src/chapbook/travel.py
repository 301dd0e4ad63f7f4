"""A job on its way to another machine, with the files that it reads.

Input: a function and a job. Output: bytes that do not say where a file lies, and the files, named by their content; on
the other side the same job, whose paths lead to copies. What travels are pickles, so each side must trust the other.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from chapbook.files import DiskFolder, MemoryFolder, PathRefusedError, SomeFiles, digest_of, write_whole
from chapbook.workers import Argument, Job

_FILE, _FOLDER = "file", "folder"


class StaysHomeError(Exception):
    """A job that cannot travel: it names a folder of this machine, to read all of it or to write there."""


@dataclass(frozen=True)
class Parcel:
    """A job as bytes, and the files that it reads: the name of each, made of its digest, and its content or path."""

    content: bytes
    files: Mapping[str, bytes | Path]


def pack(function: Callable[[Argument], Any], job: Job[Argument]) -> Parcel:
    """The job, ready to be sent. Raises StaysHomeError, and OSError for a face that cannot be read."""
    packed = io.BytesIO()
    packer = _Packer(packed)
    packer.dump((function, job))
    return Parcel(packed.getvalue(), packer.files)


def unpack(content: bytes, store: Path) -> tuple[Callable[[Any], Any], Job[Any]]:
    """The function and the job; the files must be in the `store`, as `keep` puts them there."""
    function, job = _Unpacker(io.BytesIO(content), store).load()
    return function, job


def keep(content: bytes, name: str, store: Path) -> None:
    """Put a file into the store, unless it is there. Raises OSError."""
    if (store / name).is_file():
        return
    write_whole(store / name, content)


class _Packer(pickle.Pickler):
    def __init__(self, target: io.BytesIO) -> None:
        super().__init__(target, protocol=pickle.HIGHEST_PROTOCOL)
        self.files: dict[str, bytes | Path] = {}

    def persistent_id(self, thing: object) -> tuple[str, Any] | None:
        """What stands for a folder or a path."""
        if isinstance(thing, SomeFiles):
            return _FOLDER, (thing.name(), tuple(self._contents(thing)))
        if isinstance(thing, DiskFolder):
            raise StaysHomeError
        if isinstance(thing, Path):
            return _FILE, self._face(thing)
        return None

    def _face(self, path: Path) -> str:
        if not path.is_file():
            raise StaysHomeError
        stat = path.stat()
        # What kind of font a file is, is told by how its name ends.
        name = f"{_digest_of(path, stat.st_size, stat.st_mtime_ns)}{path.suffix}"
        self.files[name] = path
        return name

    def _contents(self, folder: SomeFiles) -> list[tuple[str, str]]:
        found = []
        for path in folder.only:
            try:
                content = folder.read_bytes(path)
            except (FileNotFoundError, PathRefusedError):
                continue  # it will be missed there as it would be here
            name = hashlib.sha256(content).hexdigest()
            self.files[name] = content
            found.append((path, name))
        return found


@lru_cache(maxsize=64)
def _digest_of(path: Path, _size: int, _changed: int) -> str:
    return digest_of(path)


class _Unpacker(pickle.Unpickler):
    def __init__(self, source: io.BytesIO, store: Path) -> None:
        super().__init__(source)
        self._store = store

    def persistent_load(self, named: Any) -> object:
        """The copy of the path, or the folder with its contents."""
        kind, what = named
        if kind == _FILE:
            return self._store / what
        title, files = what
        return MemoryFolder({path: (self._store / name).read_bytes() for path, name in files}, title)
