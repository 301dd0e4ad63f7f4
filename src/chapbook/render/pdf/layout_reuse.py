"""Text that was set before: input WeasyPrint's modules of text, output the same modules mended while in use.

WeasyPrint 70.0 tells Pango of face, size, language and features anew for every piece of text, and lets Pango shape the
same short piece, “let” or a bracket in code, each time that it stands on a page, once to measure and once to draw it.
Here what a style says to Pango is made once, and what Pango said of a short piece is kept. What is kept follows from
text, style and faces alone, so that nothing is set otherwise: the same faces share one `KeptText`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

_FACE = (
    *("font_family", "font_style", "font_stretch", "font_weight", "font_variant_ligatures", "font_variant_position"),
    *("font_variant_caps", "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    *("font_feature_settings", "font_variation_settings", "font_language_override", "lang"),
)
_face = itemgetter(*_FACE)
_face_and_height = itemgetter(*_FACE, "font_size", "line_height")
# All that a layout of Pango depends on, but the text, the spaces in it and the lines under it.
_setting = itemgetter(*_FACE, "font_size", "font_kerning", "direction")
_spacing = itemgetter("letter_spacing", "word_spacing", "overflow_wrap")
_FEATURES = (
    *("kerning", "variant_ligatures", "variant_position", "variant_caps", "variant_numeric", "variant_alternates"),
    "variant_east_asian",
)
_METRICS = (
    *("ascent", "underline_position", "strikethrough_position", "underline_thickness", "strikethrough_thickness"),
)
_TWO_LETTERS = 2
_LONGEST = 24  # characters; longer pieces seldom come again
_MOST = 4000  # pieces that are kept, a few kilobytes each
_ROOM = 0.01  # CSS px; a piece that fits no better is measured as WeasyPrint does it
_SPACES = frozenset(" \u00a0\t\n")


def _is_lined(style: Any) -> bool:
    """Whether there is a line under, over or through the text."""
    return bool(style["text_decoration_line"] != "none")


@dataclass(frozen=True)
class KeptText:
    """What is kept: settings by style, pieces measured and drawn, ends of lines; and numbers for what styles say.

    Nearly all elements have one of a few styles, which are asked for many times for each line: a number is compared
    sooner than twenty values. It is written on the style. A copy, which WeasyPrint makes before it changes anything
    that text depends on, begins without.
    """

    numbers: dict[Any, int] = field(default_factory=dict)
    settings: dict[int, Any] = field(default_factory=dict)
    measured: dict[Any, Any] = field(default_factory=dict)
    drawn: dict[Any, Any] = field(default_factory=dict)
    breaks: dict[tuple[str, str], bool] = field(default_factory=dict)  # may a line end between two letters?

    def number(self, style: Any) -> int:
        """One number for all styles that say the same to Pango."""
        number: int | None = style.__dict__.get("said")
        if number is None:
            key = style.font_config, _is_lined(style), _setting(style)
            number = style.said = self.numbers.setdefault(key, len(self.numbers))
        return number

    def height_number(self, style: Any) -> int:
        """One number for all styles whose lines are as high."""
        number: int | None = style.__dict__.get("said_height")
        if number is None:
            key = style.font_config, _face_and_height(style)
            number = style.said_height = self.numbers.setdefault(key, len(self.numbers))
        return number


@contextmanager
def settings_kept(line_break: Any, kept: KeptText) -> Iterator[None]:
    """Mend `weasyprint.text.line_break` inside the `with` statement: what a style says to Pango is made once."""
    layout_type = line_break.Layout
    original_setup, original_size = layout_type.setup, line_break.line_size
    original_key = line_break._font_style_cache_key
    ffi, pango, unit = line_break.ffi, line_break.pango, line_break.FROM_UNITS
    rectangle = ffi.new("PangoRectangle *")

    def setup(layout: Any, style: Any) -> None:
        if isinstance(style["font_family"], list):  # the text of a drawing: its style cannot be a key
            original_setup(layout, style)
            return
        number = kept.number(style)
        made = kept.settings.get(number)
        if made is None:
            made = kept.settings[number] = _Setting(line_break, style)
        layout.style = style
        layout.first_line_direction = 0
        layout.__dict__.update(made.attributes)
        layout.layout = ffi.gc(pango.pango_layout_new(made.context), line_break.gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(layout.layout, False)
        pango.pango_layout_set_font_description(layout.layout, made.description)
        if made.features:
            # Not one list for all: what is said of the spaces of a text is added to it. The layout holds the list, and
            # the list what is in it; WeasyPrint holds both for ever, some 300 bytes for each line of a book.
            listed = pango.pango_attr_list_new()
            pango.pango_attr_list_insert(listed, pango.pango_attr_font_features_new(made.features))
            pango.pango_layout_set_attributes(layout.layout, listed)
            pango.pango_attr_list_unref(listed)

    def line_size(line: Any, style: Any) -> tuple[float, float]:
        pango.pango_layout_line_get_extents(line, ffi.NULL, rectangle)
        width, height = rectangle.width * unit, rectangle.height * unit
        spacing = style["letter_spacing"]
        return width if spacing == "normal" else width + spacing, height

    def cache_key(style: Any, include_size: bool = False) -> Any:
        return kept.height_number(style) if include_size else _face(style)

    layout_type.setup, line_break.line_size, line_break._font_style_cache_key = setup, line_size, cache_key
    try:
        yield
    finally:
        layout_type.setup, line_break.line_size = original_setup, original_size
        line_break._font_style_cache_key = original_key


class _Setting:
    """What Pango is told of a style: context, font description, language and features; and where lines under it go."""

    def __init__(self, line_break: Any, style: Any) -> None:
        ffi, pango, gobject = line_break.ffi, line_break.pango, line_break.gobject
        self.context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(self.context, False)
        pango.pango_context_set_base_dir(self.context, line_break.PANGO_DIRECTION[style["direction"]])
        language = pango.pango_language_get_default()
        if tag := _language(line_break, style):
            language = pango.pango_language_from_string(ffi.new("char[]", tag.encode()))
            pango.pango_context_set_language(self.context, language)
        self.description = line_break.get_font_description(style)
        features = line_break.font_features(
            *(style[f"font_{name}"] for name in _FEATURES), style["font_feature_settings"]
        )
        self.features = ",".join(f"{name} {value}" for name, value in features.items()).encode()
        self.attributes: dict[str, Any] = {"language": language}
        self.attributes |= dict.fromkeys(("ascent", "underline_position", "strikethrough_position"))
        if style["text_decoration_line"] != "none":
            metrics = ffi.gc(
                pango.pango_context_get_metrics(self.context, self.description, language),
                pango.pango_font_metrics_unref,
            )
            for name in _METRICS:
                measure = getattr(pango, f"pango_font_metrics_get_{name}")
                self.attributes[name] = line_break.FROM_UNITS * measure(metrics)


def _language(line_break: Any, style: Any) -> str:
    override = style["font_language_override"]
    if override != "normal":
        return str(line_break.LST_TO_ISO.get(override.lower(), override))
    return style["lang"] or ""


@contextmanager
def pieces_kept(inline: Any, kept: KeptText) -> Iterator[None]:
    """Mend `weasyprint.layout.inline` inside the `with` statement: a short piece is measured once.

    Only whole pieces that fit on their line are kept, for their measures do not depend on the room. How high a style's
    lines are is written on it, and whether a line may end between two letters is asked once.
    """
    original, original_strut, original_break = inline.split_first_line, inline.strut, inline.can_break_text

    def split(
        text: str, style: Any, context: Any, max_width: float | None, spacing: float, *rest: Any, **options: Any
    ) -> Any:
        if len(text) > _LONGEST or "\n" in text or "\t" in text:
            return original(text, style, context, max_width, spacing, *rest, **options)
        key = text, kept.number(style), _spacing(style)
        known = kept.measured.get(key)
        if known is None or (max_width is not None and known[3] + _ROOM > max_width):
            line = original(text, style, context, max_width, spacing, *rest, **options)
            # A piece that fits without the space at its end was measured without it.
            if line[2] is None and line[0].text == text and len(kept.measured) < _MOST:
                kept.measured[key] = (copy(line[0]), *line[1:])
            return line
        layout = copy(known[0])
        layout.justification_spacing, layout.max_width = spacing, max_width
        return (layout, *known[1:])

    def strut(style: Any) -> Any:
        known = style.__dict__.get("strut")
        if known is None:
            known = style.strut = original_strut(style)
        return known

    def can_break_text(text: str, lang: str) -> Any:
        if len(text) > _TWO_LETTERS:
            return original_break(text, lang)
        known = kept.breaks.get((text, lang))
        if known is None:
            known = kept.breaks[text, lang] = original_break(text, lang)
        return known

    inline.split_first_line, inline.strut, inline.can_break_text = split, strut, can_break_text
    try:
        yield
    finally:
        inline.split_first_line, inline.strut, inline.can_break_text = original, original_strut, original_break


@contextmanager
def drawings_kept(line_break: Any, drawn_text: Any, kept: KeptText) -> Iterator[None]:
    """Mend `weasyprint.text.line_break` and `weasyprint.draw.text` inside the `with` statement.

    A short piece without spaces, which no justification widens, is shaped once for all its places.
    """
    layout_type = line_break.Layout
    original_reactivate, original_draw = layout_type.reactivate, drawn_text.draw_first_line

    def reactivate(layout: Any, style: Any) -> None:
        is_kept = len(layout.text) <= _LONGEST and _SPACES.isdisjoint(layout.text)
        if not is_kept or isinstance(style["font_family"], list):
            original_reactivate(layout, style)
            return
        key = layout.text, kept.number(style), _spacing(style)
        shaped = kept.drawn.get(key)
        if shaped is None:
            original_reactivate(layout, style)
            if len(kept.drawn) < _MOST:
                kept.drawn[key] = layout.layout
        else:
            layout.style, layout.layout, layout.language = style, shaped, None

    def draw(stream: Any, box: Any, text_overflow: str, block_ellipsis: Any, *rest: Any) -> Any:
        if text_overflow == "ellipsis" or block_ellipsis != "none":
            original_reactivate(box.pango_layout, box.style)  # what is drawn is not the piece alone
        return original_draw(stream, box, text_overflow, block_ellipsis, *rest)

    layout_type.reactivate, drawn_text.draw_first_line = reactivate, draw
    try:
        yield
    finally:
        layout_type.reactivate, drawn_text.draw_first_line = original_reactivate, original_draw
