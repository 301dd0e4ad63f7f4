"""What somebody asks of the press, before it begins.

Input: the arguments of `build` or `check`, and SOURCE_DATE_EPOCH. Output: a `Commission`, or a sentence on what is
wrong with them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chapbook.cache import MEGABYTE, Cache, default_cache_folder
from chapbook.cache_folder import NotOurFolderError, check_folder
from chapbook.files import DiskFolder, Folder, source_date_epoch
from chapbook.model.edition import EDITION_NAMES, HANDOUT, wanted_editions


class WrongUseError(Exception):
    """The press was called wrongly: no such folder, no such edition. The message is a sentence."""


@dataclass(frozen=True)
class Commission:
    """The manuscript's folder, the editions asked for in the table's order, the cache, and the time that is set.

    `wanted` is None for those that every book has. `chapters` are those of a handout; none for all.
    """

    folder: Folder
    wanted: tuple[str, ...] | None
    chapters: tuple[str, ...]
    cache: Cache
    epoch: datetime | None

    def words(self) -> tuple[str, ...]:
        """What is asked for, as part of a key."""
        return (*(self.wanted or ("usual",)), "chapters", *self.chapters)


def take_commission(
    manuscript: str | Path,
    out: str | Path,
    editions: Sequence[str] | None,
    chapters: Sequence[str],
    cache: str | Path | None,
) -> Commission:
    """The commission; what lies in `out` is no part of the manuscript. Raises WrongUseError."""
    source = Path(manuscript)
    if not source.is_dir():
        raise WrongUseError(f"“{source}” is no folder; name the folder that holds the chapters.")
    names = (HANDOUT,) if editions is None and chapters else editions
    if unknown := [name for name in names or () if name not in EDITION_NAMES]:
        raise WrongUseError(f"There is no edition “{unknown[0]}”; known are {', '.join(EDITION_NAMES)}.")
    if chapters and any(name != HANDOUT for name in names or ()):
        raise WrongUseError("Chapters are chosen for the handout alone; name no other edition with them.")
    wanted = None if names is None else wanted_editions(names)
    return Commission(DiskFolder(source, without=Path(out)), wanted, tuple(chapters), _cache(cache), _epoch())


def _cache(folder: str | Path | None) -> Cache:
    """The cache in the folder, or else the user's own, as large as the environment's CHAPBOOK_CACHE_MB allows."""
    root = Path(folder) if folder else default_cache_folder()
    try:
        check_folder(root)
    except NotOurFolderError as taken:
        raise WrongUseError(str(taken)) from None
    size = os.environ.get("CHAPBOOK_CACHE_MB", "").strip()
    if not size:
        return Cache(root)
    if not (size.isascii() and size.isdecimal()):
        raise WrongUseError("CHAPBOOK_CACHE_MB is no number of megabytes.")
    return Cache(root, int(size) * MEGABYTE)


def _epoch() -> datetime | None:
    try:
        return source_date_epoch(os.environ)
    except ValueError:
        raise WrongUseError("SOURCE_DATE_EPOCH is no number of seconds since 1970.") from None
