"""Step 8: index marks become places, and the indexes are made from them.

Input: `press:mark` elements. Output: see `index_marks` for what becomes of them; and each index on its page: entries
sorted as the book's language sorts, in groups by their letters, with sub-entries and references. On paper, and in an
e-book that has a list of pages, page numbers stand for places (`render/locators.py`). Without them a place is named by
the number of its section or chapter, with a letter where there are several: 2a, 2b.

Vocabulary: EPUB Indexes 1.0, sections 2.2.1 (index, index-headnotes), 2.2.2 (index-group), 2.2.3 (index-entry-list,
index-entry, index-term), 2.2.4 and 2.2.5 (index-locator, index-locator-range) and 2.2.7 (index-xref-preferred,
index-xref-related). An entry with no place of its own has the first, one with places the second.
DPUB-ARIA 1.1, doc-index.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from chapbook.compose.bench import Bench, Piece
from chapbook.compose.collation import group_letter, sort_key
from chapbook.compose.index_faults import index_faults, is_generic
from chapbook.compose.index_marks import Gatherer, Heading, Key, Place, Reference, all_headings, find_heading, key_of
from chapbook.compose.names import slug
from chapbook.compose.typography import set_book_words
from chapbook.diagnostics import warning
from chapbook.model.fragment import EPUB_TYPE, Fragment, add_element, fragment_tree
from chapbook.model.manuscript import Kind, MadeDivision
from chapbook.numerals import alphabetic
from chapbook.trees import append_text, move_content

# An index of more headings than this has letters above its groups, when the author does not say.
LONG_INDEX = 100

# Two spaces, where one would have a year run into the page: 1989  8. They hold the first place at its last word, except
# at one of more letters than this, for which a narrow column would have no room.
_GAP, _GAP_BREAKS, _LONG_WORD = "\u00a0\u00a0", "\u00a0 ", 16


def compose_index(bench: Bench) -> None:
    """Gather the marks, then fill the indexes."""
    gatherer = Gatherer(bench)
    gatherer.gather()
    for root in gatherer.roots.values():
        bench.found += index_faults(root)
    _report_unused(bench, gatherer)
    for piece in [p for p in bench.pieces if p.kind is Kind.INDEX]:
        root = gatherer.roots[piece.index]
        _name_targets(bench, piece, root)
        IndexPage(bench, root).fill(piece)


def _report_unused(bench: Bench, gatherer: Gatherer) -> None:
    placed = {item.name for item in bench.manuscript.order if isinstance(item, MadeDivision)}
    for named in bench.manuscript.index.named:
        if not gatherer.roots[named.name].below and named.name not in placed:
            message = f"Nothing is marked for the index “{named.name}”, so the book does not have it."
            hint = f"Write [words]{{.index in={named.name}}}, or take it out of [index]."
            bench.found.append(warning("unused-index", named.span, message, hint))


def _name_targets(bench: Bench, piece: Piece, root: Heading) -> None:
    """Headings that a reference names get ids."""
    for _key, heading in all_headings(root):
        for key in (*heading.see, *heading.see_also):
            target = find_heading(root, key)
            if target is not None and not target.id:
                prefix = "ix" if piece.index == "" else piece.id
                target.id = bench.names.claim(f"{prefix}-entry-{slug('-'.join(key))}")


def sorted_headings(bench: Bench, heading: Heading) -> list[Heading]:
    """The headings below one, as the book's language sorts them."""
    by_letters = bench.manuscript.index.sorting == "letter-by-letter"
    return sorted(heading.below.values(), key=lambda below: sort_key(_sorted_as(below), bench.language, by_letters))


def _sorted_as(heading: Heading) -> str:
    return heading.sort or heading.words


