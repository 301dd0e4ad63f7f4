"""calibre, which most libraries of e-books are kept in, reads every field that it has a place for.

It brings half a gigabyte of other packages, so it is no part of the suite but asked by hand, where it is installed:
`.venv/bin/pytest tests/conformance/calibre_by_hand.py`.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from lxml import etree

from chapbook import build

BOOK = """\
[book]
title = "The Title"
subtitle = "A Subtitle"
language = "en-GB"
authors = ["Ann Author", "Bob Writer"]
contributors = [{ name = "Ed Editor", role = "edt" }]
publisher = "A Publisher"
published = 2026-01-02
rights = "All rights reserved"
description = "What it is about."
subjects = ["History", { bisac = "HIS010010" }, { thema = "NHD" }]
series = { name = "The Series", number = 3 }
identifiers = { isbn-epub = "978-0-306-40615-7", isbn-print = "9783161484100", doi = "10.1234/abc" }
[order]
body = ["one"]
[editions.epub]
page-list = "none"
"""


def test_calibre_reads_every_field(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "book.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "book" / "one.md").write_text("# One\n\nWords.\n", encoding="utf-8")
    result = build(tmp_path / "book", editions=["epub"], out=tmp_path, cache=tmp_path / "cache", workers=0)
    assert result.diagnostics == ()
    opf, cover = tmp_path / "read.opf", tmp_path / "cover.jpg"
    command = ["ebook-meta", str(tmp_path / "the-title.epub"), f"--to-opf={opf}", f"--get-cover={cover}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    fields = dict(line.split(" : ", 1) for line in said.splitlines() if " : " in line)
    assert {name.strip(): value for name, value in fields.items()} == {
        "Title": "The Title: A Subtitle",
        "Author(s)": "Ann Author & Bob Writer [Author, Ann & Writer, Bob]",
        "Publisher": "A Publisher",
        "Tags": "History, HIS010010, NHD",
        "Series": "The Series #3",
        "Languages": "eng",
        "Published": "2026-01-02T00:00:00+00:00",
        "Identifiers": "isbn:9780306406157, doi:10.1234/abc",
        "Comments": "What it is about.",
    }
    root = etree.parse(str(opf)).getroot()
    assert [c.text for c in root.iter("{*}creator")] == ["Ann Author", "Bob Writer"]
    assert cover.read_bytes()[:3] == b"\xff\xd8\xff"
