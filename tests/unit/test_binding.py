"""A small book, laid out once and bound in several ways."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from lxml import etree

from chapbook.faces import BookFaces, family_faces
from chapbook.files import MemoryFolder
from chapbook.model.book import Section
from chapbook.model.fragment import EPUB, XHTML, Fragment, fragment_tree, make_fragment
from chapbook.model.manuscript import Kind, Matter
from chapbook.model.metadata import Contributor, Metadata
from chapbook.render.pdf.binding import Binding, bind_book
from chapbook.render.pdf.layout import lay_out_part
from chapbook.render.pdf.layout_sorts import lay_out_sorts
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.render.pdf.pagination import BindingError, BoundPart, needed_sorts, plan_pages
from chapbook.render.pdf.part import Geometry, Place
from chapbook.render.pdf.single_page import set_single_page

GEOMETRY = Geometry(120, 160, 19, 24, 14, 20)
MM = 72 / 25.4
FACES = BookFaces(family_faces("Spectral"), family_faces("IBM Plex Mono"))
SHEET = """
html { font-size: 10pt; line-height: 14pt } p { margin: 0 } .caps { font-variant-caps: all-small-caps }
.head-recto { font-style: italic } .head-verso { font-variant-caps: all-small-caps }
"""
PICTURE = b"""<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><g opacity=".5">
<rect width="200" height="80" fill="red"/><text x="9" y="40" font-family="Book Text">Qq</text></g></svg>"""
FOLDER = MemoryFolder({"red.svg": PICTURE})
WORDS = "Nothing was settled in the winter, and little in the spring. " * 8


def fragment(id: str, content: str) -> Fragment:
    section = f'<section xmlns="{XHTML}" xmlns:epub="{EPUB}" id="{id}">{content}</section>'
    return make_fragment(etree.fromstring(section))


def part(id: str, content: str, kind: Kind = Kind.CHAPTER, language: str = "en", **more: Any) -> BoundPart:
    matter = Matter.FRONT if kind in (Kind.TITLE_PAGE, Kind.CONTENTS) else Matter.BODY
    job = LayoutJob(id, fragment(id, content), language, id, GEOMETRY, (SHEET,), FACES, FOLDER, ("red.svg",))
    return BoundPart(lay_out_part(job), kind, matter, True, more.pop("title", id.title()), language, **more)


TABLE = """<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"""
NOTE = """<p>Noted<a class="note-call" id="{0}-call" href="#{0}">1</a>.</p><section class="notes"
 epub:type="footnotes"><aside class="footnote" epub:type="footnote" id="{0}"><p>A note.</p></aside></section>"""


@pytest.fixture(scope="module")
def parts() -> tuple[BoundPart, ...]:
    one = f"""<h1>One</h1><p>See <a href="#two-příliš">the <i>second</i></a> and <a href="#one-a">here</a>.</p>
    <h2 id="one-a">Early</h2><p>{WORDS * 6}</p>{TABLE}<h3 id="one-b">Late</h3><p>An <code>end</code>.</p>
    {NOTE.format("n-1")}"""
    two = f"""<h1>Zwei</h1><p><img src="red.svg" alt="Red"/></p><h2 id="two-příliš">Später</h2><p class="caps">Ǆ Abc</p>
    {TABLE}<p><a href="https://example.org/a?b=1">there</a></p>{NOTE.format("n-2")}"""
    heads: dict[str, Any] = {"head_verso": "The Book", "head_recto": "Winter"}
    return (
        part("title", "<h1>The Book</h1>", Kind.TITLE_PAGE, title=""),
        part("contents", '<ol><li><a href="#one">One <span>1</span></a></li></ol>', Kind.CONTENTS),
        part("early", "<h1>Part one</h1>", Kind.PART, **heads),
        part("one", one, level=2, sections=(Section("one-a", 2, "Early"), Section("one-b", 3, "Late")), **heads),
        part("two", two, language="de", sections=(Section("two-příliš", 2, "Später"),), **heads),
    )


@pytest.fixture(scope="module")
def binding(parts: tuple[BoundPart, ...]) -> Binding:
    modified = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    contributors = (Contributor("Ann Öther", "aut", ""), Contributor("Bo", "trl", ""), Contributor("Cy", "aut", ""))
    metadata = Metadata("The “Book”", "en", "urn:uuid:1", modified, contributors=contributors)
    plan = plan_pages(parts)
    sorts = lay_out_sorts(needed_sorts(plan), (SHEET,), FACES, "en")
    cover = set_single_page(
        fragment_tree(fragment("c", '<p>Cover</p><img src="red.svg" alt=""/>')), 120, 160, (SHEET,), FACES, FOLDER
    )
    faces = (*FACES.text, *FACES.code)
    return Binding(parts, plan, sorts, faces, GEOMETRY, metadata, mirrored=False, links=True, cover_front=cover)


@pytest.fixture(scope="module")
def screen_bytes(binding: Binding) -> bytes:
    return bind_book(binding)


@pytest.fixture
def screen(screen_bytes: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(screen_bytes)) as pdf:
        yield pdf


@pytest.fixture
def press(binding: Binding) -> Iterator[pikepdf.Pdf]:
    bound = bind_book(dataclasses.replace(binding, mirrored=True, links=False, cover_back=binding.cover_front))
    with pikepdf.open(BytesIO(bound)) as pdf:
        yield pdf


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


def ink(pdf: bytes, page: int, top_mm: float, bottom_mm: float) -> tuple[float, float]:
    """The left and the right edge in mm of what is printed on a page between two heights from the head."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[page].render(scale=4 / MM).to_pil().convert("L")
    document.close()
    strip = picture.crop((0, int(top_mm * 4), picture.width, int(bottom_mm * 4))).point(lambda v: 255 * (v < 160))
    box = strip.getbbox()
    assert box is not None, "nothing is printed there"
    return box[0] / 4, box[2] / 4


