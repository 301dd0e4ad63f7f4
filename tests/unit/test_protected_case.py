"""What stands in braces in a .bib keeps its case, as `nocase` in CSL-JSON."""

from __future__ import annotations

import json

from chapbook.pandoc import run_pandoc
from chapbook.read.protected_case import with_protected_case

BIB = """@book{a, author = {B, C}, title = {A {Conv}{N}et & <others> in {\\emph{\\'E}tude} form}}
@book{b, author = {B, C}, title = {Plain words}}
"""


def test_braces_keep_the_case() -> None:
    entries = json.loads(run_pandoc(("--from=biblatex", "--to=csljson"), BIB))
    protected = with_protected_case(entries, run_pandoc(("--from=biblatex", "--to=json"), BIB))
    assert '<span class="nocase">' in protected[0]["title"]
    assert protected[1] == entries[1]
    assert {k: v for k, v in protected[0].items() if k != "title"} == {
        k: v for k, v in entries[0].items() if k != "title"
    }
