"""From index marks to headings with their places.

Input: `press:mark` elements in the finished trees. Output: `span class="index-mark"` with an id where a mark is a
place, nothing where it only refers; and for each index a tree of headings. A place knows its note, and says where it is
in a book without pages: by the number of its section, where sections have one, or else of its chapter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from chapbook.compose.bench import HEADINGS, Bench, Piece, section_number
from chapbook.compose.typography import set_book_words, set_type
from chapbook.diagnostics import Span, did_you_mean, error, warning
from chapbook.model.draft import IndexHeading, IndexMark, IndexPath
from chapbook.model.fragment import Fragment, fragment_tree, h, make_fragment, plain_text, press
from chapbook.trees import has_class, unwrap

Key = tuple[str, ...]


@dataclass
class Place:
    """Where a heading is treated: the id, that of the range's end, and the number of the note that it stands in.

    `word` is its number, or the title of its division, and `name` what both are: "Chapter 2: The Talks". `end_word` is
    the word of the range's end.
    """

    id: str
    word: str
    name: str
    note: str = ""
    principal: bool = False
    illustration: bool = False
    end: str = ""
    end_word: str = ""


@dataclass
class Reference:
    """A see-reference as written."""

    path: IndexPath
    span: Span


@dataclass
class Heading:
    """A heading with its places, its references, and the headings below it by their words as written.

    `words` and `content` are set as the book's language sets them. `span` is that of the first mark that names it.
    """

    words: str
    span: Span
    content: Fragment | None = None
    sort: str = ""
    places: list[Place] = field(default_factory=list)
    see: dict[Key, Reference] = field(default_factory=dict)
    see_also: dict[Key, Reference] = field(default_factory=dict)
    below: dict[str, Heading] = field(default_factory=dict)
    id: str = ""


@dataclass
class _Position:
    """Where the walk through a division is."""

    piece: Piece
    section: str = ""


@dataclass
class Gatherer:
    """Gathers the marks of the whole book; `roots` are the indexes by their names."""

    bench: Bench
    roots: dict[str, Heading] = field(default_factory=dict)
    _open: dict[tuple[str, Key], tuple[Place, Span]] = field(default_factory=dict)
    _set: dict[IndexHeading, Heading] = field(default_factory=dict)
    _count: int = 0

    def gather(self) -> None:
        """Go through all marks in the order of the text."""
        for named in ("", *(n.name for n in self.bench.manuscript.index.named)):
            self.roots[named] = Heading("", Span("book.toml"))
        for piece in self.bench.pieces:
            if piece.draft is not None and piece.draft.marks:
                self._gather_piece(piece)
        for (_index, path), (_place, span) in self._open.items():
            self._report_open(path, span)

    def _gather_piece(self, piece: Piece) -> None:
        position = _Position(piece)
        for element in list(piece.tree.iter(press("mark"), *HEADINGS)):
            if element.tag == press("mark"):
                self._gather_mark(position, element)
            else:
                position.section = section_number(element) or position.section

    def _gather_mark(self, position: _Position, element: etree._Element) -> None:
        draft = position.piece.draft
        if draft is None:
            raise ValueError("an index mark stands in a division that has no draft")
        mark: IndexMark = draft.marks[int(element.get("n", ""))]
        root = self.roots.get(mark.index)
        if root is None:
            known = list(filter(None, self.roots))
            hint = did_you_mean(mark.index, known) or f'Write named = {{ {mark.index} = "…" }} under [index].'
            self.bench.found.append(error("unknown-index", mark.span, f"There is no index “{mark.index}”.", hint))
            root = self.roots[""]
        headings = [self._heading(root, path, mark.span) for path in mark.entries]
        for heading in headings:
            for references, written in ((heading.see, mark.see), (heading.see_also, mark.see_also)):
                for path in written:
                    references.setdefault(key_of(path), Reference(path, mark.span))
        if not mark.is_place:
            unwrap(element)
            return
        place = self._place(position, element, mark)
        for heading, path in zip(headings, mark.entries, strict=True):
            self._add_place(heading, place, (mark.index, key_of(path)), mark)

    def _heading(self, root: Heading, path: IndexPath, span: Span) -> Heading:
        heading = root
        for level in path:
            found = heading.below.get(level.words)
            if found is None:
                known = self._as_set(level)
                found = heading.below[level.words] = Heading(known.words, span, known.content, level.sort)
            elif level.sort or (level.content and not found.content):
                found.sort = found.sort or level.sort
                found.content = found.content or self._as_set(level).content
            heading = found
        return heading

    def _as_set(self, level: IndexHeading) -> Heading:
        """The level with the quotes and dashes of the book's language; the same words are set once."""
        known = self._set.get(level)
        if known is None:
            content = level.content
            if content is not None and self.bench.manuscript.text.typography:
                tree = fragment_tree(content)
                set_type(tree, self.bench.language)
                content = make_fragment(tree)
            known = self._set[level] = Heading(set_book_words(self.bench, level.words), Span(""), content)
        return known

    def _place(self, position: _Position, element: etree._Element, mark: IndexMark) -> Place:
        self._count += 1
        piece = position.piece
        note = next((a for a in element.iterancestors(h("aside")) if has_class(a, "footnote")), None)
        number = "" if note is None else _note_number(note)
        section = position.section if note is None else ""
        word = section or piece.locator
        name = ": ".join(dict.fromkeys(filter(None, (piece.label, piece.text)))) or word
        place = Place(
            self.bench.names.claim(f"ix-{self._count}"), word, name, number, mark.principal, mark.illustration
        )
        element.tag = h("span")
        element.attrib.clear()
        element.set("class", "index-mark")
        element.set("id", place.id)
        return place

    def _add_place(self, heading: Heading, place: Place, key: tuple[str, Key], mark: IndexMark) -> None:
        """Give the heading the place, or end the range that is open."""
        opened = self._open.get(key)
        if mark.edge == "end" and opened is not None:
            start = opened[0]
            start.end, start.end_word = place.id, place.word
            start.principal = start.principal or place.principal
            del self._open[key]
            return
        own = Place(**vars(place))  # each entry of the mark may be a range of its own
        heading.places.append(own)
        if mark.edge == "start":
            if opened is not None:
                self._report_open(key[1], opened[1])
            self._open[key] = own, mark.span
        elif mark.edge == "end":
            message = f"The range of the index entry “{'!'.join(key[1])}” ends here, but it has not begun."
            self._warn(mark.span, message, "Write range=start where it begins.")

    def _report_open(self, path: Key, span: Span) -> None:
        message = f"The range of the index entry “{'!'.join(path)}” begins here and never ends."
        self._warn(span, message, "Write range=end, with the same entry, where it ends.")

    def _warn(self, span: Span, message: str, hint: str) -> None:
        self.bench.found.append(warning("unpaired-index-range", span, message, hint))


def has_marks(bench: Bench, index: str) -> bool:
    """Whether the book marks anything for the index; what belongs to no index that there is goes into the general."""
    known = {named.name for named in bench.manuscript.index.named}
    return any(mark.index == index or (not index and mark.index not in known) for d in bench.drafts for mark in d.marks)


def key_of(path: IndexPath) -> Key:
    """What tells one entry from another: the plain words of its levels."""
    return tuple(level.words for level in path)


def find_heading(root: Heading, key: Key) -> Heading | None:
    """The heading of the entry, if there is one."""
    heading: Heading | None = root
    for words in key:
        heading = heading.below.get(words) if heading else None
    return heading


def all_headings(root: Heading, above: Key = ()) -> Iterator[tuple[Key, Heading]]:
    """Every heading below, each before those below it."""
    for words, heading in root.below.items():
        yield (*above, words), heading
        yield from all_headings(heading, (*above, words))


def _note_number(note: etree._Element) -> str:
    number = next((a for a in note.iter(h("a")) if has_class(a, "note-back")), None)
    return "" if number is None else plain_text(number)
