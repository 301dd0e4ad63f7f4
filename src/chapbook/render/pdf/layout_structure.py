"""The logical structure of a part: input its tree and its laid-out pages, output what each piece of them belongs to.

WeasyPrint tags boxes, page by page: a paragraph that a page's end divides becomes two, heads of tables that are
repeated are read out again, and notes come when their page ends. Here the elements of the tree are tagged (ISO 32000-1,
14.8.4), each once, whatever pages it lies on, in the order of the text; a note follows the paragraph that calls it.
What says nothing (pictures without words, repeated heads, the numbers of lines) is left to be an artifact (14.8.2.2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET  # only names a type

from chapbook.render.pdf.layout_elements import (
    INLINE,
    LIST,
    TAGS,
    Element,
    Link,
    cell_spans,
    holds_only_inline,
    list_numbering,
    picture_words,
)
from chapbook.render.pdf.layout_line_ends import LineEnd, LineEnds
from chapbook.render.pdf.paper import NOTE_CLASS
from chapbook.render.pdf.paper_formulas import FORMULA_CLASS
from chapbook.render.pdf.paper_unset import UNSET_CLASS
from chapbook.trees import has_class

_CONTENTS, _ITEM, _LABEL, _BODY = "TOC", "LI", "Lbl", "LBody"
# A note stands behind these, and inside of whatever else holds its call.
_BEFORE_NOTES = frozenset({"P", "Caption", "Table", *(f"H{level}" for level in range(1, 7))})
# These hold blocks, so that words alone in them are a paragraph.
_GROUPS = frozenset({"Document", "Div", "BlockQuote", "Index", "Note"})
_SHOWN_EMPTY = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "li", "dt", "dd"})
_PLAIN_PSEUDO = ("::first-line", "::first-letter")
# The pieces of a line of the contents stand apart without a space between them.
_PIECES = ("contents-label", "contents-author", "page")


@dataclass(frozen=True)
class Structure:
    """The part's Document, and the element that each box of text or picture belongs to. Other boxes are artifacts.

    `before` gives the box that a box goes on from, in the same element. `line_ends` are the boxes of text that end a
    line which is not the last one.
    """

    document: Element
    owners: dict[Any, Element]
    before: dict[Any, Any]
    line_ends: dict[Any, LineEnd]


def read_structure(root: ET.Element, pages: Sequence[Any]) -> Structure:
    """The structure of the laid-out tree."""
    reader = _Reader(root)
    for page in pages:
        reader.read_page(page)
    return Structure(reader.document, reader.owners, reader.before, reader.line_ends.found)


class _Reader:
    """Walks the boxes in their order and finds the element for each."""

    def __init__(self, root: ET.Element) -> None:
        self.document = Element("Document")
        self.owners: dict[Any, Element] = {}
        self.before: dict[Any, Any] = {}
        self.line_ends = LineEnds()
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._holders: dict[ET.Element, Element] = {root: self.document}
        self._repeatable: dict[ET.Element, Any] = {}
        self._language = root.get("lang", "")

    def read_page(self, page: Any) -> None:
        """Add what stands on the page."""
        for child in page.children:
            if not hasattr(child, "at_keyword"):  # the boxes of margins
                self._read(child, page)

    def _read(self, box: Any, page: Any) -> None:
        box = getattr(box, "_box", box)  # what is positioned absolutely leaves a placeholder
        source = box.element
        if source is not None and self._is_repeated(box, page):
            return
        if hasattr(box, "replacement"):
            self._read_picture(box, page)
        elif getattr(box, "text", None) is not None:
            self._add(box, self._owner_of_text(box))
        else:
            if hasattr(box, "text_overflow"):
                self.line_ends.add_line(box)
            elif source is not None and box.element_tag == source.tag:
                self._open(source, box)
            for child in getattr(box, "children", ()):
                self._read(child, page)

    def _open(self, source: ET.Element, box: Any) -> None:
        """What is said even if no text comes: the cells of a table, and where a link is."""
        if source.tag in _SHOWN_EMPTY:
            self._holder(source)
        elif source.tag == "a" and source.get("href"):
            self._holder(source).kids.append(Link(box))

    def _is_repeated(self, box: Any, page: Any) -> bool:
        """Whether this is the head or foot of a table that goes on from an earlier page."""
        if not (getattr(box, "is_header", False) or getattr(box, "is_footer", False)):
            return False
        return self._repeatable.setdefault(box.element, page) is not page

    def _add(self, box: Any, owner: Element | None) -> None:
        if owner is not None:
            last = next((kid for kid in reversed(owner.kids) if not isinstance(kid, Link)), None)
            if last is not None and not isinstance(last, Element):
                self.before[box] = last
                if _is_piece(last) or _is_piece(box):
                    self.line_ends.add_space(last)
            owner.kids.append(box)
            self.owners[box] = owner

    def _owner_of_text(self, box: Any) -> Element | None:
        if box.element is None or box.style["visibility"] != "visible":
            return None
        _tag, mark, pseudo = (box.element_tag or "").partition("::")
        if not mark or f"::{pseudo}".endswith(_PLAIN_PSEUDO):
            return self._text_holder(box.element)
        if pseudo == "marker":
            return self._marker(box.element)
        return None if has_class(box.element, "line") else self._text_holder(box.element)

    def _read_picture(self, box: Any, page: Any) -> None:
        source = box.element
        words = picture_words(source)
        if not words:
            return
        if has_class(source, UNSET_CLASS):
            unset = self._add_element(self._text_holder(self._parents[source]), "Span", None)
            unset.attributes["ActualText"] = words
            self._add(box, unset)
            return
        tag = "Formula" if has_class(source, FORMULA_CLASS) else "Figure"
        x, y = box.content_box_x(), box.content_box_y()
        edges = (x, page.margin_height() - y - box.height, x + box.width, page.margin_height() - y)
        element = self._add_element(self._text_holder(self._parents[source]), tag, source)
        element.attributes["Alt"] = words
        element.layout["BBox"] = edges
        self._add(box, element)

    def _text_holder(self, source: ET.Element) -> Element:
        """The element that the text of the source goes to. Ruby's own text needs one of its own."""
        holder = self._holder(source)
        if holder.tag == "Ruby":
            last = holder.kids[-1] if holder.kids else None
            return last if isinstance(last, Element) and last.tag == "RB" else self._add_element(holder, "RB", None)
        return holder

    def _marker(self, item: ET.Element) -> Element:
        """The label of a list's item, which stands before its body."""
        body = self._holder(item)
        outer = body.parent
        if body.tag != _BODY or outer is None:
            return body
        if outer.kids[0].tag != _LABEL:
            outer.kids.insert(0, Element(_LABEL, outer))
            if outer.parent is not None:
                outer.parent.list.setdefault("ListNumbering", list_numbering(self._parents[item]))
        label: Element = outer.kids[0]
        return label

    def _holder(self, source: ET.Element) -> Element:
        """The element for the source, made when its first piece comes."""
        holder = self._holders.get(source)
        if holder is None:
            holder = self._holders[source] = self._make(source)
        return holder

    def _make(self, source: ET.Element) -> Element:
        if has_class(source, NOTE_CLASS):
            return self._make_note(source)
        outer = self._holder(self._parents[source])
        maker = _MAKERS.get(source.tag)
        if maker is not None:
            return maker(self, source, outer)
        return self._chain(source, outer, TAGS.get(source.tag, ()) or self._tags_by_role(source, outer))

    def _tags_by_role(self, source: ET.Element, outer: Element) -> tuple[str, ...]:
        if source.get("role") == "doc-index":
            return ("Index",)
        if has_class(source, "footnote"):
            return ("Note",)
        if source.tag == "aside":
            return ("Div",)
        if source.tag not in INLINE and outer.tag in _GROUPS and holds_only_inline(source):
            return ("P",)
        if source.get("lang", self._language) != self._language_around(source):
            return ("Span",) if source.tag in INLINE else ("Div",)
        return ("Span",) if source.tag == "abbr" and source.get("title") else ()

    def _chain(self, source: ET.Element, outer: Element, tags: Sequence[str]) -> Element:
        """Elements inside each other; the source's own facts are said on the first."""
        for number, tag in enumerate(tags):
            outer = self._add_element(outer, tag, source if number == 0 else None)
        return outer

    def _add_element(self, outer: Element, tag: str, source: ET.Element | None) -> Element:
        element = Element(tag, outer)
        if source is not None:
            self._describe(element, source)
        outer.kids.append(element)
        return element

    def _describe(self, element: Element, source: ET.Element) -> None:
        language = source.get("lang")
        if language and language != self._language_around(source):
            element.attributes["Lang"] = language
        if source.tag == "abbr" and source.get("title"):
            element.attributes["E"] = source.get("title", "")
        if element.tag == "Note" and source.get("id"):
            element.attributes["ID"] = source.get("id", "")
        if element.tag in ("TH", "TD"):
            element.table |= cell_spans(source)
        if element.tag == "TH":
            element.table["Scope"] = self._scope(source)

    def _language_around(self, source: ET.Element) -> str:
        outer = self._parents.get(source)
        while outer is not None:
            if language := outer.get("lang"):
                return language
            outer = self._parents.get(outer)
        return self._language

    def _scope(self, cell: ET.Element) -> str:
        """What a head of a table is the head of: of its row, when it stands before other cells than heads."""
        said = cell.get("scope", "")
        if said.startswith(("row", "col")):
            return "Row" if said.startswith("row") else "Column"
        row = self._parents[cell]
        return "Row" if row[0] is cell and any(other.tag == "td" for other in row) else "Column"

    def _make_note(self, source: ET.Element) -> Element:
        """A note at the foot of a page: behind the block that calls it and the notes called before."""
        block = self._holder(self._parents[source])
        while block.tag not in _BEFORE_NOTES and block.parent is not None and block.tag in _CALLERS:
            block = block.parent
        note = Element("Note", block)
        self._describe(note, source)
        if block.tag in _BEFORE_NOTES and block.parent is not None:
            note.parent = block.parent
            kids = block.parent.kids
            place = kids.index(block) + 1
            while place < len(kids) and isinstance(kids[place], Element) and kids[place].tag == "Note":
                place += 1
            kids.insert(place, note)
        else:
            block.kids.append(note)
        return note

    def make_item(self, source: ET.Element, outer: Element) -> Element:
        """An item of a list, of the contents or of the index."""
        if outer.tag == _CONTENTS:
            return self._chain(source, outer, ("TOCI",))
        if outer.tag != LIST:
            return outer
        inside = ("BibEntry",) if has_class(source, "reference") else ()
        return self._chain(source, outer, (_ITEM, _BODY, *inside))

    def make_ordered(self, source: ET.Element, outer: Element) -> Element:
        """A list with an order, or the contents."""
        is_contents = outer.tag in (_CONTENTS, "TOCI") or any(
            has_class(source, name) for name in ("contents-list", "caption-list")
        )
        return self._chain(source, outer, (_CONTENTS if is_contents else LIST,))

    def make_term(self, source: ET.Element, outer: Element) -> Element:
        """A term of a list of definitions. Terms that share a definition share an item."""
        last = outer.kids[-1] if outer.kids else None
        if not isinstance(last, Element) or last.tag != _ITEM or last.kids[-1].tag == _BODY:
            last = self._add_element(outer, _ITEM, None)
        return self._add_element(last, _LABEL, source)

    def make_definition(self, source: ET.Element, outer: Element) -> Element:
        """What a term means."""
        last = outer.kids[-1] if outer.kids else None
        if not isinstance(last, Element) or last.tag != _ITEM:
            last = self._add_element(outer, _ITEM, None)
        return self._add_element(last, _BODY, source)

    def make_link(self, source: ET.Element, outer: Element) -> Element:
        """A link. One to a note, a page or a chapter is in a Reference, the one back from a note is its label."""
        if not source.get("href"):
            return outer
        if has_class(source, "note-back"):
            note = outer
            while note.tag != "Note" and note.parent is not None:
                note = note.parent
            if note.tag == "Note" and not any(isinstance(kid, Element) and kid.tag == _LABEL for kid in note.kids):
                label = Element(_LABEL, note)
                note.kids.insert(0, label)
                return self._chain(source, label, ("Link",))
        if outer.tag == "TOCI" or any(has_class(source, name) for name in ("note-call", "locator")):
            return self._chain(source, outer, ("Reference", "Link"))
        return self._chain(source, outer, ("Link",))


# What a call of a note may stand in, inside of a block.
_CALLERS = frozenset({"Span", "Code", "Quote", "Link", "Reference", "Ruby", "RB", "RT", "BibEntry"})
_MAKERS: dict[str, Callable[[_Reader, ET.Element, Element], Element]] = {
    "a": _Reader.make_link,
    "dd": _Reader.make_definition,
    "dt": _Reader.make_term,
    "li": _Reader.make_item,
    "ol": _Reader.make_ordered,
}


def _is_piece(box: Any) -> bool:
    return box.element is not None and any(has_class(box.element, name) for name in _PIECES)
