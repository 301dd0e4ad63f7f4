"""Keeps words on their line: input WeasyPrint's module of inline layout, output the same module mended while in use.

A text that ends in a space, before an inline element, may fit on the line without that space and not with it. Then
WeasyPrint 70.0 breaks it after its first word, although the space at a line's end takes no room. Such a text is set
whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_COLLAPSING = ("normal", "nowrap", "pre-line")


@contextmanager
def lines_kept(inline: Any) -> Iterator[None]:
    """Mend `weasyprint.layout.inline` inside the `with` statement."""
    original = inline.split_first_line

    def split(text: str, style: Any, context: Any, max_width: float | None, *rest: Any, **options: Any) -> Any:
        line = original(text, style, context, max_width, *rest, **options)
        _layout, _length, resume_index, _width, *_heights = line
        spaced = text.endswith(" ") and style["white_space"] in _COLLAPSING
        if resume_index is None or max_width is None or not spaced:
            return line
        _layout, _length, bare_resume, bare_width, *_heights = original(
            text.rstrip(" "), style, context, max_width, *rest, **options
        )
        if bare_resume is None and bare_width <= max_width:
            return original(text, style, context, float("inf"), *rest, **options)
        return line

    inline.split_first_line = split
    try:
        yield
    finally:
        inline.split_first_line = original
