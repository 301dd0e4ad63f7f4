"""Citations and the list of references, through pandoc."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from compose_drafts import Chapter, cite, codes, compose, find, tree

from chapbook.cache import Cache
from chapbook.compose import citation_engine
from chapbook.diagnostics import Span
from chapbook.model.draft import Citation
from chapbook.model.manuscript import Kind, Matter, Reference, References

NOTE_STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0">
<info><title>n</title><id>n</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout delimiter="; " suffix="."><choose>
<if position="ibid"><text value="Ibid"/></if>
<else><group delimiter=", "><names variable="author"/><text variable="title" font-style="italic"/></group></else>
</choose></layout></citation>
</style>
"""


def reference(key: str, family: str, year: int, line: int = 1) -> Reference:
    work = {"id": key, "type": "book", "title": f"On {key}", "author": [{"family": family, "given": "A."}]}
    return Reference(key, Span("b.bib", line, 1), json.dumps({**work, "issued": {"date-parts": [[year]]}}))


WORKS = (reference("b2001", "Beneš", 2001, 3), reference("a:1", "Adamec", 1990, 9), reference("c", "Čapek", 1936, 14))


def chapter(*cited: Citation, path: str = "a.md", title: str = "A") -> Chapter:
    content = "".join(f'<p><press:citation n="{n}"/></p>' for n in range(len(cited)))
    return Chapter(path, content, title=title, citations=cited)


def test_citations_are_formatted_and_lead_to_their_entries() -> None:
    book, found = compose(
        chapter(
            cite("b2001", suffix=", p. 3"),
            cite("a:1", "c"),
            cite("b2001", in_text=True),
            cite("b2001", in_text=True, suffix="pp. 3-5"),
            cite("-c"),
            cite("a:1", suffix=", passim"),
        ),
        references=References(WORKS),
    )
    section = tree(book, "a")
    assert find(section, ".//h:span[@class='citation-group']") == [
        *("(Beneš 2001, 3)", "(Adamec 1990; Čapek 1936)", "Beneš (2001)", "Beneš (2001, 3–5)", "(1936)"),
        "(Adamec 1990, passim)",
    ]
    assert find(section, ".//h:a[@class='citation']/@href")[:3] == ["#ref-b2001", "#ref-a-1", "#ref-c"]
    assert find(tree(book, "bibliography"), ".//h:li[@class='reference']/@id") == ["ref-a-1", "ref-b2001", "ref-c"]
    assert [(e.key, e.id) for e in book.apparatus.references] == [
        ("a:1", "ref-a-1"),
        ("b2001", "ref-b2001"),
        ("c", "ref-c"),
    ]
    assert find(tree(book, "bibliography"), ".//h:li/h:em")[0] == "On a:1"
    assert b"press" not in book.apparatus.references[0].text.markup
    assert found == ()


def test_the_address_of_a_work_stands_beside_the_link_to_its_entry() -> None:
    address = "https://example.org/a/long/address/of/a/work"
    style = NOTE_STYLE.replace('class="note"', 'class="in-text"').replace(
        '<text variable="title" font-style="italic"/>', '<text variable="URL"/><text variable="title"/>'
    )
    work = dataclasses.replace(WORKS[2], csl=json.dumps({**json.loads(WORKS[2].csl), "URL": address}))
    book, _ = compose(chapter(cite("c")), references=References((work,), style_text=style))
    section = tree(book, "a")
    assert find(section, ".//h:span[@class='citation-group']") == [f"A. Čapek, {address}, On c."]
    assert find(section, ".//h:a//h:a") == []
    assert find(section, ".//h:a/@href") == ["#ref-c", address]
    assert find(section, ".//h:a[@class='url'][h:wbr]") == [address]


def test_locators_are_read_in_the_books_language() -> None:
    book, _ = compose(chapter(cite("c", suffix=", s. 3")), references=References(WORKS[2:]), language="cs")
    assert find(tree(book, "a"), ".//h:span[@class='citation-group']") == ["(Čapek 1936, 3)"]


