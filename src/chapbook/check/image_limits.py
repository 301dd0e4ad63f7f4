"""Images that e-readers and the shops for e-books do not take well.

Input: the Book, and which e-books are made. Output: a warning for each image beyond the limits, where it is shown
first, and one for an e-book that is too large as a whole; none where the author has said what becomes of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chapbook.diagnostics import Diagnostic, Span, cap_repeats, warning
from chapbook.model.book import Book, Image
from chapbook.model.ebook import NO_SETTINGS, EbookSettings
from chapbook.model.manuscript import IN_BOOK_FILE
from chapbook.reader_limits import MOST_EBOOK_BYTES, MOST_IMAGE_BYTES, MOST_IMAGE_PIXELS

_HINT = 'Save it smaller, or set images = "fit-readers" in [editions.{}], and the press does.'
_MOST_SAID = 5


def heavy_images(book: Book, editions: Sequence[str]) -> tuple[Diagnostic, ...]:
    """A warning for each image that is beyond the limits in an e-book of whose images nothing is said."""
    silent = [name for name in editions if not _settings(book, name).images]
    if not silent:
        return ()
    found = ((image, limit) for image in book.images for limit in _exceeded(image))
    hint = _HINT.format(silent[0])
    warnings = (warning("heavy-image", _place(image), f"“{image.path}” has {limit}.", hint) for image, limit in found)
    return cap_repeats(warnings, _MOST_SAID, "in the book")


def heavy_ebook(book: Book, edition: str, size: int) -> tuple[Diagnostic, ...]:
    """A warning when the finished e-book of `size` bytes is larger than a shop takes."""
    settings = next((e for e in book.editions if e.name == edition), None)
    if size <= MOST_EBOOK_BYTES or (settings and settings.ebook.images == "as-they-are"):
        return ()
    most = MOST_EBOOK_BYTES // 10**6
    said = f"The edition “{edition}” has {size / 10**6:.1f} MB; Barnes & Noble sells none above {most} MB for the Nook."
    if settings and settings.ebook.images:
        hint = "Its images are as small as the press makes them; leave some out."
    else:
        hint = _HINT.format(edition).replace("Save it smaller", "Save its images smaller")
    return (warning("heavy-e-book", settings.span if settings else IN_BOOK_FILE, said, hint),)


def _settings(book: Book, edition: str) -> EbookSettings:
    return next((e.ebook for e in book.editions if e.name == edition), NO_SETTINGS)


def _exceeded(image: Image) -> Iterator[str]:
    if image.length > MOST_IMAGE_BYTES:
        most = MOST_IMAGE_BYTES // 10**6
        yield f"{image.length / 10**6:.1f} MB, and Kobo and Kindle take no more than {most} MB well"
    pixels = image.width * image.height
    if image.media_type != "image/svg+xml" and pixels > MOST_IMAGE_PIXELS:
        yield f"{pixels / 10**6:.1f} million pixels, and Apple Books takes no more than {MOST_IMAGE_PIXELS / 10**6}"


def _place(image: Image) -> Span:
    return image.uses[0] if image.uses else Span(image.path)
