"""Where the lines and the words of a part stand: input the set text with its boxes, output its lines as facts.

The boxes are known here by their attributes alone. Offsets are those of the running text, as in `page_text`, so that
the place where a page of another layout begins can be found in a line of this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET  # only looked at here, never parsed

from chapbook.render.pdf.layout_columns import ColumnPlace
from chapbook.render.pdf.page_text import SetText
from chapbook.render.pdf.part import POINTS_PER_PIXEL, Line, pack_words
from chapbook.trees import has_class

_PANGO_UNITS = 1024  # to a CSS pixel
# What stands beside the text, shows it or is looked up by its letters: lines in these are not counted.
_UNCOUNTED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "header", "table", "figure", "figcaption"})
_UNCOUNTED_CLASSES = (
    *("title-block", "imprint", "contents", "figures", "tables", "listings", "equation"),
    *("abbreviations", "glossary", "bibliography", "references", "index", "credits", "colophon", "notes"),
)


@dataclass
class _Open:
    """A line while its words are gathered."""

    page: int
    box: Any
    counted: bool
    words: list[tuple[int, float, float]] = field(default_factory=list)


def read_lines(
    texts: Sequence[SetText], places: Sequence[ColumnPlace], root: ET.Element, height_pt: float
) -> tuple[Line, ...]:
    """The lines in the order of the text. `texts` stand on the narrow pages that `places` put in columns.

    `height_pt` is that of a page.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    lines: list[_Open] = []
    last = ""  # what stands before the box in its line
    for text in texts:
        if not lines or lines[-1].box is not text.line:
            lines.append(_Open(text.page, text.line, _is_counted(text.box.element, parents)))
            last = ""
        goes_on = bool(last) and not last[-1].isspace() and not text.box.text[0].isspace()
        lines[-1].words += list(_words(text))[goes_on:]
        last = text.box.text
    return tuple(
        Line(
            page=places[line.page].page,
            column=places[line.page].column,
            baseline_pt=round(height_pt - (line.box.position_y + line.box.baseline) * POINTS_PER_PIXEL, 2),
            packed=pack_words(line.words),
            counted=line.counted,
        )
        for line in lines
        if line.words
    )


def _is_counted(element: ET.Element, parents: dict[ET.Element, ET.Element]) -> bool:
    holder: ET.Element | None = element
    while holder is not None:
        if holder.tag in _UNCOUNTED or any(has_class(holder, name) for name in _UNCOUNTED_CLASSES):
            return False
        holder = parents.get(holder)
    return True


def _words(text: SetText) -> Iterator[tuple[int, float, float]]:
    """The words of a box: the offset of each, where it begins, from the page's left edge, and its space; in points."""
    letters, encoded, spaced, space = 0, 0, True, 0
    edges: dict[int, float] | None = None
    for character in text.box.text:
        if character.isspace():
            spaced, space = True, space if spaced else encoded
        else:
            if spaced:
                edges = _edges(text.box) if edges is None else edges
                edge = edges.get(encoded, 0.0)
                x, width = text.box.position_x + edge, abs(edge - edges.get(space, edge))
                yield text.offset + letters, round(x * POINTS_PER_PIXEL, 2), round(width * POINTS_PER_PIXEL, 2)
            spaced = False
            letters += 1
        encoded += len(character.encode())


def _edges(box: Any) -> dict[int, float]:
    """Where the letters of the box begin, in CSS px from its left edge, by their places in its text as UTF-8."""
    layout = box.pango_layout
    layout.reactivate(box.style)
    line, _next = layout.get_first_line()
    edges: dict[int, float] = {}
    x, run = 0.0, line.runs
    while run:
        item, glyphs = run.data.item, run.data.glyphs
        from_right = item.analysis.level % 2
        for glyph, cluster in zip(
            glyphs.glyphs[0 : glyphs.num_glyphs], glyphs.log_clusters[0 : glyphs.num_glyphs], strict=True
        ):
            right = x + glyph.geometry.width / _PANGO_UNITS
            place = item.offset + cluster
            edges[place] = right if from_right else edges.get(place, x)
            x = right
        run = run.next
    layout.deactivate()
    return edges
