"""The book as a handout has it: what is joined, what is left out, and where its title stands.

Input: the Book, and the chapters that a teacher chose. Output: a Book whose divisions are those of the handout, and for
each of them what it was made of. Paper is saved: no half title, the title above the contents or the first chapter, a
part's title above its first chapter, short lists at the back one below the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from lxml import etree

from chapbook.address_breaks import divide_address
from chapbook.diagnostics import Diagnostic, error
from chapbook.model.book import Book, Division, Section
from chapbook.model.fragment import SVG, add_element, fragment_tree, make_fragment, new_element
from chapbook.model.manuscript import Kind, Matter
from chapbook.qr_codes import TooLongError, make_qr_code
from chapbook.render.pdf.bound_parts import listed_ids, outline_title
from chapbook.render.pdf.handout_chapters import keep_chapters
from chapbook.render.pdf.paper_text import running_text
from chapbook.scripts import direction_of
from chapbook.trees import move_content

# What stands on the first page, in the order of the book; the imprint comes last.
_OPENING = (Kind.TITLE_PAGE, Kind.DEDICATION, Kind.EPIGRAPH, Kind.CONTENTS, Kind.FIGURES, Kind.TABLES, Kind.LISTINGS)
# Short lists that go on below what stands before them in the back matter. The index keeps to its own columns.
_SHORT = frozenset({Kind.ABBREVIATIONS, Kind.GLOSSARY, Kind.BIBLIOGRAPHY, Kind.CREDITS, Kind.COLOPHON, Kind.IMPRINT})
# Of what is joined the whole is of the first of these kinds, for they are set when the pages of others are known.
_LATE = (Kind.CONTENTS, Kind.CREDITS, Kind.BIBLIOGRAPHY)

# A module of a code is six of a printer's dots wide at least, and a short code 340 of them: 28 mm.
_FEWEST_DOTS, _WIDTH_DOTS = 6, 340


@dataclass(frozen=True)
class Member:
    """A division in what is laid out as one: its id, its kind, and the offset at which its text begins.

    `whole`: it says all that it says in the book, so that offsets in it are the book's. `head` is what the heads of
    its pages call it (empty: nothing).
    """

    id: str
    kind: Kind
    offset: int
    whole: bool = True
    head: str = ""


@dataclass(frozen=True)
class Handout:
    """`members` are the divisions of the book by the division of `book` that holds them.

    `absent` are the ids that are in the book and not in the handout.
    """

    book: Book
    members: Mapping[str, tuple[Member, ...]]
    absent: frozenset[str] = frozenset()


def make_handout(book: Book, chosen: Sequence[str], *, own_pages: bool) -> tuple[Handout, tuple[Diagnostic, ...]]:
    """The handout of the divisions with the chosen ids, or of all. `own_pages`: pages are numbered by the handout."""
    divisions = [d for d in book.paper.divisions if d.kind is not Kind.HALF_TITLE]
    absent: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    if chosen:
        divisions, absent, changed = keep_chapters(book.paper.divisions, frozenset(chosen), own_pages=own_pages)
    titled = _chosen_titles(divisions, frozenset(chosen))
    try:
        divisions = [_title_block(book, d, titled) if d.kind is Kind.TITLE_PAGE else d for d in divisions]
    except TooLongError:
        place = book.handout.place("qr")
        hint = "Write a shorter address, or “qr = false” in [editions.handout]."
        fault = error("wrong-value", place, "The address in [book] is too long for a QR code.", hint)
        return Handout(book, {}), (fault,)
    listed = listed_ids(book.paper.contents)
    joined = [_join(group, listed, changed) for group in _groups(divisions, selected=bool(chosen))]
    paper = replace(book.paper, divisions=tuple(division for division, _members in joined))
    return Handout(replace(book, paper=paper), {d.id: members for d, members in joined}, absent), ()


def has_qr_code(book: Book) -> bool:
    """Whether the handout shows a QR code."""
    return bool(book.metadata.url) and book.handout.qr is not False


def _groups(divisions: Sequence[Division], *, selected: bool) -> Iterator[list[Division]]:
    """The divisions that follow each other without a new page."""
    front = [d for d in divisions if d.kind in _OPENING]
    imprint = [d for d in divisions if d.kind is Kind.IMPRINT]
    opening = [*front, *([] if selected else imprint)]
    rest = [d for d in divisions if d not in opening and d not in imprint]
    groups: list[list[Division]] = [opening] if opening else []
    joins = selected  # the title stands above the first chapter
    for division in [*rest, *(imprint if selected else [])]:
        before = groups[-1][-1] if groups else division
        is_short = division.kind in _SHORT and before.matter is Matter.BACK and before.kind is not Kind.INDEX
        ends = selected and division.kind is Kind.IMPRINT
        if groups and (joins or ends or (is_short and before is not division)):
            groups[-1].append(division)
        else:
            groups.append([division])
        joins = division.kind is Kind.PART
    return iter(groups)


def _join(group: Sequence[Division], listed: Set[str], changed: Set[str]) -> tuple[Division, tuple[Member, ...]]:
    """One division of several, with the outline's lines for each."""
    first = group[0]
    if len(group) == 1:
        return first, (Member(first.id, first.kind, 0, first.id not in changed, first.running_head),)
    named = [d for d in group if d.id in listed or d.kind is Kind.CONTENTS]
    lead = next((d for d in named if d.kind is not Kind.PART), group[-1])
    kind = next((kind for kind in _LATE if any(d.kind is kind for d in group)), lead.kind)
    section = new_element("section", class_="joined")
    members, offset = [], 0
    for division in group:
        tree = fragment_tree(division.content)
        if division.language != lead.language:
            tree.set("lang", tree.get("lang") or division.language)
            if direction_of(division.language) != direction_of(lead.language):
                tree.set("dir", direction_of(division.language))
        section.append(tree)
        head = "" if division.kind is Kind.IMPRINT else division.running_head
        members.append(Member(division.id, division.kind, offset, division.id not in changed, head))
        offset += len(running_text(division.content))
    whole = replace(
        lead,
        id=first.id,
        kind=kind,
        label=first.label if first.id in listed else "",
        text=first.text if first.id in listed else lead.text,
        content=make_fragment(section),
        sections=tuple(_sections(group, listed)),
        part="" if first.kind is Kind.PART else lead.part,
    )
    return whole, tuple(members)


