"""The shipped sheets: each one is CSS, says nothing that its medium does not know, and keeps lines on the grid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import own_design
import pytest
import tinycss2
from lxml import etree

from chapbook.diagnostics import Span
from chapbook.faces import BookFaces, family_faces
from chapbook.files import MemoryFolder, shipped_sheet
from chapbook.model.design import SHIPPED_DESIGNS
from chapbook.model.fragment import EPUB, XHTML, make_fragment
from chapbook.read.designs import read_design
from chapbook.render.editions import text_size
from chapbook.render.pdf.layout import lay_out_part
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.render.pdf.part import Geometry, Part

# The example of docs/design.md is a design like the others.
OWN = {own_design.NAME: own_design.example_sheet().encode()}
DESIGNS = {
    name: read_design(name, MemoryFolder(OWN), lambda _: Span("book.toml"))[0] for name in (*SHIPPED_DESIGNS, *OWN)
}
NAMES = sorted(path.name for path in (Path(__file__).parents[2] / "styles").glob("*.css"))
GEOMETRY = Geometry(148, 210, 19, 23, 18, 20)
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="101"><rect width="300" height="101"/></svg>'

# Everything that the contract of the markup knows; each p.after must lie on the grid.
CHAPTER = """
<section id="talks" class="chapter">
  <header class="opening"><p class="division-label">Chapter 2</p>
  <h1 id="t">A Title of Some Length, to Fill Two Lines</h1></header>
  <p id="g1">First<a class="note-call" role="doc-noteref" id="n1-call" href="#n1">1</a> words with
  <code>code</code>, H<sub>2</sub>O,
  10<sup>th</sup>, <em>slant</em>, <strong>weight</strong>.<span class="index-mark" id="ix">mark</span></p>
  <p id="g2">Second.</p>
  <h2 id="h">A section</h2><h3 id="hh">Below it</h3>
  <p id="g3">Text <a class="cross-reference" href="#t">Chapter 2</a>.</p>
  <aside class="note"><p class="note-title">Editor’s note</p><p>Note.</p></aside><p id="g4">Text.</p>
  <figure id="f"><img src="p.svg" alt="A bar." style="--height: 101px"/>
  <figcaption><span class="caption-label">Figure 2.1</span> Caption.</figcaption></figure><p id="g5">Text.</p>
  <table id="tbl"><caption><span class="caption-label">Table 2.1</span> Caption.</caption>
  <thead><tr><th>one</th><th class="align-right">two</th></tr></thead>
  <tbody><tr><td>a</td><td class="align-right">1</td></tr>
  <tr><td>b</td><td class="align-right">2</td></tr></tbody></table>
  <p id="g6">Text.</p><blockquote><p>Words.</p></blockquote><p id="g7">Text.</p>
  <ul><li>a<ul><li>b</li></ul></li><li class="task"><span class="task-box">☐</span> c</li></ul><p id="g8">Text.</p>
  <ol><li>a</li></ol><p id="g9">Text.</p><pre><code class="language-python"><span class="k">def</span> f():
    ...</code></pre><p id="g10">Text.</p><dl><dt>term</dt><dd>words</dd></dl><p id="g11">Text.</p>
  <hr class="scene-break"/><h3 id="hr">After a rule</h3>
  <p id="g12">Text.</p><aside class="feature"><p class="note-title">Box</p><p>Words.</p></aside><p id="g13">Text.</p>
  <div class="line-block">verse<br/>verse</div><p id="g14">Text.</p>
  <aside class="warning"><p class="note-title">Warning</p><p>Text.</p></aside><p id="g15">Text.</p>
  <aside class="tip"><p class="note-title">Tip</p><ul><li>a</li></ul></aside><p id="g16">Text.</p>
  <figure class="listing"><figcaption><span class="caption-label">Listing 1</span> Words</figcaption>
  <p class="file-name"><code>a.py</code></p><pre class="numbered"><code><span class="line" data-line="9">a
</span><mark class="line" data-line="10" style="--indent: 4">    b
</mark><span class="line" data-line="11">
</span><span class="line" data-line="12">c</span></code></pre></figure><p id="g17">Text.</p>
  <blockquote><p>Words.</p><p class="attribution">— Name</p></blockquote><p id="g18">Text <kbd>Ctrl</kbd>.</p>
  <div class="verse"><p><span class="verse-line">verse</span>
