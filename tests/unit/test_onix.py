"""The record for shops: EDItEUR's schema and code lists take it, and it says what book.toml and the editions say."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree
from sample_book import COVER, render_epub, sample_book, sample_folder, sample_page_map

from chapbook import build
from chapbook.diagnostics import Severity
from chapbook.model.book import Book
from chapbook.model.edition import Edition
from chapbook.model.metadata import Contributor, Metadata, Subject
from chapbook.model.store import StoreSettings
from chapbook.read.metadata import ROLES
from chapbook.read.schema import CHOICES
from chapbook.render.editions import EPUB_TYPE, PDF_TYPE
from chapbook.render.onix.claims import Feature, read_claims
from chapbook.render.onix.edition import render_onix
from chapbook.render.onix.languages import _CODES, language_code
from chapbook.render.onix.markup import ONIX
from chapbook.render.onix.products import isbn_13

PRINT = Edition("print", "book-print-a5.pdf", PDF_TYPE, b"print", 36)
PICTURE = Edition("picture", "book-cover.jpg", "image/jpeg", b"jpeg")
XS = "{http://www.w3.org/2001/XMLSchema}"


def schema_file(name: str) -> Path:
    """A file of the schema that the package onixcheck ships; nothing of the package is run."""
    package = find_spec("onixcheck")
    assert package, "the tests need onixcheck: pip install -e .[test]"
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0], "schema", "xsd3.0", name)


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schema_file("ONIX_BookProduct_3.0_reference.xsd")))


@cache
def codes(number: int) -> frozenset[str]:
    """The codes of one of EDItEUR's lists."""
    lists = etree.parse(schema_file("ONIX_BookProduct_CodeLists.xsd")).getroot()
    (found,) = [kind for kind in lists.iter(f"{XS}simpleType") if kind.get("name") == f"List{number}"]
    return frozenset(value.get("value", "") for value in found.iter(f"{XS}enumeration"))


@cache
def epub_bytes() -> bytes:
    return render_epub(sample_book(), sample_folder(), sample_page_map(), COVER)


@cache
def epub() -> Edition:
    return Edition("epub", "book.epub", EPUB_TYPE, epub_bytes())


def claims(content: bytes) -> tuple[Feature, ...]:
    return read_claims(io.BytesIO(content))


def record(book: Book, editions: Sequence[Edition] = (), pages: int = 34) -> etree._Element:
    """The record, after the schema has taken it."""
    made, _found = render_onix(book, editions or (epub(), PRINT), "book", pages)
    assert (made.name, made.file_name, made.media_type) == ("onix", "book-onix.xml", "application/xml")
    assert isinstance(made.content, bytes)
    message = etree.fromstring(made.content)
    assert schema().validate(message), schema().error_log
    return message


def told(store: StoreSettings = StoreSettings(), **changes: object) -> Book:  # noqa: B008  # it is frozen
    book = sample_book()
    return replace(book, store=store, metadata=replace(book.metadata, **changes))  # type: ignore[arg-type]  # by name


def texts(tree: etree._Element, *names: str) -> list[str]:
    """The texts of the elements that the last name names, below those of the names before it."""
    path = "//" + "//".join(f"o:{name}" for name in names)
    return [e.text or "" for e in tree.xpath(path, namespaces={"o": ONIX})]  # type: ignore[union-attr]  # elements


def test_every_form_with_a_number_is_a_product() -> None:
    message = record(sample_book())
    assert texts(message, "ProductForm") == ["ED", "BA"]
    assert texts(message, "RecordReference") == [sample_book().metadata.identifier, "urn:isbn:9788000000002"]
    ebook, paper = (etree.ElementTree(p).getroot() for p in message.findall(f"{{{ONIX}}}Product"))
    assert [(e[0].text, e[1].text) for e in ebook.findall(f"{{{ONIX}}}ProductIdentifier")] == [
        ("22", sample_book().metadata.identifier),
        ("06", "10.5555/12345678"),
    ]
    assert [(e[0].text, e[1].text) for e in paper.findall(f"{{{ONIX}}}ProductIdentifier")] == [
        ("03", "9788000000002"),
        ("15", "9788000000002"),
    ]
    assert texts(message, "ProductRelationCode") == ["13", "27"]
    assert texts(message, "SentDateTime") == ["20260102T030405Z"]


