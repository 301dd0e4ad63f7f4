"""Limits hyphens: input WeasyPrint's module of inline layout, output the same module mended while in use.

WeasyPrint 70.0 knows which words may be divided, and not how often. Here a line is set once more, without dividing its
last word, where its hyphen would be the third in a row (CSS Text 4, `hyphenate-limit-lines: 2`), where it would be the
last on the page or in the column (`hyphenate-limit-last: page`), and where nothing but the rest of the word would be
the last line of the paragraph. The line before the last one of a page is held to the same, for it becomes the last
where a paragraph must not leave one line alone on the next page. A hyphen that the author wrote, soft or not, stays;
and one at the foot where a note in the next lines sends these to the next page, which is known only then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

MOST_IN_A_ROW = 2
_LAST_LINES = 3  # this line and two more


@contextmanager
def hyphens_limited(inline: Any) -> Iterator[None]:
    """Mend `weasyprint.layout.inline` inside the `with` statement."""
    original_line, original_split = inline.get_next_linebox, inline.split_first_line
    # Of each paragraph, how many hyphens stand one above the other before the line that begins at a place in it. Pages
    # are laid out more than once, so a line is known by its place.
    stacks: WeakKeyDictionary[Any, dict[str, int]] = WeakKeyDictionary()
    dividing = True

    def split(text: str, style: Any, *rest: Any, **options: Any) -> Any:
        if not dividing and style["hyphens"] == "auto":
            style = style.copy()
            style["hyphens"] = "manual"
        return original_split(text, style, *rest, **options)

    def get_next_linebox(
        context: Any, box: Any, top: float, bottom_space: float, skip: Any, block: Any, *rest: Any
    ) -> Any:
        nonlocal dividing
        line, resume = original_line(context, box, top, bottom_space, skip, block, *rest)
        if line is None or resume is None or not _is_divided(line):
            return line, resume
        stack = stacks.setdefault(box, {})
        before = stack.get(repr(skip), 0)
        if (
            before >= MOST_IN_A_ROW
            or context.overflows_page(bottom_space, line.position_y + _LAST_LINES * line.height)
            or _ends_in_a_piece(box, resume)
        ) and _can_be_set_again(line):
            absolute, fixed, *_styles = rest
            kept = len(absolute), len(fixed)
            dividing = False
            try:
                whole, whole_resume = original_line(context, box, top, bottom_space, skip, block, *rest)
            finally:
                dividing = True
            del absolute[kept[0] :], fixed[kept[1] :]
            if not _is_divided(whole) and whole.width <= block.width:
                return whole, whole_resume
        stack[repr(resume)] = before + 1
        return line, resume

    inline.get_next_linebox, inline.split_first_line = get_next_linebox, split
    try:
        yield
    finally:
        inline.get_next_linebox, inline.split_first_line = original_line, original_split


def _is_divided(line: Any) -> bool:
    """Whether the line ends in a hyphen that the layout put there."""
    box = line
    while children := getattr(box, "children", ()):
        box = children[-1]
    text = getattr(box, "text", "")
    return bool(text) and box.style["hyphens"] == "auto" and text.endswith(box.style["hyphenate_character"])


def _can_be_set_again(line: Any) -> bool:
    """Whether the line has another place to break at, and holds nothing that would be laid out twice."""
    boxes = list(line.descendants())
    return all(b.is_in_normal_flow() for b in boxes) and any(" " in getattr(b, "text", "") for b in boxes)


def _ends_in_a_piece(box: Any, resume: Mapping[int, Any]) -> bool:
    """Whether nothing but the rest of a word is left of the paragraph."""
    while True:
        ((index, inner),) = resume.items()
        if not (children := getattr(box, "children", ())):
            return " " not in box.text.encode()[index:].decode().strip()
        if index != len(children) - 1 or inner is None:
            return False
        box, resume = children[index], inner
