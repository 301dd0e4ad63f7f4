"""Bibliographies: each format, what is broken in them, and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic, Span
from chapbook.files import MemoryFolder
from chapbook.model.manuscript import Reference
from chapbook.pandoc import run_pandoc
from chapbook.read import references
from chapbook.read.references import read_references

NAMED = Span("book.toml", 7, 3)

BROKEN_BIB = """% a comment
@string{ceu = {CEU Press}}
@book{good,
  author = {Doe, Jane},
  publisher = ceu,
  title = {Good},
  date = {1998},
}

@book{open,
  author = {Roe, Richard,
  title = {Bad},
}

@book{comma,
  author = "Poe, E." title = {X},
}
@book{twice, title = {A}, title = {B}}
@misc{misc, title = {Z}}
@book{good, title = {Again}}
@book{, title = {No key}}
@comment{jabref}
"""


def read(**files: str | bytes) -> tuple[tuple[Reference, ...], tuple[Diagnostic, ...]]:
    """Read the files; the last underscore of a name stands for the dot of its suffix."""
    contents = {".".join(n.rsplit("_", 1)): t.encode() if isinstance(t, str) else t for n, t in files.items()}
    return read_references(MemoryFolder(contents), [(path, NAMED) for path in contents], Cache(None))


def places(found: tuple[Reference, ...]) -> list[str]:
    return [f"{r.key} {r.span}" for r in found]


def test_a_broken_entry_is_reported_and_the_rest_is_used() -> None:
    entries, found = read(b_bib=BROKEN_BIB)
    assert places(entries) == ["good b.bib:3:1", "misc b.bib:19:1"]
    assert json.loads(entries[0].csl)["publisher"] == "CEU Press"
    assert sorted((d.span.line, d.code, d.message) for d in found) == [
        (10, "broken-reference", "An entry cannot be read: its braces or quotation marks do not close."),
        (15, "broken-reference", "The entry “comma” cannot be read: unexpected 't'."),
        (18, "broken-reference", "An entry has a field twice: title."),
        (20, "duplicate-reference", "The key “good” is already used in b.bib, line 3."),
        (21, "broken-reference", "An entry has no key."),
    ]


def test_a_whole_file_is_converted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []

    def counted(arguments: tuple[str, ...], text: str) -> str:
        runs.append(text)
        return run_pandoc(arguments, text)

    monkeypatch.setattr(references, "run_pandoc", counted)
    entries, found = read(b_bib="".join(f"@book{{k{n}, title = {{T{n}}}}}\n" for n in range(40)))
    assert (len(entries), len(runs), found) == (
        40,
        2,
        (),
    )  # once for the entries, once for the letters that keep their case


def test_biblatex_accents_particles_and_dates_are_understood() -> None:
    text = "@book{k, author = {van der Berg, Jos\\'e and {CEU Press}}, date = {1989/1990}, title = {A {NATO} Book}}"
    (entry,), _ = read(b_bib=text)
    csl = json.loads(entry.csl)
    assert csl["author"] == [
        {"family": "Berg", "given": "José", "dropping-particle": "van der"},
        {"literal": "CEU Press"},
    ]
    assert csl["issued"] == {"date-parts": [[1989], [1990]]}


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    entries, found = read(b_bib=b"\xef\xbb\xbf\r\n@book{k,\r\n  title = {A}\r\n}\r\n")
    assert (places(entries), found) == (["k b.bib:2:1"], ())


def test_csl_json_is_used_as_it_is() -> None:
    text = '[\n {"title": "A", "id": "a", "type": "book"},\n {"id": 7,\n  "title": "B"},\n {"title": "C"}, 3\n]'
    entries, found = read(b_json=text)
    assert places(entries) == ["a b.json:2:1", "7 b.json:3:1"]
    assert json.loads(entries[1].csl) == {"id": "7", "title": "B"}
    assert [(d.code, d.span.line) for d in found] == [("broken-reference", 5), ("broken-reference", 5)]


@pytest.mark.parametrize("start", ["references:\n", "nocite: '@*'\nreferences:\n", ""])
def test_csl_yaml_is_read_with_its_markup(start: str) -> None:
    text = f"{start}- id: doe\n  title: A *nice* title\n  issued: 2001-03\n- {{id: roe, title: B, volume: 3}}\n"
    entries, found = read(b_yaml=text)
    first = start.count("\n") + 1
    assert places(entries) == [f"doe b.yaml:{first}:1", f"roe b.yaml:{first + 3}:1"]
    csl = json.loads(entries[0].csl)
    assert (csl["title"], csl["issued"]) == ("A <i>nice</i> title", {"date-parts": [[2001, 3]]})
    assert found == ()


def test_ris_is_read_with_and_without_keys() -> None:
    text = (
        "TY  - BOOK\nID  - smith\nAU  - Smith, J.\nTI  - A\nER  - \n\nTY  - BOOK\nAU  - Roe, J.\nPY  - 2002\nER  - \n"
    )
    entries, found = read(b_ris=text)
    assert (places(entries), found) == (["smith b.ris:1:1", "Roe_2002 b.ris:7:1"], ())


@pytest.mark.parametrize(
    ("name", "text", "code", "place"),
    [
        ("b_json", '[{"id": "a"}\n', "broken-reference", "b.json:2:1"),
        ("b_json", '{"id": "a"}', "broken-reference", "b.json:1:1"),
        ("b_yaml", "a: [\nb", "broken-reference", "b.yaml:2:1"),
        ("b_yaml", "a: b", "broken-reference", "b.yaml:1:1"),
        ("b_yaml", "\x01", "broken-reference", "b.yaml:1:1"),
        ("b_yaml", "a: &a [x]\nreferences:\n- title: *a\n", "broken-reference", "b.yaml:3:1"),
        ("b_json", "[" * 100_000, "broken-reference", "b.json:1:1"),
        ("b_ris", "nothing", "broken-reference", "b.ris:1:1"),
        ("b_docx", "x", "unknown-bibliography", "book.toml:7:3"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error(name: str, text: str | bytes, code: str, place: str) -> None:
    entries, found = read(**{name: text})
    assert entries == ()
    assert [(d.code, str(d.span)) for d in found] == [(code, place)]


def test_a_bibliography_that_is_not_utf8_is_an_error_and_still_read() -> None:
    entries, found = read(b_bib=b"@book{a,\n title = {\xff}}")
    assert [e.key for e in entries] == ["a"]
    assert [(d.code, str(d.span)) for d in found] == [("not-utf8", "b.bib:2:11")]


def test_a_file_that_is_not_there_is_reported_where_it_is_named() -> None:
    _, found = read_references(MemoryFolder({}), [("no.bib", NAMED)], Cache(None))
    assert [(d.code, d.span) for d in found] == [("missing-file", NAMED)]


def test_a_key_in_two_files_is_an_error() -> None:
    entries, found = read(a_bib="@book{k, title = {A}}", b_bib="\n@book{k, title = {B}}")
    assert places(entries) == ["k a.bib:1:1"]
    assert [(d.code, str(d.span)) for d in found] == [("duplicate-reference", "b.bib:2:1")]


def test_an_empty_file_is_no_error() -> None:
    assert read(b_bib="% nothing yet\n", b_json="[]", b_yaml="[]") == ((), ())


def test_what_was_converted_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = MemoryFolder({"b.bib": b"@book{k, title = {A}}"})
    first = read_references(folder, [("b.bib", NAMED)], Cache(tmp_path))
    monkeypatch.setattr(references, "run_pandoc", lambda *_: pytest.fail("it was run again"))
    assert read_references(folder, [("b.bib", NAMED)], Cache(tmp_path)) == first
