"""An index as it goes on paper: input its section, output the same with page numbers, in one list for the columns.

Columns balance only inside one element, so the groups become one list, in which a letter is a line of its own and the
last entry of each group is marked. An index that is set run-in has its sub-entries in the paragraph of their entry.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from chapbook.model.fragment import add_element, h
from chapbook.render.locators import END, NOTE, NOTE_FORMS, print_locators
from chapbook.trees import has_class, move_content

_LETTER = "index-letter"


def set_index(section: etree._Element, page_labels: Mapping[str, str], made: str) -> None:
    """Set the indexes in the section. `made` is the attribute of what paper adds.

    Without labels, which are not known when the index is laid out for the first time, its places stay as they are.
    Raises KeyError for an id without a folio.
    """
    for span in [s for s in section.iter(h("span")) if has_class(s, "locators")]:
        if page_labels:
            print_locators(span, page_labels.__getitem__)
        else:
            span.attrib.pop(NOTE_FORMS, "")
            for link in span.iter(h("a")):
                for name in (NOTE, END, "aria-label"):
                    link.attrib.pop(name, "")
    groups = [group for group in section.iter(h("section")) if has_class(group, "index-group")]
    if groups:
        _join_groups(groups)
    if has_class(section, "run-in"):
        for entry in [e for e in section.iter(h("li")) if has_class(e, "index-entry")]:
            if has_class(entry.getparent(), "index-list"):
                _run_in(entry, made)


def _join_groups(groups: list[etree._Element]) -> None:
    first = groups[0]
    joined = etree.Element(h("ul"))
    joined.set("class", "index-list")
    first.addprevious(joined)
    for group in groups:
        for child in list(group):
            if child.tag == h("ul"):
                entries = list(child)
                joined.extend(entries)
                if group is not groups[-1]:
                    entries[-1].set("class", f"{entries[-1].get('class', '')} index-last")
            else:
                move_content(child, add_element(joined, "li", class_=_LETTER))
        parent = group.getparent()
        if parent is not None:
            parent.remove(group)


def _run_in(entry: etree._Element, made: str) -> None:
    """Put the sub-entries into the line of their entry, with a colon or a semicolon before each."""
    pieces: list[etree._Element] = []
    for child in [c for c in entry if c.tag in (h("ul"), h("p"))]:
        pieces += _flat(child) if child.tag == h("ul") else [child]
        entry.remove(child)
    has_places = _has_places(entry)
    for piece in pieces:
        add_element(entry, "span", "; " if has_places else ": ", **{made: "separator"})
        line = add_element(entry, "span", class_="index-sub")
        if piece.get("id"):
            line.set("id", piece.get("id", ""))
        has_places = _has_places(piece) or piece.tag == h("p")
        move_content(piece, line)


def _has_places(entry: etree._Element) -> bool:
    return any(has_class(child, "locators") or has_class(child, "index-see") for child in entry)


def _flat(lines: etree._Element) -> list[etree._Element]:
    """The entries of the list and of those below it, in order, each without the lists that it held."""
    found: list[etree._Element] = []
    for item in list(lines):
        found.append(item)
        for child in [c for c in item if c.tag in (h("ul"), h("p"))]:
            item.remove(child)
            found += _flat(child) if child.tag == h("ul") else [child]
    return found
