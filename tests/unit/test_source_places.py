"""Places of the author's files: from the parser through all steps to the division, and from there to any element."""

from __future__ import annotations

from pathlib import Path

from chapbook.build import Press
from chapbook.cache import Cache
from chapbook.diagnostics import Span
from chapbook.files import MemoryFolder
from chapbook.model.book import Book, Division
from chapbook.model.fragment import PRESS, fragment_tree, plain_text
from chapbook.model.source_places import NO_PLACES, SourcePlaces, placed_elements
from chapbook.workers import Workers

CHAPTER = """# One

A paragraph[^n] with ![a dot](dot.svg) and a “quotation”.

## Heading

- an item
- another, see @tbl:t

| A | B |
|---|---|
| a | b |

: The table {#tbl:t}

{{< include part.md >}}

```
code
```

[^n]: The note.
"""
FILES = {
    "a.md": CHAPTER.encode(),
    "part.md": b"Included.\n\nAnd more of it.\n",
    "dot.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "book.toml": b'[book]\ntitle = "T"\n[text]\nnotes = "book"\n[order]\nbody = ["a"]\n',
}


def compose(folder: Path) -> Book:
    with Workers(0) as workers:
        press = Press(MemoryFolder(FILES), Cache(folder), workers, lambda *_: None)
        book, _found = press.compose(None)
    assert book is not None
    return book


def place_of(division: Division, words: str) -> str:
    """The place of the last element that holds nothing but the words."""
    tree = fragment_tree(division.content)
    numbers = [number for number, element in placed_elements(tree) if plain_text(element) == words]
    return str(division.places.span_of(numbers[-1]))


def test_every_block_stands_where_it_was_written(tmp_path: Path) -> None:
    book = compose(tmp_path)
    chapter = next(d for d in book.divisions if d.source == "a.md")
    assert place_of(chapter, "Heading") == "a.md:5:1"
    assert place_of(chapter, "an item") == "a.md:7:1"
    assert place_of(chapter, "a b") in ("a.md:12:1", "a.md:10:1")
    assert place_of(chapter, "code") == "a.md:18:1"


def test_an_included_paragraph_stands_in_its_own_file(tmp_path: Path) -> None:
    chapter = next(d for d in compose(tmp_path).divisions if d.source == "a.md")
    assert place_of(chapter, "Included.") == "part.md:1:1"
    assert place_of(chapter, "And more of it.") == "part.md:3:1"


def test_a_note_keeps_its_place_wherever_it_is_moved(tmp_path: Path) -> None:
    notes = next(d for d in compose(tmp_path).paper.divisions if "The note." in plain_text(fragment_tree(d.content)))
    assert notes.source == ""
    assert place_of(notes, "1 The note.") == "a.md:22:7"


def test_no_place_is_left_in_the_book(tmp_path: Path) -> None:
    book = compose(tmp_path)
    assert all(
        PRESS.encode() + b'"' not in d.content.markup or b"press:" not in d.content.markup for d in book.divisions
    )


def test_what_has_no_place_stands_where_the_one_before_it_does() -> None:
    places = SourcePlaces((2, 5), (Span("a.md", 3), Span("a.md", 9)))
    assert [places.span_of(number) for number in (1, 2, 4, 5, 99)] == [
        None,
        Span("a.md", 3),
        Span("a.md", 3),
        Span("a.md", 9),
        Span("a.md", 9),
    ]
    assert NO_PLACES.span_of(0) is None
