"""The runner for pandoc, which formats citations and reads bibliographies, and does nothing else here.

Input: arguments and text. Output: pandoc's text. It runs in its sandbox: no file is read but what we name, no network.
The user's own pandoc files do not change what it says, and its memory and time have limits.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from chapbook.cache import cache_key
from chapbook.machine import MachineError

TIMEOUT_SECONDS = 120
# The oldest that writes pandoc-types 1.23.1, with which the citations are asked for.
OLDEST = (3, 1)
_INSTALL = "install it with: pip install --upgrade pypandoc_binary"
# For Haskell's run-time system: a bibliography of 50,000 entries needs a quarter of this.
_MEMORY_LIMIT = ("+RTS", "-M2g", "-RTS")
# A user's data folder could hold a default.csl, which would be taken for every book without a style.
_NO_USER_FILES = f"--data-dir={os.devnull}"


class PandocMissingError(MachineError):
    """No pandoc on this machine that can be used; the message says how to install it."""


class PandocFailedError(Exception):
    """pandoc refused its input; the message is what it said."""


@dataclass(frozen=True)
class _Pandoc:
    path: str
    limits: tuple[str, ...]


def pandoc_path() -> str:
    """The pandoc that PYPANDOC_PANDOC names, else the one of `pypandoc_binary`, else any. Raises PandocMissingError."""
    named = os.environ.get("PYPANDOC_PANDOC")
    if named:
        return named
    # pypandoc would prefer a newer one on the search path, and the same book would come out differently elsewhere.
    package = find_spec("pypandoc")
    brought = Path(package.origin if package and package.origin else "").parent / "files" / "pandoc"
    if brought.is_file():
        return str(brought)
    import pypandoc  # late: few need it

    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as missing:
        raise PandocMissingError(f"pandoc is missing; {_INSTALL}") from missing


def pandoc_stamp() -> str:
    """What tells the pandoc that is used from any other, without running it; empty when there is none."""
    try:
        path = pandoc_path()
        known = Path(path).stat()
    except (PandocMissingError, OSError):
        return ""
    return f"{path} {known.st_size} {known.st_mtime_ns}"


def pandoc_key(*parts: str | bytes) -> str:
    """A key of the cache for what pandoc makes of the parts: its version is in no list of Python's."""
    return cache_key("pandoc", pandoc_stamp(), *parts)


@lru_cache(maxsize=4)
def _checked(path: str) -> _Pandoc:
    """The pandoc at the path, when it runs and is new enough. Raises PandocMissingError."""
    for limits in (_MEMORY_LIMIT, ()):  # some distributions build theirs without these options
        try:
            done = subprocess.run([path, *limits, "--version"], capture_output=True, check=False, timeout=20)
        except FileNotFoundError as missing:
            raise PandocMissingError(f"pandoc is missing: there is no “{path}”; {_INSTALL}") from missing
        except (OSError, subprocess.TimeoutExpired) as fault:
            reason = "it does not answer" if isinstance(fault, subprocess.TimeoutExpired) else fault.strerror
            raise PandocMissingError(f"pandoc at “{path}” cannot be run: {reason}; {_INSTALL}") from fault
        words = done.stdout.decode(errors="replace").split()
        if done.returncode == 0 and len(words) > 1 and words[0].startswith("pandoc"):
            if _version(words[1]) < OLDEST:
                oldest = ".".join(map(str, OLDEST))
                raise PandocMissingError(f"pandoc {words[1]} at “{path}” is older than {oldest}; {_INSTALL}")
            return _Pandoc(path, limits)
    raise PandocMissingError(f"What stands at “{path}” is no pandoc that runs; {_INSTALL}")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())


def run_pandoc(arguments: tuple[str, ...], text: str, *, timeout: float = TIMEOUT_SECONDS) -> str:
    """Run pandoc on the text and return what it prints.

    Raises PandocMissingError, PandocFailedError, and MachineError when the machine kills it.
    """
    pandoc = _checked(pandoc_path())
    try:
        done = subprocess.run(
            [pandoc.path, *pandoc.limits, "--sandbox", _NO_USER_FILES, *arguments],
            input=text.encode(errors="replace"),
            capture_output=True,
            check=False,
            timeout=timeout,
        )
    except subprocess.TimeoutExpired as late:
        raise PandocFailedError(f"pandoc took longer than {timeout:.0f} seconds") from late
    except OSError as fault:
        raise PandocMissingError(f"pandoc at “{pandoc.path}” cannot be run: {fault.strerror}; {_INSTALL}") from fault
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode < 0:
        raise MachineError(f"pandoc was stopped by the machine (signal {-done.returncode}): is there enough memory?")
    if done.returncode != 0:
        raise PandocFailedError("pandoc needs too much memory for it" if "Heap exhausted" in said else said)
    return done.stdout.decode()