@dataclass(frozen=True)
class IndexPage:
    """Sets one index on its page."""

    bench: Bench
    root: Heading

    def fill(self, piece: Piece) -> None:
        """Put the index into its division."""
        settings = self.bench.manuscript.index
        if settings.form == "run-in":
            piece.tree.set("class", f"{piece.tree.get('class', '')} run-in")
        if settings.note:
            note = add_element(piece.tree, "section", class_="index-note")
            note.set(EPUB_TYPE, "index-headnotes")
            add_element(note, "p", set_book_words(self.bench, settings.note))
        with_letters = len(self.root.below) > LONG_INDEX if settings.letters is None else settings.letters
        for letter, headings in self._groups():
            group = add_element(piece.tree, "section", class_="index-group")
            group.set(EPUB_TYPE, "index-group")
            if with_letters:
                add_element(group, "h2", letter or self.bench.words.symbols, class_="index-letter")
            self._add_list(group, headings, "index-list")

    def _groups(self) -> Iterator[tuple[str, list[Heading]]]:
        """The headings of each first letter; of signs and digits together, under no letter."""
        letter, group = "", list[Heading]()
        for heading in sorted_headings(self.bench, self.root):
            own = group_letter(_sorted_as(heading), self.bench.language)
            if own != letter and group:
                yield letter, group
                group = []
            letter = own
            group.append(heading)
        if group:
            yield letter, group

    def _add_list(self, holder: etree._Element, headings: Sequence[Heading], class_: str = "") -> None:
        lines = add_element(holder, "ul")
        if class_:
            lines.set("class", class_)
        lines.set(EPUB_TYPE, "index-entry-list")
        for heading in headings:
            self._add(lines, heading)

    def _add(self, lines: etree._Element, heading: Heading) -> None:
        item = add_element(lines, "li", class_="index-entry")
        item.set(EPUB_TYPE, "index-entry")
        if heading.id:
            item.set("id", heading.id)
        term = add_element(item, "span", class_="index-term")
        term.set(EPUB_TYPE, "index-term")
        _add_words(term, heading.words, heading.content)
        if heading.places:
            append_text(item, _gap(heading.words))
            self._add_locators(item, heading.places)
        see = {} if heading.places or heading.below else heading.see
        see_also = heading.see_also if see is heading.see else heading.see | heading.see_also
        if see:
            append_text(item, " ")
            self._add_references(item, {**see, **see_also}, self.bench.words.see, "index-xref-preferred")
        if heading.below:
            self._add_list(item, sorted_headings(self.bench, heading))
        if see_also and not see:
            holder = item
            if heading.below:
                holder = add_element(item, "p", class_="index-see-also")
            else:
                append_text(item, "; " if heading.places else " ")
            self._add_references(holder, see_also, self.bench.words.see_also, "index-xref-related")

    def _add_locators(self, item: etree._Element, places: Sequence[Place]) -> None:
        """The places; those of one chapter are told apart by letters."""
        locators = add_element(item, "span", class_="locators")
        if any(place.note for place in places):
            locators.set("data-notes", f"{self.bench.words.note_locator}|{self.bench.words.note_locators}")
        several = Counter(place.word for place in places)
        met: Counter[str] = Counter()
        for number, place in enumerate(places):
            if number:
                append_text(locators, ", ")
            met[place.word] += 1
            letter = alphabetic(met[place.word]).lower() if several[place.word] > 1 else ""
            self._add_locator(locators, place, letter)

    def _add_locator(self, locators: etree._Element, place: Place, letter: str) -> None:
        """A link, or two for a range that ends in another chapter; the end of others is known on paper alone."""
        holder = locators
        reaches = bool(place.end) and place.end_word != place.word
        if reaches:
            holder = add_element(locators, "span", class_="locator-range")
            holder.set(EPUB_TYPE, "index-locator-range")
        words = _with_letter(place.word, letter)
        link = add_element(holder, "a", class_="locator", href=f"#{place.id}")
        link.set(EPUB_TYPE, "index-locator")
        marked = "b" if place.principal else "i" if place.illustration else ""
        if marked:
            add_element(link, marked, words)
        else:
            link.text = words
        if place.name not in (words, place.word):
            link.set("aria-label", f"{words}: {place.name}")
        if place.note:
            link.set("data-note", place.note)
        if place.end:
            link.set("data-end", place.end)
        if reaches:
            link.tail = "–"
            end = add_element(holder, "a", place.end_word, class_="locator", href=f"#{place.end}")
            end.set(EPUB_TYPE, "index-locator")

    def _add_references(self, item: etree._Element, references: dict[Key, Reference], word: str, type_: str) -> None:
        """References to other entries, in their order, behind one word for all of them."""
        see = add_element(item, "span", class_="index-see")
        see.set(EPUB_TYPE, type_)
        add_element(see, "i", word).tail = " "
        found = [(find_heading(self.root, key), reference) for key, reference in references.items()]
        found.sort(
            key=lambda pair: (is_generic(pair[1]), sort_key(", ".join(key_of(pair[1].path)), self.bench.language))
        )
        for number, (target, reference) in enumerate(found):
            if number:
                append_text(see, "; ")
            link = add_element(see, "span") if target is None else add_element(see, "a", href=f"#{target.id}")
            link.set(EPUB_TYPE, "index-term")
            for depth, level in enumerate(reference.path):
                append_text(link, ", " if depth else "")
                _add_words(link, set_book_words(self.bench, level.words), level.content)


def _gap(words: str) -> str:
    """What stands between a heading and its first place."""
    last = re.split(r"[\s–-]", words)[-1]
    return _GAP if len(last) <= _LONG_WORD else _GAP_BREAKS


def _add_words(holder: etree._Element, words: str, content: Fragment | None) -> None:
    if content is None:
        append_text(holder, words)
    else:
        move_content(fragment_tree(content), holder)


def _with_letter(word: str, letter: str) -> str:
    """2a, but “Preface (a)”."""
    if not letter:
        return word
    return f"{word}{letter}" if word[-1:].isdigit() else f"{word} ({letter})"
