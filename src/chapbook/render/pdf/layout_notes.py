"""Notes at the foot of a page: those that are too long for it, and those that WeasyPrint would lose.

Input: WeasyPrint's module of block layout; output: the same module mended while in use, so that notes keep with their
calls. Input: laid-out pages; output: the notes that no foot can hold, for WeasyPrint does not go on with a note on the
next page.

Where a paragraph's second line would not fit, WeasyPrint 70.0 moves the notes of the page to the next page to make room
for it, and then never sets the notes that this line calls: they are lost. It does so nowhere in columns. So the layout
of lines, and it alone, is told that it works in a column; then the line goes to the next page, and with
`footnote-policy: line` every line takes its notes along.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from chapbook.render.pdf.paper import NOTE_CLASS
from chapbook.trees import has_class


class _ColumnContext:
    """A layout context that says it is in a column, and otherwise is the one it stands for."""

    __slots__ = ("_context",)

    def __init__(self, context: Any) -> None:
        object.__setattr__(self, "_context", context)

    def __getattr__(self, name: str) -> Any:
        return True if name == "in_column" else getattr(self._context, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._context, name, value)


@contextmanager
def notes_kept(block: Any) -> Iterator[None]:
    """Mend `weasyprint.layout.block` inside the `with` statement."""
    original = block._linebox_layout

    def lay_out_lines(context: Any, *arguments: Any) -> Any:
        return original(_ColumnContext(context), *arguments)

    block._linebox_layout = lay_out_lines
    try:
        yield
    finally:
        block._linebox_layout = original


def tall_notes(pages: Sequence[Any]) -> frozenset[str]:
    """The ids of the notes that leave no room for the line of their call: of each page's notes the tallest."""
    found: set[str] = set()
    for page in pages:
        highest = page.content_box_y() + page.style["font_size"]
        for area in page.children[1:]:
            notes = [n for n in area.children if n.element is not None and has_class(n.element, NOTE_CLASS)]
            if notes and area.position_y < highest:
                tallest = max(notes, key=lambda note: float(note.margin_height()))
                found.add(tallest.element.get("id", ""))
    return frozenset(found)
