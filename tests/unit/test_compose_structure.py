"""The order of divisions, their ids and their names."""

from __future__ import annotations

import pytest
from compose_drafts import Chapter, codes, compose, division, find, tree

from chapbook.compose.names import Names, clean_id, slug
from chapbook.diagnostics import Span
from chapbook.model.manuscript import Kind, MadeDivision, Matter, PartEnd, PartOpening
from chapbook.model.metadata import Contributor
from chapbook.model.words import FILLED, NUMBERED, WORD_NAMES

HERE = Span("book.toml", 1)


def made(kind: Kind, matter: Matter = Matter.BACK) -> MadeDivision:
    return MadeDivision(kind, matter, HERE)


def test_front_matter_is_made_and_stands_first() -> None:
    book, found = compose(
        made(Kind.HALF_TITLE, Matter.FRONT),
        Chapter("motto.md", title="", kind=Kind.EPIGRAPH, matter=Matter.FRONT),
        Chapter("preface.md", title="Before", kind=Kind.PREFACE, matter=Matter.FRONT),
        Chapter("a.md", title="First"),
        dedication="To J.",
    )
    kinds = [d.kind.value for d in book.divisions]
    assert kinds == [
        *("half-title", "title-page", "imprint", "dedication", "epigraph", "contents", "preface", "chapter"),
    ]
    assert found == ()


def test_what_the_order_names_stands_where_it_is_named() -> None:
    book, _ = compose(Chapter("a.md"), made(Kind.IMPRINT), made(Kind.CONTENTS))
    assert [d.kind.value for d in book.divisions] == ["title-page", "chapter", "imprint", "contents"]


def test_an_index_and_a_bibliography_are_added_before_the_colophon() -> None:
    colophon = Chapter("colophon.md", kind=Kind.COLOPHON, matter=Matter.BACK)
    marked = Chapter("a.md", '<p><press:mark n="0">x</press:mark></p>', marks=["x"])
    book, _ = compose(marked, colophon)
    assert [d.kind.value for d in book.divisions][-3:] == ["chapter", "index", "colophon"]


def test_a_page_that_would_be_empty_is_reported_and_left_out() -> None:
    book, found = compose(Chapter("a.md"), made(Kind.BIBLIOGRAPHY), made(Kind.INDEX))
    assert [d.kind for d in book.divisions][-1] is Kind.CHAPTER
    assert [(d.code, d.span) for d in found] == [("empty-division", HERE), ("empty-division", HERE)]


def test_a_part_holds_the_chapters_after_it() -> None:
    book, _ = compose(
        PartOpening("Occupation", HERE),
        Chapter("a.md", title="One"),
        PartOpening("Return", HERE),
        Chapter("b.md", title="Two"),
        Chapter("z.md", title="End", matter=Matter.BACK, kind=Kind.AFTERWORD),
    )
    assert [(d.id, d.label, d.part) for d in book.divisions if d.matter is not Matter.FRONT] == [
        ("occupation", "Part\u00a0I", ""),
        ("one", "Chapter\u00a01", "occupation"),
        ("return", "Part\u00a0II", ""),
        ("two", "Chapter\u00a02", "return"),
        ("end", "", ""),
    ]
    nested = [(e.text, [below.text for below in e.entries]) for e in book.contents]
    assert nested == [("Occupation", ["One"]), ("Return", ["Two"]), ("End", [])]
    lines = find(tree(book, "contents"), ".//h:li[@class='contents-part']//h:span[@class='contents-text']")
    assert lines == ["Occupation", "One", "Return", "Two"]


def test_a_chapter_behind_the_end_of_a_part_stands_outside_it() -> None:
    book, _ = compose(
        PartOpening("Occupation", HERE), Chapter("a.md", title="One"), PartEnd(), Chapter("b.md", title="Two")
    )
    assert [(d.id, d.part) for d in book.divisions][3:] == [("occupation", ""), ("one", "occupation"), ("two", "")]
    assert [(e.text, [below.text for below in e.entries]) for e in book.contents] == [
        ("Occupation", ["One"]),
        ("Two", []),
    ]


