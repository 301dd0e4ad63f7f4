"""The `onix` edition: a record of the book for shops and libraries, in ONIX for Books 3.0 with reference tags.

Input: the composed Book, the editions of the same run, and how many pages the paged ones have. Output: `SLUG-onix.xml`
with one product for each form of the book that has an identifier, and what keeps the record from being taken. Nothing
is in it that book.toml or the editions do not say; docs/store-metadata.md has the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from chapbook.diagnostics import Diagnostic, error, warning
from chapbook.model.book import Book
from chapbook.model.edition import ONIX, PICTURE, Edition
from chapbook.render.editions import PICTURE_PIXELS
from chapbook.render.onix.description import add_description
from chapbook.render.onix.markup import add, add_all, new_message
from chapbook.render.onix.products import Product, is_published, list_products
from chapbook.render.onix.trade import add_collateral, add_identifiers, add_publishing, add_relations, add_supply
from chapbook.render.pdf.edition_page import page_geometry
from chapbook.render.web.head import address_of

ONIX_TYPE = "application/xml"
_CONFIRMED, _ADVANCE = "03", "02"  # list 1
_FROM_PUBLISHER = "01"  # list 3


def render_onix(
    book: Book, editions: Sequence[Edition], slug: str, pages: int
) -> tuple[Edition, tuple[Diagnostic, ...]]:
    """The record. `pages` are those of the book's own pages that are not blank, 0 where none were laid out."""
    products = list_products(book, editions)
    on_paper = pages if any(edition.name == "print" for edition in editions) else 0
    message = new_message()
    header = add(message, "Header")
    add_all(header, "Sender", SenderName=book.metadata.publisher)
    add(header, "SentDateTime", f"{book.metadata.modified:%Y%m%dT%H%M%SZ}")
    for product in products:
        _add_product(message, product, products, book, editions, on_paper)
    etree.indent(message)
    content = etree.tostring(message, encoding="utf-8", xml_declaration=True) + b"\n"
    return Edition(ONIX, f"{slug}-onix.xml", ONIX_TYPE, content), tuple(_gaps(book, products, editions))


def _add_product(
    message: etree._Element,
    product: Product,
    products: Sequence[Product],
    book: Book,
    editions: Sequence[Edition],
    pages: int,
) -> None:
    metadata = book.metadata
    geometry, _found = page_geometry(book)
    picture = next((edition.file_name for edition in editions if edition.name == PICTURE), "")
    address = address_of(metadata.url, picture) if metadata.url and picture else ""
    record = add(message, "Product")
    add(record, "RecordReference", product.name)
    add(record, "NotificationType", _CONFIRMED if is_published(metadata) else _ADVANCE)
    add(record, "RecordSourceType", _FROM_PUBLISHER)
    add(record, "RecordSourceName", metadata.publisher)
    add_identifiers(record, product)
    add_description(record, product, book, (geometry.width_mm, geometry.height_mm), pages)
    add_collateral(record, metadata, address, PICTURE_PIXELS)
    add_publishing(record, book)
    add_relations(record, product, products)
    add_supply(record, product, book)


def _gaps(book: Book, products: Sequence[Product], editions: Sequence[Edition]) -> Iterator[Diagnostic]:
    """What a shop will miss. Without a publisher or a product there is no record at all."""
    metadata, place = book.metadata, book.store.span
    if not metadata.publisher:
        hint = "Set “publisher” in [book]; an author who publishes alone is the publisher."
        yield error(
            "incomplete-record", place, "A record for shops says who publishes the book, and nobody does.", hint
        )
    named = {product.edition.name for product in products}
    if not products:
        yield error("incomplete-record", place, "No edition of this run has a number to be sold by.", _ISBN_HINT)
    elif "print" not in named and any(edition.name == "print" for edition in editions):
        yield warning("incomplete-record", place, "The printed book has no ISBN and is not in the record.", _ISBN_HINT)
    if not any(subject.authority for subject in metadata.subjects):
        hint = "Add a code to “subjects”, such as { thema = “NHD” } or { bisac = “HIS010010” }."
        yield warning("incomplete-record", place, "No subject of the book has a code; shops sort books by them.", hint)
    for name, said in (("published", metadata.published), ("description", metadata.description)):
        if not said:
            message = f"[book] has no “{name}”, which shops ask for."
            yield warning("incomplete-record", place, message, f"Set “{name}” in [book].")


_ISBN_HINT = "Set “isbn-print” in the “identifiers” of [book], or make the e-book too."
