"""Step 4: notes become calls in the text and asides at the end of the division.

Input: `press:note` where each note is called. Output: `a` with epub:type="noteref" and, in a `section` that ends the
division, an `aside` with epub:type="footnote" for each note, numbered from 1 in each division by its first call.
Vocabulary: EPUB 3 Structural Semantics, "footnotes"; DPUB-ARIA 1.1, doc-noteref, doc-footnote, doc-backlink.
"""

from __future__ import annotations

from collections import Counter

from lxml import etree

from chapbook.compose.bench import Bench, Piece, find_all, replace_element
from chapbook.compose.names import Names
from chapbook.model.fragment import EPUB_TYPE, add_element, h, new_element

_BLOCKS = {h(n) for n in ("p", "div", "ul", "ol", "dl", "blockquote", "pre", "table", "figure", "aside", "section")}


def compose_notes(bench: Bench) -> None:
    """Move the notes of every division to its end."""
    for piece in bench.pieces:
        calls = find_all(piece.tree, ".//press:note")
        if calls:
            _move_notes(bench.names, piece, calls)


def _move_notes(names: Names, piece: Piece, calls: list[etree._Element]) -> None:
    section = new_element("section", class_="notes")
    section.set(EPUB_TYPE, "footnotes")
    notes: dict[str, tuple[int, str]] = {}  # the note's n → its number and emitted id
    repeats: Counter[str] = Counter()
    for call in calls:
        n = call.get("n", "")
        if n not in notes:
            notes[n] = len(notes) + 1, names.claim(f"{piece.id}-note-{len(notes) + 1}")
        number, name = notes[n]
        repeats[n] += 1
        call_id = names.claim(f"{name}-call" + (f"-{repeats[n]}" if repeats[n] > 1 else ""))
        replace_element(call, _call(call_id, name, number))
    # A note may be called, in the title, before the call that holds its blocks.
    blocks = {c.get("n", ""): c for c in calls if c.get("again") is None}
    for n, (number, name) in notes.items():
        section.append(_aside(name, number, blocks[n]))
    piece.tree.append(section)


def _call(id: str, note: str, number: int) -> etree._Element:
    call = new_element("a", str(number), class_="note-call", role="doc-noteref", id=id, href=f"#{note}")
    call.set(EPUB_TYPE, "noteref")
    return call


def _aside(id: str, number: int, blocks: etree._Element) -> etree._Element:
    aside = new_element("aside", class_="footnote", role="doc-footnote", id=id)
    aside.set(EPUB_TYPE, "footnote")
    if len(blocks) and blocks[0].tag in _BLOCKS and not (blocks.text or "").strip():
        aside.extend(list(blocks))
    else:
        paragraph = add_element(aside, "p", blocks.text or "")
        paragraph.extend(list(blocks))
    first = aside[0] if aside[0].tag == h("p") else None
    if first is None:
        first = new_element("p")
        aside.insert(0, first)
    back = new_element("a", str(number), class_="note-back", role="doc-backlink", href=f"#{id}-call")
    back.tail, first.text = " " + (first.text or "").lstrip(), None
    first.insert(0, back)
    return aside