def _sections(group: Sequence[Division], listed: Set[str]) -> Iterator[Section]:
    """The lines below the first division's own: each other division, below a part or else beside it, with its own."""
    deeper = 1 if group[0].kind is Kind.PART else 0
    yield from group[0].sections
    for division in group[1:]:
        if division.id in listed:
            yield Section(division.id, 1 + deeper, outline_title(division))
        yield from (replace(section, level=section.level + deeper) for section in division.sections)


def _chosen_titles(divisions: Sequence[Division], chosen: Set[str]) -> tuple[str, ...]:
    """The titles of the chosen chapters, when there are several."""
    titles = [f"{d.label}: {d.text}" if d.label else d.text for d in divisions if d.id in chosen]
    return tuple(titles) if len(titles) > 1 else ()


def _title_block(book: Book, title_page: Division, chapters: Sequence[str]) -> Division:
    """The title page as a block, with the way to the download page. Raises TooLongError."""
    block = new_element("section", id=title_page.id, class_="title-block")
    if has_qr_code(book):
        block.append(_qr_code(book.metadata.url, book.words.qr_code))
    words = add_element(block, "div")
    move_content(fragment_tree(title_page.content), words)
    for line in [p for p in words if p.get("class") == "book-publisher"]:
        words.remove(line)
    if chapters:
        listed = add_element(words, "ul", class_="chosen-chapters")
        for chapter in chapters:
            add_element(listed, "li", chapter)
    return replace(title_page, content=make_fragment(block), running_head="")


def _qr_code(address: str, words: str) -> etree._Element:
    """The code as a drawing with words, and the address below it."""
    code = make_qr_code(address)
    width = code.side_mm(max(_FEWEST_DOTS, _WIDTH_DOTS // code.side))
    figure = new_element("div", class_="address-code", style=f"--width: {width:.3f}mm")
    drawing = etree.SubElement(figure, f"{{{SVG}}}svg")
    drawing.set("viewBox", f"0 0 {code.side} {code.side}")
    etree.SubElement(drawing, f"{{{SVG}}}title").text = words.format(address)
    etree.SubElement(drawing, f"{{{SVG}}}path").set("d", code.path)
    link = add_element(add_element(figure, "p"), "a", address, href=address)
    divide_address(link)
    return figure
