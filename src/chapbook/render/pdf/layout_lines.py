"""Keeps words on their line: input WeasyPrint's module of inline layout, output the same module mended while in use.

A text that ends in a space, before an inline element, may fit on the line without that space and not with it. Then
WeasyPrint 70.0 breaks it after its first word, although the space at a line's end takes no room. Such a text is set
whole.

A space that does not fit at the end of a line hangs over its edge, in code as elsewhere (CSS Text 3, section 4.1.3).
WeasyPrint has it so where spaces collapse, and moves whole pieces of a line of code to the next one instead.

The space at the end of a line from right to left stands at its left. WeasyPrint moves the line over by it and then
justifies the line without it, so that the line sticks out; here the space goes before anything is moved.

The first line of a paragraph from right to left is indented by making the room for it narrower at the right; WeasyPrint
moves its beginning and then the whole line, so that nothing is left of the indent.

A justified line is widened between its words and not inside code, whose spaces are of one width, as far as the spaces
between the words can take it.

Chinese and Japanese have no spaces to widen. Where a line of theirs is justified, room is put between the letters (CSS
Text 3, section 6.4, inter-character).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chapbook.scripts import script_of

_COLLAPSING = ("normal", "nowrap", "pre-line")
_SPREAD = frozenset({"Jpan", "Hans", "Hant"})
_FEWEST_LETTERS = 12  # a shorter line would fall apart
_CODE = frozenset({"code", "kbd", "samp"})
_MOST_EM = 0.5  # what a space between words is widened by, before those in code are too


@contextmanager
def lines_kept(inline: Any) -> Iterator[None]:
    """Mend `weasyprint.layout.inline` inside the `with` statement."""
    original, original_trailing = inline.split_first_line, inline.trailing_whitespace_size

    def trailing_whitespace_size(context: Any, box: Any) -> float:
        text = _last_path(box)[-1]
        written = getattr(text, "text", "")
        if not written.endswith(" ") or text.style["white_space"] != "pre-wrap":
            return float(original_trailing(context, box))
        bare, _resume_index, _preserved = inline.split_text_box(
            context, text.copy_with_text(written.rstrip(" ")), None, 0
        )
        return float(text.width - bare.width if bare is not None else text.width)

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

    inline.split_first_line, inline.trailing_whitespace_size = split, trailing_whitespace_size
    try:
        yield
    finally:
        inline.split_first_line, inline.trailing_whitespace_size = original, original_trailing


@contextmanager
def code_kept(inline: Any) -> Iterator[None]:
    """Mend the justification of `weasyprint.layout.inline` inside the `with` statement: code keeps its spaces."""
    original, original_spacing = inline.justify_line, inline.add_word_spacing

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        in_code = sum(inline.count_expandable_spaces(box) for box in _code_in(inline.boxes, line))
        between = inline.count_expandable_spaces(line) - in_code if in_code else 0
        if not between or extra_width > between * _MOST_EM * line.style["font_size"]:
            original(context, line, extra_width)
            return
        inline.add_word_spacing = space_words
        try:
            space_words(context, line, extra_width / between, 0)
        finally:
            inline.add_word_spacing = original_spacing

    def space_words(context: Any, box: Any, spacing: float, advance: float) -> float:
        if box.element_tag not in _CODE:
            return float(original_spacing(context, box, spacing, advance))
        box.translate(advance, 0)
        return advance

    inline.justify_line = justify_line
    try:
        yield
    finally:
        inline.justify_line = original


@contextmanager
def spread_kept(inline: Any) -> Iterator[None]:
    """Mend the justification of `weasyprint.layout.inline` inside the `with` statement."""
    original_removal, original_justify = inline.remove_last_whitespace, inline.justify_line
    original_line = inline.get_next_linebox

    def get_next_linebox(
        context: Any, line: Any, top: float, bottom_space: float, skip: Any, block: Any, *rest: Any
    ) -> Any:
        indent, width = line.text_indent, block.width
        if not indent or block.style["direction"] != "rtl":
            return original_line(context, line, top, bottom_space, skip, block, *rest)
        line.text_indent, block.width = 0, width - indent
        try:
            return original_line(context, line, top, bottom_space, skip, block, *rest)
        finally:
            block.width = width

    def remove_last_whitespace(context: Any, line: Any) -> None:
        path = _last_path(line)
        text = path[-1]
        spaced = getattr(text, "text", "").endswith(" ") and text.style["white_space"] in _COLLAPSING
        if not spaced or not text.text.rstrip(" ") or text.pango_layout.first_line_direction % 2 == 0:
            original_removal(context, line)
            return
        text.text = text.text.rstrip(" ")
        bare, _resume_index, _preserved = inline.split_text_box(context, text, None, 0)
        space = text.width - bare.width
        text.width, text.pango_layout = bare.width, bare.pango_layout
        for holder in path[:-1]:
            holder.width -= space
            if holder.style["direction"] == "rtl":
                for child in holder.children[:-1]:
                    child.translate(dx=-space, ignore_floats=True)

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        letters = _letters_to_spread(line)
        if letters < _FEWEST_LETTERS:
            original_justify(context, line, extra_width)
        else:
            _spread(inline.boxes, line, extra_width / (letters - 1), 0.0)

    inline.remove_last_whitespace, inline.justify_line = remove_last_whitespace, justify_line
    inline.get_next_linebox = get_next_linebox
    try:
        yield
    finally:
        inline.remove_last_whitespace, inline.justify_line = original_removal, original_justify
        inline.get_next_linebox = original_line


def _letters_to_spread(line: Any) -> int:
    """How many letters the line has; none in scripts that have spaces to widen."""
    if script_of(line.style["lang"] or "") not in _SPREAD:
        return 0
    return sum(len(box.text) for box in line.descendants() if getattr(box, "text", ""))


def _code_in(boxes: Any, box: Any) -> Iterator[Any]:
    """The pieces of code in the line, each as a whole."""
    for child in box.children:
        if child.element_tag in _CODE:
            yield child
        elif isinstance(child, boxes.InlineBox):
            yield from _code_in(boxes, child)


def _last_path(line: Any) -> list[Any]:
    """The line, its last child, the last child of that, down to a box without children."""
    path = [line]
    while children := getattr(path[-1], "children", ()):
        path.append(children[-1])
    return path


def _spread(boxes: Any, box: Any, share: float, advance: float) -> float:
    """Move the box by `advance`, and put `share` after each of its letters; the advance for what follows."""
    if getattr(box, "text", ""):
        box.position_x += advance
        box.style = box.style.copy()
        own = box.style["letter_spacing"]
        box.style["letter_spacing"] = (0 if own == "normal" else own) + share
        box.width += share * len(box.text)
        return advance + share * len(box.text)
    if not isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.translate(advance, 0)
        return advance
    box.position_x += advance
    before = advance
    for child in box.children:
        if child.is_in_normal_flow():
            advance = _spread(boxes, child, share, advance)
    box.width += advance - before
    return advance
