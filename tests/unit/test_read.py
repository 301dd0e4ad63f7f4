"""read/: a folder becomes a Manuscript, or diagnostics with their places."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic, has_errors
from chapbook.files import MemoryFolder
from chapbook.model.manuscript import ChapterSource, Kind, MadeDivision, Manuscript, Matter, PartOpening
from chapbook.read.forms import fault_of_identifier
from chapbook.read.front_matter import split_front_matter
from chapbook.read.images import inspect_image
from chapbook.read.manuscript import read_manuscript
from chapbook.read.metadata import file_as
from chapbook.read.schema import read_toml


def read(**files: str | bytes) -> tuple[Manuscript | None, tuple[Diagnostic, ...]]:
    contents = {
        name.replace("__", "/").replace("_dot_", "."): text.encode() if isinstance(text, str) else text
        for name, text in files.items()
    }
    return read_manuscript(MemoryFolder(contents, title="folder"), None, Cache(None))


def said(found: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{d.span} {d.code}" for d in found]


BOOK = """[book]
title = "A Title"
language = "cs"
authors = ["Jana Nováková"]
published = 2026-01-02

[order]
front = ["preface"]
body = [{ part = "One", chapters = ["a", "b*"] }]
back = ["glossary", "bibliography", "index"]
"""


def test_a_manuscript_is_read_in_order() -> None:
    manuscript, found = read(
        book_dot_toml=BOOK, preface_dot_md="x", a_dot_md="x", b1_dot_md="x", b2_dot_md="x", glossary_dot_md="x"
    )
    assert manuscript
    assert not found
    assert [type(item) for item in manuscript.order] == [
        ChapterSource,
        PartOpening,
        *[ChapterSource] * 4,
        *[MadeDivision] * 2,
    ]
    chapters = [item for item in manuscript.order if isinstance(item, ChapterSource)]
    assert [(c.path, c.kind, c.matter) for c in chapters] == [
        ("preface.md", Kind.PREFACE, Matter.FRONT),
        ("a.md", Kind.CHAPTER, Matter.BODY),
        ("b1.md", Kind.CHAPTER, Matter.BODY),
        ("b2.md", Kind.CHAPTER, Matter.BODY),
        ("glossary.md", Kind.GLOSSARY, Matter.BACK),
    ]
    assert manuscript.metadata.published == date(2026, 1, 2)
    assert manuscript.metadata.modified == datetime(2026, 1, 2, tzinfo=UTC)
    assert manuscript.metadata.contributors[0].file_as == "Nováková, Jana"


def test_a_folder_without_book_toml_is_a_book() -> None:
    manuscript, found = read(b_dot_md="two", a_dot_md="# The First", readme_dot_md="no")
    assert manuscript
    assert manuscript.metadata.title == "The First"
    assert [item.path for item in manuscript.order if isinstance(item, ChapterSource)] == ["a.md", "b.md"]
    assert {d.code for d in found} == {"assumed-order", "assumed-title", "assumed-date"}
    assert not has_errors(found)


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ("[book\n", ["book.toml:1:6 broken-toml"]),
        ('[book]\ntitel = "x"\n', ["book.toml:2:1 unknown-key"]),
        ("[book]\ntitle = 3\n", ["book.toml:2:1 wrong-type"]),
        ('[boook]\ntitle = "x"\n', ["book.toml:1:1 unknown-key"]),
        ('[text]\nnumbering = "x"\n', ["book.toml:2:1 wrong-value"]),
        ('[text]\nnotes = "foot"\n', ["book.toml:2:1 wrong-value"]),
        ('[text]\nmath = "no"\n', ["book.toml:2:1 wrong-type"]),
        ('[editions.print]\npge = "a5"\n', ["book.toml:2:1 unknown-key"]),
        ("[editions.pdf]\n", ["book.toml:1:1 unknown-key"]),
        ("[book]\nx = " + "[" * 3000 + "]" * 3000, ["book.toml:1:1 broken-toml"]),
        ("[book]\nx = " + "9" * 5000, ["book.toml:0:0 broken-toml"]),
        ("[book]\nmodified = 2150-01-01\n", ["book.toml:2:1 wrong-type"]),
        ("book = 1\n", ["book.toml:1:1 wrong-type"]),
        ('[text]\ntypography = "no"\n', ["book.toml:2:1 wrong-type"]),
        ('[words]\nchaptr = "Lecture {}"\n', ["book.toml:2:1 unknown-key"]),
        ("[words]\nsee = 3\n", ["book.toml:2:1 wrong-type"]),
        ('[words]\npart-numbers = ""\n', ["book.toml:2:1 wrong-type"]),
        ('[words]\nappendix-letters = " \u200b"\n', ["book.toml:2:1 wrong-type"]),
        ('[words]\nchapter = "Lecture"\n', ["book.toml:2:1 wrong-type"]),
        ('[words]\nchapter = "Lecture {} of {x}"\n', ["book.toml:2:1 wrong-type"]),
        ('[words]\nchapter = ["Lecture", "Lecture {}"]\n', ["book.toml:2:1 wrong-type"]),
        ('[words]\nchapter = ["Lecture", "Lecture {}", "lecture {}", "lectures"]\n', ["book.toml:2:1 wrong-type"]),
        ('[words]\nedited-by = "Edited by"\n', ["book.toml:2:1 wrong-type"]),
    ],
)
def test_what_is_wrong_in_book_toml_has_its_place(toml: str, expected: list[str]) -> None:
    assert said(read_toml(toml, "book.toml")[1]) == expected


def test_the_authors_words_are_read_in_all_their_forms() -> None:
    toml = (
        '[words]\nchapter = "Lecture {}"\nsee = " cf.\u00a0"\nfigure = ["Plate", "Pl. {}", "plate {}", "plates {}"]\n'
    )
    manuscript, found = read(book_dot_toml=toml + "[text]\ntypography = false\n", a_dot_md="# A")
    assert manuscript
    assert not has_errors(found)
    assert dict(manuscript.words) == {
        "chapter": ("Lecture", "Lecture {}", "Lecture {}", "Lecture {}"),
        "see": ("cf.",),
        "figure": ("Plate", "Pl. {}", "plate {}", "plates {}"),
    }
    assert manuscript.text.typography is False


def test_a_control_character_in_a_word_is_an_error_and_left_out() -> None:
    manuscript, found = read(book_dot_toml='[words]\nsee = "a\\u0007b"\n', a_dot_md="# A")
    assert manuscript
    assert manuscript.words == (("see", ("ab",)),)
    assert "book.toml:2:1 control-character" in said(found)


def test_all_faults_are_reported_together() -> None:
    _, found = read(
        book_dot_toml='[book]\ntitle = "x"\nlanguage = "xx-nope"\nmodified = 2026-01-01\n'
        'identifiers = { isbn = "978" }\n'
        '[order]\nbody = ["a", "nowhere", "bad"]\n',
        a_dot_md="---\nkind: chaptr\nnumberd: no\n---\n# A\n",
        bad_dot_md=b"# A\n\nna\xefve\n",
    )
    assert sorted(said(found)) == [
        "a.md:2:1 unknown-kind",
        "a.md:3:1 unknown-key",
        "bad.md:3:3 not-utf8",
        "book.toml:3:1 unknown-language",
        "book.toml:5:1 invalid-isbn",
        "book.toml:7:14 missing-file",
    ]


def test_a_file_that_no_order_names_is_said() -> None:
    _, found = read(
        book_dot_toml='[book]\ntitle="x"\nmodified=2026-01-01\n[order]\nbody=["a"]\n', a_dot_md="x", b_dot_md="x"
    )
    assert said(found) == ["b.md:0:0 unnamed-file"]


@pytest.mark.parametrize(
    ("text", "rest", "line"),
    [
        ("---\ntitle: A\n---\n# X\n", "# X\n", 4),
        ("---\n\nA scene break opens this chapter.\n", "---\n\nA scene break opens this chapter.\n", 1),
        ("---\nprose, not a mapping\n---\nx", "---\nprose, not a mapping\n---\nx", 1),
        ("Note: this is text.\n", "Note: this is text.\n", 1),
    ],
)
def test_front_matter_is_told_from_text(text: str, rest: str, line: int) -> None:
    front, found = split_front_matter(text, "a.md")
    assert (front.text, front.first_line) == (rest, line)
    assert not found


def test_broken_front_matter_has_its_line() -> None:
    assert said(split_front_matter("---\ntitle: [a\n---\nx", "a.md")[1]) == ["a.md:3:1 broken-front-matter"]


@pytest.mark.parametrize("isbn", ["978-963-9116-15-3", "80-903518-0-8", "0-306-40615-2"])
def test_isbns_are_checked(isbn: str) -> None:
    assert not fault_of_identifier("isbn", isbn)
    assert fault_of_identifier("isbn", isbn[:-1] + ("1" if isbn[-1] != "1" else "2"))


def test_names_are_filed() -> None:
    assert file_as("Jana Nováková") == "Nováková, Jana"
    assert file_as("The chapbook contributors") == "The chapbook contributors"
    assert file_as("Plato") == "Plato"


def test_the_size_of_an_svg_is_in_css_px() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="25.4mm" height="1in" viewBox="0 0 10 10"/>'
    image = inspect_image("a.svg", svg)
    assert (image.media_type, image.width, image.height) == ("image/svg+xml", 96, 96)


def test_a_sheet_that_fetches_is_refused_at_its_line() -> None:
    toml = '[book]\ntitle = "x"\nmodified = 2026-01-01\n[order]\nbody = ["a"]\n[style]\ncss = ["s.css"]\n'
    sheet = "p { color: red }\n@import 'x.css';\nq { background: url(x.png) }\nb { background: url('y.png') }\n}\n"
    sheet += "i { background: image-set('z.png' 1x) }"
    _, found = read(book_dot_toml=toml, a_dot_md="x", s_dot_css=sheet)
    assert said(found) == [
        "s.css:2:1 sheet-fetches",
        "s.css:3:17 sheet-fetches",
        "s.css:4:17 sheet-fetches",
        "s.css:5:1 broken-sheet",
        "s.css:6:17 sheet-fetches",
    ]


@pytest.mark.parametrize("bracket", ["calc(", "(", "[", "{"])
def test_a_sheet_that_is_nested_too_deeply_is_broken(bracket: str) -> None:
    toml = '[book]\ntitle = "x"\nmodified = 2026-01-01\n[order]\nbody = ["a"]\n[style]\ncss = ["s.css"]\n'
    for depth in (60, 20_000):
        _, found = read(book_dot_toml=toml, a_dot_md="x", s_dot_css=f"p {{\n  width: {bracket * depth}")
        assert [(d.code, d.span.line) for d in found] == [("broken-sheet", 2)]


def test_a_face_of_a_design_that_is_not_installed_is_an_error_in_the_sheet() -> None:
    toml = '[book]\ntitle = "x"\nmodified = 2026-01-01\n[order]\nbody = ["a"]\n[style]\ndesign = "s.css"\n'
    sheet = 'html {\n  --text-face: "No Such Face";\n}'
    read_in, found = read(book_dot_toml=toml, a_dot_md="x", s_dot_css=sheet)
    assert said(found) == ["s.css:2:3 missing-face"]
    assert read_in is not None
    assert read_in.style.text_face == "Spectral"
    # The author's own face is taken before the design's, which nobody then needs.
    read_in, found = read(book_dot_toml=toml + 'text-face = "IBM Plex Mono"\n', a_dot_md="x", s_dot_css=sheet)
    assert said(found) == []
    assert read_in is not None
    assert read_in.style.text_face == "IBM Plex Mono"


INDEXED = """[book]
title = "A Title"
published = 2026-01-02

