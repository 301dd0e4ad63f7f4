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
from chapbook.diagnostics import Diagnostic
from chapbook.files import Folder, digest_of, size_of
from chapbook.model.edition import Edition
from chapbook.pandoc import pandoc_stamp


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
class BuildRecord:
    """The outcome of a build that wrote its editions."""

    editions: tuple[WrittenEdition, ...]
    diagnostics: tuple[Diagnostic, ...]
    title: str
    words: int
    page_list: int


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


def recall_record(cache: Cache, key: str, target: Path) -> BuildRecord | None:
    """The record under the key, if each of its files is in `target` with the same bytes."""
    record = recall(cache, key, BuildRecord)
    if record is None:
        return None
    whole = all(_digest_of(target / edition.file_name) == edition.digest for edition in record.editions)
    return record if whole else None


def remember_record(cache: Cache, key: str, record: BuildRecord) -> None:
    """Keep the record for the next build."""
    remember(cache, key, record)


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
