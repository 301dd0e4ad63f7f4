"""One clean composed book, with everything in it that a renderer must handle: the fixture of the EPUB tests.

It follows the markup that `compose` makes, by hand, so that a fault of compose cannot hide one of the renderer.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import UTC, date, datetime

from lxml import etree
from PIL import Image as Picture

from chapbook.faces import BookFaces, family_faces
from chapbook.files import Folder, MemoryFolder
from chapbook.model.apparatus import Apparatus, Illustration
from chapbook.model.book import Book, ContentsEntry, Division, Image, OnPaper, Section, Words
from chapbook.model.fragment import EPUB, PRESS, XHTML, Fragment, fragment_tree, make_fragment
from chapbook.model.manuscript import Kind, Matter, StyleSettings
from chapbook.model.metadata import Contributor, Metadata, Series, Subject
from chapbook.model.page_map import Page, PageMap
from chapbook.render.epub.edition import render_epub as write_epub
from chapbook.render.epub.profiles import STANDARD, Profile

ENGLISH = Words(
    contents="Contents",
    landmarks="Landmarks",
    pages="Pages",
    cover="Cover",
    title_page="Title page",
    start="Start of the text",
    page="page",
)

STAGES = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40">
<rect width="40" height="40" fill="#999"/><rect x="40" width="40" height="30" fill="#666"/></svg>
"""

TITLE_PAGE = """<section id="title-page" class="title-page" epub:type="titlepage"><h1 class="book-title">The Last Train
East</h1><p class="book-subtitle" role="doc-subtitle">How an Army Left</p><p class="book-contributors">Ada Nováková and
John Smith</p><p class="book-publisher">Small Press</p></section>"""

IMPRINT = """<section id="imprint" class="imprint" epub:type="copyright-page"><p>© 2026 Small Press. CC BY-SA 4.0.</p>
<p>ISBN 978-80-000-0000-2 (print)</p></section>"""

CONTENTS = """<section id="contents" class="contents" epub:type="toc" role="doc-toc" aria-labelledby="contents-title">
<header class="opening"><h1 id="contents-title">Contents</h1></header><ol class="contents-list"><li
class="contents-chapter"><a href="#preface"><span class="contents-text">Preface</span></a></li><li
class="contents-part"><a href="#part-1"><span class="contents-label">Part I</span> <span
class="contents-text">The Talks</span></a><ol><li class="contents-chapter"><a href="#stay"><span
class="contents-label">1</span> <span class="contents-text">A Temporary Stay</span></a><ol><li
class="contents-section"><a href="#stay-numbers"><span class="contents-text">Numbers</span></a></li></ol></li><li
class="contents-chapter"><a href="#talks"><span class="contents-label">2</span> <span class="contents-text">The Talks in
Winter</span></a></li></ol></li><li class="contents-chapter"><a href="#glossary"><span
class="contents-text">Glossary</span></a></li><li class="contents-chapter"><a href="#bibliography"><span
class="contents-text">Bibliography</span></a></li><li class="contents-chapter"><a href="#index"><span
class="contents-text">Index</span></a></li></ol></section>"""

PREFACE = """<section id="preface" class="preface" epub:type="preface" role="doc-preface"
aria-labelledby="preface-title"><header class="opening"><h1 id="preface-title">Preface</h1></header><p>This booklet
tells how an army left. It begins in <a class="cross-reference" href="#stay">Chapter 1</a>.</p></section>"""

PART = """<section id="part-1" class="part" epub:type="part" role="doc-part" aria-labelledby="part-1-title"><header
class="opening"><p class="division-label">Part I</p><h1 id="part-1-title">The Talks</h1></header></section>"""

STAY = """<section id="stay" class="chapter" epub:type="chapter" role="doc-chapter" aria-labelledby="stay-title"><header
class="opening"><p class="division-label">Chapter 1</p><h1 id="stay-title">A Temporary Stay</h1></header><p>They came in
August 1968 and called it <em>temporary</em>.<a class="note-call" epub:type="noteref" role="doc-noteref"
id="stay-note-1-call" href="#stay-note-1">1</a> The word in Czech is <i lang="cs">dočasný pobyt</i>; the camp at <span
class="index-mark" id="ix-1">Milovice</span> was the largest <span class="citation-group">(<a class="citation"
href="#ref-innes2001">Innes 2001</a>, 12)</span>.</p><h2 id="stay-numbers">Numbers</h2><p>By <span class="index-mark"
id="ix-2">December</span> there were 73,500 of them, as <a class="cross-reference" href="#tbl-equipment">Table 1.1</a>
shows.</p><table id="tbl-equipment"><caption><span class="caption-label">Table 1.1</span> What they brought
</caption><thead><tr><th scope="col">Kind</th><th scope="col">Number</th></tr></thead><tbody><tr><td>Tanks</td><td>1,220
</td></tr><tr><td>Soldiers</td><td>73,500</td></tr></tbody></table><aside class="note"><p class="note-title">Editor’s
note</p><p>Sources disagree on the number of aircraft.</p></aside><p>A formula stands here: <math
xmlns="http://www.w3.org/1998/Math/MathML" alttext="x squared"><msup><mi>x</mi><mn>2</mn></msup></math>, and a mark <svg
xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Half-filled square" viewBox="0 0 10 10" width="10"
height="10"><defs><linearGradient id="half"><stop offset="0"/></linearGradient></defs><rect width="5" height="5"
fill="url(#half)"/></svg>.</p><section class="notes" epub:type="footnotes"><aside class="footnote" epub:type="footnote"
role="doc-footnote" id="stay-note-1"><p><a class="note-back" role="doc-backlink" href="#stay-note-1-call">1</a> The
treaty of October 1968 says <q>temporary</q> eleven times.</p></aside></section></section>"""

