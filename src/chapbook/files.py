"""Clock, manuscript files, shipped sheets and the writing of editions: all that the house takes from outside.

Input: a folder, or a dict that stands for one. Output: bytes that lie inside it, and editions written whole or not at
all. A test hands in a `MemoryFolder` and never touches the disk.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import posixpath
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

# As much of a large file as is in memory at once.
_PIECE = 1 << 20
# Seconds: the years 1 and 9999, the first and the last of a `datetime`.
_FIRST, _LAST = -62135596800, 253402300799
# An edition in the making, beside those that are whole, named by `tempfile`.
_PART = re.compile(r"\.[^/]+\.(epub|pdf|html|xml|png|jpg)\.[a-z0-9_]{8}\.part")


class PathRefusedError(Exception):
    """A path leads out of the manuscript, or is none. The message is a sentence for the author."""


class Folder(Protocol):
    """The files of a manuscript; paths are relative, with forward slashes."""

    def read_bytes(self, path: str) -> bytes:
        """The file's bytes. Raises FileNotFoundError, PathRefusedError or OSError."""

    def paths(self) -> tuple[str, ...]:
        """Every file below the folder, sorted; hidden files and folders are left out."""

    def modified(self, path: str) -> datetime:
        """When the file was last changed, in UTC. Raises FileNotFoundError."""

    def name(self) -> str:
        """The folder's own name, for a book without a title."""


@dataclass(frozen=True)
class DiskFolder:
    """A folder on disk. A path whose real place lies outside the folder is refused, symlinks followed.

    `without` is a folder in it that is no part of the manuscript: where the editions go. No text can name a file whose
    name is not UTF-8, so it is no part either; but a chapter with such a name is told of, for it would be missed.
    """

    root: Path
    without: Path | None = None

    def _inside(self, path: str) -> Path:
        real_root = self.root.resolve()
        try:
            real = (real_root / path).resolve()
            is_file = real.is_file()
        except (RuntimeError, OSError):  # links in a ring, as Python up to 3.12 says it, or a name that is too long
            raise FileNotFoundError(path) from None
        if not real.is_relative_to(real_root):
            raise PathRefusedError(f"“{path}” lies outside the manuscript’s folder.")
        if any(part.startswith(".") for part in real.relative_to(real_root).parts):
            raise PathRefusedError(f"“{path}” is hidden; a manuscript’s files are not.")
        if not is_file:
            raise FileNotFoundError(path)
        return real

    def read_bytes(self, path: str) -> bytes:
        return self._inside(path).read_bytes()

    def paths(self) -> tuple[str, ...]:
        found = []
        without = self.without.resolve() if self.without else None
        for folder, folders, names in os.walk(self.root):
            base = Path(folder)
            folders[:] = sorted(f for f in folders if not f.startswith(".") and (base / f).resolve() != without)
            files = [(base / n).relative_to(self.root).as_posix() for n in names if not n.startswith(".")]
            found += [path for path in files if self._is_own(path)]
        return tuple(sorted(found))

    def _is_own(self, path: str) -> bool:
        """Whether the path is a file that can be read: no link that leads out or nowhere.

        Raises OSError for a chapter whose name is not UTF-8.
        """
        try:
            path.encode()
        except UnicodeEncodeError:
            if path.endswith(".md"):
                shown = path.encode(errors="backslashreplace").decode()
                raise OSError(errno.EILSEQ, "a file has a name that is not UTF-8; rename it", shown) from None
            return False
        try:
            self._inside(path)
        except (PathRefusedError, FileNotFoundError):
            return False
        return True

    def modified(self, path: str) -> datetime:
        # A disk may tell of years that no date can have.
        return datetime.fromtimestamp(min(max(_FIRST, int(self._inside(path).stat().st_mtime)), _LAST), UTC)

    def name(self) -> str:
        return self.root.resolve().name.encode(errors="replace").decode()


@dataclass(frozen=True)
class MemoryFolder:
    """A folder as a dict from path to bytes."""

    contents: Mapping[str, bytes]
    title: str = "book"
    time: datetime = field(default=datetime(2000, 1, 1, tzinfo=UTC))

    def read_bytes(self, path: str) -> bytes:
        if path not in self.contents:
            raise FileNotFoundError(path)
        return self.contents[path]

    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self.contents))

    def modified(self, path: str) -> datetime:
        self.read_bytes(path)
        return self.time

    def name(self) -> str:
        return self.title


