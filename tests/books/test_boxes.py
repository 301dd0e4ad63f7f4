"""The book of boxes: what its readers can copy, and where they find it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pypdfium2
from conftest import BuiltBook
from lxml import etree

from chapbook.model.fragment import h, plain_text


def documents(path: Path) -> dict[str, etree._Element]:
    """The content documents of an e-book by their file names."""
    with zipfile.ZipFile(path) as file:
        names = [name for name in file.namelist() if name.endswith(".xhtml")]
        return {name.rsplit("/", 1)[-1]: etree.fromstring(file.read(name)) for name in names}


def page_texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return [document[n].get_textpage().get_text_range() for n in range(len(document))]
    finally:
        document.close()


def chapter(book: BuiltBook, stem: str) -> etree._Element:
    (found,) = [root for name, root in documents(book.path("epub")).items() if stem in name]
    return found


def test_numbers_of_lines_are_no_text_of_the_e_book(boxes: BuiltBook) -> None:
    (listing,) = [f for f in chapter(boxes, "code").iter(h("figure")) if f.get("id") == "lst-sum"]
    lines = list(listing.iter(h("span"), h("mark")))
    numbers = [line.get("data-line") for line in lines if line.get("class") == "line"]
    assert numbers == [str(number) for number in range(98, 105)]
    (pre,) = listing.iter(h("pre"))
    code = "".join(str(text) for text in pre.itertext())
    assert code.startswith("def total(values):\n    result = 0\n")
    assert "98" not in code
    assert [mark.get("data-line") for mark in listing.iter(h("mark"))] == ["99", "101", "102"]


def test_a_listing_is_numbered_and_named(boxes: BuiltBook) -> None:
    captions = [plain_text(c) for c in chapter(boxes, "code").iter(h("figcaption"))]
    assert captions == ["Listing 1.1 The first program.", "Listing 1.2 A sum"]


def test_boxes_have_titles(boxes: BuiltBook) -> None:
    asides = list(chapter(boxes, "boxes").iter(h("aside")))
    titles = [(a.get("class"), plain_text(a[0]) if a[0].get("class") == "note-title" else "") for a in asides]
    assert titles == [
        ("note", "Note"),
        ("warning", "Warning"),
        ("tip", "A tip of Quarto’s"),
        ("important", "Important"),
        ("caution", "Mind the gap"),
        ("feature", "Five facts"),
        ("note", ""),
    ]


def test_a_heading_can_go_without_a_number_and_out_of_the_contents(boxes: BuiltBook) -> None:
    headings = [plain_text(heading) for heading in chapter(boxes, "boxes").iter(h("h2"))]
    assert headings == ["2.1 Quotations", "Not counted"]
    assert "Not counted" not in plain_text(documents(boxes.path("epub"))["nav.xhtml"])


def test_a_page_begins_where_the_author_breaks_it(boxes: BuiltBook) -> None:
    (page,) = [text for text in page_texts(boxes.path("screen")) if "A new page." in text]
    before = page.partition("A new page.")[0]
    assert len(before.split()) <= 5  # the running head


def test_a_drop_capital_leaves_its_word_whole_in_the_e_book(boxes: BuiltBook) -> None:
    paragraphs = [p for p in chapter(boxes, "code").iter(h("p")) if p.get("class") == "drop-cap"]
    assert [plain_text(p).split()[0] for p in paragraphs] == ["This", "“A", "Quick", "Árpád"]
    assert [(p.text or "").split()[0] for p in paragraphs] == ["This", "“A", "Quick", "Árpád"]
