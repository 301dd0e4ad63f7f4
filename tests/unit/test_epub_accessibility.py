"""The book claims of its accessibility what its content bears out, and nothing else."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from lxml import etree
from sample_book import sample_book

from chapbook.compose.words import book_words
from chapbook.model.book import Book, Image, SummaryWords
from chapbook.model.fragment import MATHML, SVG, XHTML, XML_LANG, fragment_tree
from chapbook.model.manuscript import StyleSettings
from chapbook.model.metadata import AccessibilityClaims
from chapbook.render.epub.accessibility import Findings, find_facts, make_accessibility
from chapbook.render.epub.publication import MetadataEntry

GOOD = Findings(
    images=3,
    described=2,
    undescribed=0,
    formulas=1,
    formulas_in_words=1,
    mathml=True,
    headings_in_order=True,
    tables_with_headers=True,
    index=True,
    pages=True,
    moving=False,
    may_flash=False,
    own_sheets=False,
)


def book_of(publisher: str = "Press", language: str = "en", claims: AccessibilityClaims | None = None) -> Book:
    book = sample_book()
    metadata = replace(book.metadata, publisher=publisher, language=language)
    metadata = replace(metadata, claims=claims) if claims else metadata
    return replace(book, metadata=metadata, words=book_words(language).renderers)


def entries(found: Findings, name: str, book: Book | None = None) -> list[MetadataEntry]:
    made = make_accessibility(found, book or book_of(), "urn:print")
    return [e for e in made if e.attributes.get("property", "").removeprefix("schema:") == name]


def claims(found: Findings, name: str, book: Book | None = None) -> list[str]:
    return [e.value for e in entries(found, name, book)]


def facts(markup: str, book: Book | None = None) -> Findings:
    section = etree.fromstring(f'<section xmlns="{XHTML}">{markup}</section>')
    return find_facts(book or replace(sample_book(), images=()), [section], False)


def test_the_sample_bears_out_everything() -> None:
    book = sample_book()
    found = find_facts(book, [fragment_tree(d.content) for d in book.divisions], True)
    assert found == GOOD
    assert claims(found, "accessibilityFeature") == [
        *("tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "ARIA", "unlocked"),
        *("alternativeText", "MathML", "describedMath", "index", "pageBreakMarkers", "pageNavigation"),
    ]
    assert claims(found, "accessMode") == ["textual", "visual"]
    assert claims(found, "accessModeSufficient") == ["textual,visual", "textual"]
    assert claims(found, "accessibilityHazard") == ["none"]
    assert claims(found, "pageBreakSource") == ["urn:print"]
    assert claims(found, "dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert claims(found, "a11y:certifiedBy") == ["Press"]
    assert claims(found, "accessibilitySummary") == [
        "All of the text can be read aloud. The size, typeface and colours of the text can be changed. "
        "Every image has a description or is marked as decoration. Every formula is also there as text. "
        "A table of contents and headings lead through the book. The index leads back into the text. "
        "The page numbers are those of the printed edition. Nothing moves, flashes or makes a sound."
    ]


def test_one_image_without_a_description_takes_the_claim_away() -> None:
    found = replace(GOOD, undescribed=1)
    assert "alternativeText" not in claims(found, "accessibilityFeature")
    assert claims(found, "accessModeSufficient") == ["textual,visual"]
    assert claims(found, "dcterms:conformsTo") == []
    (summary,) = claims(found, "accessibilitySummary")
    assert "Images without a description: 1." in summary
    assert "Every image" not in summary
    assert "read aloud" not in summary


def test_a_formula_without_words_cannot_be_read_by_who_does_not_see_it() -> None:
    found = replace(GOOD, formulas=2)
    assert claims(found, "accessModeSufficient") == ["textual,visual"]
    alone = replace(found, images=0, described=0)
    assert claims(alone, "accessMode") == ["textual", "visual"]
    assert claims(alone, "accessModeSufficient") == ["textual,visual"], "some mode is always enough"
    assert "describedMath" not in claims(found, "accessibilityFeature")
    assert "Some formulas are not there as text." in claims(found, "accessibilitySummary")[0]


def test_a_book_without_images_formulas_pages_and_index_claims_none() -> None:
    found = replace(
        GOOD, images=0, described=0, formulas=0, formulas_in_words=0, mathml=False, pages=False, index=False
    )
    features = claims(found, "accessibilityFeature")
    assert features == [
        "tableOfContents",
        "readingOrder",
        "structuralNavigation",
        "displayTransformability",
        "ARIA",
        "unlocked",
    ]
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
    assert claims(worse, "a11y:certifiedBy") == []


def test_conformance_is_not_claimed_in_nobodys_name() -> None:
    assert claims(GOOD, "dcterms:conformsTo", book_of(publisher="")) == []


def test_who_has_looked_at_the_book_is_named_with_the_report() -> None:
    said = AccessibilityClaims(certified_by="An Assessor", credential="A degree", report="https://example.org/r")
    book = book_of(publisher="", claims=said)
    made = make_accessibility(GOOD, book, "")
    assert claims(GOOD, "a11y:certifiedBy", book) == ["An Assessor"]
    assert claims(GOOD, "a11y:certifierCredential", book) == ["A degree"]
    (report,) = [e for e in made if e.name == "link"]
    assert dict(report.attributes) == {
        "rel": "a11y:certifierReport",
        "refines": "#certifier",
        "href": "https://example.org/r",
    }


@pytest.mark.parametrize(
    ("found", "claimed", "hazards"),
    [
        (GOOD, (), ["none"]),
        (
            replace(GOOD, moving=True, may_flash=True),
            (),
            ["unknownFlashingHazard", "unknownMotionSimulationHazard", "noSoundHazard"],
        ),
        (replace(GOOD, moving=True), (), ["noFlashingHazard", "unknownMotionSimulationHazard", "noSoundHazard"]),
        (replace(GOOD, moving=True), ("no-motion",), ["none"]),
        (
            replace(GOOD, moving=True, may_flash=True),
            ("flashing", "no-motion"),
            ["flashing", "noMotionSimulationHazard", "noSoundHazard"],
        ),
    ],
)
def test_hazards_are_what_was_found_or_else_claimed(
    found: Findings, claimed: tuple[str, ...], hazards: list[str]
) -> None:
    assert claims(found, "accessibilityHazard", book_of(claims=AccessibilityClaims(hazards=claimed))) == hazards


def test_the_summary_is_in_the_books_language_or_says_that_it_is_english() -> None:
    assert claims(GOOD, "accessibilitySummary", book_of(language="cs"))[0].startswith("Celý text lze přečíst nahlas. ")
    assert "。文字" in claims(GOOD, "accessibilitySummary", book_of(language="ja"))[0]
    assert "colors" in claims(GOOD, "accessibilitySummary", book_of(language="en-US"))[0]
    (welsh,) = entries(GOOD, "accessibilitySummary", book_of(language="cy"))
    assert welsh.attributes[XML_LANG] == "en"
    (czech,) = entries(GOOD, "accessibilitySummary", book_of(language="cs"))
    assert XML_LANG not in czech.attributes


def test_the_authors_summary_stands_first_and_in_its_own_language() -> None:
    own = AccessibilityClaims(summary="The maps are described in the text.")
    (english,) = claims(GOOD, "accessibilitySummary", book_of(claims=own))
    assert english.startswith("The maps are described in the text. All of the text")
    welsh = entries(GOOD, "accessibilitySummary", book_of(language="cy", claims=own))
    assert [e.attributes.get(XML_LANG) for e in welsh] == [None, "en"]


@pytest.mark.parametrize("language", ["en", "cs", "ja", "he", "fr"])
def test_every_sentence_of_a_summary_is_a_sentence(language: str) -> None:
    words = book_words(language).renderers.summary
    for field in fields(SummaryWords):
        if field.name != "language":
            assert getattr(words, field.name).endswith((".", "。")), field.name


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


def test_a_formula_as_a_picture_is_a_formula_and_no_image() -> None:
    found = facts('<img class="formula" alt="x"/>')
    assert (found.images, found.formulas, found.formulas_in_words, found.mathml) == (0, 1, 1, False)


def test_what_moves_is_found() -> None:
    slow = replace(sample_book(), images=(Image("a.gif", "image/gif", 2, 2, "", moves=True),))
    assert (facts("", slow).moving, facts("", slow).may_flash) == (True, False)
    fast = replace(slow, images=(replace(slow.images[0], may_flash=True),))
    assert facts("", fast).may_flash


def test_the_authors_sheets_are_noticed() -> None:
    book = replace(sample_book(), images=(), style=StyleSettings(epub_sheets=(("a.css", "p {}"),)))
    assert facts("", book).own_sheets
