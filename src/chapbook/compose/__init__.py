"""From drafts to the Book: one fixed list of steps, in `book.py`."""

from chapbook.compose.book import compose_book

__all__ = ["compose_book"]
