"""Where WeasyPrint's libraries of C are looked for while it is loaded: at the system's loader alone, if that has them.

WeasyPrint asks for each library by the names that it has on Windows and elsewhere before the one on Linux. A name that
the loader does not know Python looks up by running `ldconfig`, a compiler and a linker, twenty times over, which takes
as long as some pages. Where the loader has Pango by its name on Linux, it has the others that are there.
"""

from __future__ import annotations

import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager

_PANGO = "libpango-1.0.so.0"


@contextmanager
def loader_alone() -> Iterator[None]:
    """Inside the `with` statement Python looks for no library that the system's loader does not find by its name."""
    find = ctypes.util.find_library
    if _is_found(_PANGO):
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 – the name of the parameter is Python's
    try:
        yield
    finally:
        ctypes.util.find_library = find


def _is_found(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
