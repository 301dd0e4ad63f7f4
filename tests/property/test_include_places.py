"""Files that include files at random: no line is lost or made up, and every line's place is true."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from chapbook.files import MemoryFolder
from chapbook.parse.report import source_span
from chapbook.read.includes import Includer

NAMES = ("a.md", "b.md", "sub/c.md", "d.txt")
WORDS = st.sampled_from(
    ["", "word", "  - item", "```", "~~~ text", "    code", "<!--", "-->", "> quote", "# Title", "{{ x }}", "ANCHOR: m"]
)
DIRECTIVES = st.builds(
    "{}{}".format,
    st.sampled_from(["", "  ", "    ", "> "]),
    st.sampled_from(
        [
            "{{< include b.md >}}",
            "{{#include sub/c.md}}",
            "{{#include ../d.txt:2:}}",
            "{{#include d.txt}}",
            "{{#include b.md:m}}",
        ]
    ),
)
# The fence around a file that holds one like it is made longer.
FENCE = re.compile(r"\s*(?:`{3,}|~{3,})(?: text)?\s*")
FILES = st.fixed_dictionaries({name: st.lists(WORDS | DIRECTIVES, max_size=8) for name in NAMES})


@settings(max_examples=150)
@given(FILES)
def test_every_line_stands_where_its_place_says(files: dict[str, list[str]]) -> None:
    folder = MemoryFolder({name: "\n".join(lines).encode() for name, lines in files.items()})
    whole, runs = Includer(folder).include("a.md", "\n".join(files["a.md"]), 1)
    for number, line in enumerate(whole.split("\n") if whole else []):
        span = source_span("a.md", 1, runs, number, 0)
        own = files[span.file] or [""]
        written = own[span.line - 1].strip()
        assert line.strip() == written or (FENCE.fullmatch(line) and FENCE.fullmatch(written))


@given(FILES)
@settings(max_examples=50)
def test_what_names_no_file_is_as_it_was(files: dict[str, list[str]]) -> None:
    text = "\n".join(line for line in files["a.md"] if "include" not in line)
    assert Includer(MemoryFolder({})).include("a.md", text, 1) == (text, ())
