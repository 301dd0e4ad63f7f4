"""What book.toml and a chapter's front matter say of the lists of references."""

from __future__ import annotations

import json

import pytest

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic, Span
from chapbook.files import MemoryFolder
from chapbook.model.manuscript import ChapterSource, Manuscript, ReferenceSection
from chapbook.read.bibtex import read_bibtex
from chapbook.read.bibtex_mends import pandoc_bib
from chapbook.read.manuscript import read_manuscript
from chapbook.read.reference_lists import named_works
from chapbook.read.references import read_references


def read(toml: str, chapter: str = "# A\n\nText.\n") -> tuple[Manuscript, list[Diagnostic]]:
    book = f'[book]\ntitle = "T"\nmodified = 2026-11-24\n[order]\nbody = ["a"]\n{toml}'
    folder = MemoryFolder({"book.toml": book.encode(), "a.md": chapter.encode()})
    manuscript, found = read_manuscript(folder, None, Cache(None))
    assert manuscript is not None
    return manuscript, list(found)


def test_without_settings_there_is_one_list_and_the_e_book_leads_back() -> None:
    manuscript, found = read("")
    references = manuscript.references
    assert (references.place, references.nocite, references.sections) == ("book", (), ())
    assert (references.annotations, references.back_links) == (False, "all")
    assert found == []


def test_the_settings_are_read() -> None:
    manuscript, found = read(
        '[references]\nplace = "part"\nnocite = ["@a", "b"]\nannotations = true\nback-links = "all"\n'
        '[[references.sections]]\ntitle = "Primary  sources"\nkeyword = "Primary, Old Letters"\n'
        '[[references.sections]]\ntitle = "Articles"\ntype = ["article-journal"]\n'
        '[[references.sections]]\ntitle = "Rest"\n'
    )
    references = manuscript.references
    assert (references.place, references.annotations, references.back_links) == ("part", True, "all")
    assert [key for key, _span in references.nocite] == ["a", "b"]
    assert references.nocite[0][1] == Span("book.toml", 8, 11)
    assert references.sections == (
        ReferenceSection("Primary sources", ("primary", "old letters"), (), Span("book.toml", 12, 9)),
        ReferenceSection("Articles", (), ("article-journal",), Span("book.toml", 15, 9)),
        ReferenceSection("Rest", (), (), Span("book.toml", 18, 9)),
    )
    assert found == []


def test_what_is_wrong_with_a_section_is_an_error() -> None:
    manuscript, found = read(
        '[references]\nsections = [1, { keyword = "x" }, { title = "A", keyword = 3 }, { title = "B", typ = "book" },\n'
        '{ title = "C", type = "bok" }, { title = "D", keyword = "d", type = "book" }]\n'
    )
    assert [(d.code, d.hint) for d in found] == [
        ("wrong-type", 'Write [[references.sections]], and below it title = "…" and keyword = "…".'),
        ("wrong-type", 'Write [[references.sections]], and below it title = "…" and keyword = "…".'),
        ("wrong-type", ""),
        ("unknown-key", "Did you mean “type”?"),
        ("wrong-value", "Did you mean “book”?"),
        ("wrong-value", "Give it a keyword or a type."),
        ("wrong-value", "Give it a keyword or a type."),
    ]
    assert [section.title for section in manuscript.references.sections] == ["A", "D"]
    assert read('[references]\nplace = "volume"\n')[1][0].code == "wrong-value"
    assert read('[references]\nback-links = "paper"\n')[1][0].code == "wrong-value"


def test_works_are_named_as_pandoc_names_them_or_bare() -> None:
    span = Span("a.md")
    assert named_works(["@a, @{b,c}; [@d; -@e] f"], span) == tuple((k, span) for k in ("a", "b,c", "d", "e", "f"))
    assert named_works(["@{https://x.org/1} @*"], span) == (("https://x.org/1", span), ("*", span))
    assert named_works([""], span) == ()


def test_a_chapter_names_works_in_its_front_matter() -> None:
    for written in ("nocite: |\n  @a, @b\n", 'nocite: ["@a", b]\n', 'nocite: "@a @b"\n'):
        manuscript, found = read("", f"---\n{written}---\n# A\n")
        (source,) = [item for item in manuscript.order if isinstance(item, ChapterSource)]
        assert source.nocite == (("a", Span("a.md", 2, 1)), ("b", Span("a.md", 2, 1))), written
        assert found == []


def test_blank_lines_are_marked_in_annotations_alone() -> None:
    text = '@book{a,\n annote = {One {two}\n\nthree \\} four.\n \n}, note = {x\n\ny}, annotation = "p\n\nq"}\n'
    (entry,) = read_bibtex(text).entries
    fields = pandoc_bib(entry, "r0", {}, "en").splitlines(keepends=True)
    assert "".join(fields).split("\n") == [
        *("@book{r0,", " annote = {One {two}\u2029three \\} four.\u2029},", " note = {x y},"),
        *(" annotation = {p\u2029q},", "}"),
    ]


@pytest.mark.parametrize("written", ["10.1234/a", "https://doi.org/10.1234/a", "doi: 10.1234/a", "DOI 10.1234/a"])
def test_a_doi_is_read_in_whatever_form_it_is_written(written: str) -> None:
    item = {"id": "a", "type": "webpage", "title": "T", "DOI": written, "URL": "http://dx.doi.org/10.1234/a"}
    folder = MemoryFolder({"r.json": json.dumps([item]).encode()})
    (entry,), found = read_references(folder, [("r.json", Span("book.toml"))], Cache(None), "en")
    assert (found, entry.doubts) == ((), ())
    csl = json.loads(entry.csl)
    assert (csl["DOI"], csl["URL"]) == ("10.1234/a", "https://doi.org/10.1234/a")


def test_an_annotation_keeps_its_paragraphs_and_its_emphasis() -> None:
    bib = "@book{a, title = {T}, annotation = {An \\emph{old} book.\n\nMore.}}\n"
    folder = MemoryFolder(
        {
            "book.toml": b'[book]\ntitle = "T"\nmodified = 2026-11-24\n[references]\nfiles = ["r.bib"]\n',
            "a.md": b"# A\n",
            "r.bib": bib.encode(),
        }
    )
    manuscript, _found = read_manuscript(folder, None, Cache(None))
    assert manuscript is not None
    (entry,) = manuscript.references.entries
    assert "An <i>old</i> book." in entry.csl
    assert "bookbook" not in entry.csl
    assert "\\u2029" in entry.csl or "\u2029" in entry.csl
