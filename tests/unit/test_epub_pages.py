"""Where the markers of printed pages stand in the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from chapbook.model.fragment import EPUB_TYPE, MATHML, SVG, XHTML
from chapbook.model.page_map import Page, PageMap
from chapbook.render.epub.pages import mark_pages

# A section, and the same with | where the marker of page 2 must stand. Page 2 begins at the character after ^.
CASES = {
    "between two words": ("<p>one ^two</p>", "<p>one |two</p>"),
    "in a word that the printer hyphenated": ("<p>one tw^o</p>", "<p>one |two</p>"),
    "in a word that goes on in another element": ("<p>one t<em>w^o</em></p>", "<p>one |t<em>wo</em></p>"),
    "in a word that began in another element": ("<p>one <em>t</em>w^o</p>", "<p>one |<em>t</em>wo</p>"),
    "after a hyphen of the author's": ("<p>one well-^known</p>", "<p>one well-|known</p>"),
    "after a dash": ("<p>one—^two</p>", "<p>one—|two</p>"),
    "after a slash": ("<p>https://example.org/^long</p>", "<p>https://example.org/|long</p>"),
    "at the start of a phrase": ("<p>one <em>^two</em></p>", "<p>one |<em>two</em></p>"),
    "inside a link": ('<p><a href="#x">one ^two</a></p>', '<p><a href="#x">one |two</a></p>'),
    "at the start of a paragraph": ("<p>one</p><p>^two</p>", "<p>one</p><p>|two</p>"),
    "at the start of a link in a paragraph": ("<p>one</p><p><a>^two</a></p>", "<p>one</p><p>|<a>two</a></p>"),
    "at a heading": ("<p>one</p><h2>^two</h2>", "<p>one</p>|<h2>two</h2>"),
    "at a phrase in a heading": ("<p>one</p><h2><em>^two</em></h2>", "<p>one</p>|<h2><em>two</em></h2>"),
    "at a figure": (
        '<p>one</p><figure><img alt=""/><figcaption><span>^Figure</span> two</figcaption></figure>',
        '<p>one</p>|<figure><img alt=""/><figcaption><span>Figure</span> two</figcaption></figure>',
    ),
    "at a table with a caption": (
        "<p>one</p><table><caption>^two</caption></table>",
        "<p>one</p>|<table><caption>two</caption></table>",
    ),
    "at a row of a table": (
        "<table><tr><td>one</td></tr><tr><td>^two</td></tr></table>",
        "<table><tr><td>one</td></tr><tr><td>|two</td></tr></table>",
    ),
    "at an item of a list": ("<ul><li>one</li><li>^two</li></ul>", "<ul><li>one</li><li>|two</li></ul>"),
    "in code": ("<pre><code>one\n  ^two</code></pre>", "<pre><code>one\n  |two</code></pre>"),
    "at a formula": (
        f'<p>one <math xmlns="{MATHML}"><mi>^x</mi></math></p>',
        f'<p>one |<math xmlns="{MATHML}"><mi>x</mi></math></p>',
    ),
    "in a formula": (
        f'<p>one <math xmlns="{MATHML}"><mi>x</mi><mo>^+</mo></math></p>',
        f'<p>one |<math xmlns="{MATHML}"><mi>x</mi><mo>+</mo></math></p>',
    ),
    "in a drawing": (
        f'<p>one</p><svg xmlns="{SVG}"><text>x ^y</text></svg>',
        f'<p>one</p>|<svg xmlns="{SVG}"><text>x y</text></svg>',
    ),
    "in a script without spaces": ("<p>一二三^四五</p>", "<p>一二三|四五</p>"),
    "after notes and locators, which are not counted": (
        '<p>one <span class="locators">9 9</span> ^two</p>',
        '<p>one <span class="locators">9 9</span> |two</p>',
    ),
    "at a picture without words at the end": (
        '<p>one</p><p><img alt=""/></p><section class="notes">n</section>',
        '<p>one</p>|<p><img alt=""/></p><section class="notes">n</section>',
    ),
    "after a word before white space": ("<p>one\n</p><p>^two</p>", "<p>one\n</p><p>|two</p>"),
    "with a comment in the way": ("<p>one <!-- note -->^two</p>", "<p>one <!-- note -->|two</p>"),
}


def section(markup: str) -> etree._Element:
    return etree.fromstring(f'<section xmlns="{XHTML}" id="s">{markup}</section>')


def shown(tree: etree._Element) -> str:
    """The markup inside the section with | for every marker but that of page 1."""
    for marker in [e for e in tree.iter(etree.Element) if e.get(EPUB_TYPE) == "pagebreak"]:
        sign = "|" if marker.get("id") != "page-1" else ""
        before, parent = marker.getprevious(), marker.getparent()
        assert parent is not None
        if before is not None:
            before.tail = (before.tail or "") + sign + (marker.tail or "")
        else:
            parent.text = (parent.text or "") + sign + (marker.tail or "")
        marker.tail = None
        parent.remove(marker)
    text = etree.tostring(tree, encoding="unicode")
    return text[text.index(">") + 1 : text.rindex("<")].replace(f' xmlns="{XHTML}"', "")


def offset_of_caret(markup: str) -> int:
    """The characters of running text before ^, or all of them."""
    tree = section(markup)
    for skipped in tree.xpath("//*[@class='notes' or @class='locators']"):  # type: ignore[union-attr]
        skipped.text = ""  # type: ignore[union-attr]
    text = "".join(str(t) for t in tree.itertext(etree.Element))
    return len("".join(text.split("^")[0].split()))


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_page_turns(name: str) -> None:
    markup, expected = CASES[name]
    tree = section(markup.replace("^", ""))
    page_map = PageMap((Page("1", "s", 0), Page("2", "s", offset_of_caret(markup))), {})
    targets = mark_pages({"s": tree}, page_map, "Page")
    assert [t.id for t in targets] == ["page-1", "page-2"]
    assert shown(tree) == expected


def test_the_first_page_of_a_division_is_marked_before_its_heading() -> None:
    tree = section("<header><h1>one</h1></header>")
    mark_pages({"s": tree}, PageMap((Page("7", "s", 0),), {}), "page")
    assert [tree[0].get("id"), tree[0].get("role"), tree[0].get("aria-label")] == [
        "page-7",
        "doc-pagebreak",
        " page 7. ",
    ]


def test_pages_at_the_same_place_stay_in_order() -> None:
    tree = section("<p>one two</p>")
    pages = (Page("1", "s", 0), Page("2", "s", 3), Page("3", "s", 3), Page("4", "s", 4))
    mark_pages({"s": tree}, PageMap(pages, {}), "page")
    assert [e.get("id") for e in tree.iter(f"{{{XHTML}}}span")] == ["page-1", "page-2", "page-3", "page-4"]


def test_a_blank_page_is_not_listed() -> None:
    tree = section("<p>one</p>")
    pages = (Page("1", "s", 0), Page("2", "", 0))
    assert [t.label for t in mark_pages({"s": tree}, PageMap(pages, {}), "page")] == ["1"]


def test_an_id_of_the_author_is_not_taken_again() -> None:
    tree = section('<p id="page-1">one</p>')
    assert mark_pages({"s": tree}, PageMap((Page("1", "s", 0),), {}), "page")[0].id == "page-1-2"


words = st.text("ab -—\n", min_size=1, max_size=12)
nodes = st.recursive(
    words,
    lambda below: st.tuples(st.sampled_from(("p", "em", "h2", "td", "figcaption")), st.lists(below, max_size=3)),
    max_leaves=8,
)


def build(parent: etree._Element, node: object) -> None:
    if isinstance(node, str):
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + node
        else:
            parent.text = (parent.text or "") + node
    elif isinstance(node, tuple):
        child = etree.SubElement(parent, f"{{{XHTML}}}{node[0]}")
        for below in node[1]:
            build(child, below)


@settings(max_examples=200, deadline=None)
@given(st.lists(nodes, max_size=4), st.lists(st.integers(0, 40), max_size=4))
def test_markers_change_no_text_and_stand_in_the_order_of_the_pages(content: list[object], offsets: list[int]) -> None:
    tree = section("")
    for node in content:
        build(tree, node)
    before = etree.tostring(tree)
    pages = tuple(Page(str(n), "s", offset) for n, offset in enumerate([0, *sorted(offsets)], 1))
    targets = mark_pages({"s": tree}, PageMap(pages, {}), "page")
    markers = [e for e in tree.iter(etree.Element) if e.get(EPUB_TYPE) == "pagebreak"]
    assert [m.get("id") for m in markers] == [t.id for t in targets]
    for marker in markers:
        marker.set("class", "marker")
    etree.strip_tags(tree, f"{{{XHTML}}}span")
    assert etree.tostring(tree) == before
