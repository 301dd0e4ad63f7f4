"""What stands elsewhere on paper: notes at the end of chapters and of the book; e-books keep them with their calls."""

from __future__ import annotations

import pytest
from compose_drafts import Chapter, cite, codes, compose, find, tree
from lxml import etree

from chapbook.diagnostics import Span
from chapbook.model.book import Book, Division
from chapbook.model.fragment import EPUB_TYPE, fragment_tree, h
from chapbook.model.manuscript import Kind, MadeDivision, Matter, PartOpening, References

HERE = Span("book.toml", 1, 1)
CALLS = '<p>x<press:note n="0"><p>First</p></press:note> y<press:note n="0" again="again"/></p>'
ONE = Chapter("one.md", CALLS, title="One", notes=1)
TWO = Chapter("two.md", "<p>None.</p>", title="Two")
THREE = Chapter("three.md", CALLS, title="Tři", notes=1, source={"numbered": False, "language": "cs"})
GLOSSARY = Chapter("glossary.md", "", title="Glossary", kind=Kind.GLOSSARY, matter=Matter.BACK)
NOTE_STYLE = '<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"/>'


def on_paper(book: Book, id: str) -> Division:
    return next(d for d in book.paper.divisions if d.id == id)


def paper_tree(book: Book, id: str) -> etree._Element:
    return fragment_tree(on_paper(book, id).content)


def test_notes_at_the_foot_of_the_page_are_those_of_the_e_book_without_letters_that_lead_back() -> None:
    book, _ = compose(ONE, TWO)
    assert [d.id for d in book.paper.divisions] == [d.id for d in book.divisions]
    assert on_paper(book, "two") is next(d for d in book.divisions if d.id == "two")
    assert find(tree(book, "one"), "./h:section/h:aside") == ["1 a b First"]
    assert find(paper_tree(book, "one"), "./h:section[@epub:type='footnotes']/h:aside") == ["1 First"]


def test_notes_of_a_chapter_get_a_heading_on_paper_that_no_contents_list() -> None:
    book, _ = compose(ONE, THREE, notes="chapter", language="cs")
    for name in ("one", "tři"):
        assert find(paper_tree(book, name), "./h:section[@epub:type='endnotes']/h:h2") == ["Poznámky"]
        assert find(paper_tree(book, name), "./h:section/h:aside[@epub:type='endnote']") == ["1 First"]
        assert find(tree(book, name), "./h:section[@epub:type='footnotes']/h:aside") == ["1 a b First"]
        assert on_paper(book, name).sections == ()
    assert book.paper.contents == book.contents


def test_notes_of_the_book_are_a_division_of_paper_alone() -> None:
    book, found = compose(ONE, TWO, THREE, GLOSSARY, notes="book")
    assert codes(found) == []
    assert "notes" not in {d.id for d in book.divisions}
    assert [d.id for d in book.paper.divisions][-3:] == ["tři", "notes", "glossary"]
    notes = on_paper(book, "notes")
    assert (notes.kind, notes.matter, notes.text, notes.running_head) == (Kind.NOTES, Matter.BACK, "Notes", "Notes")
    assert [(s.id, s.text) for s in notes.sections] == [("one-notes", "One"), ("tři-notes", "Tři")]
    section = paper_tree(book, "notes")
    assert (section.get("class"), section.get(EPUB_TYPE), section.get("role")) == (
        *("endnotes", "endnotes", "doc-endnotes"),
    )
    assert find(section, "./h:section/h:h2") == ["1 One", "Tři"]
    assert find(section, "./h:section/h:h2/h:a/@href") == ["#one", "#tři"]
    assert find(section, "./h:section/@lang") == ["cs"]
    assert find(section, "./h:section/h:aside/@id") == ["one-note-1", "tři-note-1"]
    assert find(section, ".//h:a[@class='note-back']/@href") == ["#one-note-1-call", "#tři-note-1-call"]
    assert find(paper_tree(book, "one"), ".//h:aside | .//h:section") == []
    assert find(tree(book, "one"), "./h:section/h:aside") == ["1 a b First"]


def test_only_the_contents_of_paper_list_the_notes() -> None:
    book, _ = compose(ONE, GLOSSARY, notes="book")
    assert [e.id for e in book.contents] == ["one", "glossary"]
    assert [e.id for e in book.paper.contents] == ["one", "notes", "glossary"]
    assert find(tree(book, "contents"), ".//h:a/@href") == ["#one", "#glossary"]
    assert find(paper_tree(book, "contents"), ".//h:a/@href") == ["#one", "#notes", "#glossary"]


def test_notes_stand_where_the_order_names_them() -> None:
    book, _ = compose(PartOpening("P", HERE), ONE, MadeDivision(Kind.NOTES, Matter.BODY, HERE), TWO, notes="book")
    assert [d.id for d in book.paper.divisions][-3:] == ["one", "notes", "two"]
    assert [e.id for e in book.paper.contents[0].entries] == ["one", "notes", "two"]
    assert [e.id for e in book.contents[0].entries] == ["one", "two"]


@pytest.mark.parametrize(("where", "chapter"), [("page", ONE), ("chapter", ONE), ("book", TWO)])
def test_a_division_of_notes_that_would_be_empty_is_reported_and_left_out(where: str, chapter: Chapter) -> None:
    book, found = compose(chapter, MadeDivision(Kind.NOTES, Matter.BACK, HERE), notes=where)
    assert codes(found) == ["empty-division"]
    assert found[0].hint == 'Notes stand here with notes = "book" under [text].'
    assert "notes" not in {d.id for d in book.paper.divisions}


def test_the_citations_of_a_note_style_are_notes_of_the_book() -> None:
    cited = Chapter("a.md", '<p>x<press:citation n="0"/></p>', title="A", citations=[cite("missing")])
    book, _ = compose(cited, notes="book", references=References(style="n.csl", style_text=NOTE_STYLE))
    assert len(list(paper_tree(book, "notes").iter(h("aside")))) == 1
