"""What the download page says of a file: input an edition in memory, output its name, use, size and digest in words."""

from __future__ import annotations

from dataclasses import dataclass

from chapbook.files import digest_of, size_of
from chapbook.model.book import DownloadWords, OfferedAs
from chapbook.model.edition import Edition

# Above so many kilobytes a size is in megabytes, where a fraction no longer matters.
_MOST_KILOBYTES = 10_000
_SHOWN_DIGITS = 12


@dataclass(frozen=True)
class Offer:
    """A file on the page. `size` is in words, `bytes` in bytes, `facts` are a label with a number each."""

    edition: Edition
    words: OfferedAs
    size: str
    facts: tuple[str, ...]
    bytes: int
    digest: str

    @property
    def short_digest(self) -> str:
        """As much of the SHA-256 as people compare."""
        return self.digest[:_SHOWN_DIGITS]


def offer(edition: Edition, words: OfferedAs, page: DownloadWords) -> Offer:
    """The edition as it is offered."""
    facts = [f"{page.page_count}:\u00a0{edition.pages}"] if edition.pages > 1 else []
    facts += [f"{page.sheets_of_paper}:\u00a0{edition.sheets}"] if edition.sheets else []
    size = size_of(edition.content)
    return Offer(edition, words, size_in_words(size, page), tuple(facts), size, digest_of(edition.content))


def size_in_words(size: int, page: DownloadWords) -> str:
    """The size in whole kilobytes of 1,000 bytes, as the build's report has it, or in megabytes; no file is empty."""
    kilobytes = max(round(size / 1000), 1)
    if kilobytes < _MOST_KILOBYTES:
        return page.kilobytes.format(kilobytes)
    return page.megabytes.format(round(kilobytes / 1000))