TALKS = """<section id="talks" class="chapter" epub:type="chapter" role="doc-chapter"
aria-labelledby="talks-title"><header class="opening"><p class="division-label">Chapter 2</p><h1 id="talks-title">The
Talks in Winter</h1></header><p>In January the delegations met, and the <a class="glossary-link" epub:type="glossref"
role="doc-glossref" href="#gl-zero-option">zero option</a> lay on the table. Of <span class="index-mark"
id="ix-3">Milovice</span> nobody spoke.</p><figure id="fig-stages" class="figure"><img src="figures/stages.svg"
alt="Three bars, each shorter than the last."/><figcaption><span class="caption-label">Figure 2.1</span> The three
stages</figcaption></figure><hr class="scene-break"/><blockquote><p>We shall go when we are ready.</p></blockquote><pre
><code>while trains: <span class="k">load</span>(trains.pop())</code></pre><p>See <a class="cross-reference"
href="#fig-stages">Figure 2.1</a> and <a href="https://example.org/archive">the archive</a>.<a class="note-call"
epub:type="noteref" role="doc-noteref" id="talks-note-1-call" href="#talks-note-1">1</a></p><p><img
src="figures/dot.png" alt="" role="presentation"/></p><section class="notes" epub:type="footnotes"><aside
class="footnote" epub:type="footnote" role="doc-footnote" id="talks-note-1"><p><a class="note-back" role="doc-backlink"
href="#talks-note-1-call">1</a> Visited in May.</p></aside></section></section>"""

GLOSSARY = """<section id="glossary" class="glossary" epub:type="glossary" role="doc-glossary"
aria-labelledby="glossary-title"><header class="opening"><h1 id="glossary-title">Glossary</h1></header><dl
class="glossary-list"><dt id="gl-zero-option"><dfn>zero option</dfn></dt><dd>Withdrawal of all troops.</dd></dl>
</section>"""

BIBLIOGRAPHY = """<section id="bibliography" class="bibliography" epub:type="bibliography" role="doc-bibliography"
aria-labelledby="bibliography-title"><header class="opening"><h1 id="bibliography-title">Bibliography</h1></header><ul
class="references"><li class="reference" id="ref-innes2001">Innes, A. 2001. <i>Czechoslovakia: The Short
Goodbye</i>. Yale.</li></ul></section>"""

INDEX = """<section id="index" class="index" epub:type="index" role="doc-index" aria-labelledby="index-title"><header
class="opening"><h1 id="index-title">Index</h1></header><ul class="index-list"><li class="index-entry" id="ix-entry-d"
><span class="index-term">December</span> <span class="locators"><a class="locator" href="#ix-2">1</a></span></li></ul>
<ul class="index-list"><li class="index-entry" id="ix-entry-m"><span class="index-term">Milovice</span> <span
class="locators"><a class="locator" href="#ix-1">1</a>, <a class="locator" href="#ix-3">2</a></span><ul><li
class="index-entry"><span class="index-see"><i>see</i> <a href="#ix-entry-d">December</a></span></li></ul></li></ul>
</section>"""

METADATA = Metadata(
    title="The Last Train East",
    language="en-GB",
    identifier="urn:uuid:7d9d2c6e-6b2b-5a3e-9c51-0a4a2a0d0001",
    modified=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    subtitle="How an Army Left",
    contributors=(
        Contributor("Ada Nováková", "aut", "Nováková, Ada"),
        Contributor("John Smith", "aut", "Smith, John"),
        Contributor("Eva Editor", "edt", "Editor, Eva"),
    ),
    publisher="Small Press",
    published=date(2026, 1, 2),
    rights="© 2026 Small Press. CC BY-SA 4.0.",
    license="CC-BY-SA-4.0",
    description="How an army left, <quietly> & late.",
    url="https://example.org/the-last-train-east",
    subjects=(Subject("Warsaw Pact"), Subject("HIS010010", "BISAC"), Subject("NHD", "Thema")),
    identifiers=(("isbn-print", "978-80-000-0000-2"), ("doi", "10.5555/12345678")),
    series=Series("Short Histories", 2),
)


def fragment(markup: str) -> Fragment:
    """The markup as a Fragment, with the namespaces of a composed book declared on its root."""
    root = etree.fromstring(f'<root xmlns="{XHTML}" xmlns:epub="{EPUB}" xmlns:press="{PRESS}">{markup}</root>')
    return make_fragment(root[0])


