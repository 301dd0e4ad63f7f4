"""From the finished tree to what it declares.

Input: the tree in which everything stands in its place. Output: the tuples of a `Draft`, in the order of the text, and
a tree whose elements of the PRESS namespace hold their numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree

from chapbook.addresses import clean_address
from chapbook.files import PathRefusedError, resolve_path
from chapbook.model.draft import (
    Citation,
    CrossReference,
    GlossMark,
    Heading,
    ImageUse,
    IndexMark,
    Label,
    LinkUse,
    Note,
    Term,
)
from chapbook.model.fragment import h, make_fragment, new_element, plain_text, press
from chapbook.model.source_places import SourcePlaces, placed_elements
from chapbook.parse.citations import (
    LABEL_KINDS,
    Part,
    affix_text,
    is_in_text,
    make_item,
    read_key,
    read_parts,
)
from chapbook.parse.figures import NO_ALT
from chapbook.parse.headings import LEVELS, clean_title, heading_words, slug
from chapbook.parse.index_marks import read_index_mark
from chapbook.parse.lifting import take_attribute
from chapbook.parse.repair import ALIASES, AT, FORMS, inner_text, place_of
from chapbook.parse.report import Report
from chapbook.trees import append_text, move_content, replace, unwrap

LINK = press("link")
TERM = press("term")

_LABEL = re.compile(rf"({'|'.join(LABEL_KINDS)})(?P<mark>[:-])[^\s]+$")
# What has to be labelled before Quarto's hyphen makes a label of an id.
_LABELLED = {
    "fig": {h("figure"), h("div"), h("img")},
    "tbl": {h("table"), h("div")},
    "lst": {h("figure"), h("pre"), h("div")},
    "eq": {h("div"), h("span"), h("p")},
    "sec": {*LEVELS, h("div"), h("span"), h("p")},
}
_NC_NAME = re.compile(r"[^\W\d][\w.\-·]*$")


@dataclass
class Declarations:
    """What a tree declares; each list is one tuple of the `Draft`."""

    report: Report
    is_glossary: bool = False
    headings: list[Heading] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    cross_references: list[CrossReference] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    marks: list[IndexMark] = field(default_factory=list)
    gloss_marks: list[GlossMark] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    images: list[ImageUse] = field(default_factory=list)
    links: list[LinkUse] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)
    _read: set[etree._Element] = field(default_factory=set)  # what went into citations

    def read(self, root: etree._Element) -> None:
        """Declare everything in the tree, in order, and number it."""
        for element in list(root.iter(etree.Element)):
            if element not in self._read:
                self._declare(element)
        for element in root.iter(*LEVELS):
            title = make_fragment(clean_title(element))
            span = self.report.span(place_of(element))
            self.headings.append(Heading(LEVELS[element.tag], element.get("id", ""), title, span))

    def _declare(self, element: etree._Element) -> None:
        identifier = element.get("id")
        if identifier is not None:
            self._declare_id(element, identifier)
        reader = _READERS.get(element.tag)
        if reader is not None:
            reader(self, element)

    def declare_title_id(self, identifier: str, place: int | None, automatic: str) -> None:
        """The title's id, which is in no tree any more; `automatic` is what it would be if the author gave none."""
        self._ids.add(identifier)
        if (match := _LABEL.match(identifier)) and not (match["mark"] == "-" and identifier == automatic):
            self.labels.append(Label(identifier, match.group(1), self.report.span(place)))

    def _declare_id(self, element: etree._Element, identifier: str) -> None:
        label = _LABEL.match(identifier)
        if label and label["mark"] == "-" and not _can_have(element, label):
            label = None
        place = place_of(element)
        if label is None and not _NC_NAME.match(identifier) and element.tag not in LEVELS:
            identifier = slug(identifier)
            element.set("id", identifier)
        if identifier in self._ids:
            message = f"The id “{identifier}” is given twice in this file."
            self.report.error("duplicate-label", place, message, "Give this one another name.")
            take_attribute(element, "id")
            return
        self._ids.add(identifier)
        if label is not None:
            self.labels.append(Label(identifier, label.group(1), self.report.span(place)))

    def read_citation(self, element: etree._Element) -> None:
        """A citation, or cross-references in the same syntax."""
        for note in reversed(list(element.iter(press("note")))):  # no note can stand in what may become one
            note.tail, element.tail = element.tail, None
            element.addnext(note)
        parts = read_parts(element)
        is_label = [part.is_label for part in parts]
        if not parts:
            unwrap(element)
        elif any(is_label) and all(part.is_label or _LABEL.match(part.key) for part in parts):
            # Beside a label, Quarto's hyphen makes no work of a key.
            self._read_cross_references(element, parts)
        elif any(is_label):
            self._refuse_mixture(element)
        else:
            self._read_works(element)

    def _read_works(self, element: etree._Element) -> None:
        for child in element.iterdescendants(etree.Element):  # links and marks in the words that go with the works
            if child.tag != press("key"):
                self._declare(child)
            self._read.add(child)
        parts = read_parts(element)
        for key in self._crowded(element, parts):
            message = f"The work “{key}” stands among the words of another, with no semicolon between them."
            self.report.error("crowded-citation", place_of(element), message, "Write [@one; @two].")
        in_text = is_in_text(element) and not parts[0].minus
        in_link = in_text and _stands_in_link(element)
        place = parts[0].place if is_in_text(element) else place_of(element)
        items = tuple(make_item(part, self.report) for part in parts)
        written = inner_text(element) if in_link else None
        for child in list(element):
            element.remove(child)
        element.text = written
        element.set("n", str(len(self.citations)))
        self.citations.append(Citation(items, in_text, self.report.span(place), in_link))

    @staticmethod
    def _crowded(element: etree._Element, parts: tuple[Part, ...]) -> list[str]:
        """The keys without a semicolon before them, and those that stand in the markup of affixes."""
        nested = [key for key in element.iter(press("key")) if key.getparent() is not element]
        return [part.key for part in parts if part.is_crowded] + [read_key(key)[1] for key in nested]

    def read_lone_key(self, element: etree._Element) -> None:
        """A key that stands in markup in brackets, which are no citation: `[*see @a*]`."""
        citation = etree.Element(press("citation"))
        replace(element, citation)
        citation.append(element)
        self.read_citation(citation)

    def _refuse_mixture(self, element: etree._Element) -> None:
        message = "Works and labels of the book cannot share one pair of brackets."
        self.report.error("mixed-citation", place_of(element), message, "Write two pairs.")
        self._read |= set(element.iter(press("key")))
        element.text = inner_text(element)
        for child in list(element):
            element.remove(child)
        unwrap(element)

    def _read_cross_references(self, element: etree._Element, parts: tuple[Part, ...]) -> None:
        self._read |= set(element.iter(press("key")))
        holder = new_element("span")
        holder.tag = press("cross-references")
        move_content(parts[0].before, holder)
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            reference = etree.SubElement(holder, press("cross-reference"))
            reference.set("n", str(len(self.cross_references)))
            label, span = part.key[0].lower() + part.key[1:], self.report.span(part.place)
            self.cross_references.append(CrossReference(label, span, part.minus, part.key[0].isupper()))
            if following is None:
                move_content(part.after, holder)
            elif (plain_text(part.after) + plain_text(following.before)).strip():
                move_content(part.after, holder)
                append_text(holder, ";" if affix_text(following.before) else "; ")
                move_content(following.before, holder)
        replace(element, holder)
        if len(parts) == 1:
            unwrap(holder)

    def read_note(self, element: etree._Element) -> None:
        """A note call. Calls of one note share its number."""
        label = take_attribute(element, "label")
        if label is None:
            label = f"inline-{len(self.notes) + 1}"
        if label not in self._numbers:
            self._numbers[label] = len(self.notes)
            self.notes.append(Note(label, self.report.span(place_of(element))))
        element.set("n", str(self._numbers[label]))

    def read_mark(self, element: etree._Element) -> None:
        """An index mark; without an entry its words are the entry."""
        mark = read_index_mark(element, self.report)
        if mark is None:
            unwrap(element)
            return
        element.set("n", str(len(self.marks)))
        self.marks.append(mark)

    def read_gloss(self, element: etree._Element) -> None:
        """A term marked by hand; without an entry its words are the entry."""
        entry = " ".join((take_attribute(element, "entry") or plain_text(element)).split())
        element.set("n", str(len(self.gloss_marks)))
        self.gloss_marks.append(GlossMark(entry, self.report.span(place_of(element))))

    def read_term(self, element: etree._Element) -> None:
        """A term of a glossary; elsewhere a definition list defines nothing for the rest of the book."""
        aliases, forms = (_split_names(take_attribute(element, name)) for name in (ALIASES, FORMS))
        if self.is_glossary:
            element.set(TERM, str(len(self.terms)))
            self.terms.append(Term(aliases, forms, self.report.span(place_of(element))))

    def read_image(self, element: etree._Element) -> None:
        """An image: its path resolved against the file."""
        place = place_of(element)
        source = _without_brackets(element.get("src", ""))
        has_no_alt = take_attribute(element, NO_ALT) is not None or "alt" not in element.attrib
        alt = element.get("alt", "")
        element.set("alt", alt)
        if has_no_alt:
            message = f"The image “{source}” has no alternative text."
            self.report.warn("missing-alt", place, message, 'Say what it shows, or write {alt=""} if it only adorns.')
        if scheme_of(source) in ("http", "https", "ftp") or source.startswith("//"):
            message = f"The image “{source}” is not in the manuscript."
            self.report.error("remote-image", place, message, "Copy it into the manuscript’s folder.")
            _put_words(element, alt)
            return
        try:
            path = resolve_path(self.report.file_of(place), source)
        except PathRefusedError as refused:
            self.report.error("path-refused", place, str(refused))
            _put_words(element, alt)
            return
        element.set("src", path)
        self.images.append(ImageUse(path, alt, self.report.span(place)))

    def read_link(self, element: etree._Element) -> None:
        """A link that has no scheme stays in the book, or is meant to."""
        written = element.get("href")
        if written is None:
            return
        href = _without_brackets(written)
        place = place_of(element)
        if scheme_of(href) or href.startswith("//"):
            self._read_address(element, href, place)
            return
        if not href.strip():
            self.report.error("broken-link", place, "This link leads nowhere.", "Write where it leads, or delete it.")
            take_attribute(element, "href")
            return
        element.set(LINK, str(len(self.links)))
        self.links.append(LinkUse(href, self.report.span(place)))

    def _read_address(self, element: etree._Element, href: str, place: int | None) -> None:
        """A link to the web: encoded where it must be, and taken out when it is no address."""
        address = clean_address(f"https:{href}" if href.startswith("//") else href)
        if address is None:
            message = f"“{href}” is no address on the web, so only the words of the link stay."
            self.report.warn("bad-address", place, message, "Look for a slip of the pen, such as a space or a slash.")
            for name in ("href", "hreflang", "rel"):
                take_attribute(element, name)
        else:
            element.set("href", address)


