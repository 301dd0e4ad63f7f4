"""What the trade is told: ONIX for Books 3.0, blocks 2, 4, 5 and 6.

Input: a product, all products, the book. Output: the description and the cover, the publisher and the day, the other
form of the same book, and what it costs when it costs nothing. Rights are told only where the author set them.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from chapbook.model.book import Book
from chapbook.model.metadata import Metadata
from chapbook.render.onix.markup import add, add_all
from chapbook.render.onix.products import Product, is_published

_ACTIVE, _FORTHCOMING = "04", "02"  # list 64
_AVAILABLE, _NOT_YET = "20", "10"  # list 65
_EXPECTED = "08"  # list 166
_RIGHTS = {"exclusive": "01", "non-exclusive": "02"}  # list 46
_BASED_ON_PRINT, _ELECTRONIC_VERSION = "13", "27"  # list 51


def add_collateral(record: etree._Element, metadata: Metadata, cover_address: str, cover_px: tuple[int, int]) -> None:
    """Block 2: the description, and the picture of the cover when it has an address."""
    if not metadata.description and not cover_address:
        return
    collateral = add(record, "CollateralDetail")
    if metadata.description:
        add_all(collateral, "TextContent", TextType="03", ContentAudience="00", Text=metadata.description)
    if cover_address:
        resource = add_all(
            collateral, "SupportingResource", ResourceContentType="01", ContentAudience="00", ResourceMode="03"
        )
        version = add_all(resource, "ResourceVersion", ResourceForm="02")
        for kind, value in (("01", "D502"), ("02", str(cover_px[1])), ("03", str(cover_px[0]))):
            add_all(version, "ResourceVersionFeature", ResourceVersionFeatureType=kind, FeatureValue=value)
        add(version, "ResourceLink", cover_address)


def add_publishing(record: etree._Element, book: Book) -> None:
    """Block 4."""
    metadata = book.metadata
    detail = add(record, "PublishingDetail")
    publisher = add_all(detail, "Publisher", PublishingRole="01", PublisherName=metadata.publisher)
    if metadata.url:
        add_all(publisher, "Website", WebsiteRole="02", WebsiteLink=metadata.url)
    if metadata.published:
        add(detail, "PublishingStatus", _ACTIVE if is_published(metadata) else _FORTHCOMING)
        day = add_all(detail, "PublishingDate", PublishingDateRole="01")
        add(day, "Date", f"{metadata.published:%Y%m%d}", dateformat="00")
    if book.store.sales_rights:
        rights = add_all(detail, "SalesRights", SalesRightsType=_RIGHTS[book.store.sales_rights])
        add_all(rights, "Territory", RegionsIncluded="WORLD")


def add_relations(record: etree._Element, product: Product, products: Sequence[Product]) -> None:
    """Block 5: the e-book and the printed book know of each other."""
    others = [other for other in products if other is not product]
    if not others:
        return
    material = add(record, "RelatedMaterial")
    for other in others:
        relation = _BASED_ON_PRINT if product.digital else _ELECTRONIC_VERSION
        add_identifiers(add_all(material, "RelatedProduct", ProductRelationCode=relation), other)


def add_supply(record: etree._Element, product: Product, book: Book) -> None:
    """Block 6, for an e-book that is free; paper is not, and what it costs nobody said."""
    if not book.store.free or not product.digital:
        return
    metadata = book.metadata
    detail = add(add(record, "ProductSupply"), "SupplyDetail")
    add_all(detail, "Supplier", SupplierRole="09", SupplierName=metadata.publisher)
    published = is_published(metadata)
    add(detail, "ProductAvailability", _AVAILABLE if published else _NOT_YET)
    if not published and metadata.published:
        day = add_all(detail, "SupplyDate", SupplyDateRole=_EXPECTED)
        add(day, "Date", f"{metadata.published:%Y%m%d}", dateformat="00")
    add(detail, "UnpricedItemType", "01")


def add_identifiers(record: etree._Element, product: Product) -> None:
    """An ISBN as the trade reads it, which is also an article number; else the name of the e-book; and its DOI."""
    pairs = (("03", product.isbn), ("15", product.isbn)) if product.isbn else (("22", product.name),)
    for kind, value in (*pairs, ("06", product.doi)):
        if value:
            add_all(record, "ProductIdentifier", ProductIDType=kind, IDValue=value)
