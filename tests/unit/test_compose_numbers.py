"""Numbers, notes and cross-references."""

from __future__ import annotations

import pytest
from compose_drafts import Chapter, compose, division, find, tree

from chapbook.model.manuscript import Kind, Matter

FIGURE = '<figure id="fig:{0}"><img src="a.svg" alt=""/><figcaption>Cap {0}</figcaption></figure>'


def test_chapters_and_appendices_are_numbered_and_the_rest_is_not() -> None:
    book, _ = compose(
        Chapter("p.md", title="P", kind=Kind.PREFACE, matter=Matter.FRONT),
        Chapter("a.md", title="A"),
        Chapter("b.md", title="B", source={"numbered": False}),
        Chapter("c.md", title="C"),
        Chapter("i.md", title="I", kind=Kind.INTRODUCTION, source={"numbered": True}),
        Chapter("x.md", title="X", kind=Kind.APPENDIX, matter=Matter.BACK),
        Chapter("y.md", title="Y", kind=Kind.APPENDIX, matter=Matter.BACK),
        language="cs",
    )
    labels = [d.label.replace("\u00a0", " ") for d in book.divisions][3:]
    assert labels == ["", "Kapitola 1", "", "Kapitola 2", "Kapitola 3", "Příloha A", "Příloha B"]
    assert find(tree(book, "c"), ".//h:p[@class='division-label']") == ["Kapitola\u00a02"]


@pytest.mark.parametrize(
    ("numbering", "numbers"),
    [("chapters", ["1.1", "1.2", "1", "2.1", "A.1"]), ("none", ["1", "2", "3", "4", "5"])],
)
def test_figures_are_numbered_by_chapter_or_in_a_row(numbering: str, numbers: list[str]) -> None:
    book, _ = compose(
        Chapter("a.md", FIGURE.format("a") + FIGURE.format("b"), title="A", labels=["fig:b", "fig:a"]),
        Chapter("b.md", FIGURE.format("c"), title="B", labels=["fig:c"], source={"numbered": False}),
        Chapter("c.md", FIGURE.format("d"), title="C", labels=["fig:d"]),
        Chapter("d.md", FIGURE.format("e"), title="D", labels=["fig:e"], kind=Kind.APPENDIX, matter=Matter.BACK),
        numbering=numbering,
    )
    assert [f.label for f in book.apparatus.figures] == [f"Figure\u00a0{n}" for n in numbers]
    assert [f.caption for f in book.apparatus.figures] == [f"Cap {c}" for c in "abcde"]
    captions = find(tree(book, "a"), ".//h:figcaption")
    assert captions == [f"Figure\u00a0{numbers[0]} Cap a", f"Figure\u00a0{numbers[1]} Cap b"]


def test_a_figure_without_a_label_has_no_number() -> None:
    book, _ = compose(Chapter("a.md", "<figure><img src='a.svg' alt=''/><figcaption>c</figcaption></figure>"))
    assert book.apparatus.figures == ()
    assert find(tree(book, "a-chapter"), ".//h:figcaption") == ["c"]


def test_a_table_and_a_listing_have_their_own_numbers_and_a_caption_is_made() -> None:
    content = (
        '<table id="tbl:t"><tbody><tr><td>1</td></tr></tbody></table>'
        '<figure id="lst:l"><pre><code>x</code></pre></figure>'
        '<table id="tbl:u"><caption><p>Words</p></caption><tbody><tr><td>1</td></tr></tbody></table>'
    )
    book, _ = compose(Chapter("a.md", content, labels=["tbl:t", "lst:l", "tbl:u"]))
    chapter = tree(book, "a-chapter")
    assert find(chapter, ".//h:table/*[1]") == ["Table\u00a01.1", "Table\u00a01.2 Words"]
    assert find(chapter, ".//h:figure/*[last()]") == ["Listing\u00a01.1"]
    assert find(chapter, ".//h:caption/h:p/h:span/@class") == ["caption-label"]


