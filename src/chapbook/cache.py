"""A content-addressed store for work that need not be done twice.

Input: a key made of everything the work depends on. Output: the bytes stored under it, or None. Deleting the cache
changes nothing but time: a damaged entry is the same as none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path

import platformdirs

from chapbook.files import shipped_sheets

_DIGEST_SIZE = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Cache:
    """A folder of entries; with no folder it stores nothing and never finds anything."""

    root: Path | None

    def get(self, key: str) -> bytes | None:
        """What was stored under the key, when it is there and whole."""
        if self.root is None:
            return None
        try:
            stored = self._place(self.root, key).read_bytes()
        except OSError:
            return None  # not there, or not readable: the work is simply done again
        digest, content = stored[:_DIGEST_SIZE], stored[_DIGEST_SIZE:]
        return content if hashlib.sha256(content).digest() == digest else None

    def put(self, key: str, content: bytes) -> None:
        """Store the content. A full disk or a read-only folder only costs time later, so it is no error."""
        if self.root is None:
            return
        place = self._place(self.root, key)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=place.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(content).digest() + content)
                Path(temporary).replace(place)
            finally:
                Path(temporary).unlink(missing_ok=True)
        except OSError:
            return

    def clean(self) -> None:
        """Delete every entry. Raises OSError when that fails."""
        if self.root is not None and self.root.exists():
            shutil.rmtree(self.root)

    @staticmethod
    def _place(root: Path, key: str) -> Path:
        return root / key[:2] / key[2:]


def cache_key(*parts: str | bytes) -> str:
    """A key that changes when any part does, and when the press or a library it stands on does."""
    digest = hashlib.sha256(code_stamp().encode())
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def code_stamp() -> str:
    """One digest of the press's own source, words and sheets, and of every installed distribution's version."""
    digest = hashlib.sha256()
    own = Path(__file__).parent
    for folder, pattern in ((own, "*.py"), (own, "*.conf"), (own, "*.toml"), (shipped_sheets(), "*.css")):
        for source in sorted(folder.rglob(pattern)):
            digest.update(source.relative_to(folder).as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    for installed in sorted({f"{d.name}=={d.version}" for d in distributions()}):
        digest.update(installed.encode() + b"\0")
    return digest.hexdigest()


def default_cache_folder() -> Path:
    """The user's cache folder, or what the environment's CHAPBOOK_CACHE says."""
    return Path(os.environ.get("CHAPBOOK_CACHE") or platformdirs.user_cache_dir("chapbook"))
