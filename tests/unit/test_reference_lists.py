"""The lists of references: where they stand, what is in them, in which sections, and how their entries lead back."""

from __future__ import annotations

import json

from compose_drafts import Chapter, cite, codes, compose, find, tree
from test_compose_citations import NOTE_STYLE

from chapbook.diagnostics import Span
from chapbook.model.book import Book
from chapbook.model.draft import Citation
from chapbook.model.fragment import EPUB_TYPE
from chapbook.model.manuscript import (
    Kind,
    MadeDivision,
    Matter,
    PartOpening,
    Reference,
    References,
    ReferenceSection,
)

NUMERIC_STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>n</title><id>n</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout prefix="[" suffix="]" delimiter=", "><text variable="citation-number"/></layout></citation>
<bibliography second-field-align="flush" entry-spacing="1"><layout>
<text variable="citation-number" prefix="[" suffix="] "/><names variable="author"/><text variable="title" prefix=": "/>
</layout></bibliography></style>
"""
DASH_STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>d</title><id>d</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout><names variable="author"/></layout></citation>
<bibliography subsequent-author-substitute="———"><sort><key variable="author"/><key variable="title"/></sort>
<layout><names variable="author" suffix=". "/><text variable="title"/></layout></bibliography></style>
"""


def work(key: str, family: str, title: str = "", **more: object) -> Reference:
    entry = {"id": key, "type": "book", "title": title or f"On {key}", "author": [{"family": family}], **more}
    return Reference(key, Span("b.json", 1, 1), json.dumps(entry))


WORKS = (work("a", "Adamec"), work("b", "Beneš"), work("c", "Čapek"))
NUMERIC = References(WORKS, style="n.csl", style_text=NUMERIC_STYLE)


def chapter(name: str, *cited: Citation, more: str = "", **source: object) -> Chapter:
    content = "".join(f'<p><press:citation n="{n}"/></p>' for n in range(len(cited)))
    return Chapter(f"{name}.md", content + more, title=name.upper(), citations=cited, source=source)


def with_lists(references: References, **settings: object) -> References:
    return References(**{**vars(references), **settings})


def entries(book: Book, id: str) -> list[str]:
    """The entries of a division, and the headings among them."""
    return find(tree(book, id), ".//h:h2 | .//h:h3 | .//h:li[contains(@class, 'reference')]")


def test_each_chapter_has_a_list_and_numbers_of_its_own() -> None:
    book, found = compose(
        chapter("one", cite("c"), cite("a")),
        chapter("two", cite("a")),
        chapter("three"),
        references=with_lists(NUMERIC, place="chapter", back_links="none"),
    )
    assert [d.id for d in book.divisions][-3:] == ["one", "two", "three"]
    assert entries(book, "one") == ["References", "[1] Čapek: On c", "[2] Adamec: On a"]
    assert entries(book, "two") == ["References", "[1] Adamec: On a"]
    assert entries(book, "three") == []
    assert find(tree(book, "two"), ".//h:span[@class='citation-group']") == ["[1]"]
    assert find(tree(book, "two"), ".//h:span/h:a/@href | .//h:li/@id") == ["#ref-two-a", "ref-two-a"]
    assert codes(found) == ["uncited-reference"]


def test_the_list_of_a_chapter_says_what_it_is_and_stands_before_the_notes() -> None:
    with_note = Chapter(
        "one.md",
        '<p>x<press:note n="0"><press:citation n="0"/></press:note></p>',
        "One",
        citations=[cite("a")],
        notes=1,
    )
    book, _ = compose(with_note, references=with_lists(NUMERIC, place="chapter"))
    section = tree(book, "one")
    assert [child.get("class") for child in section] == ["opening", None, "reference-list", "notes"]
    listed = section[2]
    assert (listed.get(EPUB_TYPE), listed.get("role")) == ("bibliography", "doc-bibliography")
    assert listed.get("aria-labelledby") == listed[0].get("id") == "one-references"
    assert listed[1].get("class") == "references spaced labelled label-3"
    assert listed[1][0].get("role") is None
    contents = next(entry for entry in book.contents if entry.id == "one")
    assert [entry.text for entry in contents.entries] == ["References"]