[order]
body = ["a"]
back = ["index:people", "index", "index:places"]

[index]
form = "run-in"
sorting = "letter-by-letter"
letters = false
note = "Bold is principal."
named = { people = "People", places = "Places" }
"""


def test_the_indexes_are_read() -> None:
    manuscript, found = read(book_dot_toml=INDEXED, a_dot_md="x")
    assert not found
    assert manuscript
    index = manuscript.index
    assert (index.form, index.sorting, index.letters) == ("run-in", "letter-by-letter", False)
    assert index.note == "Bold is principal."
    assert [(n.name, n.title, n.span.line) for n in index.named] == [("people", "People", 14), ("places", "Places", 14)]
    made = [item for item in manuscript.order if isinstance(item, MadeDivision)]
    assert [(m.kind, m.name) for m in made] == [(Kind.INDEX, "people"), (Kind.INDEX, ""), (Kind.INDEX, "places")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('"index:people"', '"index:peeple"', "book.toml:7:9 unknown-index Did you mean “people” or “places”?"),
        (
            '"index:people"',
            '"index:x"',
            'book.toml:7:9 unknown-index Write named = { x = "…" } under [index], with its title.',
        ),
        ('"index", ', '"index:people", ', "book.toml:7:9 named-twice "),
        ('people = "People"', "people = 1", "book.toml:14:1 wrong-type "),
        ('people = "People"', 'people = ""', "book.toml:14:1 wrong-type "),
        (
            'people = "People"',
            '"a b" = "People"',
            "book.toml:14:1 wrong-value It is a word of letters, digits and hyphens.",
        ),
        ('"run-in"', '"columns"', "book.toml:10:1 wrong-value It is “indented” or “run-in”."),
        ("letters = false", "letters = 1", "book.toml:12:1 wrong-type "),
    ],
)
def test_what_is_wrong_with_the_settings_of_indexes_is_said(before: str, after: str, expected: str) -> None:
    _, found = read(book_dot_toml=INDEXED.replace(before, after), a_dot_md="x")
    assert expected in [f"{d.span} {d.code} {d.hint}" for d in found]
