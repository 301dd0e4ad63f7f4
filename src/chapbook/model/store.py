"""What the author lets shops know: settings of `[editions.onix]`."""

from __future__ import annotations

from dataclasses import dataclass

from chapbook.diagnostics import Span

IN_BOOK = Span("book.toml")


@dataclass(frozen=True)
class StoreSettings:
    """Facts that stand nowhere else in book.toml; empty means that nobody said.

    `binding` is "paperback" or "hardback", `audience` one of the words of the schema, `sales_rights` "exclusive" or
    "non-exclusive" in the whole world. `free`: the e-book costs nothing. `span` is where `[book]` stands.
    """

    binding: str = ""
    audience: str = ""
    sales_rights: str = ""
    free: bool = False
    span: Span = IN_BOOK


NOTHING_SAID = StoreSettings()