def test_an_unknown_key_is_an_error_with_the_nearest() -> None:
    book, found = compose(chapter(cite("b2010", "c", line=7)), references=References(WORKS[::2]))
    assert [str(d) for d in found if d.code == "unknown-citation"] == [
        "a.md:7:1: error unknown-citation: No entry of the bibliography has the key “b2010”. Did you mean “b2001”?"
    ]
    assert find(tree(book, "a"), ".//h:span[@class='citation-group']") == ["(Čapek 1936)"]


def test_without_a_bibliography_the_first_citations_ask_for_one() -> None:
    _, found = compose(chapter(*(cite(f"k{n}", line=n) for n in range(1, 13))))
    faults = [d for d in found if d.code == "unknown-citation"]
    assert len(faults) == 10
    assert all(d.hint.startswith("Name the bibliography in book.toml") for d in faults)
    assert faults[-1].hint.endswith("There are 2 more of this kind in the book.")


def test_only_unknown_keys_leave_nothing_behind_but_the_error() -> None:
    _, found = compose(chapter(cite("x"), cite("y")), references=References(WORKS[:1]))
    assert codes(found) == ["unknown-citation", "unknown-citation", "uncited-reference"]


def test_an_entry_that_nobody_cites_is_a_warning_at_its_place() -> None:
    _, found = compose(chapter(cite("c")), references=References(WORKS))
    assert [(d.code, str(d.span)) for d in found] == [
        ("uncited-reference", "b.bib:3:1"),
        ("uncited-reference", "b.bib:9:1"),
    ]


def test_all_entries_are_listed_when_asked_for() -> None:
    book, found = compose(Chapter("a.md"), references=References(WORKS, listed="all"))
    assert [e.key for e in book.apparatus.references] == ["a:1", "b2001", "c"]
    assert found == ()


def test_an_authors_bibliography_page_keeps_its_words() -> None:
    page = Chapter("bibliography.md", "<p>Intro.</p>", "Works", kind=Kind.BIBLIOGRAPHY, matter=Matter.BACK)
    book, _ = compose(chapter(cite("c")), page, references=References(WORKS[2:]))
    assert find(tree(book, "works"), "./h:p | ./h:ul/h:li/@id") == ["Intro.", "ref-c"]


def test_without_citations_pandoc_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citation_engine, "run_pandoc", lambda *_: pytest.fail("it was run"))
    _, found = compose(Chapter("a.md"), references=References(WORKS))
    assert set(codes(found)) == {"uncited-reference"}


def test_the_answer_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = compose(chapter(cite("c")), references=References(WORKS[2:]), cache=Cache(tmp_path))
    monkeypatch.setattr(citation_engine, "run_pandoc", lambda *_: pytest.fail("it was run again"))
    again, _ = compose(chapter(cite("c")), references=References(WORKS[2:]), cache=Cache(tmp_path))
    assert again == first


def test_a_style_that_is_broken_is_an_error() -> None:
    _, found = compose(
        chapter(cite("c")),
        references=References(WORKS[2:], style="x.csl", style_text="<style>", style_span=Span("book.toml", 5, 9)),
    )
    assert [(d.code, str(d.span)) for d in found] == [("broken-style", "book.toml:5:9")]


def test_a_note_style_puts_citations_into_the_sequence_of_notes() -> None:
    content = (
        '<p>One <press:citation n="0"/>. Two<press:note n="0"><p>See <press:citation n="1"/></p></press:note> and '
        '<press:citation n="2"/> says.</p>'
    )
    cited = (cite("c"), cite("c"), cite("b2001", in_text=True))
    book, _ = compose(
        Chapter("a.md", content, title="A", citations=cited, notes=1),
        references=References(WORKS[::2], style="n.csl", style_text=NOTE_STYLE),
    )
    section = tree(book, "a")
    assert find(section, "./h:p") == ["One.1 Two2 and A. Beneš3 says."]
    assert find(section, ".//h:aside") == ["1 A. Čapek, On c.", "2 See (Ibid)", "3 On b2001."]
    assert find(section, ".//h:aside//h:em") == ["On c", "On b2001"]


