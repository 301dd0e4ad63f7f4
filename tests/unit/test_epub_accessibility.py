"""The book claims of its accessibility what its content bears out, and nothing else."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from lxml import etree
from PIL import Image as Picture
from sample_book import sample_book, sample_folder

from chapbook.files import MemoryFolder
from chapbook.model.book import Book, Image
from chapbook.model.fragment import MATHML, SVG, XHTML, XML_LANG, fragment_tree
from chapbook.model.manuscript import StyleSettings
from chapbook.render.epub.accessibility import Findings, find_facts, make_accessibility

GOOD = Findings(
    images=3,
    described=2,
    undescribed=0,
    formulas=1,
    formulas_in_words=1,
    headings_in_order=True,
    tables_with_headers=True,
    index=True,
    pages=True,
    moving=False,
    own_sheets=False,
)


def claims(found: Findings, name: str, publisher: str = "Press", language: str = "en") -> list[str]:
    made = make_accessibility(found, language, publisher, "urn:print")
    return [e.value for e in made if e.attributes.get("property", "").removeprefix("schema:") == name]


def facts(markup: str, book: Book | None = None, folder: MemoryFolder | None = None) -> Findings:
    section = etree.fromstring(f'<section xmlns="{XHTML}">{markup}</section>')
    return find_facts(book or replace(sample_book(), images=()), [section], False, folder or sample_folder())


def test_the_sample_bears_out_everything() -> None:
    book = sample_book()
    found = find_facts(book, [fragment_tree(d.content) for d in book.divisions], True, sample_folder())
    assert found == GOOD
    assert claims(found, "accessibilityFeature") == [
        *("tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "ARIA"),
        *("alternativeText", "MathML", "describedMath", "index", "pageBreakMarkers", "pageNavigation"),
    ]
    assert claims(found, "accessMode") == ["textual", "visual"]
    assert claims(found, "accessModeSufficient") == ["textual,visual", "textual"]
    assert claims(found, "accessibilityHazard") == ["none"]
    assert claims(found, "pageBreakSource") == ["urn:print"]
    assert claims(found, "dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.1 Level AA"]
    assert claims(found, "a11y:certifiedBy") == ["Press"]


def test_one_image_without_a_description_takes_the_claim_away() -> None:
    found = replace(GOOD, undescribed=1)
    assert "alternativeText" not in claims(found, "accessibilityFeature")
    assert claims(found, "accessModeSufficient") == ["textual,visual"]
    assert claims(found, "dcterms:conformsTo") == []
    assert "Images without a description: 1 of 3." in claims(found, "accessibilitySummary")[0]


def test_a_book_without_images_formulas_pages_and_index_claims_none() -> None:
    found = replace(GOOD, images=0, described=0, formulas=0, formulas_in_words=0, pages=False, index=False)
    features = claims(found, "accessibilityFeature")
    assert features == ["tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "ARIA"]
    assert claims(found, "accessMode") == ["textual"]
    assert claims(found, "pageBreakSource") == []
    assert "image" not in claims(found, "accessibilitySummary")[0]


@pytest.mark.parametrize(
    "worse",
    [
        replace(GOOD, formulas_in_words=0),
        replace(GOOD, headings_in_order=False),
        replace(GOOD, tables_with_headers=False),
        replace(GOOD, moving=True),
        replace(GOOD, own_sheets=True),
    ],
)
def test_conformance_is_not_claimed_when_a_criterion_fails(worse: Findings) -> None:
    assert claims(worse, "dcterms:conformsTo") == []


def test_conformance_is_not_claimed_in_nobodys_name() -> None:
    assert claims(GOOD, "dcterms:conformsTo", publisher="") == []


def test_the_summary_is_in_the_books_language_or_says_that_it_is_english() -> None:
    assert claims(GOOD, "accessibilitySummary", language="cs")[0].startswith("Text lze číst nahlas")
    german = next(e for e in make_accessibility(GOOD, "de-AT", "", "") if "Summary" in e.attributes["property"])
    assert german.attributes[XML_LANG] == "en"


def test_images_are_counted_by_what_they_say() -> None:
    found = facts(
        f'<img alt="A."/><img alt=""/><img/><svg xmlns="{SVG}" aria-label="B."><svg/></svg><svg xmlns="{SVG}"/>'
        f'<svg xmlns="{SVG}" aria-hidden="true"/><svg xmlns="{SVG}"><title>C</title></svg>'
    )
    assert (found.images, found.described, found.undescribed) == (6, 3, 2)


def test_formulas_tables_and_headings_are_looked_at() -> None:
    assert facts(f'<math xmlns="{MATHML}" alttext="x"/><math xmlns="{MATHML}"/>').formulas_in_words == 1
    assert not facts("<table><tr><td>1</td></tr></table>").tables_with_headers
    assert facts("<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>").headings_in_order
    assert not facts("<h1>a</h1><h3>b</h3>").headings_in_order


def test_an_image_that_moves_is_found() -> None:
    frames = [Picture.new("RGB", (2, 2), colour) for colour in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    still = f'<svg xmlns="{SVG}"><rect/></svg>'.encode()
    moving = f'<svg xmlns="{SVG}"><rect><animate attributeName="x"/></rect></svg>'.encode()
    folder = MemoryFolder({"a.gif": written.getvalue(), "b.svg": still, "c.svg": moving})
    for path, kind, expected in (
        ("a.gif", "image/gif", True),
        ("b.svg", "image/svg+xml", False),
        ("c.svg", "image/svg+xml", True),
    ):
        book = replace(sample_book(), images=(Image(path, kind, 2, 2, ""),))
        assert facts("", book, folder).moving is expected, path
    assert "none" not in claims(replace(GOOD, moving=True), "accessibilityHazard")


def test_the_authors_sheets_are_noticed() -> None:
    book = replace(sample_book(), images=(), style=StyleSettings(epub_sheets=(("a.css", "p {}"),)))
    assert facts("", book).own_sheets
