"""What `[book]`, `[order]` and the front matter may say: each fault at its place, and no faulty value in the book."""

from __future__ import annotations

import pytest

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic
from chapbook.files import MemoryFolder
from chapbook.model.manuscript import ChapterSource, MadeDivision, Manuscript, PartEnd, PartOpening
from chapbook.model.metadata import Series, Subject
from chapbook.read.forms import is_language
from chapbook.read.front_matter import split_front_matter
from chapbook.read.manuscript import read_manuscript

DATED = "[book]\nmodified = 2026-01-01\n"


def read(toml: str, **chapters: str) -> tuple[Manuscript, tuple[Diagnostic, ...]]:
    contents = {f"{name.replace('__', '/')}.md": (text or "x").encode() for name, text in chapters.items()}
    manuscript, found = read_manuscript(
        MemoryFolder({"book.toml": toml.encode(), **contents}, title="folder"), None, Cache(None)
    )
    assert manuscript
    return manuscript, found


def read_book(line: str) -> tuple[Manuscript, list[str]]:
    """The manuscript with the line in `[book]`, and what was said of that line."""
    toml = f'{DATED}{line}\n[order]\nbody = ["a"]\n'
    manuscript, found = read(
        toml if line.startswith("title") else toml.replace("[order]", 'title = "T"\n[order]'), a=""
    )
    return manuscript, [f"{d.severity.value} {d.code} {d.span.line}:{d.span.column}" for d in found]


def order_of(manuscript: Manuscript) -> list[str]:
    names = {PartOpening: "(", PartEnd: ")"}
    return [
        item.path
        if isinstance(item, ChapterSource)
        else item.kind.value
        if isinstance(item, MadeDivision)
        else names[type(item)]
        for item in manuscript.order
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('url = "javascript:alert(1)"', "invalid-url"),
        ('url = "java\\tscript:alert(1)"', "invalid-url"),
        ('url = "example.org/book"', "invalid-url"),
        ('url = "https:///book"', "invalid-url"),
        ('url = "http://[::1"', "invalid-url"),
        ('url = "https://example.org/a b"', "invalid-url"),
        ('license = "All rights reserved"', "invalid-license"),
        ('license = "CC BY-SA 4.0"', "invalid-license"),
        ('license = "MIT OR"', "invalid-license"),
        ('identifiers = { doi = "11.1234/x" }', "invalid-doi"),
        ('identifiers = { doi = "10.1234/x y" }', "invalid-doi"),
        ('identifiers = { doi = "10.1234/<x>" }', "invalid-doi"),
        ('identifiers = { uuid = "1234" }', "invalid-uuid"),
        ('identifiers = { issn = "2049-3631" }', "invalid-issn"),
        ('identifiers = { issn = "2049" }', "invalid-issn"),
        ('identifiers = { isbn = "978" }', "invalid-isbn"),
        ('identifiers = { isbn = "5901234123457" }', "invalid-isbn"),
        ('identifiers = { isbn = "979-0-2600-0043-8" }', "invalid-isbn"),
        ("identifiers = { isbn.a.b = 3 }", "wrong-type"),
        ('series = { name = "S", number = "two" }', "wrong-type"),
        ('series = { name = "S", number = true }', "wrong-type"),
        ('series = { name = " " }', "wrong-type"),
        ('language = "en-UK"', "unknown-language"),
        ('contributors = [{ name = "A", role = "cook" }]', "unknown-role"),
        ('contributors = [{ name = " " }]', "wrong-type"),
        ("subjects = [{ bisac = 3 }]", "wrong-type"),
        ("subjects = [{ bisac" + ".a" * 3000 + " = 3 }]", "wrong-type"),
        ('subjects = [{ dewey = "943" }]', "wrong-type"),
    ],
)
def test_a_faulty_value_is_an_error_at_its_key_and_not_in_the_book(line: str, code: str) -> None:
    manuscript, found = read_book(line)
    metadata = manuscript.metadata
    assert found == [f"error {code} 3:1"]
    assert (metadata.url, metadata.license, metadata.identifiers, metadata.subjects) == ("", "", (), ())
    assert metadata.language == "en"
    assert metadata.series in (None, Series("S"))
    assert {c.role for c in metadata.contributors} <= {"ctb"}


