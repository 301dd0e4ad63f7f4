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


NOTE = """@book{a, author = {B, C}, title = {D},
  note = {Online: {NATO} in \\emph{A}, ``b'' and \\url{https://example.org/c_d}}}
@book{b, author = {B, C}, title = {D}, note = {\\url{https://example.org/}}}
@book{c, author = {B, C}, title = {D}, note = {Not for \\textbf{sale}}}
"""


def test_the_words_of_notes_are_printed_without_tags() -> None:
    entries = json.loads(run_pandoc(("--from=biblatex", "--to=csljson"), NOTE))
    protected = with_protected_case(entries, run_pandoc(("--from=biblatex", "--to=json"), NOTE))
    assert [entry["note"] for entry in protected] == [
        " Online: NATO in A, “b” and https://example.org/c_d",
        " https://example.org/",
        "Not for sale",
    ]