<span class="verse-line">verse</span></p><p><span class="verse-line">stanza</span></p>
  <p class="attribution">— Name</p></div><p id="g19">Text.</p>
  <div class="epigraph"><p>Words.</p><p class="attribution">— Name</p></div><p id="g20">Text.</p>
  <p class="drop-cap" id="g21"><span class="initial">“A</span> short one.</p><p id="g22">Text.</p>
  <p class="image"><img src="p.svg" alt="" style="--height: 101px"/></p><p id="g23">Text.</p>
  <p class="image"><img src="p.svg" alt="" style="width: 30%; --height: 50px"/> <img src="p.svg" alt=""
  style="width: 30%; --height: 50px"/></p><p id="g24">Text.</p>
  <figure><div class="figure-row"><figure><img src="p.svg" alt="" style="--height: 61px"/>
  <figcaption>One</figcaption></figure><p class="image"><img src="p.svg" alt="" style="--height: 61px"/></p></div>
  <figcaption>Both</figcaption></figure><p id="g25">Text.</p>
  <div class="dedication"><p>For Jana</p></div><p id="g26">Text.</p><div class="letter"><p>Dear Sir</p></div>
  <p id="g27">Text.</p><div class="right"><p>Prague</p></div><p id="g28" class="new-page">Text.</p>
  <figure><img src="p.svg" alt="A bar." style="--height: 61px"/><figcaption>Words.
  <span class="credit">A hand.</span></figcaption></figure><p id="g29">Text.</p>
  <dl class="abbreviation-list"><div><dt><abbr>KSČ</abbr></dt> <dd>words</dd></div></dl><p id="g30">Text.</p>
  <div class="reference-list"><ul class="references spaced labelled label-3"><li class="reference">
  <span class="csl-left-margin">[1]</span><span class="csl-right-inline">Words.
  <span class="locators back-links"> 3</span></span>
  <div class="annotation"><p>Words.</p></div></li><li class="reference">Words.</li></ul></div>
  <p id="g31">Text.</p><figure class="listing"><pre><code>a
b</code></pre><figcaption>Words</figcaption></figure><p id="g32">Text.</p>
  <figure class="listing"><figcaption>Words</figcaption><pre><code>a</code></pre></figure><h2>After code</h2>
  <p id="g33">Text.</p><pre><code>a</code></pre><h3>After code</h3><p id="g34">Text.</p>
  <section class="notes"><aside class="footnote" epub:type="footnote" role="doc-footnote" id="n1"><p>
  <a class="note-back" href="#n1-call">1</a> The note.</p><p>More of it.</p></aside></section>
