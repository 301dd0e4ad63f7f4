"""Links out of the book on paper: letters and addresses, which are no part of the text that pages are found in."""

from __future__ import annotations

import re

import pytest
from compose_drafts import codes, find
from composed_folder import compose_folder
from lxml import etree

from chapbook.model.book import Book, Division
from chapbook.model.fragment import fragment_tree
from chapbook.render.pdf.paper import make_paper
from chapbook.render.pdf.paper_text import Role, notes_text, read_paper_text, running_text

TEXT = """# Of [Titles](https://x.org/title)

One [a](https://x.org/a), two [b](https://x.org/b/), [a again](https://x.org/a).[^n] Shown: [x.org/c](https://x.org/c/).
Bare: <https://x.org/d>. [Silent](https://x.org/e){.no-note}, [inside](two.md), ![p](p.svg) and [![p](p.svg)](https://x.org/f).

[^n]: With [a link](https://x.org/g) and [a](https://x.org/a).

## A [heading](https://x.org/h)

::: {.no-note}
No [note](https://x.org/i).
:::
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><title>p</title></svg>'
FILES = {"one.md": TEXT, "two.md": "# Two\n\nWords.\n", "p.svg": PICTURE}
CALLS = ".//h:a[@data-made='link']"


def composed(links: str = "notes", notes: str = "page", text: str = TEXT, language: str = "en-GB") -> Book:
    settings = f'[text]\nlinks = "{links}"\nnotes = "{notes}"\n'
    book, found = compose_folder({**FILES, "one.md": text}, settings, language)
    assert [c for c in codes(found) if c != "missing-alt"] == []
    return book


def on_paper(book: Book, number: int = -2) -> Division:
    chapters = [d for d in book.paper.divisions if d.source]
    return chapters[number]


def paper_tree(book: Book, number: int = -2) -> etree._Element:
    return fragment_tree(on_paper(book, number).content)


def many(count: int, between: int) -> str:
    return "# Many\n\n" + "".join(f"[w{n}](https://x.org/{n}) {'x ' * (between // 2)}\n\n" for n in range(count))


def test_a_link_has_a_letter_and_the_letter_a_note() -> None:
    tree = paper_tree(composed())
    assert find(tree, f"{CALLS}") == ["a", "b", "a"]
    assert find(tree, "./h:section[@class='notes']/h:aside") == [
        "1 With a link (x.org/g) and a (x.org/a).",
        "a x.org/a",
        "b x.org/b",
    ]
    notes = find(tree, "./h:section/h:aside/@id")
    assert find(tree, f"{CALLS}/@href") == [f"#{notes[1]}", f"#{notes[2]}", f"#{notes[1]}"]
    assert find(tree, "./h:section/h:aside[position()>1]//h:a[@class='note-back']/@href") == [
        f"#{i}" for i in find(tree, f"{CALLS}/@id")[:2]
    ]
    assert find(tree, "./h:section/h:aside[2]//h:a[@class='url']/@href") == ["https://x.org/a"]


def test_the_e_book_has_links_alone() -> None:
    for links in ("notes", "list", "qr"):
        book = composed(links)
        assert book.divisions == composed("plain").divisions


def test_plain_links_stay_as_they_are() -> None:
    assert composed("plain").paper.divisions == composed("plain").divisions


@pytest.mark.parametrize("links", ["notes", "list", "qr"])
@pytest.mark.parametrize("notes", ["page", "chapter", "book"])
def test_what_links_add_is_no_running_text(links: str, notes: str) -> None:
    """So the pages that the e-book lists are those of paper, whatever stands there beside the text."""
    book = composed(links, notes)
    own, paper = next(d for d in book.divisions if d.source), on_paper(book)
    assert paper != own
    assert running_text(paper.content) == running_text(own.content)
    for division in book.paper.divisions:
        read = read_paper_text(make_paper(division.content, "en", "x", {}).root)
        said = "".join(owned.text for owned in read.owners.values() if owned.role is Role.NOTE)
        assert read.length == len(running_text(division.content))
        assert sorted(said) == sorted(notes_text(division.content))


def test_a_list_stands_at_the_end_of_the_chapter_with_the_words_of_the_links() -> None:
    tree = paper_tree(composed("list"))
    assert find(tree, CALLS) == ["a", "b", "a", "c", "a"]
    section = "./h:section[@class='notes links']"
    assert find(tree, f"{section}/h:h2") == ["Links"]
    assert find(tree, f"{section}/h:aside") == ["a a x.org/a", "b b x.org/b", "c a link x.org/g"]
    assert find(tree, "./h:section[@class='notes']/h:aside") == ["1 With a linkc and aa."]


def test_notes_at_the_end_take_the_links_along() -> None:
    assert find(paper_tree(composed(notes="chapter")), "./h:section/h:h2") == ["Notes", "Links"]
    assert find(paper_tree(composed(notes="book")), "./h:section") == []
    book = composed(notes="book")
    division = next(d for d in book.paper.divisions if d.id == "notes")
    assert find(fragment_tree(division.content), "./h:section/h:aside") == [
        "1 With a link (x.org/g) and a (x.org/a).",
        "a a x.org/a",
        "b b x.org/b",
    ]


def test_links_alone_make_a_division_of_notes() -> None:
    text = "# One\n\nA [link](https://x.org/a).\n"
    assert [d.id for d in composed(notes="book", text=text).paper.divisions][-1] == "notes"
    for silent in ("A [title](https://x.org/a){.no-note}.", "<https://x.org/a>", "None."):
        book = composed(notes="book", text=f"# One\n\n{silent}\n")
        assert "notes" not in {d.id for d in book.paper.divisions}


def test_many_links_near_each_other_go_to_the_end_of_the_chapter() -> None:
    listed = "./h:section[@class='notes links']/h:aside"
    assert len(find(paper_tree(composed(text=many(9, 100))), listed)) == 9
    assert find(paper_tree(composed(text=many(8, 100))), listed) == []
    assert find(paper_tree(composed(text=many(20, 300))), listed) == []
    again = "# Many\n\n" + "[w](https://x.org/a) " * 30
    assert find(paper_tree(composed(text=again)), listed) == []


def test_letters_go_on_after_z() -> None:
    letters = find(paper_tree(composed(text=many(60, 2))), CALLS)
    assert (letters[0], letters[25], letters[26], letters[59]) == ("a", "z", "aa", "bh")


def test_letters_are_those_of_the_language() -> None:
    text = "# One\n\n[a](https://x.org/a) [b](https://x.org/b)\n"
    assert find(paper_tree(composed(text=text, language="el")), CALLS) == ["α", "β"]
    tree = paper_tree(composed(text=text, language="he"))
    assert find(tree, CALLS) == ["א", "ב"]
    assert find(tree, ".//h:a[contains(@class, 'url')]/@dir") == ["ltr", "ltr"]


def test_a_letter_keeps_apart_from_a_number() -> None:
    text = "# One\n\nA [link](https://x.org/a)[^n] and [one](https://x.org/b).[^n]\n\n[^n]: Note.\n"
    assert find(paper_tree(composed(text=text)), f"{CALLS}/@class") == ["note-call beside", "note-call"]


def test_a_code_says_its_address_and_is_as_large_as_it_must_be() -> None:
    tree = paper_tree(composed("qr"))
    codes_ = "./h:section/h:div[@class='link-codes']/h:aside[@class='footnote coded']"
    assert find(tree, f"{codes_}/svg:svg/svg:title") == ["QR code: x.org/a", "QR code: x.org/b", "QR code: x.org/g"]
    sides = [float(re.sub(r"[^\d.]", "", style)) for style in find(tree, f"{codes_}/@style")]
    assert all(12 <= side <= 24 for side in sides)


def test_an_address_too_long_for_a_code_is_printed_and_said() -> None:
    long = "https://x.org/" + "a/" * 1000
    files = {"one.md": f"# One\n\nHere is\n[a](https://x.org/a) and [b]({long}).\n"}
    book, found = compose_folder(files, '[text]\nlinks = "qr"\n')
    (remark,) = [d for d in found if d.code == "long-address"]
    assert (remark.span.file, remark.span.line, remark.span.column) == ("one.md", 4, 30)
    tree = paper_tree(book, -1)
    assert len(find(tree, ".//svg:svg")) == 1
    assert find(tree, ".//h:div[@class='link-codes']/h:aside[2]") == [f"b b{long[8:-1]}"]
