"""Step 4: notes become calls in the text and asides at the end of the division.

Input: `press:note` where each note is called. Output: `a` with epub:type="noteref" and, in a `section` that ends the
division, an `aside` with epub:type="footnote" for each note, numbered from 1 in each division by its first call.
The number in the note leads back to its first call; a note called again has letters beside it, one for each call.
Vocabulary: EPUB 3 Structural Semantics, "footnotes"; DPUB-ARIA 1.1, doc-noteref, doc-footnote, doc-backlink.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from chapbook.compose.bench import Bench, Piece
from chapbook.compose.names import Names
from chapbook.model.fragment import EPUB_TYPE, add_element, find_all, h, new_element
from chapbook.numerals import alphabetic
from chapbook.trees import replace

_BLOCKS = {h(n) for n in ("p", "div", "ul", "ol", "dl", "blockquote", "pre", "table", "figure", "aside", "section")}
# The letters that lead back from a note to each of its calls.
RETURNS = "note-returns"


@dataclass
class _Note:
    """A note of the division: its number, its emitted id, and those of its calls."""

    number: int
    id: str
    calls: list[str] = field(default_factory=list)


def compose_notes(bench: Bench) -> None:
    """Move the notes of every division to its end."""
    for piece in bench.pieces:
        calls = find_all(piece.tree, ".//press:note")
        if calls:
            _move_notes(bench.names, piece, calls, bench.words.back)


def _move_notes(names: Names, piece: Piece, calls: list[etree._Element], back: str) -> None:
    section = new_element("section", class_="notes")
    section.set(EPUB_TYPE, "footnotes")
    notes: dict[str, _Note] = {}
    for call in calls:
        n = call.get("n", "")
        if n not in notes:
            notes[n] = _Note(len(notes) + 1, names.claim(f"{piece.id}-note-{len(notes) + 1}"))
        note = notes[n]
        again = f"-{len(note.calls) + 1}" if note.calls else ""
        note.calls.append(names.claim(f"{note.id}-call{again}"))
        replace(call, _call(note))
    # A note may be called, in the title, before the call that holds its blocks.
    blocks = {c.get("n", ""): c for c in calls if c.get("again") is None}
    for n, note in notes.items():
        section.append(_aside(note, blocks[n], back))
    piece.tree.append(section)


def _call(note: _Note) -> etree._Element:
    """The last of the note's calls."""
    call = new_element("a", str(note.number), class_="note-call", role="doc-noteref", id=note.calls[-1])
    call.set("href", f"#{note.id}")
    call.set(EPUB_TYPE, "noteref")
    return call


def _aside(note: _Note, blocks: etree._Element, back: str) -> etree._Element:
    aside = new_element("aside", class_="footnote", role="doc-footnote", id=note.id)
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
    number = new_element("a", str(note.number), class_="note-back", role="doc-backlink", href=f"#{note.calls[0]}")
    text, first.text = " " + (first.text or "").lstrip(), None
    first.insert(0, number)
    if len(note.calls) > 1:
        first.insert(1, _returns(note, back))
        first[1].tail = text
    else:
        number.tail = text
    return aside


def _returns(note: _Note, back: str) -> etree._Element:
    """A letter for each call."""
    returns = new_element("span", " ", class_=RETURNS)
    for n, call in enumerate(note.calls):
        letter = alphabetic(n + 1).lower()
        link = add_element(returns, "a", letter, role="doc-backlink", href=f"#{call}", aria_label=f"{back} ({letter})")
        link.tail = " "
    returns[-1].tail = None
    return returns