@dataclass(frozen=True)
class SomeFiles:
    """Those files of a folder that a job reads, and no more: so it is known what must be sent with it."""

    folder: Folder
    only: tuple[str, ...]

    def read_bytes(self, path: str) -> bytes:
        return self.folder.read_bytes(self._own(path))

    def paths(self) -> tuple[str, ...]:
        return tuple(path for path in self.folder.paths() if path in self.only)

    def modified(self, path: str) -> datetime:
        return self.folder.modified(self._own(path))

    def name(self) -> str:
        return self.folder.name()

    def _own(self, path: str) -> str:
        if path not in self.only:
            raise FileNotFoundError(path)
        return path


def resolve_path(base: str, href: str) -> str:
    """The manuscript path that `href` means in the file `base`, percent-escapes undone, fragment and query dropped.

    Raises PathRefusedError for an absolute path, a path with a scheme, and one that climbs out of the manuscript.
    """
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        raise PathRefusedError(f"“{href}” is not a file of the manuscript.")
    path = unquote(parts.path)
    if path.startswith("/") or "\\" in path or "\0" in path:
        raise PathRefusedError(f"“{href}” is not a path relative to the file that names it.")
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    if joined == ".." or joined.startswith("../"):
        raise PathRefusedError(f"“{href}” lies outside the manuscript’s folder.")
    return joined


def source_date_epoch(environment: Mapping[str, str]) -> datetime | None:
    """The time that SOURCE_DATE_EPOCH sets (reproducible-builds.org), or None. Raises ValueError on no number."""
    value = environment.get("SOURCE_DATE_EPOCH", "").strip()
    if not value:
        return None
    if not 0 <= int(value) < 2**32:
        raise ValueError(f"{value} is no time")
    return datetime.fromtimestamp(int(value), UTC)


def shipped_sheets() -> Path:
    """The folder of the style sheets that come with the press: in the wheel, or in a checkout."""
    package = Path(__file__).parent
    return package / "styles" if (package / "styles").is_dir() else package.parents[1] / "styles"


def shipped_sheet(name: str) -> str:
    """The text of one of the style sheets that come with the press."""
    return (shipped_sheets() / name).read_text(encoding="utf-8")


def size_of(content: bytes | Path) -> int:
    """How many bytes the content has: itself, or in the file that holds it."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def digest_of(content: bytes | Path) -> str:
    """The SHA-256 of the content, in hexadecimal; a file is read piece by piece."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_content(content: bytes | Path) -> IO[bytes]:
    """The content as a file to read, and to be closed. Raises OSError."""
    return BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and over another of its name. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def write_together(folder: Path, contents: Mapping[str, bytes | Path]) -> None:
    """Write all files into the folder, each one whole: to temporary files first, then renamed, then synced.

    Content that is a path is copied from the file there. When anything fails before the first rename, nothing in the
    folder has changed. Two who write into one folder do so one after the other, so that all files are those of one of
    them; what one left who was killed is swept away. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in contents:
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder stands where the edition goes", str(folder / name))
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if _is_locked(descriptor):
            _sweep(folder)
        _write_all(folder, contents)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    """Whether nobody else writes into the folder now. Not every file system can lock a folder."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        return False
    return True


def _sweep(folder: Path) -> None:
    """Delete the temporary files of presses that were killed."""
    for path in folder.iterdir():
        if _PART.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _write_all(folder: Path, contents: Mapping[str, bytes | Path]) -> None:
    written: list[tuple[Path, Path]] = []
    try:
        for name, content in contents.items():
            handle, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".part", dir=folder)
            written.append((Path(temporary), folder / name))
            with os.fdopen(handle, "wb") as file:
                _write(file, content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
        for temporary_path, final in written:
            temporary_path.replace(final)
    finally:
        for temporary_path, _ in written:
            temporary_path.unlink(missing_ok=True)


def _write(file: BinaryIO, content: bytes | Path) -> None:
    if isinstance(content, bytes):
        file.write(content)
        return
    with content.open("rb") as source:
        shutil.copyfileobj(source, file, _PIECE)