@pytest.mark.parametrize(
    "line",
    [
        'url = "https://example.org/book?x=1#y"',
        'url = "http://müller.example:8080"',
        'license = "CC-BY-SA-4.0"',
        'license = "GPL-2.0-only WITH Classpath-exception-2.0 OR MIT"',
        'identifiers = { doi = "10.1000/182", issn = "2049-3630", isbn-print = "978-963-9116-15-3" }',
        'identifiers = { issn = "2434-561X" }',
        'subjects = ["History", { bisac = "HIS010010" }, { thema = "NHD" }, { thema = "1DDU-GB-ESK" }]',
        'series = { name = "S", number = 2 }',
        'description = """Two\nlines."""',
    ],
)
def test_a_right_value_is_silent(line: str) -> None:
    assert read_book(line)[1] == []


def test_an_isbn_of_the_wrong_length_is_told_from_one_with_a_wrong_digit() -> None:
    said = [
        next(d.message for d in read(f'{DATED}identifiers = {{ isbn = "{isbn}" }}', a="# A")[1] if "isbn" in d.code)
        for isbn in ("978-1", "978-963-9116-15-4")
    ]
    assert said == [
        "“978-1” is no ISBN: it must have 13 or 10 digits.",
        "“978-963-9116-15-4” is no ISBN: its check digit does not fit.",
    ]


def test_a_uuid_is_written_in_its_plain_form() -> None:
    manuscript, found = read_book('identifiers = { uuid = "{0189F7A6-DE0B-7C3C-9C1A-5B1F0E6B2A11}" }')
    assert found == []
    assert manuscript.metadata.identifier == "urn:uuid:0189f7a6-de0b-7c3c-9c1a-5b1f0e6b2a11"


def test_spaces_around_a_text_do_not_count() -> None:
    manuscript, found = read_book('title = "   "\nsubtitle = " S "\nauthors = [" ", " J. N. "]\nsubjects = ["", "x "]')
    assert found == ["note assumed-title 0:0"]
    metadata = manuscript.metadata
    assert (metadata.title, metadata.subtitle) == ("folder", "S")
    assert [c.name for c in metadata.contributors] == ["J. N."]
    assert metadata.subjects == (Subject("x"),)


@pytest.mark.parametrize(
    "line", ['publisher = "A\\u0007B"', 'authors = ["A\\u0000B"]', 'contributors = [{ name = "A\\u009fB" }]']
)
def test_a_control_character_is_an_error_and_dropped(line: str) -> None:
    manuscript, found = read_book(line)
    assert found == ["error control-character 3:1"]
    assert "AB" in (manuscript.metadata.publisher, *(c.name for c in manuscript.metadata.contributors))


def test_an_odd_subject_is_a_warning_and_stays() -> None:
    manuscript, found = read_book('subjects = [{ bisac = "HIS10" }, { thema = "N H" }]')
    assert found == ["warning odd-subject 3:1"] * 2
    assert manuscript.metadata.subjects == (Subject("HIS10", "BISAC"), Subject("N H", "Thema"))


@pytest.mark.parametrize(
    "tag", ["en", "en-GB", "la", "zh-Hans-TW", "es-419", "de-1996", "ca-valencia", "en-x-mine", "cmn"]
)
def test_languages_are_known(tag: str) -> None:
    assert is_language(tag)


@pytest.mark.parametrize("tag", ["", "english", "en_GB", "en-UK", "xx", "en GB", "e", "cs-", "en-Nope"])
def test_what_is_no_language(tag: str) -> None:
    assert not is_language(tag)


def test_a_chapter_in_no_language_is_an_error_at_its_line() -> None:
    manuscript, found = read("[order]\nbody = ['a']", a="---\ntitle: A\nlanguage: czech\n---\nx")
    assert "a.md:3:1 unknown-language" in [f"{d.span} {d.code}" for d in found]
    assert [item.language for item in manuscript.order if isinstance(item, ChapterSource)] == [""]


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{d.span.line} {d.code}" for d in found if not d.code.startswith("assumed")]


def test_a_division_that_the_press_makes_stands_in_the_order_once() -> None:
    assert codes(read('[order]\nbody = ["a"]\nback = ["index", "index"]', a="")[1]) == ["3 named-twice"]