</section>"""

DISPLAY = """
<div><section class="title-page"><h1 class="book-title">A Title</h1><p class="book-subtitle">Subtitle</p>
<p class="book-contributors">Names</p><p class="book-publisher">House</p></section></div>"""

APPARATUS = """
<section class="index" id="index"><header class="opening"><h1>Index</h1></header><ul class="index-list">
<li class="index-entry">a <ul><li class="index-entry">b</li></ul></li><li class="index-entry index-last">c</li>
<li class="index-entry">d</li></ul><dl class="glossary-list"><dt><dfn>term</dfn></dt><dd>words</dd></dl>
<ul class="references"><li class="reference">A reference.</li></ul>
<ol class="contents-list"><li class="contents-part"><a href="#index"><span class="contents-label">1</span>
<span class="contents-text">A title</span></a></li></ol></section>"""


def lay_out(markup: str, *more: str, design: str = "classic") -> Part:
    tree = etree.fromstring(f'<r xmlns="{XHTML}" xmlns:epub="{EPUB}">{markup.strip()}</r>')[0]
    faces = BookFaces(family_faces("Spectral"), family_faces("IBM Plex Mono"))
    size, leading = text_size(GEOMETRY.width_mm, DESIGNS[design])
    given = f"html {{ font-size: {size}pt; line-height: {leading}pt }}"
    sheets = (shipped_sheet("book.css"), shipped_sheet("paged.css"), given, DESIGNS[design].sheet, *more)
    folder = MemoryFolder({"p.svg": PICTURE})
    labels = (("index", "9"),)
    return lay_out_part(
        LayoutJob("talks", make_fragment(tree), "en-GB", "A Title", GEOMETRY, sheets, faces, folder, ("p.svg",), labels)
    )


def off_grid(part: Part, design: str = "classic") -> dict[str, float]:
    """How far below its line each marked paragraph stands, in points, where it does."""
    leading = DESIGNS[design].leading_pt
    top = (GEOMETRY.height_mm - GEOMETRY.head_mm) * 72 / 25.4
    shifts = {p.id: (top - p.y_pt) % leading for p in part.places if p.id.startswith("g")}
    return {name: shift for name, shift in shifts.items() if 0.05 < shift < leading - 0.05}


@pytest.mark.parametrize("design", DESIGNS)
def test_lines_stand_on_the_grid_whatever_stood_before_them(design: str) -> None:
    part = lay_out(CHAPTER, design=design)
    assert len([p for p in part.places if p.id.startswith("g")]) == 34
    assert off_grid(part, design) == {}


@pytest.mark.parametrize(
    "fault",
    [
        ".note-call { line-height: inherit; vertical-align: super }",
        "figure img[style] { height: auto }",
        "thead th { line-height: 1rlh }",
        ".feature { padding: .3rlh 0 }",
        "caption { margin: 0 0 .25rlh }",
        ".listing > pre ~ figcaption { margin: .25rlh 0 0 }",
    ],
)
def test_a_fault_in_a_sheet_is_seen_on_the_grid(fault: str) -> None:
    assert off_grid(lay_out(CHAPTER, fault)) != {}


# What stands above and below, each beginning with a line of its own.
APART = {
    "a table": """<table><caption id="above">Words</caption><thead><tr><th id="below">a</th></tr></thead></table>""",
    "code below its caption": """<figure class="listing"><figcaption id="above">Words</figcaption>
<pre><code><span class="line" id="below">a</span></code></pre></figure>""",
    "code below its name": """<figure class="listing"><p class="file-name" id="above">a.py</p>
<pre><code><span class="line" id="below">a</span></code></pre></figure>""",
    "code above its caption": """<figure class="listing"><pre><code><span class="line" id="above">a</span></code></pre>
<figcaption id="below">Words</figcaption></figure>""",
    "a sidebar": """<aside class="feature"><p class="note-title" id="above">Box</p><p id="below">Words.</p></aside>""",
}


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("what", APART)
def test_a_caption_or_title_keeps_off_what_it_names(what: str, design: str) -> None:
    part = lay_out(
        f'<section id="talks" class="chapter"><p>Text.</p>{APART[what]}<p>Text.</p></section>', design=design
    )
    tops = {place.id: place.y_pt for place in part.places}
    assert tops["above"] - tops["below"] > 1.2 * DESIGNS[design].leading_pt


# What follows lines that fill a page, and two ids that stand on the same page wherever it ends.
TOGETHER = {
    "a caption below its code": (
        """<figure class="listing"><pre><code><span class="line">a
</span><span class="line">b
</span><span class="line" id="one">c</span></code></pre><figcaption id="two">Words</figcaption></figure>""",
        "code",
    ),
    "the name of a file over its code": (
        """<figure class="listing"><span class="file-name" id="one">a.py</span><pre><code><span class="line" id="two">a
</span><span class="line">b</span></code></pre></figure>""",
        "code",
    ),
    "what leads to code, and the code": (
        """<p id="one">Like this:</p><pre><code><span class="line" id="two">a
</span><span class="line">b</span></code></pre>""",
        "code",
    ),
    "the last two lines of the contents": (
        """<ol class="contents-list"><li><a href="#index">A</a></li><li id="one"><a href="#index">B</a></li>
