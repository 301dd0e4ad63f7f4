"""What stands in a first line keeps its own style: input WeasyPrint's module of inline layout, output the same mended.

What a sheet says of `::first-line` is inherited by the inline elements there, so what it says of these goes before it
(CSS Pseudo-Elements 4, section 2.1.3). WeasyPrint 70.0 sets all of them in the style of the line: code, and the letters
of calls, in small capitals.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature
from typing import Any


@contextmanager
def own_styles_kept(inline: Any) -> Iterator[None]:
    """Mend `weasyprint.layout.inline` inside the `with` statement."""
    original = inline.split_inline_level
    *_others, last = signature(original).parameters
    if last != "first_line_style":
        raise TypeError("WeasyPrint lays inline boxes out in another way than this module knows")

    def split_inline_level(context: Any, box: Any, *arguments: Any) -> Any:
        *others, line_style = arguments
        said = getattr(box.style, "cascaded", None)
        if line_style and said:
            line_style = {key: value for key, value in line_style.items() if key not in said}
        return original(context, box, *others, line_style)

    inline.split_inline_level = split_inline_level
    try:
        yield
    finally:
        inline.split_inline_level = original