def test_titles_people_languages_and_series_are_those_of_the_book() -> None:
    message = record(sample_book(), (epub(),))
    assert texts(message, "TitlePrefix") + texts(message, "TitleWithoutPrefix") == ["The", "Last Train East"]
    assert texts(message, "Subtitle") == ["How an Army Left"]
    assert texts(message, "ContributorRole") == ["A01", "A01", "B01"]
    assert texts(message, "KeyNames") == ["Nováková", "Smith", "Editor"]
    assert texts(message, "LanguageCode") + texts(message, "CountryCode") == ["eng", "GB"]
    assert texts(message, "CollectionSequenceNumber") + texts(message, "Collection", "TitleText") == [
        "2",
        "Short Histories",
    ]
    assert texts(message, "CollateralDetail", "Text") == ["How an army left, <quietly> & late."]
    assert texts(message, "EpubLicenseExpressionLink") == ["https://creativecommons.org/licenses/by-sa/4.0/"]


@pytest.mark.parametrize(
    ("person", "names"),
    [
        (Contributor("Ada Nováková", "aut", "Nováková, Ada"), {"PersonNameInverted": "Nováková, Ada"}),
        (Contributor("The Railway Club", "aut", "The Railway Club"), {"CorporateName": "The Railway Club"}),
        (Contributor("Plato", "aut", "Plato"), {"PersonName": "Plato", "KeyNames": "Plato"}),
    ],
)
def test_people_and_bodies_are_told_apart_by_how_they_are_sorted(person: Contributor, names: dict[str, str]) -> None:
    message = record(told(contributors=(person,)), (epub(),))
    assert {name: texts(message, "Contributor", name)[0] for name in names} == names


def test_the_measures_are_those_of_the_editions() -> None:
    message = record(sample_book())
    extents = list(zip(texts(message, "ExtentType"), texts(message, "ExtentValue"), strict=True))
    assert extents == [("08", "34"), ("22", str(len(epub_bytes()))), ("06", "36"), ("11", "34")]
    assert texts(message, "Measurement") == ["210", "148"]
    assert texts(record(sample_book(), (epub(),)), "ExtentType") == ["22"]


def test_the_e_books_claims_are_those_of_its_own_package() -> None:
    features = {(kind, code) for kind, code, _text, _language in claims(epub_bytes())}
    assert {("09", "11"), ("09", "19"), ("09", "41"), ("09", "17")} <= features
    without = render_epub(sample_book(), sample_folder(), None, COVER)
    assert not {("09", "19"), ("09", "41")} & {claim[:2] for claim in claims(without)}
    shown = record(sample_book(), (epub(),))
    assert texts(shown, "ProductFormFeatureValue") == [code for _kind, code, _text, _language in claims(epub_bytes())]
    assert {code for kind, code in features if kind == "09"} <= codes(196)
    assert {code for kind, code in features if kind == "12"} <= codes(143)


def test_a_cover_is_linked_only_where_it_will_be() -> None:
    assert texts(record(sample_book(), (epub(), PICTURE)), "ResourceLink") == [
        "https://example.org/the-last-train-east/book-cover.jpg"
    ]
    assert texts(record(sample_book(), (epub(),)), "ResourceLink") == []
    assert texts(record(told(url=""), (epub(), PICTURE)), "ResourceLink") == []


def test_subjects_go_to_their_schemes_and_words_become_keywords() -> None:
    subjects = (
        *(Subject("War"), Subject("Trains"), Subject("NHD", "Thema"), Subject("JW", "Thema")),
        *(Subject("1DTJ", "Thema"), Subject("HIS010010", "BISAC")),
    )
    message = record(told(subjects=subjects), (epub(),))
    assert list(zip(texts(message, "SubjectSchemeIdentifier"), [*texts(message, "SubjectCode"), ""], strict=True)) == [
        ("93", "NHD"),
        ("93", "JW"),
        ("94", "1DTJ"),
        ("10", "HIS010010"),
        ("20", ""),
    ]
    assert texts(message, "SubjectHeadingText") == ["War; Trains"]
    assert len(texts(message, "MainSubject")) == 2


def test_nothing_is_said_that_nobody_said() -> None:
    bare = replace(sample_book(), images=(), metadata=Metadata("Kniha", "cs", "urn:uuid:0", told().metadata.modified))
    bare = replace(bare, metadata=replace(bare.metadata, publisher="Nakladatel"))
    message = record(bare, (epub(),))
    names = {etree.QName(e).localname for e in message.iter(etree.Element)}
    unsaid = {
        *(
            "Audience",
            "SalesRights",
            "ProductSupply",
            "CollateralDetail",
            "RelatedMaterial",
            "PublishingDate",
            "Subject",
        ),
        *("PublishingStatus", "EpubLicense", "Collection", "Subtitle", "Contributor", "Website", "ProductContentType"),
    }
    assert not unsaid & names
    assert "NoContributor" in names
    assert texts(message, "TitleText") == ["Kniha"]


