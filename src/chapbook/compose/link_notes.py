"""Notes that say the address of a link, and lists of them.

Input: the links of a division with their letters. Output: for each an `aside` whose letter leads back to the call. In a
list it says the words of the link too, for the page that has them is another. A QR code (ISO/IEC 18004) is a drawing
that says its address (PDF/UA-1, 7.3), as large as a phone needs its modules to be.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from chapbook.address_breaks import divide_address
from chapbook.compose.bench import Piece
from chapbook.compose.printed_addresses import printed_address, scanned_address
from chapbook.diagnostics import Diagnostic, Severity, Span
from chapbook.model.fragment import EPUB_TYPE, SVG, add_element, h, new_element
from chapbook.qr_codes import QrCode, TooLongError, make_qr_code
from chapbook.trees import unwrap

# A module is four of a printer's dots wide, or five in a code that stays small. Smaller ones are lost on cheap paper
# and to old phones. A code larger than the largest is no small print.
_FEWEST_DOTS, _MOST_DOTS = 4, 5
_SMALL_MM = 16.0
_LARGEST_MM = 24.0
_SHOWN = 60


@dataclass(frozen=True)
class LinkNote:
    """An address with the letter that stands for it, the id of its note, and the first link that leads there."""

    letter: str
    id: str
    href: str
    link: etree._Element

    @property
    def call(self) -> str:
        """The id of the first call."""
        return f"{self.id}-call"


def shown_address(parent: etree._Element, href: str) -> etree._Element:
    """The address as a link, at the end of the parent. It runs from left to right in every script."""
    link = add_element(parent, "a", printed_address(href), href=href, dir="ltr")
    divide_address(link)
    return link


def foot_note(note: LinkNote) -> etree._Element:
    """The note for the foot of the page."""
    aside = _new_aside(note, "footnote")
    shown_address(aside[0], note.href)
    return aside


def append_list(section: etree._Element, notes: Sequence[LinkNote]) -> None:
    """Words and address of each link, one below the other."""
    for note in notes:
        aside = _new_aside(note, "endnote")
        aside[0].append(_words(note.link))
        aside[0][-1].tail = " "
        shown_address(aside[0], note.href)
        section.append(aside)


def append_codes(section: etree._Element, notes: Sequence[LinkNote], words: str, piece: Piece) -> Iterator[Diagnostic]:
    """The list in columns, with a code beside each address; a remark on each that no code can hold."""
    holder = add_element(section, "div", class_="link-codes")
    for note in notes:
        aside = _new_aside(note, "endnote")
        aside[0].append(_words(note.link))
        shown_address(add_element(aside, "p", class_="address"), note.href)
        code = _code(note.href)
        if code is None:
            yield _too_long(note.href, piece)
        else:
            aside.set("class", "footnote coded")
            aside.set("style", f"--side: {_side_mm(code):.3f}mm")
            aside.append(_drawn(code, words.format(printed_address(note.href))))
        holder.append(aside)


def _new_aside(note: LinkNote, kind: str) -> etree._Element:
    """The note with nothing but its letter."""
    aside = new_element("aside", class_="footnote", id=note.id)
    aside.set(EPUB_TYPE, kind)
    if kind == "footnote":
        aside.set("role", "doc-footnote")
    paragraph = add_element(aside, "p", class_="address")
    back = add_element(paragraph, "a", note.letter, class_="note-back", href=f"#{note.call}")
    back.set("role", "doc-backlink")
    back.tail = " "
    return aside


def _words(link: etree._Element) -> etree._Element:
    """What the link says, without pictures and without what leads elsewhere."""
    words = deepcopy(link)
    words.tag, words.tail = h("span"), None
    words.attrib.clear()
    words.set("class", "link-words")
    for inner in list(words.iterdescendants(etree.Element)):
        inner.attrib.pop("id", "")
        if inner.tag in (h("img"), h("br"), h("wbr")):
            unwrap(inner)
    return words


def _code(href: str) -> QrCode | None:
    """The code, or None when it would be too large."""
    try:
        code = make_qr_code(scanned_address(href))
    except TooLongError:
        return None
    return code if _side_mm(code) <= _LARGEST_MM else None


def _side_mm(code: QrCode) -> float:
    larger = code.side_mm(_MOST_DOTS)
    return larger if larger <= _SMALL_MM else code.side_mm(_FEWEST_DOTS)


def _drawn(code: QrCode, words: str) -> etree._Element:
    drawing = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})  # type: ignore[dict-item]  # the stubs forget the default namespace
    drawing.set("class", "qr-code")
    drawing.set("viewBox", f"0 0 {code.side} {code.side}")
    etree.SubElement(drawing, f"{{{SVG}}}title").text = words
    etree.SubElement(drawing, f"{{{SVG}}}path", d=code.path)
    return drawing


def _too_long(href: str, piece: Piece) -> Diagnostic:
    shown = printed_address(href)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    says = f"“{shown}” has {len(href)} characters, too many for a code that a phone can read, so it is only printed."
    hint = "Link to a shorter address of the same page."
    return Diagnostic("long-address", Severity.NOTE, _place(href, piece), says, hint)


def _place(href: str, piece: Piece) -> Span:
    """The first line that has the address as it stands; of another spelling the file alone."""
    source = piece.source
    if source is None:
        return piece.span
    for number, line in enumerate(source.text.splitlines()):
        if (column := line.find(href)) < 0:
            continue
        if not source.runs:
            return Span(source.path, source.first_line + number, column + 1)
        run = source.runs[max(bisect_right(source.runs, number, key=lambda run: run.at) - 1, 0)]
        return Span(run.path, run.line + number - run.at, max(column - run.indent, 0) + 1)
    return Span(source.path)
