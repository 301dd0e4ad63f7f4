"""What tells the press of today from any other: its own source, and every library that it stands on.

Output: one digest, for cache keys. It is taken at each start, so it is cheap: of a Python library only the name of its
folder of metadata is read, which says its version (Python packaging, “Recording installed projects”), and the system's
libraries that set lines are asked for theirs.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from chapbook.files import shipped_sheets

_OWN = (".py", ".conf", ".toml", ".css")
_METADATA = (".dist-info", ".egg-info")
# Pango and HarfBuzz are the system's, and no metadata tells their versions. The names are those that WeasyPrint tries.
_ENGINES = {
    "Pango": ("pango_version_string", ("libpango-1.0.so.0", "libpango-1.0.dylib")),
    "HarfBuzz": ("hb_version_string", ("libharfbuzz.so.0", "libharfbuzz.0.dylib")),
}


@lru_cache(maxsize=1)
def code_stamp() -> str:
    """One digest of the press's own source, words and sheets, and of everything installed that may change a book."""
    # zlib's version changes what it compresses, and with it the bytes of every PDF.
    libraries = (sys.version, zlib.ZLIB_RUNTIME_VERSION, repr(engines()), *installed(sys.path))
    return stamp_of((Path(__file__).parent, shipped_sheets()), libraries)


def stamp_of(sources: Sequence[Path], libraries: Sequence[str]) -> str:
    """The digest of all files of the sources that matter, and of the libraries with their versions."""
    digest = hashlib.sha256()
    for folder in sources:
        for path in _files(str(folder)):
            with open(path, "rb") as file:  # noqa: PTH123 – for hundreds of files at each start, a Path costs more
                content = file.read()
            name = os.path.relpath(path, folder).encode()
            digest.update(b"%d %d " % (len(name), len(content)) + name + content)
    for library in libraries:
        digest.update(library.encode() + b"\0")
    return digest.hexdigest()


def installed(folders: Sequence[str]) -> list[str]:
    """Every distribution in the folders with its version, as the name of its metadata has them, sorted."""
    found: set[str] = set()
    for folder in folders:
        try:
            found.update(name for name in os.listdir(folder or ".") if name.endswith(_METADATA))  # noqa: PTH208 – names
        except OSError:
            continue  # an archive, or an entry of the path that is not there
    return sorted(found)


def engines() -> dict[str, str]:
    """The system's libraries that set lines, with their versions; an empty text for one that is not there."""
    return {
        name: next(filter(None, (_version(library, function) for library in libraries)), "")
        for name, (function, libraries) in _ENGINES.items()
    }


def _version(library: str, function: str) -> str:
    try:
        ask = getattr(ctypes.CDLL(library), function)
    except (OSError, AttributeError):
        return ""
    ask.restype = ctypes.c_char_p
    version: bytes = ask()
    return version.decode()


def _files(folder: str) -> Iterator[str]:
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (os.path.join(base, name) for name in sorted(names) if name.endswith(_OWN))  # noqa: PTH118 – as above