def test_what_is_cited_in_no_chapter_has_its_list_in_the_bibliography() -> None:
    references = with_lists(NUMERIC, place="chapter", nocite=(("b", Span("book.toml", 3, 1)),), back_links="none")
    book, found = compose(chapter("one", cite("a")), references=references)
    assert entries(book, "bibliography") == ["[1] Beneš: On b"]
    assert [(d.code, d.message.split("”")[0]) for d in found] == [("uncited-reference", "The entry “c")]


def test_each_part_ends_with_a_list() -> None:
    span = Span("book.toml")
    book, _ = compose(
        chapter("zero", cite("c")),
        PartOpening("I", span),
        chapter("one", cite("a")),
        chapter("two", cite("b"), cite("a")),
        PartOpening("II", span),
        chapter("three"),
        chapter("end", cite("b")),
        references=with_lists(NUMERIC, place="part", back_links="none"),
    )
    order = [(d.id, d.part, d.kind) for d in book.divisions if d.matter is not Matter.FRONT]
    assert [name for name, _part, _kind in order] == [
        *("zero", "i", "one", "two", "bibliography", "ii", "three", "end", "bibliography-2", "bibliography-3"),
    ]
    assert [part for _name, part, kind in order if kind is Kind.BIBLIOGRAPHY] == ["i", "ii", ""]
    assert entries(book, "bibliography") == ["[1] Adamec: On a", "[2] Beneš: On b"]
    assert entries(book, "bibliography-2") == ["[1] Beneš: On b"]
    assert entries(book, "bibliography-3") == ["[1] Čapek: On c"]


def test_the_author_says_where_the_list_stands() -> None:
    spot = '<h2 id="works">Works</h2><div id="refs"/><p>After.</p>'
    references = with_lists(
        NUMERIC, sections=(ReferenceSection("Books", types=("book",)), ReferenceSection("Rest")), back_links="none"
    )
    book, found = compose(chapter("one", cite("a"), more=spot), references=references)
    assert [d.kind for d in book.divisions][-1] is Kind.CHAPTER
    assert entries(book, "one") == ["Works", "Books", "[1] Adamec: On a"]
    (place,) = tree(book, "one").findall(".//{*}div")
    assert (place.get("role"), place.get("class"), place[0].tag.split("}")[1]) == (
        "doc-bibliography",
        "reference-list",
        "h3",
    )
    assert set(codes(found)) == {"empty-section", "uncited-reference"}


def test_a_second_place_for_the_list_stays_empty() -> None:
    spot = '<div id="refs"/>'
    chapters = [chapter(name, cite("a"), more=spot) for name in ("one", "two")]
    _book, found = compose(*chapters, references=NUMERIC)
    assert [(d.code, d.span.file) for d in found if d.code != "uncited-reference"] == [("second-list", "two.md")]
    book, found = compose(*chapters, references=with_lists(NUMERIC, place="chapter"))
    assert "second-list" not in codes(found)
    assert [entries(book, name) for name in ("one", "two")] == [["[1] Adamec: On a\u00a0↑"]] * 2


def test_an_order_that_names_a_bibliography_with_nothing_in_it_is_reported() -> None:
    made = MadeDivision(Kind.BIBLIOGRAPHY, Matter.BACK, Span("book.toml", 5, 1))
    _book, found = compose(chapter("one", cite("a")), made, references=with_lists(NUMERIC, place="chapter"))
    assert "empty-division" in codes(found)


def test_works_are_listed_without_being_cited() -> None:
    span = Span("one.md", 2, 1)
    book, found = compose(
        chapter("one", cite("c"), nocite=(("a", span), ("x", span))),
        references=with_lists(NUMERIC, nocite=(("b", Span("book.toml", 4, 1)),), back_links="none"),
    )
    assert sorted(entries(book, "bibliography")) == ["[1] Čapek: On c", "[2] Adamec: On a", "[3] Beneš: On b"]
    assert [(d.code, str(d.span)) for d in found] == [("unknown-citation", "one.md:2:1")]


def test_a_chapter_can_list_everything() -> None:
    everything = (("*", Span("one.md", 2, 1)),)
    references = with_lists(NUMERIC, place="chapter", back_links="none")
    book, found = compose(chapter("one", nocite=everything), chapter("two", cite("b")), references=references)
    assert len(entries(book, "one")) == 4
    assert entries(book, "two") == ["References", "[1] Beneš: On b"]
    assert found == ()