<li id="two"><a href="#index">C</a></li></ol>""",
        "contents",
    ),
}


@pytest.mark.parametrize("what", TOGETHER)
def test_a_page_ends_before_what_belongs_together(what: str) -> None:
    markup, division = TOGETHER[what]
    pages_met = set()
    for lines in range(29, 36):
        part = lay_out(f'<section id="talks" class="{division}">{"<p>Filler.</p>" * lines}{markup}</section>')
        page = {place.id: place.page for place in part.places}
        assert page["one"] == page["two"], (what, lines)
        pages_met.add(page["one"])
    assert pages_met == {0, 1}


@pytest.mark.parametrize("markup", [CHAPTER, DISPLAY, APPARATUS], ids=["chapter", "display", "apparatus"])
@pytest.mark.parametrize("more", [(), ("handout.css",)], ids=["book", "handout"])
@pytest.mark.parametrize("design", DESIGNS)
def test_the_layout_engine_knows_every_property(markup: str, design: str, more: tuple[str, ...]) -> None:
    part = lay_out(markup, *map(shipped_sheet, more), design=design)
    assert part.remarks == ()
    assert part.strays == ()


def test_an_unknown_property_would_be_reported() -> None:
    assert lay_out(DISPLAY, "p { text-wrap-style: pretty }").remarks != ()


def declarations(name: str) -> Iterator[tuple[str, Any]]:
    """The selector or at-rule, and each declaration in it."""
    for rule in tinycss2.parse_stylesheet(shipped_sheet(name), skip_comments=True, skip_whitespace=True):
        assert rule.type != "error", f"{name}:{rule.source_line}: {rule.message}"
        for item in tinycss2.parse_blocks_contents(rule.content or [], skip_comments=True, skip_whitespace=True):
            assert item.type != "error", f"{name}:{item.source_line}: {item.message}"
            if item.type == "declaration":
                yield tinycss2.serialize(rule.prelude).strip(), item


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_is_css(name: str) -> None:
    assert list(declarations(name))


@pytest.mark.parametrize("name", ["book.css", "epub.css", *(f"{design}-epub.css" for design in SHIPPED_DESIGNS)])
def test_the_e_book_leaves_colours_and_sizes_to_the_reader(name: str) -> None:
    for selector, declaration in declarations(name):
        value = tinycss2.serialize(declaration.value).strip()
        where = f"{selector} {{ {declaration.lower_name}: {value} }}"
        if declaration.lower_name == "background" and all(s.endswith(" img") for s in selector.split(",")):
            assert value == "#fff", where  # behind pictures, so that a drawing in black on nothing is seen by night
        elif "color" in declaration.lower_name or declaration.lower_name == "background":
            assert value in {"inherit", "none", "currentColor"} or shows_on_any_page(selector, value), where
        if declaration.lower_name == "font-size":
            assert value.endswith("em") and not value.endswith("rem"), where


def shows_on_any_page(selector: str, value: str) -> bool:
    """Whether it is a colour of code that stands out from white and from black.

    WCAG 2.2, success criterion 1.4.3, asks for a contrast of 4.5.
    """
    if not all(part.strip().startswith(("code .", ".numbered .line")) for part in selector.split(",")):
        return False
    shades = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shades]
    luminance = sum(weight * shade for weight, shade in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05) >= 4.5 and (luminance + 0.05) / 0.05 >= 4.5


@pytest.mark.parametrize("value", ["#777777", "#000000", "#1f75e0"])
def test_a_colour_that_fades_would_be_seen(value: str) -> None:
    assert not shows_on_any_page("code .k", value)
    assert not shows_on_any_page("body", "#757575")


def test_the_shared_voice_measures_no_heights() -> None:
    for selector, declaration in declarations("book.css"):
        units = {token.unit for token in declaration.value if token.type == "dimension"}
        assert units <= {"em"}, f"{selector} {declaration.lower_name}"
        assert not declaration.lower_name.startswith(("margin", "padding", "page-break", "break")), selector


@pytest.mark.parametrize("name", NAMES)
def test_only_the_books_own_faces_are_named(name: str) -> None:
    """But for formulas in an e-book, which no text face can set: there the systems' faces are."""
    for selector, declaration in declarations(name):
        if declaration.lower_name == "font-family" and selector.strip() != "math":
            families = {token.value for token in declaration.value if token.type == "string"}
            assert families <= {"Book Text", "Book Code"}


def test_the_room_for_the_number_of_an_equation_is_not_given_to_code_with_numbered_lines() -> None:
    padded = [selector for selector, item in declarations("paged.css") if item.lower_name == "padding"]
    padded = [selector for selector in padded if "numbered" in selector]
    assert padded
    assert all(selector.startswith(".equation.numbered") for selector in padded)