def test_a_style_names_the_note_as_it_is_numbered_in_print_and_leaves_addresses_alone() -> None:
    named = '<else-if position="subsequent"><text variable="first-reference-note-number" prefix="see n. "/></else-if>'
    style = NOTE_STYLE.replace("<else>", f"{named}<else>").replace(
        '"italic"/></group>', '"italic"/><text variable="URL"/></group>'
    )
    entries = [json.loads(work.csl) | {"URL": "https://x.org/5000001"} for work in WORKS]
    works = tuple(dataclasses.replace(work, csl=json.dumps(entry)) for work, entry in zip(WORKS, entries, strict=True))
    book, _ = compose(
        chapter(cite("c"), cite("a:1"), cite("c")),
        references=References(works, style="n.csl", style_text=style),
    )
    section = tree(book, "a")
    assert find(section, ".//h:aside")[2] == "3 See n. 1."
    assert find(section, ".//h:aside//h:a[starts-with(@href, 'http')]/@href") == ["https://x.org/5000001"] * 2


def test_a_name_in_the_middle_of_a_note_ends_no_sentence() -> None:
    content = (
        '<p>One<press:note n="0"><p>See <press:citation n="0"/> and <press:citation n="1"/><em> too</em>. '
        'Or <press:citation n="2"/></p></press:note></p>'
    )
    cited = tuple(cite(key, in_text=True) for key in ("c", "b2001", "c"))
    book, _ = compose(
        Chapter("a.md", content, title="A", citations=cited, notes=1),
        references=References(WORKS[::2], style="n.csl", style_text=NOTE_STYLE),
    )
    assert find(tree(book, "a"), ".//h:aside") == [
        "1 See A. Čapek, On c and A. Beneš, On b2001 too. Or A. Čapek, On c."
    ]


def test_an_address_in_a_note_has_a_link_of_its_own() -> None:
    style = NOTE_STYLE.replace('"italic"/>', '"italic"/><text variable="URL"/><number variable="page"/>')
    work = json.loads(WORKS[2].csl) | {"URL": "https://example.org/c", "page": "7"}
    book, _ = compose(
        Chapter("a.md", '<p>One <press:citation n="0"/>.</p>', title="A", citations=(cite("c", "c"),)),
        references=References((dataclasses.replace(WORKS[2], csl=json.dumps(work)),), style="n", style_text=style),
    )
    section = tree(book, "a")
    address = "https://example.org/c"
    assert find(section, ".//h:aside") == [f"1 A. Čapek, On c, {address}, 7; Ibid."]
    links = ".//h:span[@class='citation-group']//h:a"
    assert find(section, links) == ["A. Čapek, On c", address, "Ibid"]
    assert find(section, f"{links}//h:a") == []
    assert find(section, f"{links}/@class") == ["citation", "url", "citation"]


