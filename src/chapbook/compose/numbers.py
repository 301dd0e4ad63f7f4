"""Step 3: the numbers of parts, chapters, appendices, sections, figures, tables and equations.

Input: the pieces in order. Output: labels above titles and before captions, and a `Target` for every label, with the
words that a cross-reference to it prints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from chapbook.compose.bench import HEADINGS, Bench, Piece, find_all, title_text
from chapbook.compose.quotes import in_quotes
from chapbook.compose.words import Numbered
from chapbook.model.apparatus import Illustration, Target
from chapbook.model.draft import Label
from chapbook.model.fragment import add_element, h, new_element
from chapbook.model.manuscript import Kind, Matter
from chapbook.numerals import roman

_CAPTIONS: Mapping[object, str] = {h("figure"): "figcaption", h("table"): "caption"}
_NUMBERED_KINDS = {Kind.CHAPTER: Matter.BODY, Kind.APPENDIX: Matter.BACK}


def compose_numbers(bench: Bench) -> None:
    """Number everything, then name the targets of cross-references."""
    _number_divisions(bench)
    things = _Things(bench, Counter(), {"fig": bench.figures, "tbl": bench.tables})
    for piece in bench.pieces:
        if bench.manuscript.text.numbering == "sections" and piece.number:
            _number_sections(piece)
        elements = {e.get("id", ""): e for e in find_all(piece.tree, ".//*[@id]")}
        places = {name: place for place, name in enumerate(elements)}
        ids = piece.ids
        labels = [label for label in (piece.draft.labels if piece.draft else ()) if label.id in ids]
        for label in sorted(labels, key=lambda label: places.get(ids[label.id], -1)):
            if label.id not in bench.targets:
                bench.targets[label.id] = things.target(piece, label, elements)


def _number_divisions(bench: Bench) -> None:
    counts: Counter[str] = Counter()
    for piece in bench.pieces:
        words = _division_words(bench, piece)
        if words is None:
            continue
        series = piece.kind.value if piece.kind in {Kind.PART, Kind.APPENDIX} else "chapter"
        counts[series] += 1
        piece.number = _written(counts[series], piece.kind)
        piece.label = words.label.format(piece.number)
        piece.reference = words.reference.format(piece.number)
        _show_label(piece)


def _division_words(bench: Bench, piece: Piece) -> Numbered | None:
    """The words for a numbered division, or None for one without a number."""
    if piece.kind is Kind.PART:
        return bench.words.part
    if piece.source is None:
        return None
    by_kind = _NUMBERED_KINDS.get(piece.kind) is piece.matter and bench.manuscript.text.numbering != "none"
    if not (by_kind if piece.source.numbered is None else piece.source.numbered):
        return None
    return bench.words.appendix if piece.kind is Kind.APPENDIX else bench.words.chapter


def _written(number: int, kind: Kind) -> str:
    if kind is Kind.APPENDIX:
        return _letters(number)
    return roman(number).upper() if kind is Kind.PART else str(number)


def _letters(number: int) -> str:
    """A to Z, then AA, AB, …."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _show_label(piece: Piece) -> None:
    label = new_element("p", piece.label, class_="division-label")
    if piece.title is not None:
        piece.title.addprevious(label)
        return
    header = new_element("header", class_="opening")
    header.append(label)
    header.tail, piece.tree.text = piece.tree.text, None
    piece.tree.insert(0, header)


def _number_sections(piece: Piece) -> None:
    """`2.1` and `2.1.1` before the headings of a numbered division, down to level 3."""
    section = subsection = 0
    for heading in piece.tree.iter(*HEADINGS[1:3]):
        if heading.tag == HEADINGS[1]:
            section, subsection = section + 1, 0
            number = f"{piece.number}.{section}"
        else:
            subsection += 1
            number = f"{piece.number}.{section}.{subsection}"
        span = new_element("span", number, class_="section-number")
        span.tail, heading.text = "\u2002" + (heading.text or ""), None
        heading.insert(0, span)


@dataclass
class _Things:
    """Numbers what has a label: within a numbered division when chapters are numbered, else in a row."""

    bench: Bench
    counts: Counter[tuple[str, str]]
    rows: Mapping[str, list[Illustration]]

    def target(self, piece: Piece, label: Label, elements: Mapping[str, etree._Element]) -> Target:
        """The label's target; numbers what it names."""
        name = piece.ids[label.id]
        if name == piece.id:
            return Target(label.id, name, piece.reference or in_quotes(piece.text, self.bench.language))
        element = elements[name]
        words = {
            "fig": self.bench.words.figure,
            "tbl": self.bench.words.table,
            "eq": self.bench.words.equation,
            "lst": self.bench.words.listing,
        }.get(label.kind)
        if words is None:
            return Target(label.id, name, self._section_words(element))
        number = self._next(piece, label.kind)
        self._show(element, label.kind, number, words.label.format(number))
        return Target(label.id, name, words.reference.format(number))

    def _next(self, piece: Piece, kind: str) -> str:
        settings = self.bench.manuscript.text
        by_chapter = settings.numbering != "none" and settings.figures == "chapter"
        within = piece.number if by_chapter and piece.kind is not Kind.PART else ""
        self.counts[kind, within] += 1
        count = self.counts[kind, within]
        return f"{within}.{count}" if within else str(count)

    def _section_words(self, element: etree._Element) -> str:
        for child in element:
            if child.get("class") == "section-number":
                return self.bench.words.section.reference.format(child.text)
        return in_quotes(title_text(element), self.bench.language)

    def _show(self, element: etree._Element, kind: str, number: str, label: str) -> None:
        """The label before the caption; an equation has its number behind it."""
        if kind == "eq":
            element.set("class", f"{element.get('class', '')} numbered".strip())
            add_element(element, "span", f"({number})", class_="equation-number")
            return
        caption = _caption(element)
        if kind in self.rows:
            words = title_text(caption) if caption is not None else ""
            self.rows[kind].append(Illustration(element.get("id", ""), label, words))
        if caption is not None:
            _put_first(caption, label)


def _caption(element: etree._Element) -> etree._Element | None:
    """The caption of a figure or table, made when there is none; None for what can have no caption."""
    if element.tag not in _CAPTIONS:
        return None
    name = _CAPTIONS[element.tag]
    caption = next(iter(find_all(element, f"./h:{name}")), None)
    if caption is None:
        caption = new_element(name)
        # HTML wants a table's caption first; a figure's stands below it.
        element.insert(0 if name == "caption" else len(element), caption)
    return caption


def _put_first(caption: etree._Element, label: str) -> None:
    """The label at the head of the caption, inside its first paragraph if it has paragraphs."""
    first = caption[0] if len(caption) and not (caption.text or "").strip() and caption[0].tag == h("p") else caption
    span = new_element("span", label, class_="caption-label")
    words = first.text or ""
    first.text = None
    first.insert(0, span)
    span.tail = " " + words.lstrip() if words.strip() or len(first) > 1 else None