def elements(element: Any) -> Iterator[Any]:
    """Every structure element below, itself included."""
    yield element
    for kid in element.get("/K", ()) if isinstance(element.get("/K"), pikepdf.Array) else ():
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from elements(kid)


def test_the_same_parts_give_the_same_bytes(binding: Binding, screen_bytes: bytes) -> None:
    assert bind_book(binding) == screen_bytes


def test_pages_come_in_order_with_blank_versos(screen: pikepdf.Pdf) -> None:
    labels = [page.label for page in screen.pages]
    assert labels == ["Cover", "i", "ii", "iii", "iv", "1", "2", "3", "4", "5", "6", "7"]
    blank = [label for page, label in zip(screen.pages, labels, strict=True) if "/Contents" not in page]
    assert blank == ["ii", "iv", "2", "6"]


def test_heads_and_folios_stand_where_the_trade_puts_them(screen_bytes: bytes) -> None:
    pages = [text.splitlines() for text in texts(screen_bytes)]
    assert pages[1] == ["The Book"], "a title page has no folio"
    assert pages[3][-1] == "iii"
    assert pages[5] == ["Part one"], "nor has the page that opens a part"
    assert pages[7][0] != "Winter"
    assert pages[7][-1] == "3"
    assert pages[8][-1].lower() == "the book 4", "head and folio of a verso"
    assert pages[9][-1] == "Winter 5", "and of a recto"


def test_each_face_is_embedded_once(screen: pikepdf.Pdf, press: pikepdf.Pdf) -> None:
    for pdf in (screen, press):
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/Type0"]
        names = sorted(str(font.BaseFont).partition("+")[2] for font in fonts)
        assert names == ["IBMPlexMono-Regular", "Spectral-Bold", "Spectral-Italic", "Spectral-Regular"]
        assert all("/ToUnicode" in font for font in fonts)
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)


def test_no_text_is_lost_with_the_fonts(parts: tuple[BoundPart, ...], screen_bytes: bytes) -> None:
    bound = [" ".join(page.split()) for page in texts(screen_bytes)]
    for bare, page in zip(texts(parts[3].part.pdf), bound[7:10], strict=True):
        assert " ".join(bare.split()) in page
    assert "ǆ abc" in bound[11].lower()


def test_the_block_lies_by_the_spine_in_a_mirrored_book(binding: Binding, screen_bytes: bytes) -> None:
    assert ink(screen_bytes, 8, 20, 60) == pytest.approx((17, 103), abs=1), "the lines are ragged"
    mirrored = dataclasses.replace(binding, mirrored=True, links=False, cover_front=None)
    bound = bind_book(mirrored)
    assert ink(bound, 6, 60, 70)[0] == pytest.approx(14, abs=0.5), "recto, the spine at the left"
    assert ink(bound, 7, 20, 60)[1] == pytest.approx(106, abs=1), "verso, the spine at the right"
    from_the_right = bind_book(dataclasses.replace(mirrored, right_to_left=True))
    assert ink(from_the_right, 6, 60, 70)[0] == pytest.approx(20, abs=0.5)
    assert sum(ink(bound, 7, 145, 155)) / 2 == pytest.approx(63, abs=0.5), "the folio stands under the block"


