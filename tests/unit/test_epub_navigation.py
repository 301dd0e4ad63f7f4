"""The contents, the landmarks and the page list, in both their forms."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree
from sample_book import sample_book

from chapbook.model.book import Book
from chapbook.model.fragment import EPUB_TYPE, fragment_tree, h, plain_text
from chapbook.model.manuscript import Kind
from chapbook.model.page_map import Page, PageMap
from chapbook.render.epub.content import find_places, make_leaves, new_leaf
from chapbook.render.epub.navigation import bare_contents, find_landmarks, make_navigation
from chapbook.render.epub.ncx import NCX, make_ncx
from chapbook.render.epub.pages import mark_pages
from chapbook.render.epub.publication import NAV_FILE, Leaf, PageTarget

PAGES = (PageTarget("iv", "preface"), PageTarget("3", "stay"), PageTarget("A", "talks"))


def leaves_of(book: Book) -> list[Leaf]:
    leaves: list[Leaf] = []
    for number, division in enumerate(book.divisions, 1):
        section = fragment_tree(division.content)
        if division.kind is Kind.CONTENTS:
            leaves.append(new_leaf(division, NAV_FILE, section, ""))
        else:
            leaves += make_leaves(division, section, number, "")
    return leaves


def without_contents(book: Book) -> Book:
    return replace(book, divisions=tuple(d for d in book.divisions if d.kind is not Kind.CONTENTS))


def navigation(book: Book) -> etree._Element:
    leaves = leaves_of(book)
    places = find_places(leaves)
    contents = next((leaf for leaf in leaves if leaf.file_name == NAV_FILE), None) or bare_contents(book)
    made = make_navigation(book, contents, places, find_landmarks(book, places), PAGES, ["styles/book.css"])
    return etree.fromstring(made.content)


def nav_of(tree: etree._Element, kind: str) -> etree._Element:
    (nav,) = [n for n in tree.iter(h("nav")) if n.get(EPUB_TYPE) == kind]
    return nav


def outline(lines: etree._Element) -> list[object]:
    """The list as nested lists of the words and the address of each line."""
    made: list[object] = []
    for line in lines:
        assert line.tag == h("li")
        made.append((plain_text(line[0]), line[0].get("href")))
        if len(line) > 1:
            made.append(outline(line[1]))
    return made


def test_the_contents_are_nested_as_the_book_is() -> None:
    assert outline(nav_of(navigation(sample_book()), "toc")[-1]) == [
        ("Preface", "text/004-preface.xhtml#preface"),
        ("Part I The Talks", "text/005-part-1.xhtml#part-1"),
        [
            ("1 A Temporary Stay", "text/006-stay.xhtml#stay"),
            [("Numbers", "text/006-stay.xhtml#stay-numbers")],
            ("2 The Talks in Winter", "text/007-talks.xhtml#talks"),
        ],
        ("Glossary", "text/008-glossary.xhtml#glossary"),
        ("Bibliography", "text/009-bibliography.xhtml#bibliography"),
        ("Index", "text/010-index.xhtml#index"),
    ]


def test_the_contents_page_keeps_its_heading_and_its_classes() -> None:
    tree = navigation(sample_book())
    section = tree[1][0]
    assert (section.get("id"), section.get("class"), section.get(EPUB_TYPE)) == ("contents", "contents", None)
    assert plain_text(section[0]) == "Contents"
    assert [n.get("class") for n in nav_of(tree, "toc").iter(h("li"))] == [
        *("contents-chapter", "contents-part", "contents-chapter", "contents-section", "contents-chapter"),
        *("contents-chapter", "contents-chapter", "contents-chapter"),
    ]
    assert nav_of(tree, "toc")[0].get("class") == "contents-list"


def test_a_page_that_turns_in_the_contents_is_marked_in_its_line() -> None:
    book = sample_book()
    leaves = leaves_of(book)
    (contents,) = [leaf for leaf in leaves if leaf.file_name == NAV_FILE]
    pages = tuple(Page(str(n), "contents", offset) for n, offset in enumerate((0, 15, 15, 31)))
    targets = mark_pages({"contents": contents.section}, PageMap(pages, {}), "Page")
    places = find_places(leaves)
    made = make_navigation(book, contents, places, find_landmarks(book, places), targets, [])
    tree = etree.fromstring(made.content)
    assert [plain_text(next(m.iterancestors())) for m in tree.iter(h("span")) if m.get("role") == "doc-pagebreak"] == [
        plain_text(tree[1][0]),
        "Part I The Talks",
        "Part I The Talks",
        "1 A Temporary Stay",
    ]
    lines = outline(nav_of(tree, "toc")[-1])
    assert lines == outline(nav_of(navigation(book), "toc")[-1])


def test_a_book_without_a_contents_page_has_a_navigation_document_all_the_same() -> None:
    book = without_contents(sample_book())
    tree = navigation(book)
    assert len(list(nav_of(tree, "toc").iter(h("a")))) == 8
    assert "toc" not in [a.get(EPUB_TYPE) for a in nav_of(tree, "landmarks").iter(h("a"))]


def test_landmarks_name_what_the_book_has() -> None:
    landmarks = nav_of(navigation(sample_book()), "landmarks")
    assert landmarks.get("hidden") == "hidden"
    assert [(a.get(EPUB_TYPE), a.text, a.get("href")) for a in landmarks.iter(h("a"))] == [
        ("cover", "Cover", "text/cover.xhtml"),
        ("titlepage", "Title page", "text/001-title-page.xhtml#title-page"),
        ("toc", "Contents", "nav.xhtml"),
        ("bodymatter", "Start of the text", "text/005-part-1.xhtml#part-1"),
        ("glossary", "Glossary", "text/008-glossary.xhtml#glossary"),
        ("bibliography", "Bibliography", "text/009-bibliography.xhtml#bibliography"),
        ("index", "Index", "text/010-index.xhtml#index"),
    ]


def test_the_page_list_leads_to_the_markers() -> None:
    pages = nav_of(navigation(sample_book()), "page-list")
    assert [(a.text, a.get("href")) for a in pages.iter(h("a"))] == [
        ("iv", "text/004-preface.xhtml#preface"),
        ("3", "text/006-stay.xhtml#stay"),
        ("A", "text/007-talks.xhtml#talks"),
    ]


def points(parent: etree._Element) -> list[object]:
    made: list[object] = []
    for point in parent.iterfind(f"{{{NCX}}}navPoint"):
        made.append((point.findtext(f"{{{NCX}}}navLabel/{{{NCX}}}text"), point.find(f"{{{NCX}}}content").get("src")))  # type: ignore[union-attr]
        if below := points(point):
            made.append(below)
    return made


def ncx() -> etree._Element:
    book = sample_book()
    return etree.fromstring(make_ncx(book, find_places(leaves_of(book)), PAGES))


def test_the_ncx_has_the_same_tree() -> None:
    (nav_map,) = ncx().iter(f"{{{NCX}}}navMap")
    assert points(nav_map) == outline(nav_of(navigation(sample_book()), "toc")[-1])


def test_the_ncx_tells_depth_pages_and_the_identifier() -> None:
    head = {m.get("name"): m.get("content") for m in ncx().iter(f"{{{NCX}}}meta")}
    assert head == {
        "dtb:uid": sample_book().metadata.identifier,
        "dtb:depth": "3",
        "dtb:totalPageCount": "3",
        "dtb:maxPageNumber": "3",
    }
    targets = [(t.get("type"), t.get("value")) for t in ncx().iter(f"{{{NCX}}}pageTarget")]
    assert targets == [("front", None), ("normal", "3"), ("special", None)]


def test_play_order_is_the_order_of_the_text_and_the_same_place_has_the_same_number() -> None:
    tree = ncx()
    order: dict[str, set[int]] = {}
    for element in (*tree.iter(f"{{{NCX}}}navPoint"), *tree.iter(f"{{{NCX}}}pageTarget")):
        source = element.find(f"{{{NCX}}}content").get("src", "")  # type: ignore[union-attr]
        order.setdefault(source, set()).add(int(element.get("playOrder", "0")))
    assert sorted(order, key=lambda source: min(order[source])) == sorted(order, key=order_in_book)
    assert sorted(n for numbers in order.values() for n in numbers) == list(range(1, len(order) + 1))


def order_in_book(source: str) -> int:
    places = find_places(leaves_of(sample_book()))
    return list(places).index(source.partition("#")[2])
