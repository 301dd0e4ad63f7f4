"""A division as it goes on paper: input a `Fragment` of the Book, output a tree without namespaces and its note calls.

Nothing here knows WeasyPrint. The notes leave their section at the end and stand right behind their first call, as
`aside class="footnote page-note"`, which the sheets float to the foot of the page (CSS Generated Content for Paged
Media 3, section 2.2), or under their table as `aside class="footnote table-note"`. Endnotes stay where they are, in a
`section class="notes"`. The number at the call and the number in the note stay words of the text, linked to each other.
A link to what lies in another part becomes `book:ID`. Contents, lists and index get their page numbers, and so do
references to pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote
from xml.etree import ElementTree as ET  # only built here, never parsed

from lxml import etree

from chapbook.model.book import MADE
from chapbook.model.fragment import EPUB_TYPE, XHTML, Fragment, add_element, fragment_tree, h
from chapbook.model.source_places import placed_elements
from chapbook.render.pdf.paper_code import fit_code
from chapbook.render.pdf.paper_formulas import draw_formulas
from chapbook.render.pdf.paper_images import NO_BOXES, ImageBoxes, box_image
from chapbook.render.pdf.paper_index import set_index
from chapbook.render.pdf.paper_initials import drop_initials
from chapbook.render.pdf.paper_kinds import join_kinds
from chapbook.render.pdf.paper_lists import count_items
from chapbook.render.pdf.paper_tables import TableFit, fit_tables
from chapbook.render.pdf.paper_unset import draw_unset
from chapbook.render.pdf.paper_words import divide_words
from chapbook.scripts import direction_of
from chapbook.trees import has_class, remove

# Where an image of the manuscript lies, for whoever fetches it; the host cannot exist (RFC 2606).
MANUSCRIPT = "https://manuscript.invalid/"
NOTE_CLASS = "page-note"
TABLE_NOTE_CLASS = "table-note"
PLACE = "place"  # the number of an element that `model.source_places` counts
PAGE_FORM = "data-page"  # what paper says of pages: see `model.book`
# Stands for a page that is not known yet: as wide as most.
UNKNOWN_PAGE = "00"
NO_FITS: Mapping[str, TableFit] = MappingProxyType({})
_SPACE = " \t\r\n"  # what CSS folds, and no other white space
_TO_SPACE = str.maketrans(_SPACE, " " * len(_SPACE))


@dataclass(frozen=True)
class NoteCall:
    """A note and its first call, by their ids."""

    note: str
    call: str


@dataclass(frozen=True)
class Paper:
    """The tree to lay out, an `html` element, the notes of its pages' feet, and sentences on its formulas."""

    root: ET.Element
    calls: tuple[NoteCall, ...]
    remarks: tuple[str, ...] = ()


def make_paper(
    content: Fragment,
    language: str,
    title: str,
    page_labels: Mapping[str, str],
    image_boxes: ImageBoxes = NO_BOXES,
    at_end: Set[str] = frozenset(),
    missing: Set[str] = frozenset(),
    absent: Set[str] = frozenset(),
    table_fits: Mapping[str, TableFit] = NO_FITS,
    divided: Set[str] = frozenset(),
    seen: Set[str] | None = None,
) -> Paper:
    """The tree for one part.

    `page_labels` gives the folio of every id that contents, index or references name, `image_boxes` the room that an
    image has on the page, which the sheets round to whole lines. `at_end` names the notes that stay at the end, and
    `missing` the characters that no face has. A link to one of the ids that are `absent` becomes words. `table_fits`
    are the settings of tables, and `divided` the rows that may be divided, by their attribute `PLACE`. `seen` are
    the kinds of words in code that look otherwise than the rest; all may when it is None. Raises KeyError for an id
    without a folio, and FormulaError.
    """
    section = fragment_tree(content)
    for number, element in placed_elements(section):
        element.set(PLACE, str(number))
    remarks = draw_formulas(section)
    calls = _move_notes(section, at_end)
    fit_tables(section, PLACE, table_fits, divided)
    if page_labels:
        _number_contents(section, page_labels)
    set_index(section, page_labels, MADE)
    if page_labels:
        _word_locators(section)
    _number_references(section, page_labels)
    _point_links(section, absent)
    count_items(section)
    for image in section.iter(h("img")):
        box_image(image, image_boxes)
        image.set("src", MANUSCRIPT + quote(image.get("src", "")))
    fit_code(section)
    join_kinds(section, seen)
    divide_words(section)
    drop_initials(section)
    draw_unset(section, missing)
    return Paper(_shell(_plain(section), language, title), calls, remarks)


