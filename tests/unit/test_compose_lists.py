"""Lists of figures, tables and listings; parts, unnumbered chapters and sections, chapters with authors."""

from __future__ import annotations

from compose_drafts import Chapter, cite, codes, compose, division, find, tree

from chapbook.cache import Cache
from chapbook.compose import compose_book
from chapbook.diagnostics import Diagnostic, Span
from chapbook.files import MemoryFolder
from chapbook.model.book import Book
from chapbook.model.fragment import fragment_tree
from chapbook.model.manuscript import ChapterSource, Kind, MadeDivision, Matter, Reference, References
from chapbook.parse.chapter import parse_chapter
from chapbook.read.manuscript import read_manuscript

FIGURES = """# One

![A *long* caption, with a note[^n] and @tbl:t and [a link](https://example.org).](a.png){#fig:a}

[^n]: The note.

![Long.](a.png){#fig:b short-caption="Short -- but right"}

![Without a label.](a.png)

| a |
|---|
| b |

Table: T {#tbl:t}
"""


def made(order: str, text: str = "", **chapters: str) -> tuple[Book, list[Diagnostic]]:
    toml = f'[book]\ntitle = "T"\nlanguage = "en-GB"\nmodified = 2026-01-01\n[order]\n{order}\n[text]\n{text}\n'
    files = {"book.toml": toml.encode(), **{f"{name}.md": content.encode() for name, content in chapters.items()}}
    manuscript, found = read_manuscript(MemoryFolder(files), None, Cache(None))
    assert manuscript
    parsed = [parse_chapter(s) for s in manuscript.order if isinstance(s, ChapterSource)]
    book, faults = compose_book(manuscript, [draft for draft, _ in parsed], {}, Cache(None))
    return book, [*found, *(d for _, ds in parsed for d in ds), *faults]


def listed(book: Book, id: str) -> list[str]:
    return find(tree(book, id), ".//h:ol[@class='caption-list']/h:li")


def test_lists_have_numbers_and_captions_without_what_leads_out_of_them() -> None:
    book, found = made('front = ["figures", "tables"]\nbody = ["a"]', a=FIGURES)
    assert found == []
    assert listed(book, "figures") == [
        "1.1 A long caption, with a note and Table\u00a01.1 and a link.",
        "1.2 Short\u00a0– but right",
    ]
    assert find(tree(book, "figures"), ".//h:li//h:em") == ["long"]
    assert find(tree(book, "figures"), ".//h:li//h:a/@href") == ["#fig-a", "#fig-b"]
    assert listed(book, "tables") == ["1.1 T"]
    assert [d.kind.value for d in book.divisions][3:5] == ["figures", "tables"]
    assert [e.text for e in book.contents] == ["Figures", "Tables", "One"]
    assert b"short-caption" not in b"".join(d.content.markup for d in book.divisions)


def test_every_caption_is_numbered_when_the_author_asks_for_that() -> None:
    book, _ = made('front = ["figures"]\nbody = ["a"]', 'numbered-captions = "all"', a=FIGURES)
    assert listed(book, "figures")[2] == "1.3 Without a label."
    assert find(tree(book, "one"), ".//h:figure[3]/@id") == ["one-figure"]
    assert [f.number for f in book.apparatus.figures] == ["1.1", "1.2", "1.3"]


def test_a_list_with_nothing_in_it_is_left_out_and_said() -> None:
    book, found = made('front = ["listings"]\nbody = ["a"]', a=FIGURES)
    assert [d.code for d in found] == ["empty-division"]
    assert "listings" not in [d.id for d in book.divisions]


def test_a_part_opens_with_a_file_and_can_go_without_a_number() -> None:
    order = """body = [
      { part = "First", file = "p", chapters = ["a"] },
      { part = "Second", numbered = false, chapters = ["b"] },
      { file = "q", chapters = ["c"] },
    ]"""
    book, found = made(
        order, p="# First\n\nWhat this part is, and @sec:c.", q="# Third {-}", a="# A", b="# B", c="# C {#sec:c}"
    )
    assert found == []
    shape = [(e.label.replace("\u00a0", " "), e.text, [i.text for i in e.entries]) for e in book.contents]
    assert shape == [("Part I", "First", ["A"]), ("", "Second", ["B"]), ("", "Third", ["C"])]
    part = division(book, "first")
    assert (part.kind.value, part.source) == ("part", "p.md")
    assert find(fragment_tree(part.content), "./h:p") == ["What this part is, and Chapter\u00a03."]


