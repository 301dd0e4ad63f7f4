"""What a typographer would mark on laid-out pages: input pages of boxes, output faults, each with its page and words.

Only running text is looked at: paragraphs, items of lists and quotations; not tables, code, notes or contents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure.boxes import BlockReplacedBox, LineBox

import chapbook.render.pdf.layout as layout_module

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MOST_HYPHENS = 2
_SKIPPED = frozenset({"table", "pre", "figure", "nav", "aside"})


@dataclass(frozen=True)
class Fault:
    """`kind` is “widow”, “orphan”, “heading”, “stack”, “page hyphen” or “short end”; `page` counts from 0."""

    kind: str
    page: int
    words: str


@dataclass(frozen=True)
class SetLine:
    """A line of running text: its paragraph's element, its page, its depth in px, and what it says.

    `to_foot` is how many lines high the room is from its top to the notes, or to the foot of the text block.
    """

    paragraph: Any
    tag: str
    page: int
    top: float
    text: str
    hyphenated: bool
    width: float
    indent: float
    to_foot: float


def _text(box: Any) -> str:
    return "".join(getattr(b, "text", "") or "" for b in box.descendants())


def _hyphenated(line: Any) -> bool:
    texts = [b for b in line.descendants() if getattr(b, "text", "")]
    return bool(texts) and texts[-1].text.endswith(texts[-1].style["hyphenate_character"])


def _lines(box: Any, page: int, foot: float) -> Iterator[SetLine]:
    if isinstance(box, LineBox):
        text = _text(box)
        if text.strip():
            tag = str(box.element.tag).rpartition("}")[2]
            inked = [b for b in box.descendants() if getattr(b, "text", "")]
            width = max(b.position_x + b.width for b in inked) - min(b.position_x for b in inked)
            to_foot = (foot - box.position_y) / box.height
            indent = 1.2 * float(box.style["font_size"])
            yield SetLine(box.element, tag, page, box.position_y, text, _hyphenated(box), width, indent, to_foot)
        return
    if str(box.element_tag).rpartition("}")[2] in _SKIPPED or not box.is_in_normal_flow():
        return
    for child in getattr(box, "children", ()):
        yield from _lines(child, page, foot)


def set_lines(pages: Sequence[Any]) -> tuple[SetLine, ...]:
    """The lines of running text and headings in the order of the pages, without margins and notes."""
    return tuple(line for number, page in enumerate(pages) for line in _lines(page.children[0], number, _foot(page)))


def _foot(page: Any) -> float:
    notes = [area.position_y for area in page.children[1:] if area.children]
    return float(min([page.content_box_y() + page.height, *notes]))


def page_faults(pages: Sequence[Any]) -> tuple[Fault, ...]:
    """All faults of the pages of one part."""
    lines = set_lines(pages)
    paragraphs: list[list[SetLine]] = []
    for line in lines:
        if paragraphs and paragraphs[-1][0].paragraph is line.paragraph:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    found: list[Fault] = []
    for paragraph in paragraphs:
        found += _in_heading(paragraph) if paragraph[0].tag in HEADINGS else _in_paragraph(paragraph)
    found += _at_feet(pages)
    return tuple(found)


def _in_heading(lines: Sequence[SetLine]) -> Iterator[Fault]:
    yield from (Fault("hyphen in heading", line.page, line.text) for line in lines[:-1] if line.hyphenated)


def _in_paragraph(lines: Sequence[SetLine]) -> Iterator[Fault]:
    first, last = lines[0].page, lines[-1].page
    counts = Counter(line.page for line in lines)
    if first != last and counts[first] == 1:
        yield Fault("orphan", first, lines[0].text)
    if first != last and counts[last] == 1:
        yield Fault("widow", last, lines[-1].text)
    run = 0
    for line in lines[:-1]:
        run = run + 1 if line.hyphenated else 0
        if run == MOST_HYPHENS + 1:
            yield Fault("stack", line.page, line.text)
    for line, after in pairwise(lines):
        if line.hyphenated and after.page != line.page and line.to_foot < 3:
            yield Fault("page hyphen", line.page, line.text)
    if len(lines) > 1 and lines[-1].width < lines[-1].indent:
        yield Fault("short end", last, lines[-1].text)


def _at_feet(pages: Sequence[Any]) -> Iterator[Fault]:
    """Headings with fewer than two lines below them on a page that is not the last, and no picture.

    One line is enough where it is all that its paragraph has.
    """
    for number, page in enumerate(pages[:-1]):
        rows: dict[float, Any] = {}
        for box in page.children[0].descendants():
            if isinstance(box, LineBox | BlockReplacedBox) and (
                isinstance(box, BlockReplacedBox) or _text(box).strip()
            ):
                rows[round(box.position_y, 1)] = box
        last = [rows[y] for y in sorted(rows)][-2:]
        whole = isinstance(last[-1], LineBox) and last[-1].resume_at is None
        for row in last[1:] if whole else last:
            if isinstance(row, LineBox) and row.element.tag.rpartition("}")[2] in HEADINGS:
                yield Fault("heading", number, _text(row))


@contextmanager
def pages_seen(seen: list[Sequence[Any]]) -> Iterator[None]:
    """Gather the boxes of every part that is laid out in this process meanwhile."""
    module: Any = layout_module
    original = module.prove_text

    def prove(content: Any, root: Any, pages: Sequence[Any]) -> Any:
        seen.append(pages)
        return original(content, root, pages)

    module.prove_text = prove
    try:
        yield
    finally:
        module.prove_text = original