def _stands_in_link(element: etree._Element) -> bool:
    """Whether the element is among the words of a link; a note in a link is not."""
    holder = next(element.iterancestors(h("a"), press("note")), None)
    return holder is not None and holder.tag == h("a")


def _without_brackets(address: str) -> str:
    """`<my file.md>`, as CommonMark writes an address with spaces, without its brackets."""
    return address[1:-1] if address.startswith("<") and address.endswith(">") else address


def _can_have(element: etree._Element, label: re.Match[str]) -> bool:
    """Whether the element is what the label says; a heading's automatic id is no label."""
    identifier = label.string
    is_automatic = element.tag in LEVELS and identifier == slug(heading_words(element))
    return element.tag in _LABELLED[label.group(1)] and not is_automatic


def scheme_of(href: str) -> str:
    """The scheme of a link in small letters, or an empty string; also of one that is no URL at all."""
    try:
        return urlsplit(href).scheme
    except ValueError:
        return ""


def read_places(section: etree._Element, report: Report) -> SourcePlaces:
    """Where blocks and pictures stand."""
    placed = [(number, int(element.get(AT, ""))) for number, element in placed_elements(section) if element.get(AT)]
    return SourcePlaces(tuple(number for number, _ in placed), tuple(report.span(place) for _, place in placed))


def drop_places(root: etree._Element) -> None:
    """Take the places out of the tree, when all have been read."""
    for element in root.iter(etree.Element):
        take_attribute(element, AT)


def _put_words(image: etree._Element, alt: str) -> None:
    """Put the alternative text where an image was refused."""
    replace(image, new_element("span", alt))


def _split_names(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(name.split()) for name in (text or "").split(";"))))


_READERS = {
    press("citation"): Declarations.read_citation,
    press("key"): Declarations.read_lone_key,
    press("note"): Declarations.read_note,
    press("mark"): Declarations.read_mark,
    press("gloss"): Declarations.read_gloss,
    h("dt"): Declarations.read_term,
    h("img"): Declarations.read_image,
    h("a"): Declarations.read_link,
}
