"""The head of the download page: what search engines and social networks read.

Input: the book, the picture of its cover, the rules of the style. Output: `head`, with Open Graph (ogp.me) where the
book has an address, for its addresses are absolute.
"""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

from lxml import etree

from chapbook import __version__
from chapbook.model.book import Book
from chapbook.model.metadata import Metadata, authors
from chapbook.render.web.markup import add
from chapbook.render.web.own_page import MAKER


def add_head(html: etree._Element, book: Book, picture: str, size: tuple[int, int], rules: str) -> None:
    """Add the head. `picture` is the file of the cover beside the page, `size` its width and height in pixels."""
    metadata = book.metadata
    head = add(html, "head")
    add(head, "meta", charset="utf-8")
    add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    add(head, "meta", name="color-scheme", content="light dark")
    add(head, "title", full_title(metadata))
    names = ", ".join(author.name for author in authors(metadata))
    for name, content in (("description", metadata.description), ("author", names)):
        if content:
            add(head, "meta", name=name, content=content)
    add(head, "meta", name="generator", content=f"{MAKER}{__version__}")
    if metadata.url:
        add(head, "link", rel="canonical", href=metadata.url)
        for key, content in _open_graph(book, picture, size):
            if content:
                add(head, "meta", property=key, content=content)
    add(head, "link", rel="icon", href="data:,")  # else browsers ask the server for one that is not there
    add(head, "style", rules)


def full_title(metadata: Metadata) -> str:
    """Title and subtitle on one line."""
    return f"{metadata.title}: {metadata.subtitle}" if metadata.subtitle else metadata.title


def address_of(url: str, file_name: str) -> str:
    """Where the file is when the page is at `url`: beside it, or in it when the address names no file."""
    last = urlsplit(url).path.rpartition("/")[2]
    base = url.partition("?")[0].partition("#")[0]
    return urljoin(base if "." in last else f"{base.rstrip('/')}/", quote(file_name))


def _open_graph(book: Book, picture: str, size: tuple[int, int]) -> tuple[tuple[str, str], ...]:
    metadata = book.metadata
    known = dict(metadata.identifiers)
    return (
        ("og:type", "book"),
        ("og:title", full_title(metadata)),
        ("og:description", metadata.description),
        ("og:url", metadata.url),
        ("og:locale", metadata.language.replace("-", "_")),
        ("og:image", address_of(metadata.url, picture)),
        ("og:image:type", "image/jpeg"),
        ("og:image:width", str(size[0])),
        ("og:image:height", str(size[1])),
        ("og:image:alt", f"{book.words.cover}: {metadata.title}"),
        *(("book:author", author.name) for author in authors(metadata)),
        ("book:isbn", known.get("isbn-epub") or known.get("isbn-print") or known.get("isbn", "")),
        ("book:release_date", metadata.published.isoformat() if metadata.published else ""),
    )