SMITHS = (
    work("s1", "Smith", "Alpha", keyword="Primary; letters"),
    work("s2", "Smith", "Beta", keyword="secondary"),
    work("s3", "Smith", "Gamma", keyword="primary"),
    work("t", "Tull", "Delta", keyword="secondary, primary"),
    work("u", "Tull", "Epsilon", type="thesis"),
)
PRIMARY = ReferenceSection("Primary", ("primary",), span=Span("book.toml", 7, 1))
SECONDARY = ReferenceSection("Secondary", ("secondary",))
DASHED = References(SMITHS, style="d.csl", style_text=DASH_STYLE, listed="all")


def test_a_dash_never_stands_for_an_author_of_another_section() -> None:
    whole, _ = compose(Chapter("x.md"), references=DASHED)
    assert entries(whole, "bibliography") == ["Smith. Alpha", "———. Beta", "———. Gamma", "Tull. Delta", "———. Epsilon"]
    sections = (PRIMARY, SECONDARY, ReferenceSection("Theses", types=("thesis",)))
    book, found = compose(Chapter("x.md"), references=with_lists(DASHED, sections=sections))
    assert entries(book, "bibliography") == [
        *("Primary", "Smith. Alpha", "———. Gamma", "Tull. Delta"),  # the first section that a work fits
        *("Secondary", "Smith. Beta"),
        *("Theses", "Tull. Epsilon"),
    ]
    assert found == ()
    assert [e.key for e in book.apparatus.references] == ["s1", "s3", "t", "s2", "u"]


def test_a_work_that_fits_no_section_stands_first_and_is_reported() -> None:
    book, found = compose(Chapter("x.md"), references=with_lists(DASHED, sections=(PRIMARY, SECONDARY)))
    assert entries(book, "bibliography")[:2] == ["Tull. Epsilon", "Primary"]
    assert [(d.code, str(d.span)) for d in found] == [("unsorted-reference", "book.toml:7:1")]
    assert found[0].message == "“u” fits no section of the references, so it stands before the first one."


def test_sections_that_nothing_fits_are_reported() -> None:
    sections = (ReferenceSection("A", ("primry",)), ReferenceSection("B", types=("film",)), ReferenceSection("Rest"))
    book, found = compose(Chapter("x.md"), references=with_lists(DASHED, sections=sections))
    assert entries(book, "bibliography")[0] == "Smith. Alpha"  # nothing but the rest is no rest
    assert [(d.code, d.hint) for d in found] == [("empty-section", ""), ("unused-keyword", "Did you mean “primary”?")]


def back_links(book: Book, id: str) -> list[str]:
    return find(tree(book, id), ".//h:span[@class='locators back-links']")


def test_entries_lead_back_by_the_numbers_of_chapters() -> None:
    preface = Chapter("p.md", '<p><press:citation n="0"/></p>', "Preface", kind=Kind.PREFACE, citations=[cite("a")])
    preface.matter = Matter.FRONT
    book, _ = compose(
        preface,
        chapter("one", cite("a"), cite("b"), cite("a", "b")),
        chapter("two", cite("a"), cite("c")),
        references=NUMERIC,
    )
    assert back_links(book, "bibliography") == [
        "\u00a0↑\u00a0Preface, 1a, b, 2",
        "\u00a0↑\u00a01a, b",
        "\u00a0↑\u00a02",
    ]
    links = tree(book, "bibliography").findall(".//{*}span[@class='locators back-links']/{*}a")
    assert [link.get("aria-label") for link in links][:3] == [
        *("Back to the text (Preface)", "Back to the text (1a)", "Back to the text (1b)"),
    ]
    assert {link.get("role") for link in links} == {"doc-backlink"}
    targets = [link.get("href", "")[1:] for link in links]
    cited = find(tree(book, "one"), ".//h:a[@class='citation']/@id")
    assert targets[1:3] == [cited[0], cited[2]]


