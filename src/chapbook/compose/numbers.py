"""Step 3: the numbers of parts, chapters, appendices, sections, figures, tables and equations.

Input: the pieces in order. Output: labels above titles and before captions, and a `Target` for every label, with the
words that a cross-reference to it prints. What has a caption is numbered by `captions`.
"""

from __future__ import annotations

from collections import Counter

from lxml import etree

from chapbook.compose.bench import HEADINGS, Bench, Piece, title_text
from chapbook.compose.captions import Captions
from chapbook.compose.quotes import in_quotes
from chapbook.compose.words import BookWords, Numbered
from chapbook.diagnostics import warning
from chapbook.model.apparatus import Target
from chapbook.model.draft import Label
from chapbook.model.fragment import find_all, new_element
from chapbook.model.manuscript import Kind, Matter
from chapbook.numerals import alphabetic, roman
from chapbook.trees import has_class

_NUMBERED_KINDS = {Kind.CHAPTER: Matter.BODY, Kind.APPENDIX: Matter.BACK}


def compose_numbers(bench: Bench) -> None:
    """Number everything, then name the targets of cross-references."""
    _number_divisions(bench)
    captions = Captions(bench)
    for piece in bench.pieces:
        if bench.manuscript.text.numbering == "sections" and piece.number:
            _number_sections(piece)
        labels = {label.id: label for label in (piece.draft.labels if piece.draft else ())}
        captions.number(piece, [label for label in labels.values() if label.kind != "sec" and label.id in piece.ids])
        elements = {e.get("id", ""): e for e in find_all(piece.tree, ".//*[@id]")}
        for label in labels.values():
            if label.id in piece.ids and label.id not in bench.targets:
                bench.targets[label.id] = _target(bench, piece, label, elements.get(piece.ids[label.id]))


def _target(bench: Bench, piece: Piece, label: Label, element: etree._Element | None) -> Target:
    """What a label names that is no caption's: a division, a section, or a place in one."""
    name = piece.ids[label.id]
    if label.kind != "sec":
        message = f"The label “{label.id}” is on something that has no caption, so no number is to be seen there."
        hint = "Give it a caption; an image with one stands alone in its paragraph."
        bench.found.append(warning("misplaced-label", label.span, message, hint))
    heading = None if element is None or name == piece.id else _heading_of(piece, element)
    if heading is None:
        words = piece.reference or in_quotes(piece.text, bench.language)
        return Target(label.id, name, words, piece.series, piece.number)
    for child in heading:
        if child.get("class") == "section-number":
            number = child.text or ""
            return Target(label.id, name, bench.words.section.reference.format(number), "section", number)
    return Target(label.id, name, in_quotes(title_text(heading), bench.language))


def _heading_of(piece: Piece, element: etree._Element) -> etree._Element | None:
    """The heading that the element is, or that it stands below; None when that is the division's title."""
    last = None
    for found in piece.tree.iter(etree.Element):
        if found.tag in HEADINGS[1:]:
            last = found
        if found is element:
            return last
    return None


def _number_divisions(bench: Bench) -> None:
    counts: Counter[str] = Counter()
    for piece in bench.pieces:
        series = _series(bench, piece)
        if not series:
            continue
        words: Numbered = {
            "part": bench.words.part,
            "chapter": bench.words.chapter,
            "appendix": bench.words.appendix,
        }[series]
        counts[series] += 1
        piece.series, piece.number = series, _written(counts[series], piece.kind, bench.words)
        piece.label = words.label.format(piece.number)
        piece.reference = words.reference.format(piece.number)
        _show_label(piece)


def _series(bench: Bench, piece: Piece) -> str:
    """What a numbered division is counted with; empty for one without a number."""
    if piece.kind is Kind.PART:
        return "" if piece.numbered is False else "part"
    if piece.source is None:
        return ""
    by_kind = _NUMBERED_KINDS.get(piece.kind) is piece.matter and bench.manuscript.text.numbering != "none"
    if not (by_kind if piece.numbered is None else piece.numbered):
        return ""
    return "appendix" if piece.kind is Kind.APPENDIX else "chapter"


def _written(number: int, kind: Kind, words: BookWords) -> str:
    if kind is Kind.APPENDIX:
        return alphabetic(number, words.appendix_letters)
    if kind is not Kind.PART or words.part_numbers == "digits":
        return str(number)
    return roman(number).upper() if words.part_numbers == "roman" else alphabetic(number, words.part_numbers)


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
    """`2.1` and `2.1.1` before the headings of a numbered division, down to level 3, but for the unnumbered ones."""
    section = subsection = 0
    unnumbered = False  # and what is below an unnumbered section
    for heading in piece.tree.iter(*HEADINGS[1:3]):
        unnumbered = has_class(heading, "unnumbered") or (unnumbered and heading.tag == HEADINGS[2])
        if unnumbered:
            continue
        if heading.tag == HEADINGS[1]:
            section, subsection = section + 1, 0
            number = f"{piece.number}.{section}"
        else:
            subsection += 1
            number = f"{piece.number}.{section}.{subsection}"
        span = new_element("span", number, class_="section-number")
        span.tail, heading.text = "\u2002" + (heading.text or ""), None
        heading.insert(0, span)
