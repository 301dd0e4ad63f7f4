"""One chapter after parsing: a tree, and what it declares.

The tree is an XHTML `section` whose ids are the chapter's own (compose makes them the book's). Where something must be
resolved over the whole book, the tree holds an element of the `PRESS` namespace whose attribute `n` is the place in the
draft's tuple:

- `press:citation n` (empty, but for one in the words of a link) → `Draft.citations[n]`
- `press:cross-reference n` (empty)     → `Draft.cross_references[n]`; those of one pair of brackets stand in a
  `press:cross-references` with the words around them, and without words between them they are to be joined
- `press:note n` (holds the note's blocks; a second call of the same note is empty and has `again`) → `Draft.notes[n]`
- `press:mark n` (holds the words shown) → `Draft.marks[n]`
- `press:gloss n` (holds the words shown) → `Draft.gloss_marks[n]`

An attribute `press:word` on the empty title of a callout is the kind whose word, in the book's language, stands there.

The chapter's title, its first level-1 heading, is not in the tree but in `title`, with its classes. Figures are
`figure` with `figcaption`, tables `table` with `caption`; their labels stand in `id` as the author wrote them
(`fig:stages`).
`data-short-caption` (`SHORT_CAPTION`) on one of them holds the author's shorter words for a list of captions, and
`data-credit` (`CREDIT`) on an `img` says whose the picture is.
In a glossary a `dt` has an attribute `press:term`, its place in `Draft.terms`.
An `a` that stays in the book has an attribute `press:link`, its place in `Draft.links`; its `href` is as written.
"""

from __future__ import annotations

from dataclasses import dataclass

from chapbook.diagnostics import Span
from chapbook.model.abbreviation import Abbreviation
from chapbook.model.fragment import Fragment
from chapbook.model.source_places import NO_PLACES, SourcePlaces

SHORT_CAPTION = "data-short-caption"
CREDIT = "data-credit"


@dataclass(frozen=True)
class Heading:
    """A heading below the title. `id`: the author's, or the slug GitHub would make; `title`: an inline span."""

    level: int
    id: str
    title: Fragment
    span: Span


@dataclass(frozen=True)
class Label:
    """Something that a cross-reference can name: `id` as written, `kind` its first word.

    That is `fig` in `fig:stages`, and in Quarto's `fig-stages`, which in a cross-reference looks like a work's key.
    """

    id: str
    kind: str
    span: Span


@dataclass(frozen=True)
class CitationItem:
    """One work in a citation; `suppress_author` is the minus in `[-@key]`.

    `prefix` and `suffix` are the words before and after, each a `span` with the author's markup, or None. In CSL the
    suffix still holds the locator, and the white space or comma that sets it off.
    """

    key: str
    prefix: Fragment | None
    suffix: Fragment | None
    suppress_author: bool
    span: Span


@dataclass(frozen=True)
class Citation:
    """`[see @a, p. 3; @b]`, or `@a` in the sentence (`in_text`).

    `in_link`: it stands among the words of a link, where `@name` may be no key: then its element holds what the author
    wrote, which stays when no entry has that key.
    """

    items: tuple[CitationItem, ...]
    in_text: bool
    span: Span
    in_link: bool = False


@dataclass(frozen=True)
class CrossReference:
    """`@fig:stages`: the label as it is declared.

    `number_only` is the minus in `[-@fig:stages]`; `capital` is the capital in `@Fig:stages`, for the first word of a
    sentence.
    """

    label: str
    span: Span
    number_only: bool = False
    capital: bool = False


@dataclass(frozen=True)
class Note:
    """A note by its label in the source; inline notes have made-up labels."""

    label: str
    span: Span


@dataclass(frozen=True)
class IndexHeading:
    """One level of an entry of the index. `words` are plain, and tell one heading from another.

    `content` is an inline span, for a heading that is more than plain words. `sort` is what it is sorted by, if not by
    its words.
    """

    words: str
    content: Fragment | None = None
    sort: str = ""


# A heading with those above it: main, sub, sub-sub.
IndexPath = tuple[IndexHeading, ...]


@dataclass(frozen=True)
class IndexMark:
    """`[words]{.index}`: a place for each of its entries, or references from them to others.

    `index` names the index that it belongs to; the book's general one has no name. `edge` is "start" or "end" when the
    place is that of a range. `principal`: the entry is treated here above all; `illustration`: the place is a figure or
    a table. Without `is_place` the mark only refers, to what `see` or `see_also` name.
    """

    entries: tuple[IndexPath, ...]
    span: Span
    see: tuple[IndexPath, ...] = ()
    see_also: tuple[IndexPath, ...] = ()
    index: str = ""
    edge: str = ""
    principal: bool = False
    illustration: bool = False
    is_place: bool = True


@dataclass(frozen=True)
class GlossMark:
    """`[words]{.gloss}`: `entry` is the term meant, which is the words shown when the author says no other."""

    entry: str
    span: Span


@dataclass(frozen=True)
class Term:
    """A term of a glossary, beside its words: its other names, and the forms that it takes in a sentence.

    In a form `*` stands for whatever letters end the word.
    """

    aliases: tuple[str, ...]
    forms: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class ImageUse:
    """An image of the manuscript: `path` is relative to the manuscript's folder, already resolved against the file."""

    path: str
    alt: str
    span: Span


@dataclass(frozen=True)
class LinkUse:
    """A link as written, for those that stay in the book (`#frag`, `other.md#frag`)."""

    href: str
    span: Span


@dataclass(frozen=True)
class Draft:
    """A parsed chapter. See the module's docstring for how the tree and the tuples belong together.

    `places` are those of the blocks and pictures of `content`. `is_set`: quotes and spaces of `content`, which has no
    citations then, are set already.
    """

    path: str
    title: Fragment | None
    title_id: str
    title_span: Span
    content: Fragment
    headings: tuple[Heading, ...] = ()
    labels: tuple[Label, ...] = ()
    citations: tuple[Citation, ...] = ()
    cross_references: tuple[CrossReference, ...] = ()
    notes: tuple[Note, ...] = ()
    marks: tuple[IndexMark, ...] = ()
    gloss_marks: tuple[GlossMark, ...] = ()
    terms: tuple[Term, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    images: tuple[ImageUse, ...] = ()
    links: tuple[LinkUse, ...] = ()
    places: SourcePlaces = NO_PLACES
    is_set: bool = False
