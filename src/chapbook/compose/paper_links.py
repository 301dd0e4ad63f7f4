"""Links that lead out of the book, as paper has them: with a note, or with a place in a list at the chapter's end.

Input: the finished trees, and `[text] links`. Output: in `Piece.paper` a call behind every such link whose words are
not its address, and the notes that these call: at the foot of the page among the notes of the division, or in a list.
They are counted in letters, so that the numbers of the author's own notes are those of the e-book. The same address has
one letter in a division. Within a note of the author's, whose words are apart from the text already, the address stands
behind the link in brackets, for a note of a note sends the reader about. Calls are no part of the running text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy

from lxml import etree

from chapbook.compose.bench import HEADINGS, Bench, Piece
from chapbook.compose.link_notes import LinkNote, append_codes, append_list, foot_note, shown_address
from chapbook.compose.printed_addresses import is_outside, printed_address
from chapbook.model.book import MADE
from chapbook.model.draft import Draft
from chapbook.model.fragment import EPUB_TYPE, add_element, all_text, find_all, fragment_tree, h, new_element, press
from chapbook.model.manuscript import Kind
from chapbook.numerals import alphabetic
from chapbook.trees import has_class

# Where the notes of a division stand.
NOTES = "./h:section[@class='notes']"
# An author's class for a link, or for what holds links, that paper shall leave as they are.
NO_NOTE = "no-note"
_LEFT_ALONE = (NO_NOTE, "reference", "citation-group", "credit", "made")
# More than so many on a page would leave little room for its text; an A5 page has about so many characters.
_MOST_ON_PAGE = 8
_PAGE = 1800


def has_link_notes(bench: Bench, draft: Draft) -> bool:
    """Whether paper will have notes for links of the chapter, or a list of them."""
    setting = bench.manuscript.text.links
    return setting != "plain" and any(
        setting != "notes" or not _is_in_note(link) for link in _outside_links(fragment_tree(draft.content))
    )


def compose_paper_links(bench: Bench) -> None:
    """Say the addresses of links in the trees for paper."""
    if bench.manuscript.text.links == "plain":
        return
    for piece in bench.pieces:
        if piece.draft is not None and next(_outside_links(piece.tree), None) is not None:
            piece.paper = deepcopy(piece.tree)
            _say_addresses(bench, piece, piece.paper)


def _say_addresses(bench: Bench, piece: Piece, tree: etree._Element) -> None:
    settings = bench.manuscript.text
    links = list(_outside_links(tree))
    called = {link for link in links if settings.links != "notes" or not _is_in_note(link)}
    first: dict[str, etree._Element] = {}
    for link in filter(called.__contains__, links):
        first.setdefault(link.get("href", ""), link)
    notes = {href: _new_note(bench, piece, link, n) for n, (href, link) in enumerate(first.items(), 1)}
    is_at_foot = settings.links == "notes" and settings.notes == "page" and not _is_crowded(tree, first.values())
    for link in links:
        note = notes[link.get("href", "")] if link in called else None
        _put_behind(link, _brackets(link) if note is None else _call(note, bench.names.claim(note.call)))
    if is_at_foot:
        _notes_of(tree).extend(map(foot_note, notes.values()))
    elif notes:
        _set_list(bench, piece, tree, list(notes.values()))


def _outside_links(tree: etree._Element) -> Iterator[etree._Element]:
    """The links out of the book whose address the reader cannot see."""
    for link in tree.iter(h("a")):
        href, words = link.get("href", ""), "".join(all_text(link).split())
        if words and is_outside(href) and printed_address(href).lower() not in words.lower() and not _is_plain(link):
            yield link


def _is_plain(link: etree._Element) -> bool:
    """Whether the link stays as it is: in headings, in what the press writes, and where the author wants it so."""
    return any(
        element.tag in HEADINGS or any(has_class(element, name) for name in _LEFT_ALONE)
        for element in (link, *link.iterancestors())
    )


def _is_in_note(link: etree._Element) -> bool:
    return any(outer.tag == press("note") or has_class(outer, "footnote") for outer in link.iterancestors())


def _is_crowded(tree: etree._Element, links: Iterable[etree._Element]) -> bool:
    """Whether so many links stand near each other that the feet of pages would be full of their notes."""
    wanted, places, count = set(links), [], 0
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event == "start" and element in wanted:
            places.append(count)
        count += len((element.text if event == "start" else element.tail) or "")
    return any(after - before < _PAGE for before, after in zip(places, places[_MOST_ON_PAGE:], strict=False))


def _new_note(bench: Bench, piece: Piece, link: etree._Element, number: int) -> LinkNote:
    letter = alphabetic(number, bench.words.appendix_letters).lower()
    return LinkNote(letter, bench.names.claim(f"{piece.id}-link-{number}"), link.get("href", ""), link)


def _call(note: LinkNote, id: str) -> etree._Element:
    call = new_element("a", note.letter, class_="note-call", role="doc-noteref", id=id, href=f"#{note.id}")
    call.set(EPUB_TYPE, "noteref")
    call.set(MADE, "link")
    return call


def _brackets(link: etree._Element) -> etree._Element:
    """The address in brackets."""
    brackets = new_element("span", " (")
    brackets.set(MADE, "link")
    shown_address(brackets, link.get("href", "")).tail = ")"
    return brackets


def _put_behind(link: etree._Element, made: etree._Element) -> None:
    made.tail, link.tail = link.tail, None
    link.addnext(made)
    if not made.tail and has_class(made, "note-call") and has_class(made.getnext(), "note-call"):
        made.set("class", "note-call beside")  # “a1” would be one sign


def _notes_of(tree: etree._Element) -> etree._Element:
    """The section of the division's notes."""
    notes = next(iter(find_all(tree, NOTES)), None)
    if notes is None:
        notes = add_element(tree, "section", class_="notes")
        notes.set(EPUB_TYPE, "footnotes")
    return notes


def _set_list(bench: Bench, piece: Piece, tree: etree._Element, notes: list[LinkNote]) -> None:
    """The list of links: with the notes that go to the end of the book, or else at the end of the division."""
    setting = bench.manuscript.text
    if setting.notes == "book" and bench.piece_of_kind(Kind.NOTES) is not None:
        section = _notes_of(tree)
    else:
        section = add_element(tree, "section", class_="notes links")
        section.set(EPUB_TYPE, "endnotes")
        add_element(section, "h2", bench.words.links, class_="notes-title")
    if setting.links == "qr":
        bench.found += append_codes(section, notes, bench.words.qr_code, piece)
    else:
        append_list(section, notes)
