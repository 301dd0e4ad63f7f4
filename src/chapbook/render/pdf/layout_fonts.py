"""Keeps the fonts of the machine out of a layout: output an environment in which fontconfig knows only a book's faces.

Without it a letter that no face of the book has would be taken from whatever is installed, and a drawing that names no
font would be lettered in it, so that two machines made two books. A drawing's generic families are the book's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VARIABLE = "FONTCONFIG_FILE"
_CONFIGURATION = Path(__file__).parent / "fonts.conf"


@contextmanager
def our_fonts_alone() -> Iterator[None]:
    """A font configuration that is made inside the `with` statement begins empty."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = str(_CONFIGURATION)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before
