"""What nobody asks for is not made: input WeasyPrint's modules, output the same modules mended while in use.

WeasyPrint 70.0 computes a style for the marker, the call and the notes of every element, because its own sheet names
them for all; only items of lists and notes have any. Here such a style is computed when it is asked for. It also lays
out sixteen boxes in the margins of every page (CSS Paged Media 3, section 5), which are empty where no sheet gives
them a content; running heads and folios come into a book otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

_SELDOM = frozenset({"marker", "footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"})


@contextmanager
def styles_asked_for(css: Any) -> Iterator[None]:
    """Mend `weasyprint.css` inside the `with` statement."""
    compute, give = css.StyleFor.set_computed_styles, css.StyleFor.__call__

    def put_off(styles: Any, element: Any, *arguments: Any, pseudo_type: str | None = None, **options: Any) -> None:
        if pseudo_type not in _SELDOM:
            compute(styles, element, *arguments, pseudo_type=pseudo_type, **options)
            return
        said = styles.get_cascaded_styles()[element, pseudo_type]
        styles.__dict__.setdefault("put_off", {})[element, pseudo_type] = said, arguments, options

    def give_asked(styles: Any, element: Any, pseudo_type: str | None = None) -> Any:
        if pseudo_type in _SELDOM and (waiting := styles.__dict__.get("put_off", {}).pop((element, pseudo_type), None)):
            said, arguments, options = waiting
            styles.get_cascaded_styles()[element, pseudo_type] = said
            compute(styles, element, *arguments, pseudo_type=pseudo_type, **options)
            del styles.get_cascaded_styles()[element, pseudo_type]
        return give(styles, element, pseudo_type)

    css.StyleFor.set_computed_styles, css.StyleFor.__call__ = put_off, give_asked
    try:
        yield
    finally:
        css.StyleFor.set_computed_styles, css.StyleFor.__call__ = compute, give


@contextmanager
def margins_asked_for(layout: Any, names: Iterable[str]) -> Iterator[None]:
    """Mend `weasyprint.layout` inside the `with` statement. `names` are those of the boxes in margins, without “@”."""
    original = layout.make_margin_boxes
    keywords = [f"@{name}" for name in names]

    def make_margin_boxes(context: Any, page: Any, state: Any) -> Iterable[Any]:
        # WeasyPrint's own sheet names them all, and gives none a content.
        styles = (context.style_for(page.page_type, keyword) for keyword in keywords)
        if any(style is not None and "content" in style.cascaded for style in styles):
            return original(context, page, state)  # type: ignore[no-any-return]  # WeasyPrint ships no types
        return ()

    layout.make_margin_boxes = make_margin_boxes
    try:
        yield
    finally:
        layout.make_margin_boxes = original