def test_the_id_of_a_division_is_the_authors_or_the_titles() -> None:
    book, _ = compose(
        Chapter("a.md", title_id="sec:talks"),
        Chapter("b.md", source={"id": "mine"}, title_id="sec:other"),
        Chapter("03-last words.md", title=""),
        Chapter("c.md", title="1989 in Prague"),
    )
    assert [d.id for d in book.divisions][3:] == ["sec-talks", "mine", "last-words", "id-1989-in-prague"]


def test_an_id_of_one_chapter_stays_and_one_of_two_is_told_apart() -> None:
    content = '<h2 id="same">Same</h2><p id="only{}" aria-describedby="same">x</p>'
    book, found = compose(Chapter("a.md", content.format(1), title="A"), Chapter("b.md", content.format(2), title="B"))
    assert find(tree(book, "a"), ".//h:h2/@id | .//h:p/@id | .//@aria-describedby") == ["a-same", "only1", "a-same"]
    assert find(tree(book, "b"), ".//h:h2/@id | .//h:p/@id | .//@aria-describedby") == ["b-same", "only2", "b-same"]
    assert found == ()


def test_an_id_that_a_division_has_is_told_apart() -> None:
    book, _ = compose(Chapter("a.md", '<p id="imprint">x</p>', title="A"))
    assert find(tree(book, "a"), ".//h:p/@id") == ["a-imprint"]


def test_what_a_drawing_refers_to_follows_its_id() -> None:
    content = '<path id="p"/><use href="#p"/><g fill="url(#p)" clip-path="none"/>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{content}</svg>'
    book, _ = compose(Chapter("a.md", drawing, title="A"), Chapter("b.md", drawing, title="B"))
    assert find(tree(book, "b"), ".//@id | .//@href | .//@fill")[-3:] == ["b-p", "#b-p", "url(#b-p)"]


def test_a_label_in_two_files_is_an_error_that_names_both() -> None:
    figure = '<figure id="fig:x"><figcaption>c</figcaption></figure>'
    _, found = compose(Chapter("a.md", figure, labels=["fig:x"]), Chapter("b.md", figure, labels=["fig:x"]))
    assert [str(d) for d in found] == [
        "b.md:1:1: error duplicate-label: The label “fig:x” is already used in a.md:1:1. "
        "Give one of the two another name."
    ]


def test_a_division_says_what_it_is_three_times() -> None:
    book, _ = compose(Chapter("a.md", matter=Matter.BACK, kind=Kind.APPENDIX, title="Sources"))
    section = tree(book, "sources")
    assert {str(name): value for name, value in section.attrib.items()} == {
        "id": "sources",
        "class": "appendix",
        "{http://www.idpf.org/2007/ops}type": "appendix",
        "role": "doc-appendix",
        "aria-labelledby": "sources-title",
    }
    assert find(section, "./h:header/h:h1/@id") == ["sources-title"]


def test_a_preface_without_a_title_gets_its_word_and_a_chapter_is_reported() -> None:
    book, found = compose(
        Chapter("preface.md", title="", kind=Kind.PREFACE, matter=Matter.FRONT),
        Chapter("a.md", title=""),
        language="cs",
    )
    assert [d.text for d in book.divisions][-2:] == ["Předmluva", "Kapitola\u00a01"]
    assert codes(found) == ["untitled-chapter"]


def test_a_chapter_in_another_language_says_so() -> None:
    book, _ = compose(Chapter("a.md", '<p>"a" v "b"</p>', title='"T"', source={"language": "cs"}))
    assert division(book, "t").language == "cs"
    assert find(tree(book, "t"), "./@lang | .//h:h1 | .//h:p[not(@class)]") == ["cs", "„T“", "„a“ v\u00a0„b“"]


