"""Divisions as content documents: links, images, languages, and long ones cut."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree
from sample_book import division, fragment, sample_book, sample_folder

from chapbook.model.book import Book, Image
from chapbook.model.fragment import XML_LANG, fragment_tree, h, plain_text
from chapbook.model.manuscript import Kind, Matter
from chapbook.render.epub.content import file_stem, find_places, make_document, make_leaves
from chapbook.render.epub.images import ImageTreatment, make_images
from chapbook.render.epub.publication import Document, href_between
from chapbook.render.epub.splitting import split_section


def documents() -> dict[str, Document]:
    book = sample_book()
    leaves = [
        leaf for n, d in enumerate(book.divisions) for leaf in make_leaves(d, fragment_tree(d.content), n, "The Book")
    ]
    places, images = find_places(leaves), image_names(book)
    return {leaf.file_name: make_document(leaf, places, images, ["styles/book.css"]) for leaf in leaves}


def image_names(book: Book) -> dict[str, str]:
    made = make_images(book, sample_folder(), ImageTreatment())
    return {path: resource.file_name for path, resource in made.items()}


def parsed(document: Document) -> etree._Element:
    return etree.fromstring(document.content)


def test_a_link_names_the_file_its_target_stands_in() -> None:
    made = documents()
    files = {name: parsed(d) for name, d in made.items()}
    checked = 0
    for name, tree in files.items():
        for link in tree.iter(h("a")):
            href = link.get("href", "")
            if href.startswith("https:"):
                continue
            path, _, target = href.partition("#")
            there = files[f"text/{path}"] if path else tree
            assert there.xpath("count(//*[@id=$id])", id=target) == 1.0, f"{name}: {href}"
            checked += 1
    assert checked > 20


def test_an_aside_is_a_note_and_no_landmark_of_the_page() -> None:
    tree = parsed(documents()["text/005-stay.xhtml"])
    assert [a.get("role") for a in tree.iter(h("aside"))] == ["note", "doc-footnote"]


def test_an_image_is_the_one_of_the_package() -> None:
    tree = parsed(documents()["text/006-talks.xhtml"])
    assert [i.get("src") for i in tree.iter(h("img"))] == ["../images/001-stages.svg", "../images/002-dot.png"]


def test_every_language_is_told_to_xml_too() -> None:
    tree = parsed(documents()["text/005-stay.xhtml"])
    told = [(e.get("lang"), e.get(XML_LANG)) for e in tree.iter(etree.Element) if e.get("lang")]
    assert told == [("en-GB", "en-GB"), ("cs", "cs")]


def test_properties_are_those_of_the_content() -> None:
    made = documents()
    assert made["text/005-stay.xhtml"].properties == ("mathml", "svg")
    assert made["text/006-talks.xhtml"].properties == ()


def test_a_document_has_a_title_sheets_and_its_matter() -> None:
    made = documents()
    tree = parsed(made["text/005-stay.xhtml"])
    assert [e.text for e in tree.iter(h("title"))] == ["Chapter 1: A Temporary Stay"]
    assert [e.get("href") for e in tree.iter(h("link"))] == ["../styles/book.css"]
    assert tree[1].values() == ["bodymatter"]
    assert b"<!DOCTYPE html>" in made["text/005-stay.xhtml"].content


def test_a_division_without_words_of_its_own_has_the_books_title() -> None:
    blank = division("x", Kind.EPIGRAPH, Matter.FRONT, '<section id="x"><p>Words.</p></section>', "")
    assert make_leaves(blank, fragment_tree(blank.content), 1, "The Book")[0].title == "The Book"


def test_a_title_that_is_only_a_label_is_not_said_twice() -> None:
    untitled = division("x", Kind.CHAPTER, Matter.BODY, '<section id="x"><p>Words.</p></section>', "Chapter 3")
    leaf = make_leaves(replace(untitled, label="Chapter 3"), fragment_tree(untitled.content), 1, "The Book")[0]
    assert leaf.title == "Chapter 3"


def test_an_empty_element_has_an_end_tag_and_a_void_one_has_none() -> None:
    blank = division("x", Kind.CHAPTER, Matter.BODY, '<section id="x"><p><i/><br/></p><td/></section>', "X")
    (leaf,) = make_leaves(blank, fragment_tree(blank.content), 1, "")
    content = make_document(leaf, {}, {}, []).content
    assert b"<p><i></i><br/></p><td></td>" in content


def test_no_namespace_of_the_press_is_declared() -> None:
    assert all(b"urn:chapbook" not in d.content for d in documents().values())


def test_file_names_are_ascii_short_and_never_empty() -> None:
    assert file_stem("Příliš žluťoučký kůň") == "prilis-zlutoucky-kun"
    assert file_stem("a b#1%?ä") == "a-b-1-a"
    assert file_stem("漢字") == "x"
    assert len(file_stem("word " * 40)) <= 40


def test_images_of_the_same_name_are_two_files() -> None:
    one = Image("a/x.png", "image/png", 1, 1, "")
    other = Image("b/x.png", "image/png", 1, 1, "")
    assert list(image_names(replace(sample_book(), images=(one, other))).values()) == [
        "images/001-x.png",
        "images/002-x.png",
    ]


def test_addresses_between_files() -> None:
    assert href_between("text/a.xhtml", "text/a.xhtml", "x") == "#x"
    assert href_between("text/a.xhtml", "nav.xhtml", "x") == "../nav.xhtml#x"
    assert href_between("nav.xhtml", "text/a.xhtml") == "text/a.xhtml"


LONG = """<section id="c" class="chapter" lang="cs" role="doc-chapter" aria-labelledby="c-t"><header><h1 id="c-t">The
Title</h1></header><p>zero</p><h2 id="h-1">One</h2><p>one<a class="note-call" role="doc-noteref"
href="#n-1">1</a></p><span epub:type="pagebreak" id="page-2"/><h2 id="h-2">Two</h2><p>two<a
class="note-call" role="doc-noteref" href="#n-2">2</a></p><h2 id="h-3">Three</h2><p>three</p><section
class="notes"><aside id="n-1">first</aside><aside id="n-2">second</aside></section></section>"""


def test_a_short_division_is_one_piece() -> None:
    section = fragment_tree(fragment(LONG))
    assert split_section(section) == [section]


def test_a_long_division_is_cut_before_headings_with_their_page_markers_and_notes() -> None:
    pieces = split_section(fragment_tree(fragment(LONG)), longest=200)
    assert [[e.get("id") for e in p.iter(etree.Element) if e.get("id")] for p in pieces] == [
        ["c", "c-t", "h-1", "n-1"],
        ["page-2", "h-2", "h-3", "n-2"],
    ]
    assert [plain_text(p) for p in pieces] == ["The TitlezeroOneone1first", "Twotwo2Threethreesecond"]
    assert {str(k): v for k, v in pieces[1].items()} == {"aria-label": "The Title", "class": "chapter", "lang": "cs"}


def test_a_note_stays_with_its_first_call_and_takes_the_note_along_that_it_calls() -> None:
    call = '<a role="doc-noteref" href="#n-{}">{}</a>'
    body = "".join(f'<h2 id="h-{n}">H</h2><p>{calls}</p>' for n, calls in enumerate([
        call.format(1, 1), call.format(2, 2) + call.format(1, 1), call.format(2, 2)
    ]))  # fmt: skip
    notes = f'<aside id="n-1">one</aside><aside id="n-2">two{call.format(3, 3)}</aside><aside id="n-3">three</aside>'
    section = f'<section id="c" class="chapter"><h1>T</h1>{body}<section class="notes">{notes}</section></section>'
    pieces = split_section(fragment_tree(fragment(section)), longest=150)
    assert [[a.get("id") for a in p.iter(h("aside"))] for p in pieces] == [["n-1"], ["n-2", "n-3"], []]


def test_links_into_the_pieces_of_a_division_still_lead_there() -> None:
    long = division("c", Kind.CHAPTER, Matter.BODY, LONG.replace("<p>zero</p>", "<p>x</p>" * 60_000), "The Title")
    leaves = make_leaves(long, fragment_tree(long.content), 3, "")
    assert [leaf.file_name for leaf in leaves] == ["text/003-c.xhtml", "text/003-c-2.xhtml"]
    places = find_places(leaves)
    assert (places["h-1"], places["h-3"], places["n-2"]) == ("text/003-c-2.xhtml",) * 3
