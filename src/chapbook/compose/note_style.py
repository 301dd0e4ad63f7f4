"""Citations in a note style: each one outside a note gets a note of its own, in the sequence of the author's notes.

Input: the trees, when the style sheet says `class="note"` (CSL 1.0.2, "Style"). Output: the same trees with
`press:note` around the citations (`part="own-note"`). An in-text citation keeps the author's name in the sentence
(`part="text"`) and has the rest in the note (`part="note"`).
"""

from __future__ import annotations

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.paper_links import has_link_notes
from chapbook.model.draft import Draft
from chapbook.model.fragment import Fragment, find_all, fragment_tree, h, press

OWN_NOTE = "own-note"
CLOSING_PUNCTUATION = ".,;:!?"


def is_note_style(style_text: str) -> bool:
    """Whether a CSL style puts citations into notes. A style that is no XML is none; citeproc says so later."""
    try:
        return fragment_tree(Fragment(style_text.encode())).get("class") == "note"
    except etree.XMLSyntaxError:
        return False


def has_endnotes(bench: Bench) -> bool:
    """Whether the book has notes, its own, the style's or of links, and wants them in a division of their own."""
    if bench.manuscript.text.notes != "book":
        return False
    in_notes = is_note_style(bench.manuscript.references.style_text)
    return any(d.notes or (in_notes and d.citations) or has_link_notes(bench, d) for d in bench.drafts)


def cite_in_notes(bench: Bench) -> None:
    """Wrap citations in notes where the style asks for it."""
    if not is_note_style(bench.manuscript.references.style_text):
        return
    for piece in bench.pieces:
        if piece.draft is None:
            continue
        for citation in find_all(piece.tree, ".//press:citation[not(ancestor::press:note)]"):
            _wrap(citation, piece.draft)


def _wrap(citation: etree._Element, draft: Draft) -> None:
    n = citation.get("n", "")
    note = etree.Element(press("note"), n=f"citation-{n}")
    paragraph = etree.SubElement(note, h("p"))
    if draft.citations[int(n)].in_text:
        etree.SubElement(paragraph, press("citation"), n=n, part="note")
        citation.set("part", "text")
        note.tail, citation.tail = citation.tail, None
        citation.addnext(note)
        _close_up(note)
        return
    parent = citation.getparent()
    if parent is None:
        raise ValueError("a citation stands alone")
    note.tail, citation.tail = citation.tail, None
    parent.replace(citation, note)
    citation.set("part", OWN_NOTE)
    paragraph.append(citation)
    _close_up(note)


def _close_up(note: etree._Element) -> None:
    """The call stands at the word before it, and after the punctuation that follows."""
    tail = note.tail or ""
    moved = tail[:1] if tail[:1] in CLOSING_PUNCTUATION else ""
    note.tail = tail[len(moved) :]
    before, parent = note.getprevious(), note.getparent()
    if before is not None:
        before.tail = (before.tail or "").rstrip() + moved
    elif parent is not None:
        parent.text = (parent.text or "").rstrip() + moved