def _move_notes(section: etree._Element, at_end: Set[str]) -> tuple[NoteCall, ...]:
    """Put every note where its first call wants it. A note that nothing calls stays, so that it is not lost."""
    notes = {
        aside.get("id", ""): aside
        for aside in section.iter(h("aside"))
        if "footnote" in (aside.get(EPUB_TYPE) or "").split() and aside.get("id") and aside.get("id") not in at_end
    }
    moved: list[NoteCall] = []
    for call in [a for a in section.iter(h("a")) if has_class(a, "note-call")]:
        note = notes.pop(call.get("href", "")[1:], None)
        if note is None:
            continue  # called before; the number alone is the link
        note_id = note.get("id", "")
        call.set("id", call.get("id") or f"{note_id}-call")
        remove(note)
        before, kind = _place(call)
        note.set("class", f"footnote {kind}")
        before.addnext(note)  # behind the tail, which belongs to `before`
        note.tail, before.tail = before.tail, None
        if kind == NOTE_CLASS:
            _fold_space(note)
            moved.append(NoteCall(note_id, call.get("id", "")))
    for holder in list(section.iter(h("section"))):
        if has_class(holder, "notes") and not any(aside.tag == h("aside") for aside in holder.iter(etree.Element)):
            remove(holder)
    return tuple(moved)


def _place(call: etree._Element) -> tuple[etree._Element, str]:
    """The element that the note follows, and the note's class.

    A call in a table has its note under the table (Chicago Manual of Style, 3.76): a row that goes to the next page
    would leave its notes behind. Notes do not nest, so one that another note calls follows that note.
    """
    before, kind = call, NOTE_CLASS
    for outer in call.iterancestors():
        if outer.tag == h("table") or has_class(outer, TABLE_NOTE_CLASS):
            before, kind = outer, TABLE_NOTE_CLASS
        elif has_class(outer, NOTE_CLASS):
            before = outer
    follower = before.getnext()
    while kind == TABLE_NOTE_CLASS and follower is not None and has_class(follower, TABLE_NOTE_CLASS):
        before, follower = follower, follower.getnext()
    return before, kind


def _fold_space(note: etree._Element) -> None:
    """Fold white space as CSS Text 3, section 4.1.1 wants it; WeasyPrint does not do so in notes at the foot."""
    after_space = True
    for event, element in etree.iterwalk(note, events=("start", "end", "comment", "pi")):
        if event == "start":
            element.text, after_space = _folded(element, element.text, after_space)
        elif element is not note:
            holder = element.getparent()
            element.tail, after_space = _folded(holder if holder is not None else note, element.tail, after_space)


def _folded(holder: etree._Element, text: str | None, after_space: bool) -> tuple[str | None, bool]:
    """The text of an element folded, and whether white space at the start of the next text would be a second one."""
    if not text:
        return text, after_space
    if holder.tag == h("pre") or any(True for _ in holder.iterancestors(h("pre"))):
        return text, False
    words = " ".join(part for part in text.translate(_TO_SPACE).split(" ") if part)
    starts, ends = text[0] in _SPACE, text[-1] in _SPACE
    if not words:
        return ("" if after_space else " "), True
    return ("" if after_space or not starts else " ") + words + (" " if ends else ""), ends


