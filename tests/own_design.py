"""The sheet that docs/design.md leads to."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

NAME = "lantern.css"
_PAGE = Path(__file__).parents[1] / "docs" / "design.md"
_SHEET = re.compile(rf"^   ```css\n(   /\* {NAME}.*?)^   ```$", re.MULTILINE | re.DOTALL)


def example_sheet() -> str:
    """Its text, as an author would write it down."""
    (sheet,) = _SHEET.findall(_PAGE.read_text(encoding="utf-8"))
    return textwrap.dedent(sheet)