def test_a_wildcard_takes_what_has_no_other_place() -> None:
    toml = '[order]\nfront = ["01-a"]\nbody = ["*", { part = "P", chapters = ["z"] }]\nback = ["notes/*"]'
    contents = {"01-a": "", "b": "", "c": "", "z": "", "README": "", "notes__x": "", "notes__readme": "", "o__p__q": ""}
    manuscript, found = read(toml, **contents)
    assert order_of(manuscript) == ["01-a.md", "b.md", "c.md", "(", "z.md", "notes/x.md"]
    assert codes(found) == []


def test_a_wildcard_without_a_file_is_an_error() -> None:
    _, found = read('[order]\nbody = ["a", "a*", "x*"]', a="")
    assert [d.message for d in found if d.code == "missing-file"] == [
        "Every file named like “a*” has its own place in the order.",
        "No file is named like “x*”.",
    ]


def test_a_part_ends_where_its_table_ends() -> None:
    toml = (
        '[order]\nbody = [{ part = "P", chapters = ["a"] }, "b", { part = "Q", chapters = ["c"] }]\n'
        'parts = [{ part = "R", chapters = ["d"] }]\nback = ["e"]'
    )
    manuscript, found = read(toml, a="", b="", c="", d="", e="")
    assert order_of(manuscript) == ["(", "a.md", ")", "b.md", "(", "c.md", "(", "d.md", "e.md"]
    assert codes(found) == []


@pytest.mark.parametrize(
    "entry",
    [
        '{ part = "P", chapters = [{ part = "Q", chapters = ["a"] }] }',
        '{ part = "P", chapters = "a" }',
        "{ a" + ".a" * 3000 + " = 1 }",
    ],
)
def test_what_the_order_cannot_read_is_an_error(entry: str) -> None:
    assert "wrong-type" in {d.code for d in read(f'[order]\nbody = ["a", {entry}]', a="")[1]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: A\nid: a\x07b\n---\nx", ["a.md:3:6 broken-front-matter"]),
        ("---\ntitle: " + "[" * 3000 + "\n---\nx", ["a.md:2:1 broken-front-matter"]),
        ('---\ntitle: "A\\aB"\n---\nx', ["a.md:2:1 control-character"]),
        ("---\npublisher: J. N.\n---\nx", ["a.md:2:1 unknown-key"]),
        ("---\nauthor: {a: b}\n---\nx", ["a.md:2:1 wrong-type"]),
        ("---\nauthor: [a, [b]]\n---\nx", ["a.md:2:1 wrong-type"]),
        ('---\nauthor: ["a", "\\a"]\n---\nx', ["a.md:2:1 control-character"]),
        ("---\n[a, b]: x\n---\nx", ["a.md:2:1 unknown-key"]),
    ],
)
def test_faulty_front_matter_is_an_error_at_its_line(text: str, expected: list[str]) -> None:
    front, found = split_front_matter(text, "a.md")
    assert [f"{d.span} {d.code}" for d in found] == expected
    assert (front.text, dict(front.values)) == ("x", {})


@pytest.mark.parametrize(
    ("subject", "odd"),
    [
        ('{ bisac = "HIS010010" }', False),
        ('{ bisac = "HST010010" }', True),
        ('{ thema = "NHD" }', False),
        ('{ thema = "1DTJ-CZ-A" }', False),
        ('{ thema = "3MPQ" }', False),
        ('{ thema = "BZ" }', True),
        ('{ thema = "7A" }', True),
        ('{ thema = "1" }', True),
    ],
)
def test_a_subject_code_is_one_of_its_scheme(subject: str, odd: bool) -> None:
    _manuscript, found = read_book(f"subjects = [{subject}]")
    assert found == (["warning odd-subject 3:1"] if odd else [])


def test_two_forms_of_a_book_do_not_share_a_number() -> None:
    same = 'identifiers = { isbn-epub = "978-80-00-00001-5", isbn-print = "9788000000015" }'
    assert read_book(same)[1] == ["warning shared-isbn 3:1"]
    assert read_book(same.replace("9788000000015", "978-80-00-00000-8"))[1] == []
    assert read_book('identifiers = { isbn = "978-80-00-00001-5" }')[1] == []
