"""What holds of every Book, whatever the manuscript."""

from __future__ import annotations

import pytest
from compose_drafts import Chapter, compose

from chapbook.compose.book import STEPS
from chapbook.model.fragment import PRESS
from chapbook.model.manuscript import Kind, Matter


def test_the_steps_stand_in_their_order() -> None:
    assert [name for name, _step in STEPS] == [
        *(
            "structure",
            "typography",
            "numbers",
            "notes",
            "citations",
            "cross-references",
            "lists",
            "credits",
            "glossary",
            "abbreviations",
            "index",
            "contents",
            "back-links",
            "directions",
            "paper",
        ),
    ]


def test_the_same_drafts_make_the_same_book() -> None:
    content = '<p id="x"><press:mark n="0">a</press:mark>"b"<press:note n="0"><p>n</p></press:note> term</p>'
    chapters = [Chapter(f"{n}.md", content, title=f"T{n}", marks=["a"], notes=1) for n in range(3)]
    glossary = Chapter("g.md", "<dl><dt>term</dt><dd>x</dd></dl>", "G", kind=Kind.GLOSSARY, matter=Matter.BACK)
    book, _ = compose(*chapters, glossary)
    assert compose(*chapters, glossary)[0] == book
    assert not any(PRESS.encode() in division.content.markup for division in book.divisions)


def test_an_element_of_ours_that_is_left_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="is left in a-chapter"):
        compose(Chapter("a.md", "<p><press:unheard/></p>"))


def test_an_empty_chapter_is_a_chapter() -> None:
    book, found = compose(Chapter("a.md", "", title="A"))
    assert (book.divisions[-1].text, found) == ("A", ())
