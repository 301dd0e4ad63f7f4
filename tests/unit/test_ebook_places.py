"""From a place in the e-book back to the line that the author wrote: every marked word of a book is tried."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from composed_folder import compose_folder
from lxml import etree
from sample_book import COVER, render_epub

from chapbook.check.ebook_places import EbookPlaces, SourcePlace, read_ebook_places
from chapbook.check.findings import EditionPlace
from chapbook.diagnostics import Span
from chapbook.epub_file import spine_paths
from chapbook.files import MemoryFolder
from chapbook.model.fragment import h
from chapbook.render.epub.profiles import KINDLE

# Words such as “L12” say in which line of the file they stand.
ONE = """# One

Words L3 before it.[^a] And *L3* again
on the next line, *of the same paragraph*.

[^a]: A note that says L6.

- an item L8
- another L9

  with a paragraph L11

| a | b |
|---|---|
| c | L15 |
| d | L16 |

## A heading L18

> quoted L20

<div><p>raw L22</p><p>L22 in the same line</p></div>

<table>
<tr><td>L25</td></tr>
<tr><td>L26</td></tr>
</table>

term L29
:   meaning L30

```
code L33
```

A second note.[^b] L36

[^b]: It says L38.

    And more L40.
"""
FILLING = "".join(f"## Section L{n}\n\n{'Filling. ' * 1500}L{n + 2}\n\n" for n in range(3, 160, 4))
TWO = f"# Two L1\n\n{FILLING}The end.[^z]\n\n[^z]: The last note.\n"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
MARK = re.compile(r"\bL(\d+)\b")
# Known by the line of the term, and of the fence.
KNOWN_BY_BLOCK = {30: 29, 33: 32}


@pytest.fixture(scope="module")
def ebook() -> tuple[bytes, EbookPlaces]:
    book, _found = compose_folder({"one.md": ONE, "two.md": TWO})
    content = render_epub(book, MemoryFolder({}), None, COVER)
    return content, read_ebook_places(book, io.BytesIO(content))


def elements(content: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {path: etree.fromstring(file.read(path)) for path in spine_paths(file)}


def steps_to(element: etree._Element) -> tuple[int, ...]:
    """The steps of the CFI of an element."""
    steps: list[int] = []
    while (parent := element.getparent()) is not None:
        steps.append(2 * [*parent.iterchildren(etree.Element)].index(element) + 2)
        element = parent
    return tuple(reversed(steps))


def marked(root: etree._Element) -> list[tuple[int, etree._Element]]:
    """The elements with a word that says its line in their own text, and that line."""
    found = []
    for element in root.iter(etree.Element):
        if element.tag == h("title"):
            continue
        own = f"{element.text or ''} {' '.join(child.tail or '' for child in element)}"
        found += [(int(number), element) for number in MARK.findall(own)[:1]]
    return found


def test_every_marked_word_is_found_by_its_cfi(ebook: tuple[bytes, EbookPlaces]) -> None:
    content, places = ebook
    documents = elements(content)
    assert sum(1 for path in documents if "-two" in path) > 2, "the second chapter is in several documents"
    tried = 0
    for path, root in documents.items():
        for line, element in marked(root) if "nav" not in path else ():
            place = places.find(EditionPlace(path, steps=steps_to(element)))
            assert place.span.file == ("two.md" if "-two" in path else "one.md")
            assert place.span.line == KNOWN_BY_BLOCK.get(line, line) if "one" in place.span.file else line, place
            tried += 1
    assert tried > 90


def test_every_marked_word_is_found_by_the_end_of_its_tag(ebook: tuple[bytes, EbookPlaces]) -> None:
    """As EPUBCheck counts: the column behind the tag, from 1, and a letter outside the BMP twice."""
    content, places = ebook
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        (path,) = [p for p in spine_paths(file) if p.endswith("-one.xhtml")]
        lines = file.read(path).decode().split("\n")
    tried = 0
    for number, text in enumerate(lines, 1):
        for found in re.finditer(r"<(?:p|td|em|h2|dt|code)\b[^>]*>(?=[^<]*\bL(\d+)\b)", text):
            place = places.find(EditionPlace(path, number, found.end() + 1))
            line = int(found[1])
            assert place.span.line == KNOWN_BY_BLOCK.get(line, line), text
            assert f"L{line}" in place.words or len(place.words) > 30
            tried += 1
    assert tried > 15


def test_a_letter_of_two_units_moves_no_place() -> None:
    text = "# One\n\n" + "😀" * 30 + " *a* and *b*\n\n*c*\n"
    book, _found = compose_folder({"one.md": text})
    content = render_epub(book, MemoryFolder({}), None, COVER)
    places = read_ebook_places(book, io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        (path,) = [p for p in spine_paths(file) if p.endswith("-one.xhtml")]
        lines = file.read(path).decode().split("\n")
    (number,) = [n for n, line in enumerate(lines, 1) if "<em>a" in line]
    for letter in "ab":
        before = lines[number - 1].split(f"{letter}</em>")[0]
        column = len(before.encode("utf-16-le")) // 2 + 1
        assert places.find(EditionPlace(path, number, column)).words == letter


def test_what_is_no_document_is_told_at_its_file_or_at_the_settings() -> None:
    files = {"one.md": "# One\n\nWords.\n\n![](dot.svg)\n", "dot.svg": DOT, "mine.css": ".x { color: red }\n"}
    book, _found = compose_folder(files, '[style]\ncss = ["mine.css"]')
    places = read_ebook_places(
        book, io.BytesIO(render_epub(book, MemoryFolder({"dot.svg": DOT.encode()}), None, COVER))
    )
    (dot,) = [path for path in places.digests if "dot" in path]
    assert places.find(EditionPlace(dot)).span == Span("one.md", 5, 1)
    own = next(path for path in places.texts if "mine" in path)
    assert places.find(EditionPlace(own, 1, 6)) == SourcePlace(Span("mine.css", 1, 6))
    assert places.find(EditionPlace(own.replace("own-1-mine", "book"), 1, 6)).span == Span("book.toml")
    assert places.find(EditionPlace("EPUB/content.opf", 4, 2)).span == Span("book.toml")
    assert places.find(EditionPlace("content.opf")).span == Span("book.toml")
    assert places.find(EditionPlace()).span == Span("book.toml")
    (one,) = [path for path in places.pieces if path.endswith("-one.xhtml")]
    assert places.find(EditionPlace(one)).span == Span("one.md", 1, 1), "a file without a place in it"
    assert places.find(EditionPlace(one, steps=(4, 2, 98))).span.file == "one.md", "a step that leads nowhere"
    assert places.find(EditionPlace(one.removeprefix("EPUB/"))).span == Span("one.md", 1, 1), "as Ace names it"


def test_pictures_for_formulas_and_drawings_move_no_place() -> None:
    drawing = DOT.replace(">", ' aria-label="A dot.">', 1)
    one = f"# One\n\n$a$ and $b$ *L3*.[^n]\n\n<div>{drawing}</div>\n\n*L7*\n\n[^n]: $c$ *L9*.\n\n    *L11*\n\n"
    one += "- $d$\n- *L14*\n"
    book, _found = compose_folder({"one.md": one})
    content = render_epub(book, MemoryFolder({}), None, COVER, KINDLE)
    places = read_ebook_places(book, io.BytesIO(content))
    ((path, root),) = [(p, r) for p, r in elements(content).items() if p.endswith("-one.xhtml")]
    assert len(list(root.iter(h("img")))) == 5
    found = marked(root)
    assert sorted(line for line, _element in found) == [3, 7, 9, 11, 14]
    for line, element in found:
        assert places.find(EditionPlace(path, steps=steps_to(element))).span.line == line
    for image in root.iter(h("img")):
        assert places.find(EditionPlace(path, steps=steps_to(image))).span.file == "one.md"
