"""Step 8: index marks become places, and the index is made from them.

Input: `press:mark` elements. Output: `span class="index-mark"` with an id, and the index: entries grouped, with their
sub-entries and see-references, sorted as the book's language sorts. On paper the layout puts page numbers for places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from chapbook.compose.bench import Bench, Piece, find_all
from chapbook.compose.collation import group_letter, sort_key
from chapbook.compose.names import slug
from chapbook.compose.typography import set_book_words
from chapbook.diagnostics import Span, did_you_mean, warning
from chapbook.model.apparatus import IndexEntry
from chapbook.model.draft import IndexMark
from chapbook.model.fragment import add_element, h, new_element
from chapbook.model.manuscript import Kind
from chapbook.trees import append_text, unwrap


@dataclass
class _Heading:
    """A heading while the marks are gathered. `see` pairs the path referred to with where the author wrote it."""

    words: str
    places: list[str] = field(default_factory=list)
    see: dict[tuple[str, ...], Span] = field(default_factory=dict)
    below: dict[str, _Heading] = field(default_factory=dict)
    id: str = ""


def compose_index(bench: Bench) -> None:
    """Gather the marks, then fill the index."""
    root = _Heading("")
    locators: dict[str, str] = {}
    for piece in bench.pieces:
        for element in find_all(piece.tree, ".//press:mark"):
            _gather(bench, piece, element, root, locators)
    _name_targets(bench, root)
    index = bench.piece_of_kind(Kind.INDEX)
    if index is not None:
        for lines in _IndexPage(bench, root, locators).lists():
            index.tree.append(lines)
    bench.index = tuple(_entry(bench, heading) for heading in _sorted(bench, root))


def _gather(bench: Bench, piece: Piece, element: etree._Element, root: _Heading, locators: dict[str, str]) -> None:
    if piece.draft is None:
        raise ValueError("an index mark stands in a division that has no draft")
    mark: IndexMark = piece.draft.marks[int(element.get("n", ""))]
    heading = root
    for words in mark.entry:
        key = " ".join(words.split())
        heading = heading.below.setdefault(key, _Heading(set_book_words(bench, key)))
    if mark.see:
        heading.see.setdefault(tuple(" ".join(w.split()) for w in mark.see), mark.span)
        unwrap(element)
        return
    place = bench.names.claim(f"ix-{len(locators) + 1}")
    heading.places.append(place)
    locators[place] = piece.number or piece.short_name or piece.label
    element.tag = h("span")
    element.attrib.clear()
    element.set("class", "index-mark")
    element.set("id", place)


def _find(root: _Heading, path: tuple[str, ...]) -> _Heading | None:
    heading: _Heading | None = root
    for words in path:
        heading = heading.below.get(words) if heading else None
    return heading


def _all(root: _Heading) -> Iterator[_Heading]:
    for heading in root.below.values():
        yield heading
        yield from _all(heading)


def _paths(root: _Heading, above: str = "") -> Iterator[str]:
    for words, heading in root.below.items():
        yield above + words
        yield from _paths(heading, f"{above}{words}!")


def _name_targets(bench: Bench, root: _Heading) -> None:
    """Headings that a see-reference names get ids; a reference to no heading is reported."""
    for heading in _all(root):
        for path, span in heading.see.items():
            target = _find(root, path)
            if target is None:
                written = "!".join(path)
                message = f"The index has no entry “{written}” to see."
                hint = did_you_mean(written, _paths(root))
                bench.found.append(warning("index-see-nowhere", span, message, hint))
            elif not target.id:
                target.id = bench.names.claim(f"ix-entry-{slug('-'.join(path))}")


def _sorted(bench: Bench, heading: _Heading) -> list[_Heading]:
    return sorted(heading.below.values(), key=lambda below: sort_key(below.words, bench.language))


def _entry(bench: Bench, heading: _Heading) -> IndexEntry:
    see = tuple(", ".join(path) for path in heading.see)
    below = tuple(_entry(bench, h) for h in _sorted(bench, heading))
    return IndexEntry(heading.words, tuple(heading.places), see, below)


@dataclass(frozen=True)
class _IndexPage:
    """Sets the index as lists; `locators` are the words for a place where there are no pages."""

    bench: Bench
    root: _Heading
    locators: Mapping[str, str]

    def lists(self) -> Iterator[etree._Element]:
        """A list for each first letter."""
        letter: str | None = None
        lines = new_element("ul")
        for heading in _sorted(self.bench, self.root):
            own = group_letter(heading.words, self.bench.language)
            if own != letter:
                if len(lines):
                    yield lines
                letter, lines = own, new_element("ul", class_="index-list")
            self._add(lines, heading)
        if len(lines):
            yield lines

    def _add(self, lines: etree._Element, heading: _Heading) -> None:
        item = add_element(lines, "li", class_="index-entry")
        if heading.id:
            item.set("id", heading.id)
        add_element(item, "span", heading.words, class_="index-term")
        if heading.places:
            append_text(item, " ")
            locators = add_element(item, "span", class_="locators")
            for number, place in enumerate(heading.places):
                if number:
                    append_text(locators, ", ")
                add_element(locators, "a", self.locators[place], class_="locator", href=f"#{place}")
        for path in heading.see:
            append_text(item, ", " if heading.places else " ")
            self._add_see(item, path)
        if heading.below:
            below = add_element(item, "ul")
            for inner in _sorted(self.bench, heading):
                self._add(below, inner)

    def _add_see(self, item: etree._Element, path: tuple[str, ...]) -> None:
        see = add_element(item, "span", class_="index-see")
        add_element(see, "i", self.bench.words.see).tail = " "
        words = set_book_words(self.bench, ", ".join(path))
        target = _find(self.root, path)
        if target is not None:
            add_element(see, "a", words, href=f"#{target.id}")
        else:
            append_text(see, words)