def test_sections_are_numbered_when_asked() -> None:
    headings = '<h2 id="sec:s">One</h2><h3 id="b">Two</h3><h2 id="c">Three <em>x</em></h2>'
    content = headings + '<p><press:cross-reference n="0"/></p>'
    book, _ = compose(Chapter("a.md", content, labels=["sec:s"], references=["sec:s"]), numbering="sections")
    assert find(tree(book, "a-chapter"), ".//h:h2 | .//h:h3") == ["1.1\u2002One", "1.1.1\u2002Two", "1.2\u2002Three x"]
    assert find(tree(book, "a-chapter"), ".//h:p/h:a") == ["Section\u00a01.1"]
    assert [(e.label, e.text) for e in book.contents[0].entries] == [("1.1", "One"), ("1.2", "Three x")]
    assert [s.text for s in division(book, "a-chapter").sections] == ["One", "Two", "Three x"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-GB", ["Figure 1.1", "Chapter 1", "‘Part “one”’", "‘Loose’"]),
        ("cs", ["obrázek 1.1", "kapitola 1", "„Part „one““", "„Loose“"]),
    ],
)
def test_a_cross_reference_prints_the_words_of_its_target(language: str, words: list[str]) -> None:
    references = ["fig:a", "sec:one", "sec:part", "sec:loose"]
    content = "".join(f'<p><press:cross-reference n="{n}"/></p>' for n in range(4))
    heading = '<h2 id="sec:part">Part "one"<press:note n="0"><p>n</p></press:note></h2>'
    book, found = compose(
        Chapter("0.md", content, title="Before", references=references, source={"numbered": False}),
        Chapter(
            "a.md", heading + FIGURE.format("a"), title_id="sec:one", labels=["sec:one", "sec:part", "fig:a"], notes=1
        ),
        Chapter("b.md", title="Loose", title_id="sec:loose", labels=["sec:loose"], source={"numbered": False}),
        language=language,
    )
    assert [w.replace("\u00a0", " ") for w in find(tree(book, "before"), ".//h:a[@class='cross-reference']")] == words
    assert find(tree(book, "before"), ".//h:a/@href") == ["#fig-a", "#sec-one", "#sec-part", "#sec-loose"]
    assert found == ()


def test_a_reference_to_nothing_is_an_error_with_the_nearest_label() -> None:
    content = '<p><press:cross-reference n="0"/></p>' + FIGURE.format("stages")
    book, found = compose(Chapter("a.md", content, labels=["fig:stages"], references=["fig:stage"]))
    assert [str(d) for d in found] == [
        "a.md:1:1: error undefined-reference: Nothing in the book has the label “fig:stage”. Did you mean “fig:stages”?"
    ]
    assert find(tree(book, "a-chapter"), ".//h:p/h:span") == ["fig:stage"]


def test_links_between_files_lead_to_ids() -> None:
    hrefs = ["b.md", "b.md#deep", "#here", "#deep", "b#the-title", "b.md#fig:x"]
    content = '<h2 id="here">Here</h2>' + "".join(f'<a href="{h}" press:link="{n}">x</a>' for n, h in enumerate(hrefs))
    other = '<h2 id="here">Here</h2><h2 id="deep">Deep</h2>' + FIGURE.format("x")
    book, found = compose(
        Chapter("in/a.md", content, title="A", links=hrefs),
        Chapter("in/b.md", other, title="B", title_id="the-title", labels=["fig:x"]),
    )
    assert found == ()
    links = find(tree(book, "a"), ".//h:a/@href")
    assert links == ["#the-title", "#deep", "#a-here", "#deep", "#the-title", "#fig-x"]


@pytest.mark.parametrize(("typed", "stored"), [("\u00fa.md", "u\u0301.md"), ("u\u0301.md", "\u00fa.md")])
def test_an_accent_in_a_file_name_is_typed_in_either_way(typed: str, stored: str) -> None:
    linking = Chapter("a.md", '<p><a href="x" press:link="0">x</a></p>', title="A", links=[typed])
    book, found = compose(linking, Chapter(stored, "<p>x</p>", title="B", title_id="the-title"))
    assert found == ()
    assert find(tree(book, "a"), ".//h:a/@href") == ["#the-title"]


