"""Long divisions become several documents, since old readers stop at about 300 kB of markup.

Input: the `section` of a division. Output: one or more sections, cut before headings of the second level, each with
the notes that it calls. The first keeps the id, the type and the role; those that continue it are the same class.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from chapbook.model.fragment import EPUB_TYPE, add_element, h, new_element, plain_text

LONGEST_BYTES = 250_000


def split_section(section: etree._Element, longest: int = LONGEST_BYTES) -> list[etree._Element]:
    """The section, cut so that no piece is longer than `longest` where a heading allows it."""
    if len(etree.tostring(section, encoding="utf-8")) <= longest:
        return [section]
    declarations = _declarations(section)
    pieces: list[list[etree._Element]] = [[]]
    size = 0
    for group in list(_groups(section)):
        length = sum(len(etree.tostring(e, encoding="utf-8")) - declarations for e in group)
        if pieces[-1] and size + length > longest:
            pieces.append([])
            size = 0
        pieces[-1] += group
        size += length
    return [section, *(_continuation(section, piece) for piece in pieces[1:])]


def _declarations(section: etree._Element) -> int:
    """The bytes that lxml adds to a child serialised alone: the namespaces declared above it."""
    probe = etree.SubElement(section, h("p"))
    length = len(etree.tostring(probe)) - len("<p/>")
    section.remove(probe)
    return length


def _groups(section: etree._Element) -> Iterator[list[etree._Element]]:
    """The children of the section without its notes, each group beginning with a heading or the markers before it."""
    group: list[etree._Element] = []
    waiting: list[etree._Element] = []
    for child in section:
        if child.get("class") == "notes":
            continue
        if child.get(EPUB_TYPE) == "pagebreak" and not (child.tail or "").strip():
            waiting.append(child)
            continue
        if child.tag == h("h2") and group:
            yield group
            group = []
        group += [*waiting, child]
        waiting = []
    yield group + waiting


def _continuation(section: etree._Element, children: list[etree._Element]) -> etree._Element:
    heading = section.find(f".//{h('h1')}")
    title = plain_text(heading) if heading is not None else ""
    piece = new_element("section", aria_label=title)
    for name in ("class", "lang", "dir"):
        if section.get(name):
            piece.set(name, section.get(name, ""))
    piece.extend(children)
    called = {a.get("href", "")[1:] for a in piece.iter(h("a")) if a.get("role") == "doc-noteref"}
    notes = section.find(f"{h('section')}[@class='notes']")
    if notes is not None and (moved := [n for n in notes if n.get("id") in called]):
        own = add_element(piece, "section", class_="notes")
        own.set(EPUB_TYPE, "footnotes")
        own.extend(moved)
        if len(notes) == 0:
            section.remove(notes)
    return piece