def test_the_title_page_names_everybody() -> None:
    people = (
        Contributor("Jana Nováková", "aut", ""),
        Contributor("Petr Malý", "aut", ""),
        Contributor("Eva Ek", "trl", ""),
    )
    book, _ = compose(Chapter("a.md"), contributors=people, subtitle='A "Story"', publisher="Press", language="en")
    assert find(tree(book, "title-page"), ".//h:h1 | .//h:p") == [
        *("The Book", "A “Story”", "Jana Nováková and Petr Malý", "Translated by Eva Ek", "Press"),
    ]


@pytest.mark.parametrize(
    ("licence", "name", "url"),
    [
        (
            "CC-BY-SA-4.0",
            "Creative Commons Attribution-ShareAlike 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
        ),
        ("CC0-1.0", "CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("Zlib", "Zlib", "https://spdx.org/licenses/Zlib.html"),
    ],
)
def test_the_imprint_links_the_licence(licence: str, name: str, url: str) -> None:
    book, _ = compose(Chapter("a.md"), license=licence)
    assert find(tree(book, "imprint"), ".//h:a") == [name]
    assert find(tree(book, "imprint"), ".//h:a/@href") == [url]


def test_the_imprint_speaks_the_books_language() -> None:
    book, _ = compose(Chapter("a.md"), language="cs", identifiers=(("isbn-print", "978-80-0"), ("doi", "10.1/x")))
    assert find(tree(book, "imprint"), ".//h:p")[1:] == [
        *("Toto vydání: 24.\u00a0listopadu 2026", "ISBN 978-80-0 (tisk)", "DOI 10.1/x", "Vysázeno programem chapbook."),
    ]


def test_a_language_without_words_is_reported_and_speaks_english() -> None:
    book, found = compose(Chapter("a.md"), language="mt")
    assert codes(found) == ["no-words"]
    assert division(book, "a-chapter").label == "Chapter\u00a01"


def test_the_warning_says_which_words_are_missing_until_there_is_none() -> None:
    chapter = ("Kapitlu", "Kapitlu {}", "kapitlu {}", "kapitli {}")
    book, found = compose(Chapter("a.md"), language="mt", words=(("chapter", chapter),))
    assert division(book, "a-chapter").label == "Kapitlu\u00a01"
    assert "contents" in found[0].hint
    assert "chapter" not in found[0].hint
    all_words = tuple(
        (name, chapter if name in NUMBERED else ("{}" if name in FILLED else "x",)) for name in WORD_NAMES
    )
    assert compose(Chapter("a.md"), language="mt", words=all_words)[1] == ()


def test_parts_and_appendices_count_as_the_language_does() -> None:
    order = (PartOpening("One", HERE), Chapter("a.md"), Chapter("z.md", matter=Matter.BACK, kind=Kind.APPENDIX))
    labels = {
        lang: [d.label for d in compose(*order, language=lang)[0].divisions if d.label] for lang in ("cs", "he", "ja")
    }
    assert labels == {
        "cs": ["Část\u00a0I", "Kapitola\u00a01", "Příloha\u00a0A"],
        "he": ["חלק\u00a0א", "פרק\u00a01", "נספח\u00a0א"],
        "ja": ["第1部", "第1章", "付録A"],
    }


def test_the_licence_stands_where_its_words_say() -> None:
    words = (("licence", ("Under {}, gladly",)),)
    book, _ = compose(Chapter("a.md"), license="MIT", words=words)
    assert "Under MIT License, gladly" in find(tree(book, "imprint"), ".//h:p")


def test_a_book_of_nothing_is_a_book() -> None:
    book, found = compose()
    assert [d.kind.value for d in book.divisions] == ["title-page", "imprint", "contents"]
    assert (book.contents, found) == ((), ())


def test_names_are_clean_and_each_is_given_once() -> None:
    assert [clean_id(i) for i in ("fig:a b", "1968", "%", "č")] == ["fig-a-b", "id-1968", "id", "č"]
    assert slug("Zero Option, “the”!") == "zero-option-the"
    names = Names()
    assert [names.claim("x") for _ in range(3)] == ["x", "x-2", "x-3"]