NUMERIC_STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>n</title><id>n</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation collapse="citation-number"><sort><key variable="citation-number"/></sort>
<layout vertical-align="sup" delimiter=","><text variable="citation-number"/></layout></citation>
<bibliography><layout><text variable="citation-number"/><text variable="title" prefix=" "/></layout></bibliography>
</style>
"""


def test_every_work_of_a_range_has_a_link() -> None:
    works = tuple(reference(f"k{n}", f"Name{n}", 2000 + n) for n in range(1, 6))
    book, _ = compose(
        Chapter(
            "a.md",
            '<p>One <press:citation n="0"/>, two.</p>',
            title="A",
            citations=(cite("k1", "k2", "k3", "k4", "k5"),),
        ),
        references=References(works, style="n.csl", style_text=NUMERIC_STYLE),
    )
    section = tree(book, "a")
    assert find(section, "./h:p") == ["One1–5, two."]  # the style raises it, so the space before it goes
    links = ".//h:span[@class='citation-group']//h:a[@class='citation']"
    assert find(section, f"{links}/@href") == [f"#ref-k{n}" for n in (1, 2, 3, 4, 5)]
    assert find(section, links) == ["1", "–", "", "", "5"]
    assert find(section, f"{links}[not(node())]/@aria-hidden") == ["true", "true"]


def test_works_are_numbered_as_they_are_read() -> None:
    content = '<p>One<press:note n="0"><p>See <press:citation n="1"/></p></press:note> and <press:citation n="0"/>.</p>'
    book, _ = compose(
        Chapter("a.md", content, title="A", citations=(cite("c"), cite("b2001")), notes=1),
        references=References(WORKS[::2], style="n.csl", style_text=NUMERIC_STYLE),
    )
    assert find(tree(book, "a"), ".//h:span[@class='citation-group']") == ["2", "1"]


def test_words_before_and_after_a_work_keep_their_markup() -> None:
    cited = cite(
        "c",
        prefix='see <em>his</em> <span class="smallcaps">Works</span>',
        suffix=', p. 3 and <a href="https://example.org/">more</a> &quot;words&quot; <code>x y</code>',
    )
    book, _ = compose(chapter(cited), references=References(WORKS[2:]))
    section = tree(book, "a")
    assert find(section, ".//h:span[@class='citation-group']") == ["(see his Works Čapek 1936, 3 and more “words” x y)"]
    group = ".//h:span[@class='citation-group']"
    assert find(section, f"{group}/h:em | {group}/h:span | {group}/h:a | {group}/h:code") == [
        *("his", "Works", "Čapek 1936, 3", "more", "x y")
    ]
    assert find(section, f"{group}/h:a/@href") == ["#ref-c", "https://example.org/"]


def test_a_name_in_a_link_is_a_citation_when_it_is_a_key() -> None:
    content = (
        '<p><a href="https://x.org/">by <press:citation n="0">@jan</press:citation>, '
        '<em>see <press:citation n="1">@c</press:citation> there</em></a></p>'
    )
    cited = tuple(dataclasses.replace(cite(key, in_text=True), in_link=True) for key in ("jan", "c"))
    book, found = compose(Chapter("a.md", content, title="A", citations=cited), references=References(WORKS[2:]))
    section = tree(book, "a")
    assert find(section, "./h:p") == ["by @jan, see Čapek (1936) there"]
    assert find(section, "./h:p/h:a[@href='https://x.org/']") == ["by @jan, see ", " there"]
    assert find(section, ".//h:span[@class='citation-group']/ancestor::h:a") == []
    assert found == ()


def test_a_note_style_counts_the_notes_of_the_whole_book() -> None:
    first = Chapter("a.md", '<p>One <press:citation n="0"/>.</p>', title="A", citations=(cite("c"),))
    note = '<p>Two<press:note n="0"><p>Mine.</p></press:note> three <press:citation n="0"/>.</p>'
    second = Chapter("b.md", note, title="B", citations=(cite("c"),), notes=1)
    book, _ = compose(first, second, references=References(WORKS[2:], style="n.csl", style_text=NOTE_STYLE))
    # The author's note stands between the two, so the second is not in the note after the first.
    assert find(tree(book, "b"), ".//h:aside") == ["1 Mine.", "2 A. Čapek, On c."]


def test_a_full_stop_behind_a_name_before_a_note_is_not_doubled() -> None:
    book, _ = compose(
        Chapter("a.md", '<p>So <press:citation n="0"/>.</p>', title="A", citations=(cite("c", in_text=True),)),
        references=References(WORKS[2:], style="n.csl", style_text=NOTE_STYLE),
    )
    assert find(tree(book, "a"), "./h:p") == ["So A. Čapek.1"]
    assert find(tree(book, "a"), "./h:p//h:a[@class='citation']/@href") == ["#ref-c"]
