"""Step 11: what pages have otherwise than e-books: where the notes stand, and what links say.

Input: the finished trees. Output: `Piece.paper` for the divisions that are others on paper. With `notes = "page"` the
notes stay in their division, for the layout to set at the foot of the page that calls them; with "chapter" they get a
heading at its end; with "book" they stand in a division of notes, under the title of the division that calls them.
E-books keep every note with its call, since a reader pops up only what is in the same document, and have no division
of notes. The links from entries of the references back to their citations are theirs alone, unless the author wants the
pages on paper.
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from chapbook.compose.back_links import BACK_LINKS
from chapbook.compose.bench import Bench, Piece
from chapbook.compose.notes import RETURNS
from chapbook.compose.paper_links import NOTES, compose_paper_links
from chapbook.model.fragment import EPUB_TYPE, add_element, find_all, h, new_element
from chapbook.model.manuscript import Kind
from chapbook.trees import has_class, unwrap


def only_on_paper(piece: Piece) -> bool:
    """Whether e-books do not have the division."""
    return piece.kind is Kind.NOTES


def compose_paper(bench: Bench) -> None:
    """Give every division that is another on paper its tree there."""
    where = bench.manuscript.text.notes
    division = bench.piece_of_kind(Kind.NOTES)
    compose_paper_links(bench)
    for piece in [p for p in bench.pieces if p is not division]:
        for notes in find_all(piece.tree if piece.paper is None else piece.paper, NOTES):
            if where == "page" and not find_all(notes, f".//h:span[@class='{RETURNS}']"):
                continue
            if piece.paper is None:
                piece.paper = deepcopy(piece.tree)
            _place(bench, piece, find_all(piece.paper, NOTES)[0], where, division)
    if bench.references and bench.manuscript.references.back_links == "e-book":
        for piece in bench.pieces:
            _leave_out_back_links(piece)
    if division is not None:
        division.tree.set("class", "endnotes")  # “notes” are those of a division
        _leave_out_of_contents(bench, division)


def _place(bench: Bench, piece: Piece, notes: etree._Element, where: str, division: Piece | None) -> None:
    """Put the notes of a division, which stand at its end, where paper has them."""
    for returns in find_all(notes, f".//h:span[@class='{RETURNS}']"):
        _drop(returns)
    if where == "page":
        return
    notes.set(EPUB_TYPE, "endnotes")
    for note in notes.iter(h("aside")):
        if has_class(note, "footnote"):
            note.set(EPUB_TYPE, "endnote")
            note.attrib.pop("role", "")
    if division is None:
        notes.insert(0, new_element("h2", bench.words.kinds[Kind.NOTES], class_="notes-title"))
        return
    notes.insert(0, _heading(bench, piece))
    if piece.language != bench.language:
        notes.set("lang", piece.language)
    division.tree.append(notes)


def _heading(bench: Bench, piece: Piece) -> etree._Element:
    """The title of the division that calls the notes, with its number."""
    heading = new_element("h2", class_="notes-title", id=bench.names.claim(f"{piece.id}-notes"))
    link = add_element(heading, "a", href=f"#{piece.id}")
    if piece.number and piece.text:
        add_element(link, "span", piece.number, class_="section-number").tail = f" {piece.text}"
    else:
        link.text = piece.text or piece.label or bench.words.kinds[piece.kind]
    return heading


def _drop(returns: etree._Element) -> None:
    """Take away what leads back: the letters for further calls of a note would be a riddle on paper."""
    for child in list(returns):
        returns.remove(child)
    returns.text = None
    unwrap(returns)


def _leave_out_back_links(piece: Piece) -> None:
    """On paper no entry of the references leads back to its citations."""
    path = f".//h:span[contains(@class, '{BACK_LINKS}')]"
    if find_all(piece.tree, path):
        piece.paper = deepcopy(piece.tree) if piece.paper is None else piece.paper
        for links in find_all(piece.paper, path):
            _drop(links)


def _leave_out_of_contents(bench: Bench, division: Piece) -> None:
    """The contents page lists the division of notes on paper alone."""
    contents = bench.piece_of_kind(Kind.CONTENTS)
    if contents is None:
        return
    contents.paper = deepcopy(contents.tree)
    for line in find_all(contents.tree, f".//h:li[h:a/@href='#{division.id}']"):
        parent = line.getparent()
        if parent is not None:
            parent.remove(line)