@pytest.mark.parametrize(
    ("href", "hint"),
    [
        ("bb.md", "Did you mean “b.md”?"),
        ("b.md#dep", "Did you mean “b.md#deep”?"),
        ("#zzz", ""),
        ("../x.md", "Link to a chapter of the book or to the web."),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_a_link_to_nothing_is_an_error_and_loses_its_href(href: str, hint: str) -> None:
    linking = Chapter("linking.md", '<p><a href="x" press:link="0">x</a></p>', title="A", links=[href])
    book, found = compose(linking, Chapter("b.md", '<h2 id="deep">D</h2>', title="B"))
    assert [(d.code, d.hint) for d in found] == [("broken-link", hint)]
    assert find(tree(book, "a"), ".//h:a/@href") == []


def test_notes_are_numbered_by_division_and_a_second_call_shares_its_note() -> None:
    content = (
        '<p>One<press:note n="0"><p>First<press:note n="1"><p>Inner</p></press:note></p></press:note> two'
        '<press:note n="0" again="again"/> three<press:note n="2"><ul><li>x</li></ul></press:note></p>'
    )
    book, _ = compose(
        Chapter("a.md", content, title="A", notes=3),
        Chapter("b.md", '<p><press:note n="0">bare <em>text</em></press:note></p>', title="B", notes=1),
    )
    chapter = tree(book, "a")
    assert find(chapter, "./h:p//h:a/@href") == ["#a-note-1", "#a-note-1", "#a-note-3"]
    assert find(chapter, "./h:p//h:a/@id") == ["a-note-1-call", "a-note-1-call-2", "a-note-3-call"]
    assert find(chapter, "./h:section/h:aside") == ["1 a b First2", "2 Inner", "3 x"]
    assert find(chapter, "./h:section/h:aside//h:a[@class='note-back']/@href") == [
        *("#a-note-1-call", "#a-note-2-call", "#a-note-3-call"),
    ]
    assert find(chapter, "./h:section/h:aside//h:span[@class='note-returns']/h:a/@href") == [
        *("#a-note-1-call", "#a-note-1-call-2"),
    ]
    assert find(tree(book, "b"), "./h:section/h:aside/h:p") == ["1 bare text"]


def test_a_note_in_a_title_is_called_there_and_is_no_word_of_it() -> None:
    book, _ = compose(
        Chapter(
            "a.md",
            '<h2 id="s">Sec<press:note n="1"><p>s</p></press:note>tion</h2><figure><figcaption>C'
            '<press:note n="2"><p>c</p></press:note></figcaption></figure>',
            title='Tit<press:note n="0"><p>t</p></press:note>le',
            notes=3,
        )
    )
    chapter = division(book, "title")
    assert (chapter.text, chapter.running_head, chapter.sections[0].text) == ("Title", "Title", "Section")
    assert find(tree(book, "contents"), ".//h:span[@class='contents-text']") == ["Title", "Section"]
    assert find(tree(book, "title"), ".//h:aside") == ["1 t", "2 s", "3 c"]


def test_a_short_title_is_the_running_head() -> None:
    book, _ = compose(Chapter("a.md", title="A Long Title", source={"short_title": "It's short"}))
    assert division(book, "a-long-title").running_head == "It’s short"


def test_equations_have_their_number_behind_them_and_in_references() -> None:
    content = (
        '<div class="equation" id="eq:a"><m/></div><div class="equation" id="eq:b"/><div id="eq:c"/>'
        '<p><press:cross-reference n="0"/>, <press:cross-references><press:cross-reference n="1"/>'
        '<press:cross-reference n="2"/><press:cross-reference n="3"/></press:cross-references></p>'
    )
    labels = ["eq:a", "eq:b", "eq:c"]
    book, found = compose(Chapter("a.md", content, title="A", labels=labels, references=["eq:b", *labels]))
    assert found == ()
    chapter = tree(book, "a")
    assert find(chapter, ".//h:span[@class='equation-number']") == ["(1.1)", "(1.2)", "(1.3)"]
    assert find(chapter, ".//h:div[1]/@class") == ["equation numbered"]
    assert find(chapter, "./h:p") == ["Equation\u00a0(1.2), Equations\u00a0(1.1)–(1.3)"]
