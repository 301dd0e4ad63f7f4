"""The `web` edition: the page, and the picture of the cover beside it.

Input: the composed Book, the editions of the same run, and the picture of the front cover. Output: `index.html` and
`SLUG-cover.jpg`. The picture is a file, for social networks and shops want its address, and the editions are files
beside the page anyway.
"""

from __future__ import annotations

from collections.abc import Sequence

from chapbook.model.book import Book
from chapbook.model.edition import PICTURE, WEB, Edition
from chapbook.render.editions import PAGE_FILE, PICTURE_PIXELS
from chapbook.render.web.face import inline_face
from chapbook.render.web.offers import Offer, offer
from chapbook.render.web.page import Picture, page_text, render_page

PAGE_TYPE = "text/html"
PICTURE_TYPE = "image/jpeg"


def render_web(book: Book, editions: Sequence[Edition], slug: str, cover: bytes) -> tuple[Edition, ...]:
    """The page and its picture. `cover` is the front cover as a JPEG of `PICTURE_PIXELS`."""
    offers = offered(book, editions)
    picture = Picture(f"{slug}-cover.jpg", *PICTURE_PIXELS)
    html = render_page(book, offers, picture, inline_face(book.faces, book.metadata.language, page_text(book, offers)))
    return (
        Edition(WEB, PAGE_FILE, PAGE_TYPE, html),
        Edition(PICTURE, picture.file_name, PICTURE_TYPE, cover),
    )


def offered(book: Book, editions: Sequence[Edition]) -> tuple[Offer, ...]:
    """What the page offers: the editions in the order of the book's words, which have a name for each."""
    made = {edition.name: edition for edition in editions}
    named = book.words.downloads.files
    return tuple(offer(made[name], words, book.words.downloads) for name, words in named if name in made)