def test_entries_lead_back_by_letters_within_a_chapter() -> None:
    references = with_lists(NUMERIC, place="chapter")
    book, _ = compose(chapter("one", cite("a"), cite("a"), cite("b")), references=references)
    assert back_links(book, "one") == ["\u00a0↑\u00a0a, b", "\u00a0↑"]
    assert find(tree(book, "one"), ".//h:li[2]//h:a/@aria-label") == ["Back to the text"]


def test_a_citation_in_a_note_is_where_the_note_is_called() -> None:
    references = References(
        WORKS,
        style="n.csl",
        style_text=NOTE_STYLE.replace(
            "</style>",
            '<bibliography><layout><text variable="title"/></layout></bibliography></style>',
        ),
    )
    book, _ = compose(chapter("one", cite("a"), cite("b"), cite("a")), references=references)
    assert find(tree(book, "bibliography"), ".//h:a/@href") == [
        "#one-note-1-call",
        "#one-note-3-call",
        "#one-note-2-call",
    ]


def test_paper_has_pages_and_no_back_links_unless_they_are_not_wanted() -> None:
    one = chapter("one", cite("a"))
    book, _ = compose(one, references=with_lists(NUMERIC, back_links="e-book"))
    printed = next(d for d in book.paper.divisions if d.kind is Kind.BIBLIOGRAPHY)
    assert b"back-links" not in printed.content.markup
    assert b"back-links" in book.divisions[-1].content.markup
    book, _ = compose(one, references=NUMERIC)
    printed = next(d for d in book.paper.divisions if d.kind is Kind.BIBLIOGRAPHY)
    assert b'data-page=" Cited on page {}.| Cited on pages {}."' in printed.content.markup
    book, _ = compose(one, references=with_lists(NUMERIC, back_links="none"))
    assert b"back-links" not in book.divisions[-1].content.markup


def test_annotations_are_printed_when_they_are_wanted() -> None:
    said = 'A <i>good</i> "book" <b>here.\n\nMore.'
    references = References((work("a", "Adamec", annote=said),), style="n.csl", style_text=NUMERIC_STYLE)
    book, _ = compose(chapter("one", cite("a")), references=references)
    assert find(tree(book, "bibliography"), ".//h:div") == []
    book, _ = compose(chapter("one", cite("a")), references=with_lists(references, annotations=True))
    (item,) = tree(book, "bibliography").findall(".//{*}li")
    assert [child.get("class") for child in item] == ["csl-left-margin", "csl-right-inline", "annotation"]
    assert find(item, ".//h:div/h:p") == ["A good “book” <b>here.", "More."]
    assert find(item, ".//h:div//h:em") == ["good"]
    assert find(item, "./h:span[2]//h:a/@role") == ["doc-backlink"]


def test_a_style_that_prints_annotations_prints_them_alone() -> None:
    style = NUMERIC_STYLE.replace("</layout></bib", '<text variable="annote" display="block"/></layout></bib')
    references = References((work("a", "Adamec", annote="Good."),), style="n.csl", style_text=style, annotations=True)
    book, _ = compose(chapter("one", cite("a")), references=references)
    assert find(tree(book, "bibliography"), ".//h:div") == []


def test_titles_in_another_language_say_so() -> None:
    czech = {"language": "cs", "container-title": "Zlatý fond", "type": "chapter"}
    works = (work("a", "Adamec", "Kniha o <i>psaní</i> knih", **czech), work("b", "Beneš", "Titul", language="english"))
    references = References(works)
    book, _ = compose(chapter("one", cite("a", "b")), references=references, language="en")
    assert find(tree(book, "bibliography"), ".//h:*[@lang]") == ["Kniha o ", "psaní", " knih", "Zlatý fond"]
    assert set(find(tree(book, "bibliography"), ".//@lang")) == {"cs"}
    book, _ = compose(chapter("one", cite("a", "b")), references=references, language="cs")
    assert find(tree(book, "bibliography"), ".//@lang") == []


def test_a_doi_leads_to_the_resolver() -> None:
    book, _ = compose(chapter("one", cite("a")), references=References((work("a", "Adamec", DOI="10.1000/x_y"),)))
    (link,) = tree(book, "bibliography").findall(".//{*}a[@class='url']")
    assert link.get("href") == "https://doi.org/10.1000/x_y"
    assert "".join(map(str, link.itertext())) == "https://doi.org/10.1000/x_y"
    assert len(link.findall("{*}wbr")) > 1
