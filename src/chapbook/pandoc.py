"""The runner for pandoc, which formats citations and reads bibliographies, and does nothing else here.

Input: arguments and text. Output: pandoc's text. It runs in its sandbox: no file is read but what we name, no network.
"""

from __future__ import annotations

import subprocess
from functools import lru_cache

from chapbook.machine import MachineError

TIMEOUT_SECONDS = 120


class PandocMissingError(MachineError):
    """No pandoc on this machine; the message says how to install it."""


class PandocFailedError(Exception):
    """pandoc refused its input; the message is what it said."""


@lru_cache(maxsize=1)
def pandoc_path() -> str:
    """The pandoc that `pypandoc_binary` brought. Raises PandocMissingError."""
    import pypandoc  # late: only books with references need it

    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as missing:
        raise PandocMissingError("pandoc is missing; install it with: pip install pypandoc_binary") from missing


def run_pandoc(arguments: tuple[str, ...], text: str) -> str:
    """Run pandoc on the text and return what it prints. Raises PandocMissingError, PandocFailedError."""
    try:
        done = subprocess.run(
            [pandoc_path(), "--sandbox", *arguments],
            input=text.encode(),
            capture_output=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        raise PandocFailedError(f"pandoc took longer than {TIMEOUT_SECONDS} seconds.") from late
    if done.returncode != 0:
        raise PandocFailedError(done.stderr.decode(errors="replace").strip())
    return done.stdout.decode()
