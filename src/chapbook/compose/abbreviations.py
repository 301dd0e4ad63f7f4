"""Step 8: abbreviations, in the text and in their list.

Input: `abbr` elements with what they stand for as `title`, and what chapters and `abbreviations.md` declare. Output:
the `title` stays at the first use in each division, as screen readers may read it out at every one (WCAG 2.1, technique
H28); where the book has a list, that use is a link to it. The list is a `dl` of those that the book uses.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from chapbook.compose.bench import Bench, Piece
from chapbook.compose.collation import sort_key
from chapbook.compose.glossary_links import make_link, may_hold_link
from chapbook.compose.names import slug
from chapbook.compose.typography import set_book_words
from chapbook.diagnostics import Diagnostic, warning
from chapbook.model.abbreviation import Abbreviation
from chapbook.model.fragment import add_element, find_all, new_element, plain_text
from chapbook.model.manuscript import Kind
from chapbook.trees import replace


def compose_abbreviations(bench: Bench) -> None:
    """Set the uses, then fill the list, or leave it out when there are none."""
    bench.found += _other_meanings(_declared(bench))
    lists = [piece for piece in bench.pieces if piece.kind is Kind.ABBREVIATIONS]
    used: dict[tuple[str, str], str] = {}
    for piece in bench.pieces:
        if piece.source and piece.kind is not Kind.ABBREVIATIONS:
            _set_uses(bench, piece, used, is_listed=bool(lists))
    bench.found += _unused(bench, {short for short, _long in used})
    for piece in lists:
        if used:
            piece.tree.append(_list(bench, used))
        elif piece.source is None:
            message = "The order names “abbreviations”, but the book uses none, so the list is left out."
            hint = "Write *[ISBN]: International Standard Book Number into a chapter or into abbreviations.md."
            bench.found.append(warning("empty-division", piece.span, message, hint))
            bench.pieces.remove(piece)


def _declared(bench: Bench) -> Iterator[Abbreviation]:
    yield from bench.manuscript.abbreviations
    for draft in bench.drafts:
        yield from draft.abbreviations


def _other_meanings(declared: Iterator[Abbreviation]) -> Iterator[Diagnostic]:
    first: dict[str, Abbreviation] = {}
    for one in declared:
        before = first.setdefault(one.short, one)
        if before.long.casefold() != one.long.casefold():
            place = f"{before.span.file}:{before.span.line}"
            message = f"“{one.short}” means “{one.long}” here, and “{before.long}” at {place}."
            hint = "Let it mean one thing in the whole book."
            yield warning("ambiguous-abbreviation", one.span, message, hint)


def _set_uses(bench: Bench, piece: Piece, used: dict[tuple[str, str], str], *, is_listed: bool) -> None:
    """Note what the division uses in `used`, with the id that its line in the list gets."""
    seen: set[tuple[str, str]] = set()
    for element in find_all(piece.tree, ".//h:abbr[@title]"):
        short, long = plain_text(element), " ".join(element.get("title", "").split())
        if not short or not long:
            continue
        if (short, long) not in used:
            used[short, long] = bench.names.claim(f"ab-{slug(short)}") if is_listed else ""
        element.set("title", set_book_words(bench, long))
        if not may_hold_link(element):  # a title says it, but is not where the reader learns it
            continue
        if (short, long) in seen:
            del element.attrib["title"]
            continue
        seen.add((short, long))
        if is_listed and len(element) == 0:
            _link(element, used[short, long])


def _link(element: etree._Element, id: str) -> None:
    link = new_element("a")
    make_link(link, id)
    replace(element, link)
    link.append(element)


def _list(bench: Bench, used: dict[tuple[str, str], str]) -> etree._Element:
    lines = new_element("dl", class_="abbreviation-list")
    for short, long in sorted(used, key=lambda one: (sort_key(one[0], bench.language), one[1])):
        line = add_element(lines, "div", id=used[short, long])
        term = add_element(line, "dt")
        add_element(term, "abbr", short)
        term.tail = " "
        add_element(line, "dd", set_book_words(bench, long))
    return lines


def _unused(bench: Bench, used: set[str]) -> Iterator[Diagnostic]:
    """Of what the chapters declare for themselves they have said so."""
    for one in bench.manuscript.abbreviations:
        if one.short not in used:
            message = f"The abbreviation “{one.short}” is defined here and used nowhere, so it is in no edition."
            hint = "Delete it, or look for a slip of the pen where it was meant."
            yield warning("unused-definition", one.span, message, hint)
