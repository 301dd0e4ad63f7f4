"""Step 2: quotes, dashes, ellipses and spaces, in every text of the book.

Input: the trees, quotes as typed. Output: the same trees, quotes as set; a second pass changes nothing. A block's
text is read as one string across its inline elements, so `"<em>x</em>"` has an opening and a closing quote. Code,
formulas and images are never entered, nor what the author gave the class `as-typed`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.fractions import set_fractions
from chapbook.compose.quotes import OBJECT, Edit, quote_edits
from chapbook.compose.spaces import space_edits
from chapbook.model.fragment import h, press

_UNTOUCHED = {h(n) for n in ("code", "pre", "kbd", "samp", "var", "script", "style", "textarea")}
_INLINE = {
    h(n)
    for n in (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "data", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small"),
        *("span", "strong", "sub", "sup", "time", "u"),
    )
} | {press("mark"), press("gloss")}
_AS_TYPED = "as-typed"
# A note stands inside a block and is none of its words.
_ASIDE = press("note")


def compose_typography(bench: Bench) -> None:
    """Set every text of every division, and the short titles; fractions and ordinals also where texts stay as typed.

    Of a chapter that came set only what was added is left to do.
    """
    for piece in bench.pieces:
        is_set = piece.draft is not None and piece.draft.is_set
        for tree in filter(_may_be_set, piece.added) if is_set else (piece.tree,):
            set_fractions(tree)
            if bench.manuscript.text.typography:
                set_type(tree, _language_around(tree) or bench.language)
        if bench.manuscript.text.typography:
            piece.short_title = set_words(piece.short_title, piece.language)


def _may_be_set(element: etree._Element) -> bool:
    return not any(map(_is_untouched, element.iterancestors()))


def _language_around(element: etree._Element) -> str:
    return next((language for around in element.iterancestors() if (language := around.get("lang"))), "")


def set_book_words(bench: Bench, words: str) -> str:
    """Words in the book's language that stand in no tree yet, set as those in the trees are."""
    return set_words(words, bench.language) if bench.manuscript.text.typography else words


@dataclass
class _Segment:
    """A text node: `element.text`, or `element.tail` when `tail`; `start` is its place in the block's string."""

    element: etree._Element
    tail: bool
    start: int
    text: str
    language: str

    def change(self, edits: list[Edit]) -> None:
        """Make those of the sorted edits that lie in this node; an insertion belongs to the node that ends there."""
        start, end = self.start, self.start + len(self.text)
        near = edits[bisect_left(edits, (start,)) : bisect_left(edits, (end + 1,))]
        own = [e for e in near if (start < e[0] <= end if e[0] == e[1] else start <= e[0] and e[1] <= end)]
        if not own:
            return
        changed = "".join(_edited(self.text, start, own))
        if self.tail:
            self.element.tail = changed
        else:
            self.element.text = changed


@dataclass
class _Block:
    """The text nodes of one block, in order. Strings that stand for objects have a place and no segment."""

    segments: list[_Segment] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, element: etree._Element, tail: bool, language: str) -> None:
        text = element.tail if tail else element.text
        if text:
            self.segments.append(_Segment(element, tail, self.length, text, language))
            self.add_object(text)

    def add_object(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def set(self) -> None:
        """Set the block, and begin a new one."""
        text = "".join(self.pieces)
        if self.segments and not text.isspace():
            edits = _edits(text, [s.start for s in self.segments], [s.language for s in self.segments])
            for segment in self.segments if edits else ():
                segment.change(edits)
        self.segments, self.pieces, self.length = [], [], 0


def set_type(tree: etree._Element, language: str) -> None:
    """Set all text in the tree; `language` holds where no `lang` says otherwise."""
    set_in_language(tree, tree.get("lang") or language)


def set_words(words: str, language: str) -> str:
    """Words outside any tree, set as a block of their own."""
    return "".join(_edited(words, 0, _edits(words, [0], [language]))) if words else words


def _walk(element: etree._Element, language: str, block: _Block) -> None:
    """Gather the text of `element` into `block`; blocks inside it are set on the way."""
    block.add(element, False, language)
    for child in element:
        if not isinstance(child.tag, str):
            block.add(child, True, language)
            continue
        own = child.get("lang") or language
        if _is_untouched(child):
            block.add_object(OBJECT)
        elif child.tag == h("br"):
            block.add_object("\n")
        elif child.tag in _INLINE:
            _walk(child, own, block)
        elif child.tag == _ASIDE:
            set_in_language(child, own)
        else:
            block.set()
            set_in_language(child, own)
        block.add(child, True, language)


def set_in_language(element: etree._Element, language: str) -> None:
    """Set all text in the element, whose own text is in the language whatever its `lang` says."""
    inner = _Block()
    _walk(element, language, inner)
    inner.set()


def _is_untouched(element: etree._Element) -> bool:
    if element.tag in _UNTOUCHED or element.tag in {h("img"), press("citation"), press("cross-reference")}:
        return True
    if element.tag == h("a") and "://" in (element.text or ""):  # an address shown as itself
        return True
    if _AS_TYPED in (element.get("class") or "").split():
        return True
    return not str(element.tag).startswith((h(""), press("")))


def _edits(text: str, starts: list[int], languages: list[str]) -> list[Edit]:
    """All edits of a block in order. Each place has the language of the segment that it lies in."""

    def language_at(place: int) -> str:
        return languages[max(0, bisect_right(starts, place) - 1)]

    edits = quote_edits(text, language_at)
    for language in sorted(set(languages)):
        edits += [e for e in space_edits(text, language) if language_at(min(e[0], e[1] - 1)) == language]
    return sorted(edits)


def _edited(text: str, start: int, edits: list[Edit]) -> list[str]:
    """The pieces of the changed text. Of two edits that meet, the first holds."""
    pieces, done = [], 0
    for begin, end, replacement in edits:
        if begin - start >= done:
            pieces += [text[done : begin - start], replacement]
            done = end - start
    pieces.append(text[done:])
    return pieces