def test_covers_of_a_mirrored_book_are_blank_inside(press: pikepdf.Pdf) -> None:
    assert [page.label for page in press.pages][:3] == ["Cover", "", "i"]
    assert [page.label for page in press.pages][-3:] == ["7", "", "Cover"]
    assert "/Contents" not in press.pages[1]
    assert "/Contents" not in press.pages[-2]


def test_boxes_are_the_trim(screen: pikepdf.Pdf) -> None:
    for page in screen.pages:
        for box in (page.mediabox, page.cropbox, page.trimbox):
            assert [float(edge) for edge in box] == pytest.approx([0, 0, 120 * MM, 160 * MM], abs=0.01)


def test_links_into_the_book_become_destinations(screen: pikepdf.Pdf, parts: tuple[BoundPart, ...]) -> None:
    names = list(screen.Root.Names.Dests.Names)
    places = {str(name): place for name, place in zip(names[::2], names[1::2], strict=True)}
    assert set(places) == {place.id for bound in parts for place in bound.part.places}
    assert [bytes(name) for name in names[::2]] == sorted(bytes(name) for name in names[::2])
    assert places["two-příliš"][0].objgen == screen.pages[11].obj.objgen
    links = [(str(link.get("/Dest", "")), str(link.Contents)) for link in screen.pages[7].Annots]
    assert links == [("two-příliš", "Später"), ("one-a", "Early")]
    assert str(screen.pages[11].Annots[0].A.URI) == "https://example.org/a?b=1"


def test_links_and_places_shift_with_the_block(binding: Binding, screen: pikepdf.Pdf) -> None:
    bound = bind_book(dataclasses.replace(binding, mirrored=True))
    with pikepdf.open(BytesIO(bound)) as mirrored:
        here, there = screen.pages[7].Annots[0], mirrored.pages[8].Annots[0]
        assert float(there.Rect[0]) - float(here.Rect[0]) == pytest.approx(-3 * MM, abs=0.01)
        assert float(there.Rect[2]) - float(here.Rect[2]) == pytest.approx(-3 * MM, abs=0.01)
        names = list(mirrored.Root.Names.Dests.Names)
        place = names[names.index(pikepdf.String("one")) + 1]
        assert float(place[2]) == pytest.approx(14 * MM, abs=0.01)


def test_a_link_that_leads_nowhere_is_named(binding: Binding) -> None:
    kept = binding.parts[:4]
    without = dataclasses.replace(binding, parts=kept, plan=plan_pages(kept))
    with pytest.raises(BindingError, match="“two-příliš”"):
        bind_book(without)


def test_a_section_that_is_nowhere_is_named(binding: Binding) -> None:
    lost = dataclasses.replace(binding.parts[4], sections=(Section("gone", 2, "Gone"),))
    with pytest.raises(BindingError, match="“Gone”"):
        bind_book(dataclasses.replace(binding, parts=(*binding.parts[:4], lost)))


def test_an_id_that_stands_twice_is_named(binding: Binding) -> None:
    extra = dataclasses.replace(binding.parts[4].part, places=(*binding.parts[4].part.places, Place("one-a", 0, 0, 0)))
    doubled = dataclasses.replace(binding.parts[4], part=extra)
    with pytest.raises(BindingError, match="“one-a”"):
        bind_book(dataclasses.replace(binding, parts=(*binding.parts[:4], doubled)))


def test_a_missing_sort_is_named(binding: Binding) -> None:
    few = dataclasses.replace(binding.sorts, sorts=binding.sorts.sorts[:-1], widths_pt=binding.sorts.widths_pt[:-1])
    with pytest.raises(BindingError, match=binding.sorts.sorts[-1].text):
        bind_book(dataclasses.replace(binding, sorts=few))


def test_a_page_of_another_size_is_refused(binding: Binding) -> None:
    with pytest.raises(BindingError, match="does not fit"):
        bind_book(dataclasses.replace(binding, geometry=dataclasses.replace(GEOMETRY, width_mm=130)))


