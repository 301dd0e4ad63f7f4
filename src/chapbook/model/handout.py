"""What the author set for the handout: `[editions.handout]`, but for the size of its page."""

from __future__ import annotations

from dataclasses import dataclass

from chapbook.diagnostics import Span


@dataclass(frozen=True)
class HandoutSettings:
    """`columns` is 1 or 2. `line_numbers`: every so many lines have a number (0: none).

    `book_pages`: the book's page numbers stand in the margin, and every page that the text names is a page of the book.
    `notes_margin_mm` is left free beside the text (0: nothing; None: as the columns want it). `toner_saving`: no
    grounds, no greys, lighter photographs. `qr`: a QR code to the book's address (None: when it has one). `spans` are
    the places of the keys that the author wrote.
    """

    columns: int = 1
    line_numbers: int = 0
    book_pages: bool = True
    notes_margin_mm: float | None = None
    toner_saving: bool = True
    qr: bool | None = None
    spans: tuple[tuple[str, Span], ...] = ()

    def place(self, key: str) -> Span:
        """Where the author wrote the key, or the settings as a whole."""
        return dict(self.spans).get(key, Span("book.toml"))


ALL_DEFAULTS = HandoutSettings()
