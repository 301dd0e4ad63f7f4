"""What the last build of a manuscript made, so that a build with nothing to do is over in a moment.

Input: everything that the editions depend on, as one key. Output: the record of the build with that key, when the files
that it wrote are still there, unchanged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chapbook.cache import Cache, cache_key
from chapbook.cached_work import recall, remember
from chapbook.diagnostics import Diagnostic, has_errors
from chapbook.files import Folder, digest_of, size_of
from chapbook.model.edition import Edition
from chapbook.pandoc import pandoc_stamp
from chapbook.system_faces import find_system_faces

_PAGES = ("pages",)  # in the place of the editions


@dataclass(frozen=True)
class WrittenEdition:
    """An edition as a file: its size in bytes, the SHA-256 of its content, and what `Edition` says of its paper."""

    name: str
    file_name: str
    size: int
    digest: str
    pages: int
    sheets: int
    signatures: tuple[int, ...]
    short_edge: bool


@dataclass(frozen=True)
class BuildResult:
    """What a build did. With an error among the diagnostics there are no editions. `unchanged`: nothing was to do.

    `page_list` counts the pages that the e-book lists; `pages_unknown`: it has no list, for nobody laid the pages out.
    `system_families` are the families of the system that it is set in, which no version of ours tells of.
    """

    editions: tuple[WrittenEdition, ...]
    diagnostics: tuple[Diagnostic, ...]
    title: str = ""
    words: int = 0
    page_list: int = 0
    unchanged: bool = False
    pages_unknown: bool = False
    system_families: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether every edition asked for is there."""
        return not has_errors(self.diagnostics)


@dataclass(frozen=True)
class _FaceFile:
    """A face of the system: its file, and what changes whenever that does."""

    path: str
    number: int
    size: int
    modified: int
    changed: int


@dataclass(frozen=True)
class _Record:
    result: BuildResult
    system_faces: tuple[_FaceFile, ...]


def record_key(folder: Folder, wanted: Sequence[str], epoch: datetime | None) -> str:
    """A key of every file of the manuscript, its name, the newest file's time, the editions asked for, the clock.

    And of pandoc, which formats the citations and is no library whose version `cache_key` knows.
    """
    parts: list[str | bytes] = ["build", folder.name(), *wanted, str(epoch), pandoc_stamp()]
    paths = folder.paths()
    for path in paths:
        parts += [path, hashlib.sha256(folder.read_bytes(path)).digest()]
    parts.append(str(max((folder.modified(path) for path in paths), default="")))
    return cache_key(*parts)


def recall_record(cache: Cache, key: str, target: Path) -> BuildResult | None:
    """The record under the key, if each of its files is in `target` with the same bytes, and its faces are the same."""
    record = recall(cache, key, _Record)
    if record is None or _system_faces(record.result.system_families) != record.system_faces:
        return None
    whole = all(_digest_of(target / edition.file_name) == edition.digest for edition in record.result.editions)
    return record.result if whole else None


def remember_record(cache: Cache, key: str, result: BuildResult) -> None:
    """Keep the record for the next build."""
    faces = _system_faces(result.system_families)
    if faces is not None:
        remember(cache, key, _Record(result, faces))


def _system_faces(families: Sequence[str]) -> tuple[_FaceFile, ...] | None:
    """Every file that fontconfig has for the families; None when one of them cannot be read."""
    found = [face for family in families for face in find_system_faces(family)]
    try:
        return tuple(_face_file(face.path, face.number) for face in found)
    except OSError:
        return None


def _face_file(path: Path, number: int) -> _FaceFile:
    known = path.stat()
    return _FaceFile(str(path), number, known.st_size, known.st_mtime_ns, known.st_ctime_ns)


def remember_pages(cache: Cache, folder: Folder, epoch: datetime | None) -> None:
    """Keep that pages of this very manuscript were laid out."""
    cache.put(record_key(folder, _PAGES, epoch), b"")


def pages_are_known(cache: Cache, folder: Folder, epoch: datetime | None) -> bool:
    """Whether they were: then an e-book that has no list of them may get one."""
    return cache.get(record_key(folder, _PAGES, epoch)) is not None


def written(editions: Iterable[Edition]) -> tuple[WrittenEdition, ...]:
    """What will be said of each edition in the report."""
    return tuple(
        WrittenEdition(
            name=e.name,
            file_name=e.file_name,
            size=size_of(e.content),
            digest=digest_of(e.content),
            pages=e.pages,
            sheets=e.sheets,
            signatures=e.signatures,
            short_edge=e.short_edge,
        )
        for e in editions
    )


def _digest_of(path: Path) -> str:
    try:
        return digest_of(path)
    except OSError:
        return ""  # gone or unreadable: the edition is made again