def test_a_part_outside_the_body_is_an_error() -> None:
    _, found = made('body = ["a"]\nback = [{ part = "P", chapters = ["b"] }]', a="# A", b="# B")
    assert [str(d.span) for d in found if d.code == "misplaced-part"] == ["book.toml:7:18"]
    _, found = made('body = [{ part = "P", file = "no", chapters = ["a"] }]', a="# A")
    assert codes(found) == ["missing-file"]


def test_chapters_and_sections_without_a_number_or_out_of_the_contents() -> None:
    book, _ = made(
        'body = ["a", "b", "c", "d"]',
        'numbering = "sections"',
        a="# A {-}\n\n## In A",
        b="# B\n\n## One\n\n## Two {-}\n\n### Below\n\n## Three\n\n## Hidden {.unlisted}",
        c="# C {.unlisted}",
        d="---\nnumbered: true\n---\n# D {-}",
    )
    lines = [(e.label, e.text, [(i.label, i.text) for i in e.entries]) for e in book.contents]
    assert lines == [
        ("", "A", [("", "In A")]),
        ("1", "B", [("1.1", "One"), ("", "Two"), ("1.2", "Three")]),
        ("3", "D", []),
    ]
    assert division(book, "c").label == "Chapter\u00a02"
    assert [s.text for s in division(book, "b").sections] == ["One", "Two", "Below", "Three"]


def test_the_authors_of_a_chapter_stand_below_its_title_and_in_the_contents() -> None:
    book, _ = made('body = ["a", "b"]', a="---\nauthor: [X Y, Z]\n---\n# A", b="---\nauthor: V W\n---\n# B")
    assert find(tree(book, "a"), ".//h:header/h:p[@class='division-author']") == ["X Y and Z"]
    assert [e.authors for e in book.contents] == ["X Y and Z", "V W"]
    assert find(tree(book, "contents"), ".//h:li") == ["1 A X Y and Z", "2 B V W"]


def test_two_chapters_of_the_same_title_and_two_labels_in_two_files() -> None:
    book, found = made('body = ["a", "b"]', a="# Same\n\n## S {#sec:x}", b="# Same\n\n## T {#sec:x}")
    assert [d.id for d in book.divisions][-2:] == ["same", "same-2"]
    assert [(d.code, d.span) for d in found] == [("duplicate-label", Span("b.md", 3, 1))]


def test_the_same_snippet_in_two_chapters_has_its_label_twice() -> None:
    _, found = made(
        'body = ["a", "b"]', a="# A\n\n{{< include _s.md >}}", b="# B\n\n{{< include _s.md >}}", _s="## S {#sec:s}"
    )
    assert [(d.code, d.span) for d in found] == [("duplicate-label", Span("_s.md", 1, 1))]


def test_links_to_and_from_an_included_file_lead_to_the_chapter() -> None:
    book, found = made(
        'body = ["a", "b"]',
        a="# A\n\n{{< include _s.md >}}",
        b="# B\n\n[x](_s.md#sec:s) [y](_s.md)",
        _s="## S {#sec:s}\n\n[b](b.md)",
    )
    assert found == []
    assert find(tree(book, "b"), ".//h:p/h:a/@href") == ["#sec-s", "#a"]
    assert find(tree(book, "a"), ".//h:p/h:a/@href") == ["#b"]


def test_the_id_in_front_matter_is_a_label() -> None:
    book, found = made('body = ["a"]', a="---\nid: sec-a\n---\n# A\n\n@sec-a")
    assert found == []
    assert find(tree(book, "sec-a"), ".//h:a") == ["Chapter\u00a01"]


def test_a_citation_in_a_caption_stays_out_of_the_list() -> None:
    content = (
        '<figure id="fig:a"><img src="a.svg" alt=""/><figcaption>Words <press:citation n="0"/>, '
        '<press:mark n="0">more <em>of</em> them</press:mark></figcaption></figure>'
    )
    chapter = Chapter("a.md", content, title="A", labels=["fig:a"], citations=[cite("k")], marks=["m"])
    reference = Reference(
        "k", Span("r.bib", 1, 1), '{"id": "k", "type": "book", "title": "T", "author": [{"family": "F"}]}'
    )
    lists = MadeDivision(Kind.FIGURES, Matter.FRONT, Span("book.toml"))
    book, found = compose(lists, chapter, references=References((reference,)))
    assert found == ()
    assert "F" in find(tree(book, "a"), ".//h:figcaption")[0]
    assert listed(book, "figures") == ["1.1 Words, more of them"]
    assert find(tree(book, "figures"), ".//h:li//h:em") == ["of"]
