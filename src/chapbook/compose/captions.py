"""The numbers of what has a caption: figures, tables, listings; and of equations.

Input: a piece and its labels. Output: the label at the head of each caption, a `Target` for each label, and the
illustrations for the lists. Numbered is what has a label, or every caption if the author asks for that; within a
numbered division when chapters are numbered, else in a row through the book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from chapbook.compose.bench import Bench, Piece
from chapbook.compose.words import Numbered
from chapbook.model.apparatus import Illustration, Target
from chapbook.model.draft import Label
from chapbook.model.fragment import add_element, find_all, h, new_element
from chapbook.model.manuscript import Kind
from chapbook.trees import has_class

# The element that holds the caption of a figure or a table.
CAPTIONS: Mapping[object, str] = {h("figure"): "figcaption", h("table"): "caption"}
# What can bear a number, by the kind of its label. An equation is whatever the parser gave the label.
_BEARERS = {"fig": {h("figure")}, "tbl": {h("table"), h("figure")}, "lst": {h("figure"), h("pre")}}


@dataclass(frozen=True)
class _Thing:
    """Something to number: its kind as in a label, its element, and its label, which may be missing."""

    kind: str
    element: etree._Element
    label: Label | None


@dataclass
class Captions:
    """Numbers one piece after the other."""

    bench: Bench
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def number(self, piece: Piece, labels: Sequence[Label]) -> None:
        """Number the piece's things in the order of the text. A label on what can bear no number is left alone."""
        everything = self.bench.manuscript.text.numbered_captions == "all"
        if not labels and not everything:
            return
        by_name = {piece.ids[label.id]: label for label in labels}
        for element in list(piece.tree.iter(etree.Element)):
            label = by_name.get(element.get("id", ""))
            if label is not None and _can_bear(element, label.kind):
                self._number(piece, _Thing(label.kind, element, label))
            elif everything and label is None and _has_own_caption(element, by_name):
                self._number(piece, _Thing(_kind_of(element), element, None))

    def _number(self, piece: Piece, thing: _Thing) -> None:
        bench, element = self.bench, thing.element
        name, words, row = {
            "fig": ("figure", bench.words.figure, bench.figures),
            "tbl": ("table", bench.words.table, bench.tables),
            "lst": ("listing", bench.words.listing, bench.listings),
            "eq": ("equation", bench.words.equation, None),
        }[thing.kind]
        if not element.get("id"):
            element.set("id", bench.names.claim(f"{piece.id}-{name}"))
        number = self._next(piece, thing.kind)
        shown = f"({number})" if row is None else number
        if thing.label is not None:
            target = Target(thing.label.id, element.get("id", ""), words.reference.format(shown), name, shown)
            bench.targets.setdefault(target.label, target)
        if row is None:
            element.set("class", f"{element.get('class', '')} numbered".strip())
            add_element(element, "span", shown, class_="equation-number")
        else:
            row.append(_captioned(element, words, number))
            bench.illustrated[element.get("id", "")] = element

    def _next(self, piece: Piece, kind: str) -> str:
        settings = self.bench.manuscript.text
        by_chapter = settings.numbering != "none" and settings.figures == "chapter"
        within = piece.number if by_chapter and piece.kind is not Kind.PART else ""
        self._counts[kind, within] += 1
        count = self._counts[kind, within]
        return f"{within}.{count}" if within else str(count)


def caption_of(element: etree._Element) -> etree._Element | None:
    """The caption of a figure or a table."""
    name = CAPTIONS.get(element.tag)
    return next(iter(find_all(element, f"./h:{name}")), None) if name else None


def _can_bear(element: etree._Element, kind: str) -> bool:
    return kind not in _BEARERS or element.tag in _BEARERS[kind]


def _has_own_caption(element: etree._Element, labelled: Mapping[str, Label]) -> bool:
    """Whether the element has a caption, and is no part of something that has a label."""
    if caption_of(element) is None:
        return False
    return not any(outer.get("id") in labelled for outer in element.iterancestors(*CAPTIONS))


def _kind_of(element: etree._Element) -> str:
    if element.tag == h("table") or (element.tag == h("figure") and element.find(h("table")) is not None):
        return "tbl"
    return "lst" if has_class(element, "listing") else "fig"


def _captioned(element: etree._Element, words: Numbered, number: str) -> Illustration:
    """The illustration, its label put into its caption, which is made when there is none. `lists` adds its words."""
    label, caption = words.label.format(number), caption_of(element)
    if caption is None and element.tag in CAPTIONS:
        name = CAPTIONS[element.tag]
        caption = new_element(name)
        # HTML wants a table's caption first, and a listing may go over the page; a figure's stands below it.
        is_first = name == "caption" or has_class(element, "listing")
        element.insert(0 if is_first else len(element), caption)
    if caption is not None:
        _put_first(caption, label)
    return Illustration(element.get("id", ""), label, "", number)


def _put_first(caption: etree._Element, label: str) -> None:
    """The label at the head of the caption, inside its first paragraph if it has paragraphs."""
    first = caption[0] if len(caption) and not (caption.text or "").strip() and caption[0].tag == h("p") else caption
    span = new_element("span", label, class_="caption-label")
    words = first.text or ""
    first.text = None
    first.insert(0, span)
    span.tail = " " + words.lstrip() if words.strip() or len(first) > 1 else None
