"""Page numbers of an index entry, for every edition that has pages.

Input: the `span.locators` of an entry and the folio of every id. Output: the same span with numbers for its places, in
the order of the pages. Each page stands once; three pages or more in a row, and the pages of a range, become one number
(41–43), in arabic or in roman numbers. Principal places (`b`) and illustrations (`i`) stand apart; a note on a page
that the entry names already is not named, and others are 57n2, or 57nn2–3 for several on one page. The places come in
the order of the text, and with the notes at the end of the book that is not the order of the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from lxml import etree

from chapbook.model.fragment import EPUB_TYPE, add_element, h
from chapbook.numerals import roman
from chapbook.trees import append_text

# On a link: the number of the note that the place stands in, and the id of the range's end.
NOTE, END = "data-note", "data-end"
# On the span: what stands behind the page of one note and of several, `{}` for the numbers.
NOTE_FORMS = "data-notes"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
# The name of the element around a number, and how numbers of one page follow each other.
_STYLES = ("", "b", "i")

# A folio as pages stand: whether it is arabic (the roman ones are first), and its number.
Folio = tuple[bool, int]


@dataclass(frozen=True)
class Locator:
    """A place: its id and the folio of its page; those of the range's end; the note that it stands in; its style."""

    id: str
    label: str
    end: str = ""
    end_label: str = ""
    note: str = ""
    style: str = ""


@dataclass(frozen=True)
class Number:
    """What is printed: a page, or the first and the last page of several, or a page with its notes."""

    id: str
    label: str
    end: str = ""
    end_label: str = ""
    behind: str = ""
    style: str = ""


def print_locators(span: etree._Element, label_of: Callable[[str], str]) -> None:
    """Put numbers in the place of what the span holds. Raises KeyError for an id without a folio."""
    locators = list(_read(span, label_of))
    forms = str(span.attrib.pop(NOTE_FORMS, "{}|{}")).split("|")
    for child in list(span):
        span.remove(child)
    span.text = None
    for position, number in enumerate(join_locators(locators, forms)):
        if position:
            append_text(span, ", ")
        _print(span, number)


def _read(span: etree._Element, label_of: Callable[[str], str]) -> Iterator[Locator]:
    for child in span:
        link = next(child.iter(h("a")))
        place, end = link.get("href", "")[1:], link.get(END, "")
        style = next((e.tag.removeprefix(h("")) for e in link if e.tag in (h("b"), h("i"))), "")
        yield Locator(place, label_of(place), end, label_of(end) if end else "", link.get(NOTE, ""), style)


def _print(span: etree._Element, number: Number) -> None:
    holder = span
    if number.end:
        holder = add_element(span, "span", class_="locator-range")
        holder.set(EPUB_TYPE, "index-locator-range")
    _add_link(holder, number.id, number.label + number.behind, number.style)
    if number.end:
        append_text(holder, "–")
        _add_link(holder, number.end, number.end_label, number.style)


def _add_link(holder: etree._Element, id: str, words: str, style: str) -> None:
    link = add_element(holder, "a", class_="locator", href=f"#{id}")
    link.set(EPUB_TYPE, "index-locator")
    if style:
        add_element(link, style, words)
    else:
        link.text = words


def join_locators(locators: Sequence[Locator], note_forms: Sequence[str] = ("n{}", "nn{}")) -> tuple[Number, ...]:
    """The numbers to print, in order."""
    numbers: list[Number] = []
    pages: set[Folio] = set()
    for style in _STYLES:
        own = [locator for locator in locators if locator.style == style and not locator.note]
        joined = list(_join(own, style))
        numbers += joined
        pages |= {page for number in joined for page in _pages_of(number)}
    principal = {page for number in numbers if number.style == "b" for page in _pages_of(number)}
    numbers = [n for n in numbers if n.style == "b" or n.end or folio_order(n.label) not in principal]
    noted = [locator for locator in locators if locator.note and folio_order(locator.label) not in pages]
    numbers += _notes(noted, note_forms)
    return tuple(sorted(numbers, key=lambda n: (folio_order(n.label), _STYLES.index(n.style), bool(n.behind))))


def folio_order(label: str) -> Folio:
    """A key that sorts folios as pages stand: the roman ones first."""
    return (True, int(label)) if label.isdecimal() else (False, roman_value(label))


def _pages_of(number: Number) -> list[Folio]:
    first, last = folio_order(number.label), folio_order(number.end_label or number.label)
    return [(first[0], n) for n in range(first[1], last[1] + 1)] if first[0] == last[0] else [first, last]


def _join(locators: Sequence[Locator], style: str) -> Iterator[Number]:
    """The pages of one style: those in a row together, three at least, or two that a range holds together."""
    places: dict[Folio, tuple[str, str]] = {}
    held: set[tuple[Folio, Folio]] = set()
    for locator in locators:
        first, last = folio_order(locator.label), folio_order(locator.end_label or locator.label)
        if first[0] != last[0]:  # from the front matter into the text
            yield Number(locator.id, locator.label, locator.end, locator.end_label, style=style)
            continue
        between = [(first[0], n) for n in range(first[1], last[1] + 1)] or [first]
        held.update(pairwise(between))
        for page in between[1:-1]:
            places.setdefault(page, (locator.id, _label(page)))
        places.setdefault(first, (locator.id, locator.label))
        if len(between) > 1:
            places.setdefault(last, (locator.end, locator.end_label))
    for run in _runs(sorted(places)):
        if len(run) > 2 or (len(run) == 2 and (run[0], run[1]) in held):
            yield Number(*places[run[0]], *places[run[-1]], style=style)
        else:
            yield from (Number(*places[page], style=style) for page in run)


def _label(page: Folio) -> str:
    return str(page[1]) if page[0] else roman(page[1])


def _runs(pages: Sequence[Folio]) -> list[list[Folio]]:
    runs = [[page] for page in pages[:1]]
    for before, page in pairwise(pages):
        if page == (before[0], before[1] + 1) and before[1] > 0:
            runs[-1].append(page)
        else:
            runs.append([page])
    return runs


def _notes(locators: Sequence[Locator], forms: Sequence[str]) -> Iterator[Number]:
    """A page with its notes: 57n2, 57nn2–3, 57nn2, 5."""
    by_page = sorted(locators, key=lambda locator: folio_order(locator.label))
    for _page, group in groupby(by_page, key=lambda locator: locator.label):
        notes = list({locator.note: locator for locator in group}.values())
        style = "b" if any(locator.style == "b" for locator in notes) else ""
        numbers = sorted({int(locator.note) for locator in notes if locator.note.isdecimal()})
        in_a_row = len(numbers) == len(notes) > 1 and numbers[-1] - numbers[0] == len(numbers) - 1
        said = f"{numbers[0]}–{numbers[-1]}" if in_a_row else ", ".join(locator.note for locator in notes)
        behind = forms[len(notes) > 1].format(said)
        yield Number(notes[0].id, notes[0].label, behind=behind, style=style)


def roman_value(label: str) -> int:
    """What a roman number is worth; 0 when the label is none."""
    values = [_ROMAN.get(letter, 0) for letter in label.lower()]
    if not values or not all(values):
        return 0
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
