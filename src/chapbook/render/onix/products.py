"""What is sold: the forms of the book that have an identifier of their own.

Input: the book and the editions of the same run. Output: a `Product` for the e-book, and one for the printed book when
it has an ISBN. A copy of the screen PDF, the booklet and the handout go without: no shop lists what has no number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chapbook.model.book import Book
from chapbook.model.edition import Edition
from chapbook.model.metadata import Metadata

_ISBN_10_DIGITS = 10


@dataclass(frozen=True)
class Product:
    """A form of the book: its edition, ISBN of 13 digits and DOI, and the name that it has among all products."""

    edition: Edition
    isbn: str
    name: str
    doi: str = ""

    @property
    def digital(self) -> bool:
        """Whether it is a file."""
        return self.edition.name == "epub"


def list_products(book: Book, editions: Sequence[Edition]) -> tuple[Product, ...]:
    """The e-book first. `isbn`, which says no form, is the e-book's, or the printed book's where no e-book is made."""
    made = {edition.name: edition for edition in editions}
    known = {scheme: isbn_13(value) for scheme, value in book.metadata.identifiers if scheme.startswith("isbn")}
    products = []
    if "epub" in made:
        isbn = known.get("isbn-epub") or known.get("isbn", "")
        products.append(
            Product(made["epub"], isbn, book.metadata.identifier, dict(book.metadata.identifiers).get("doi", ""))
        )
    if "print" in made:
        isbn = known.get("isbn-print") or ("" if "epub" in made else known.get("isbn", ""))
        products += [Product(made["print"], isbn, f"urn:isbn:{isbn}")] if isbn else []
    return tuple(products)


def isbn_13(value: str) -> str:
    """The ISBN without hyphens; one of ten digits gets 978 and another check digit (ISO 2108, annex B)."""
    digits = value.replace("-", "").replace(" ", "")
    if len(digits) != _ISBN_10_DIGITS:
        return digits
    body = f"978{digits[:-1]}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def is_published(metadata: Metadata) -> bool:
    """Whether the book is out at its own time: a day to come is an announcement."""
    return metadata.published is None or metadata.published <= metadata.modified.date()