def test_what_the_author_adds_is_told() -> None:
    store = StoreSettings("hardback", "university", "exclusive", free=True)
    message = record(told(store))
    assert texts(message, "ProductForm") == ["ED", "BB"]
    assert texts(message, "AudienceCodeValue") == ["05", "05"]
    assert texts(message, "SalesRightsType") == ["01", "01"]
    assert texts(message, "UnpricedItemType") == ["01"], "only the e-book is free"
    assert texts(message, "ProductAvailability") == ["20"]


def test_a_book_to_come_is_announced() -> None:
    message = record(told(StoreSettings(free=True), published=date(2026, 3, 1)), (epub(),))
    assert (texts(message, "NotificationType"), texts(message, "PublishingStatus")) == (["02"], ["02"])
    assert texts(message, "ProductAvailability") + texts(message, "SupplyDate", "Date") == ["10", "20260301"]


@pytest.mark.parametrize("audience", CHOICES["editions.onix", "audience"])
def test_every_audience_has_a_code(audience: str) -> None:
    record(told(StoreSettings(audience=audience)), (epub(),))


def test_every_role_has_a_code() -> None:
    people = tuple(Contributor(f"A {role}", role, f"{role}, A") for role in ROLES.values())
    record(told(contributors=people), (epub(),))


def test_every_language_has_a_code() -> None:
    assert set(_CODES.values()) <= codes(74)
    assert [language_code(tag) for tag in ("cs", "de-AT", "zh-Hant", "ang", "x-none")] == [
        *("cze", "ger", "chi", "ang", "und"),
    ]
    assert texts(record(told(language="zh-TW"), (epub(),)), "ScriptCode") == ["Hant"]


@pytest.mark.parametrize(
    ("written", "isbn"),
    [
        ("978-80-00-00001-5", "9788000000015"),
        ("80-00-00001-7", "9788000000015"),
        ("0-306-40615-2", "9780306406157"),
        ("0-8044-2957-X", "9780804429573"),
    ],
)
def test_an_isbn_has_thirteen_digits(written: str, isbn: str) -> None:
    assert isbn_13(written) == isbn


@pytest.mark.parametrize(
    ("scheme", "editions", "forms"),
    [
        ("isbn", (PRINT,), ["BA"]),
        ("isbn", (PRINT, "epub"), ["ED"]),
        ("isbn-epub", (PRINT, "epub"), ["ED"]),
        ("isbn-print", ("epub",), ["ED"]),
    ],
)
def test_a_number_is_that_of_its_form(scheme: str, editions: tuple[Edition | str, ...], forms: list[str]) -> None:
    made = tuple(e if isinstance(e, Edition) else epub() for e in editions)
    assert texts(record(told(identifiers=((scheme, "978-80-00-00001-5"),)), made), "ProductForm") == forms


def gaps(book: Book, *editions: Edition) -> list[tuple[Severity, str]]:
    _made, found = render_onix(book, editions, "book", 0)
    assert {d.code for d in found} <= {"incomplete-record"}
    return [(d.severity, d.message) for d in found]


def test_what_shops_will_miss_is_said() -> None:
    assert gaps(sample_book(), epub(), PRINT) == []
    assert gaps(told(publisher=""), epub(), PRINT)[0][0] is Severity.ERROR
    assert gaps(told(identifiers=()), PRINT)[0][0] is Severity.ERROR
    ((severity, message),) = gaps(told(identifiers=()), epub(), PRINT)
    assert (severity, message) == (Severity.WARNING, "The printed book has no ISBN and is not in the record.")
    missing = [message for _severity, message in gaps(told(subjects=(), published=None, description=""), epub(), PRINT)]
    assert [message.split("“")[-1].split("”")[0] for message in missing[1:]] == ["published", "description"]


def test_asked_for_alone_it_brings_what_it_tells_of(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "one.md").write_text("# One\n\nWords.\n")
    (tmp_path / "book" / "book.toml").write_text(
        '[book]\ntitle = "One"\npublisher = "P"\nmodified = 2026-01-01\n'
        'identifiers = { isbn-print = "978-80-00-00001-5" }\n'
        '[order]\nbody = ["one"]\n[editions.onix]\nbinding = "paperback"\n'
    )
    result = build(tmp_path / "book", editions=["onix"], out=tmp_path / "out", cache=tmp_path / "cache")
    assert [e.name for e in result.editions] == ["epub", "print", "onix"]
    assert {(d.code, d.span.line) for d in result.diagnostics} == {("incomplete-record", 1)}
    message = etree.parse(tmp_path / "out" / "one-onix.xml").getroot()
    assert schema().validate(message)
    assert texts(message, "ProductForm") == ["ED", "BC"]
    assert build(tmp_path / "book", editions=["onix"], out=tmp_path / "out", cache=tmp_path / "cache").unchanged
