"""docs/diagnostics.md lists every code, each with the words of its own page."""

from __future__ import annotations

import re
from pathlib import Path

from chapbook.explanations import explain, explained_codes

PAGE = Path(__file__).parents[2] / "docs" / "diagnostics.md"


def test_the_list_of_codes_is_that_of_the_pages() -> None:
    listed = dict(
        re.findall(r"^\| `([a-z0-9-]+)` \| (.*) \|$", PAGE.read_text(encoding="utf-8").split("## All codes")[1], re.M)
    )
    assert listed == {code: explain(code).summary.replace("|", "\\|") for code in explained_codes()}