def test_the_outline_is_nested_and_closed(screen: pikepdf.Pdf) -> None:
    with screen.open_outline() as outline:
        sketch = [
            (top.title, top.is_closed, [(sub.title, [low.title for low in sub.children]) for sub in top.children])
            for top in outline.root
        ]
    assert [(title, below) for title, _closed, below in sketch] == [
        ("Contents", []),
        ("Early", [("One", ["Early"])]),
        ("Two", [("Später", [])]),
    ]
    assert all(closed for _title, closed, below in sketch if below)


def test_the_structure_is_one_tree(screen: pikepdf.Pdf) -> None:
    document = screen.Root.StructTreeRoot.K[0]
    assert document.S == "/Document"
    assert [str(division.S) for division in document.K] == ["/Part"] * 6
    assert [str(division.get("/Lang", "")) for division in document.K] == ["", "", "", "", "", "de"]
    assert str(document.K[0].K[0].Alt) == "Cover: The “Book”"
    for element in elements(document):
        for kid in element.get("/K", ()) if isinstance(element.get("/K"), pikepdf.Array) else ():
            if isinstance(kid, pikepdf.Dictionary) and "/P" in kid:
                assert kid.P.objgen == element.objgen


def test_the_parent_tree_leads_from_every_page_and_link_to_its_element(screen: pikepdf.Pdf) -> None:
    numbers = list(screen.Root.StructTreeRoot.ParentTree.Nums)
    keys = [int(key) for key in numbers[::2]]
    assert keys == sorted(set(keys))
    parents = dict(zip(keys, numbers[1::2], strict=True))
    for page in screen.pages:
        if "/Contents" in page:
            assert isinstance(parents[int(page.StructParents)], pikepdf.Array)
        for link in page.get("/Annots", ()):
            assert parents[int(link.StructParent)].S == "/Link"
    assert int(screen.Root.StructTreeRoot.ParentTreeNextKey) == max(keys) + 1


def test_header_cells_have_scopes_and_notes_ids_of_their_own(screen: pikepdf.Pdf) -> None:
    made = list(elements(screen.Root.StructTreeRoot.K[0]))
    ids = [str(element.ID) for element in made if "/ID" in element]
    assert len(ids) == len(set(ids)) == len([element for element in made if element.S == "/Note"]) > 0
    assert [str(name) for name in screen.Root.StructTreeRoot.IDTree.Names[::2]] == sorted(ids)
    heads = [element for element in made if element.S == "/TH"]
    assert heads
    assert {str(head.A.Scope) for head in heads} <= {"/Column", "/Row"}


def test_a_file_for_the_press_has_neither_links_nor_tags(press: pikepdf.Pdf) -> None:
    assert "/StructTreeRoot" not in press.Root
    assert not [page for page in press.pages if "/Annots" in page or "/StructParents" in page]
    assert b"pdfuaid:part" not in press.Root.Metadata.read_bytes()


def test_a_file_with_a_letter_that_no_face_has_claims_nothing(binding: Binding) -> None:
    first, *rest = binding.parts
    lacking = dataclasses.replace(first, part=dataclasses.replace(first.part, unset=("\U0001f6a8",)))
    with pikepdf.open(BytesIO(bind_book(dataclasses.replace(binding, parts=(lacking, *rest))))) as pdf:
        assert b"pdfuaid:part" not in pdf.Root.Metadata.read_bytes()


def test_the_file_says_what_it_is(screen: pikepdf.Pdf) -> None:
    assert str(screen.docinfo["/Title"]) == "The “Book”"
    assert str(screen.docinfo["/Author"]) == "Ann Öther, Cy"
    assert str(screen.docinfo["/CreationDate"]) == "D:20240506070809Z"
    assert str(screen.docinfo["/Producer"]).startswith("chapbook ")
    with screen.open_metadata() as xmp:
        assert xmp["dc:title"] == "The “Book”"
        assert xmp["dc:creator"] == ["Ann Öther", "Cy"]
        assert xmp["xmp:ModifyDate"] == "2024-05-06T07:08:09Z"
        assert xmp["pdfuaid:part"] == "1"
    assert str(screen.Root.Lang) == "en"
    assert screen.Root.MarkInfo.Marked
    assert screen.Root.ViewerPreferences.DisplayDocTitle
