"""Lengths that depend on nothing around a box: input modules of WeasyPrint, output the same mended while in use.

WeasyPrint 70.0 looks twenty lengths of a style up for every box that it places, and for each line that the box stands
on, to replace what is given as a share of the box around it (CSS 2.2, sections 8 to 10). Nearly no style has such a
share. Where a style has none, and no `calc()`, its lengths are made once and are then those of every box that has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_NOTHING_AT_LEAST = ("min_width", "min_height")  # where “auto” is 0


@contextmanager
def lengths_kept(users: Sequence[Any]) -> Iterator[None]:
    """Mend the modules of `weasyprint.layout` that use `resolve_percentages` inside the `with` statement."""
    with ExitStack() as stack:
        for module in users:
            stack.enter_context(_kept_in(module))
        yield


@contextmanager
def _kept_in(module: Any) -> Iterator[None]:
    original = module.resolve_percentages

    def resolve(box: Any, containing_block: Any) -> None:
        style = box.style
        # On the style itself: a copy, which WeasyPrint makes before it changes a length, begins without.
        lengths = style.__dict__.get("lengths")
        if lengths is None:
            lengths = style.lengths = fixed_lengths(style)
        if lengths:
            box.__dict__.update(lengths)
        else:
            original(box, containing_block)

    module.resolve_percentages = resolve
    try:
        yield
    finally:
        module.resolve_percentages = original


def fixed_lengths(style: Any) -> dict[str, Any]:
    """The lengths of the style in CSS px, by name; nothing when one of them depends on what is around the box."""
    # Borders that collapse are no borders of the box, and another sizing takes them off the width.
    if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
        return {}
    lengths: dict[str, Any] = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name in _NOTHING_AT_LEAST else value
        elif getattr(value, "unit", None) == "px":
            lengths[name] = value.value
        else:
            return {}
    return lengths | {name: style[name] for name in (f"border_{side}_width" for side in _SIDES)}