def division(id: str, kind: Kind, matter: Matter, markup: str, text: str, label: str = "", **more: object) -> Division:
    """A division of the sample book, in its language."""
    made = Division(id, kind, matter, label, text, text, fragment(markup), "en-GB")
    return replace(made, **more)  # type: ignore[arg-type]  # the caller names fields of Division


DIVISIONS = (
    division("title-page", Kind.TITLE_PAGE, Matter.FRONT, TITLE_PAGE, "The Last Train East"),
    division("imprint", Kind.IMPRINT, Matter.FRONT, IMPRINT, "Imprint"),
    division("contents", Kind.CONTENTS, Matter.FRONT, CONTENTS, "Contents"),
    division("preface", Kind.PREFACE, Matter.FRONT, PREFACE, "Preface"),
    division("part-1", Kind.PART, Matter.BODY, PART, "The Talks", "Part I"),
    division(
        "stay",
        Kind.CHAPTER,
        Matter.BODY,
        STAY,
        "A Temporary Stay",
        "Chapter 1",
        part="part-1",
        sections=(Section("stay-numbers", 2, "Numbers"),),
    ),
    division("talks", Kind.CHAPTER, Matter.BODY, TALKS, "The Talks in Winter", "Chapter 2", part="part-1"),
    division("glossary", Kind.GLOSSARY, Matter.BACK, GLOSSARY, "Glossary"),
    division("bibliography", Kind.BIBLIOGRAPHY, Matter.BACK, BIBLIOGRAPHY, "Bibliography"),
    division("index", Kind.INDEX, Matter.BACK, INDEX, "Index"),
)

NAVIGATION = (
    ContentsEntry("preface", "", "Preface"),
    ContentsEntry(
        "part-1",
        "Part I",
        "The Talks",
        (
            ContentsEntry("stay", "1", "A Temporary Stay", (ContentsEntry("stay-numbers", "", "Numbers"),)),
            ContentsEntry("talks", "2", "The Talks in Winter"),
        ),
    ),
    ContentsEntry("glossary", "", "Glossary"),
    ContentsEntry("bibliography", "", "Bibliography"),
    ContentsEntry("index", "", "Index"),
)


def picture(size: tuple[int, int], form: str) -> bytes:
    """A plain picture as the bytes of a file."""
    written = io.BytesIO()
    Picture.new("RGB", size, (20, 40, 60)).save(written, form)
    return written.getvalue()


FILES = {"figures/stages.svg": STAGES, "figures/dot.png": picture((4, 4), "PNG")}
COVER = picture((1600, 2560), "JPEG")


def sample_folder() -> MemoryFolder:
    """The manuscript's folder with the book's images."""
    return MemoryFolder(FILES)


def sample_book() -> Book:
    """The composed book."""
    return Book(
        metadata=METADATA,
        divisions=DIVISIONS,
        contents=NAVIGATION,
        apparatus=Apparatus(
            figures=(Illustration("fig-stages", "Figure 2.1", "The three stages"),),
            tables=(Illustration("tbl-equipment", "Table 1.1", "What they brought"),),
        ),
        images=(
            Image("figures/stages.svg", "image/svg+xml", 120, 40, hashlib.sha256(STAGES).hexdigest()),
            Image("figures/dot.png", "image/png", 4, 4, hashlib.sha256(FILES["figures/dot.png"]).hexdigest()),
        ),
        words=ENGLISH,
        style=StyleSettings(),
        editions=(),
        paper=OnPaper(DIVISIONS, NAVIGATION),
        faces=BookFaces(family_faces("Spectral"), family_faces("IBM Plex Mono")),
        scripts=("Latn",),
    )


def sample_page_map() -> PageMap:
    """Pages as a printer would count them: roman in front, a blank verso, a page that turns inside a paragraph."""
    pages = (
        Page("i", "title-page", 0),
        Page("ii", "imprint", 0),
        Page("iii", "contents", 0),
        Page("iv", "contents", len("ContentsPrefacePartITheTalks")),
        Page("v", "preface", 0),
        Page("1", "part-1", 0),
        Page("2", "", 0),
        Page("3", "stay", 0),
        Page("4", "stay", len("Chapter1ATemporaryStayTheycameinAugust1968andcalleditt")),
        Page("5", "talks", 0),
        Page("6", "glossary", 0),
        Page("7", "bibliography", 0),
        Page("8", "index", 0),
    )
    first = {page.division: number for number, page in reversed(list(enumerate(pages)))}
    places = {
        str(element.get("id")): first[division.id]
        for division in sample_book().divisions
        for element in fragment_tree(division.content).iter(etree.Element)
        if element.get("id")
    }
    return PageMap(pages, places)


def render_epub(
    book: Book, folder: Folder, page_map: PageMap | None, cover: bytes, profile: Profile = STANDARD
) -> bytes:
    """The e-book as bytes."""
    file = io.BytesIO()
    write_epub(file, book, folder, page_map, cover, profile)
    return file.getvalue()