def _point_links(section: etree._Element, absent: Set[str]) -> None:
    """Make links that leave the part `book:ID`, and those that lead nowhere words."""
    here = {element.get("id") for element in section.iter(etree.Element)}
    for link in [a for a in section.iter(h("a")) if a.get("href", "")[1:] in absent and a.get("href", "")[0] == "#"]:
        link.tag = h("span")
        for name in ("href", "role", EPUB_TYPE, "aria-label"):
            link.attrib.pop(name, "")
    for link in section.iter(h("a")):
        href = link.get("href", "")
        if href.startswith("#") and href[1:] not in here:
            link.set("href", f"book:{href[1:]}")


def _number_contents(section: etree._Element, page_labels: Mapping[str, str]) -> None:
    """Give every line of the contents, or of a list of captions, the folio it leads to."""
    for contents in section.iter(h("ol")):
        if has_class(contents, "contents-list") or has_class(contents, "caption-list"):
            for link in contents.iter(h("a")):
                add_element(link, "span", page_labels[link.get("href", "")[1:]], class_="page", **{MADE: "page"})


def _word_locators(section: etree._Element) -> None:
    """Put the words of the form around page numbers: its first one around a single page, its last around several."""
    for span in section.iter(h("span")):
        if has_class(span, "locators") and asks_for_page(span):
            forms = str(span.attrib.pop(PAGE_FORM)).split("|")
            is_single = len(span) == 1 and span[0].tag == h("a")
            before, after = forms[0 if is_single else -1].split("{}")
            span.text, span[-1].tail = before, after


def asks_for_page(element: etree._Element) -> bool:
    """Whether paper has a page where the element stands, or behind it."""
    return PAGE_FORM in element.attrib


def _number_references(section: etree._Element, page_labels: Mapping[str, str]) -> None:
    """The pages that the author asks for, each once, in the words of the form for so many."""
    for element in [e for e in section.iter(h("a"), h("span")) if asks_for_page(e)]:
        forms = str(element.attrib.pop(PAGE_FORM)).split("|")
        links = [element] if element.tag == h("a") else list(element.iter(h("a")))
        places: dict[str, str] = {}
        for link in links:
            place = link.get("href", "")[1:]
            places.setdefault(page_labels.get(place, UNKNOWN_PAGE), place)
        holder = element
        if element.tag == h("a"):
            holder = etree.Element(h("span"))
            element.addnext(holder)
            holder.tail, element.tail = element.tail, None
        for child in list(holder):
            holder.remove(child)
        holder.set(MADE, "page")
        words = forms[len(places) - 1].split("{}")
        holder.text = words[0]
        for (label, place), after in zip(places.items(), words[1:], strict=True):
            add_element(holder, "a", label, href=f"#{place}").tail = after


def _plain(element: etree._Element) -> ET.Element:
    """The element with HTML names out of their namespace, and no attribute of another: what WeasyPrint reads.

    SVG keeps its namespace, comments and processing instructions go; not a letter of text does.
    """
    tag = str(element.tag).removeprefix(f"{{{XHTML}}}")
    foreign = tag.startswith("{")
    attributes = {str(k): str(v) for k, v in element.attrib.items() if foreign or not str(k).startswith("{")}
    plain = ET.Element(tag, attributes)
    plain.text = element.text
    for child in element:
        if isinstance(child.tag, str):
            plain.append(_plain(child))
            plain[-1].tail = child.tail
        elif len(plain):
            plain[-1].tail = (plain[-1].tail or "") + (child.tail or "")
        else:
            plain.text = (plain.text or "") + (child.tail or "")
    return plain


def _shell(content: ET.Element, language: str, title: str) -> ET.Element:
    root = ET.Element("html", {"lang": language})
    if direction_of(language) == "rtl":
        root.set("dir", "rtl")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = title
    ET.SubElement(root, "body").append(content)
    return root


def plain_page(content: etree._Element, language: str, title: str) -> ET.Element:
    """The tree of a page that is not a division: the cover, the sorts."""
    for image in content.iter(h("img")):
        image.set("src", MANUSCRIPT + quote(image.get("src", "")))
    return _shell(_plain(content), language, title)
