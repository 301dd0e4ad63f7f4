"""Long divisions become several documents, since old readers stop at about 300 kB of markup.

Input: the `section` of a division. Output: one or more sections, cut before headings of the second level, each with
the notes that it is the first to call, for a reader pops up only what is in the same document. The first keeps the id,
the type and the role; those that continue it are the same class.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    notes = section.find(f"{h('section')}[@class='notes']")
    owned = _share_notes(pieces, notes) if notes is not None else [[]] * len(pieces)
    continuations = [_continuation(section, *piece) for piece in zip(pieces[1:], owned[1:], strict=True)]
    if notes is not None and len(notes) == 0:
        section.remove(notes)
    return [section, *continuations]


def _share_notes(pieces: Sequence[Sequence[etree._Element]], notes: etree._Element) -> list[list[etree._Element]]:
    """The notes of each piece in their order: those that it, or a note of its own, is the first to call."""
    unclaimed = {note.get("id", ""): note for note in notes}
    owned: list[list[etree._Element]] = []
    for piece in pieces:
        own: set[str] = set()
        waiting = list(piece)
        while waiting:
            for call in [a for a in waiting.pop().iter(h("a")) if a.get("role") == "doc-noteref"]:
                name = call.get("href", "")[1:]
                if name in unclaimed:
                    own.add(name)
                    waiting.append(unclaimed.pop(name))
        owned.append([note for note in notes if note.get("id") in own])
    return owned


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


def _continuation(
    section: etree._Element, children: Sequence[etree._Element], notes: Sequence[etree._Element]
) -> etree._Element:
    heading = section.find(f".//{h('h1')}")
    title = plain_text(heading) if heading is not None else ""
    piece = new_element("section", aria_label=title)
    for name in ("class", "lang", "dir"):
        if section.get(name):
            piece.set(name, section.get(name, ""))
    piece.extend(children)
    if notes:
        own = add_element(piece, "section", class_="notes")
        own.set(EPUB_TYPE, "footnotes")
        own.extend(notes)
    return piece
