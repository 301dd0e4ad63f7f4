"""The profile for Amazon's converter: what it loses is not in the file, and no word is lost."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import lru_cache

from lxml import etree
from PIL import Image as Picture
from sample_book import COVER, render_epub, sample_book, sample_folder, sample_page_map

from chapbook.cache import Cache
from chapbook.check.words import lost_words
from chapbook.model.ebook import EbookSettings
from chapbook.model.edition import EDITION_NAMES, ON_DEMAND, usual_editions
from chapbook.model.fragment import EPUB_TYPE, MATHML, SVG, h
from chapbook.model.manuscript import EditionSettings
from chapbook.render.epub.profiles import KINDLE

NCX = "{http://www.daisy.org/z3986/2005/ncx/}"


@lru_cache(maxsize=1)
def kindle() -> bytes:
    return render_epub(sample_book(), sample_folder(), sample_page_map(), COVER, KINDLE)


def archive(content: bytes | None = None) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content or kindle()))


def texts() -> dict[str, etree._Element]:
    names = [n for n in archive().namelist() if n.endswith(".xhtml")]
    return {n: etree.fromstring(archive().read(n)) for n in names}


def test_no_word_is_lost_and_a_lost_formula_would_be_seen() -> None:
    assert lost_words(sample_book(), io.BytesIO(kindle()), Cache(None), pictured=True) == ()
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as target:
        for name in archive().namelist():
            target.writestr(name, archive().read(name).replace(b"x squared", b""))
    assert len(lost_words(sample_book(), broken, Cache(None), pictured=True)) == 1


def test_formulas_and_drawings_are_pictures_with_their_words() -> None:
    found = {i.get("alt"): i.get("src") for t in texts().values() for i in t.iter(h("img"))}
    assert found["x squared"] == "../formulas/0001.png"
    assert found["Half-filled square"] == "../drawings/0001.png"
    for text in texts().values():
        assert not list(text.iter(f"{{{MATHML}}}math", f"{{{SVG}}}svg"))
    package = archive().read("EPUB/content.opf")
    assert b"svg" not in package
    assert b"mathml" not in package.lower()
    assert b"describedMath" in package


def test_a_formula_is_sharp_and_dark_on_white() -> None:
    with Picture.open(io.BytesIO(archive().read("EPUB/formulas/0001.png"))) as picture:
        assert picture.height > 60
        grey = picture.convert("L")
    assert grey.getextrema() == (0, 255)
    assert grey.getpixel((0, 0)) == 255


def test_the_contents_have_two_levels_at_most() -> None:
    ncx = etree.fromstring(archive().read("EPUB/toc.ncx"))
    assert ncx.find(f".//{NCX}navPoint/{NCX}navPoint") is not None
    assert ncx.find(f".//{NCX}navPoint/{NCX}navPoint/{NCX}navPoint") is None
    (depth,) = [meta.get("content") for meta in ncx.iter(f"{NCX}meta") if meta.get("name") == "dtb:depth"]
    assert depth == "2"


def test_the_cover_is_an_image_and_no_page() -> None:
    package = archive().read("EPUB/content.opf").decode()
    assert 'properties="cover-image"' in package
    assert "cover.xhtml" not in package
    assert '<reference type="text"' in package


def test_the_text_is_in_the_readers_own_face_unless_the_author_wants_otherwise() -> None:
    assert not any("font" in name for name in archive().namelist())
    assert "META-INF/com.apple.ibooks.display-options.xml" not in archive().namelist()
    settings = EditionSettings("kindle", ebook=EbookSettings(fonts=True))
    book = replace(sample_book(), editions=(settings,))
    names = archive(render_epub(book, sample_folder(), None, COVER, KINDLE)).namelist()
    assert "EPUB/fonts/spectral-400-normal.ttf" in names


def test_fonts_can_be_left_to_the_reader_in_the_standard_edition() -> None:
    settings = EditionSettings("epub", ebook=EbookSettings(fonts=False))
    content = render_epub(replace(sample_book(), editions=(settings,)), sample_folder(), None, COVER)
    names = archive(content).namelist()
    assert not any("font" in name for name in names)
    assert b"font-face" not in b"".join(archive(content).read(n) for n in names if n.endswith(".css"))


def test_only_the_types_that_kindle_acts_upon_are_in_the_text() -> None:
    text = {n: t for n, t in texts().items() if not n.endswith("nav.xhtml")}
    found = {e.get(EPUB_TYPE) for t in text.values() for e in t.iter(etree.Element)} - {None}
    assert found == {"noteref", "footnote", "pagebreak"}
    aside = next(e for t in text.values() for e in t.iter(h("aside")) if e.get(EPUB_TYPE) == "footnote")
    link = aside.find(f".//{h('a')}")
    assert link is not None
    assert link.get("href", "").startswith("#")


def test_the_edition_is_made_when_it_is_named_and_not_otherwise() -> None:
    assert "kindle" not in usual_editions(())
    assert set(EDITION_NAMES) - set(usual_editions(())) == ON_DEMAND
    assert set(EDITION_NAMES) - set(usual_editions(["kindle"])) == ON_DEMAND - {"kindle"}
