"""What the book is: ONIX for Books 3.0, block 1 (`DescriptiveDetail`).

Input: a product and the book. Output: the block. Every value is in book.toml or was measured on the edition; what the
author did not say is left out.
"""

from __future__ import annotations

from lxml import etree

from chapbook.files import open_content, size_of
from chapbook.licences import licence_name, licence_url
from chapbook.model.book import Book
from chapbook.model.metadata import Contributor, Metadata
from chapbook.render.onix.claims import add_claims
from chapbook.render.onix.languages import add_language
from chapbook.render.onix.markup import add, add_all
from chapbook.render.onix.products import Product
from chapbook.render.onix.subjects import add_audience, add_subjects

# List 150: a download; a book of which nobody said how it is bound, a paperback, a hardback.
_DOWNLOAD = "ED"
_BINDINGS = {"": "BA", "paperback": "BC", "hardback": "BB"}
_EPUB, _REFLOWABLE = "E101", "E200"  # list 175
_TEXT, _IMAGES = "10", "07"  # list 81
_NO_PROTECTION = "00"  # list 144
_HEIGHT, _WIDTH = "01", "02"  # list 48
_PRODUCTION_PAGES, _CONTENT_PAGES, _PRINT_COUNTERPART, _FILE_SIZE = "06", "11", "08", "22"  # list 23
_PAGES, _BYTES = "03", "17"  # list 24
# List 17, from MARC's relators.
_ROLES = {
    "aut": "A01",
    "edt": "B01",
    "trl": "B06",
    "ill": "A12",
    "pht": "A13",
    "ctb": "A32",
    "aui": "A23",
    "aft": "A19",
    "bkd": "A11",
}
_ARTICLES = ("The ", "An ", "A ")


def add_description(
    record: etree._Element, product: Product, book: Book, size_mm: tuple[float, float], pages: int
) -> None:
    """Add the block. `size_mm` is the trim, `pages` those of the printed book that are not blank (0: there is none)."""
    metadata = book.metadata
    detail = add(record, "DescriptiveDetail")
    add(detail, "ProductComposition", "00")
    add(detail, "ProductForm", _DOWNLOAD if product.digital else _BINDINGS[book.store.binding])
    if product.digital:
        add(detail, "ProductFormDetail", _EPUB)
        add(detail, "ProductFormDetail", _REFLOWABLE)
        with open_content(product.edition.content) as epub:
            add_claims(detail, epub)
    add(detail, "PrimaryContentType", _TEXT)
    if book.images:
        add(detail, "ProductContentType", _IMAGES)
    if product.digital:
        _add_usage(detail, metadata)
    else:
        for kind, measure in ((_HEIGHT, size_mm[1]), (_WIDTH, size_mm[0])):
            add_all(detail, "Measure", MeasureType=kind, Measurement=f"{round(measure, 1):g}", MeasureUnitCode="mm")
    _add_series(detail, metadata)
    _add_title(detail, metadata)
    for number, person in enumerate(metadata.contributors, 1):
        _add_person(detail, number, person)
    if not metadata.contributors:
        add(detail, "NoContributor")
    add_language(detail, metadata.language)
    _add_extents(detail, product, pages)
    add_subjects(detail, metadata.subjects)
    add_audience(detail, book.store.audience)


def _add_usage(detail: etree._Element, metadata: Metadata) -> None:
    add(detail, "EpubTechnicalProtection", _NO_PROTECTION)
    if metadata.license:
        licence = add(detail, "EpubLicense")
        add(licence, "EpubLicenseName", licence_name(metadata.license))
        expression = add(licence, "EpubLicenseExpression")
        add(expression, "EpubLicenseExpressionType", "01")
        add(expression, "EpubLicenseExpressionLink", licence_url(metadata.license))


def _add_series(detail: etree._Element, metadata: Metadata) -> None:
    if metadata.series is None:
        return
    collection = add_all(detail, "Collection", CollectionType="10")
    if metadata.series.number:
        number = str(metadata.series.number)
        add_all(collection, "CollectionSequence", CollectionSequenceType="02", CollectionSequenceNumber=number)
    title = add_all(collection, "TitleDetail", TitleType="01")
    add_all(title, "TitleElement", TitleElementLevel="02", TitleText=metadata.series.name)


def _add_title(detail: etree._Element, metadata: Metadata) -> None:
    """An article that English sorts without stands apart."""
    title = add_all(detail, "TitleDetail", TitleType="01")
    element = add_all(title, "TitleElement", TitleElementLevel="01")
    article = next((a for a in _ARTICLES if metadata.title.startswith(a)), "")
    if article and metadata.language.split("-")[0] == "en":
        add(element, "TitlePrefix", article.strip())
        add(element, "TitleWithoutPrefix", metadata.title.removeprefix(article))
    else:
        add(element, "TitleText", metadata.title)
    if metadata.subtitle:
        add(element, "Subtitle", metadata.subtitle)


def _add_person(detail: etree._Element, number: int, person: Contributor) -> None:
    """A name that is sorted without a comma, and is of several words, is that of a body."""
    contributor = add_all(detail, "Contributor", SequenceNumber=str(number), ContributorRole=_ROLES[person.role])
    key, comma, before = (part.strip() for part in person.file_as.partition(","))
    if comma:
        add(contributor, "PersonName", person.name)
        add(contributor, "PersonNameInverted", person.file_as)
        if before:
            add(contributor, "NamesBeforeKey", before)
        add(contributor, "KeyNames", key)
    elif " " in person.name:
        add(contributor, "CorporateName", person.name)
    else:
        add(contributor, "PersonName", person.name)
        add(contributor, "KeyNames", person.name)


def _add_extents(detail: etree._Element, product: Product, pages: int) -> None:
    if product.digital:
        extents = [(_PRINT_COUNTERPART, pages, _PAGES), (_FILE_SIZE, size_of(product.edition.content), _BYTES)]
    else:
        extents = [(_PRODUCTION_PAGES, product.edition.pages, _PAGES), (_CONTENT_PAGES, pages, _PAGES)]
    for kind, value, unit in extents:
        if value:
            add_all(detail, "Extent", ExtentType=kind, ExtentValue=str(value), ExtentUnit=unit)
