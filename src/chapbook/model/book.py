"""The composed book: final. A renderer formats it and decides nothing.

In every fragment of a Book: ids are unique over the whole book; a link into the book is `#id`, whatever file or page
the id will stand in; notes are `a epub:type="noteref"` at the call and `aside epub:type="footnote"` in a
`section class="notes"` that ends the division; `img src` is a path of `Book.images`; no element of the PRESS namespace
is left.

On paper notes may stand elsewhere (`Book.paper`): there a `section class="notes"` whose epub:type is "endnotes" stays
where it is, with its heading, and one whose epub:type is "footnotes" goes to the feet of the pages.

Pages on paper: a `span class="page-reference"` with `data-page` says one thing in the e-book and another on paper: the
form in `data-page` for as many pages as its links lead to (“page {}|pages {} and {}”). An `a` with `data-page` has that
form behind it, on paper. In a `span class="locators"`, on paper the numbers of all pages that its links lead to, it is
the form for one page and for several (“cited on page {}|cited on pages {}”).

Links on paper: calls and addresses that only paper has stand in an element with `data-made`, or in a note. They are no
part of the running text, in which the pages of all editions are found.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from chapbook.diagnostics import Span
from chapbook.faces import BookFaces
from chapbook.model.apparatus import Apparatus
from chapbook.model.fragment import Fragment, all_text, fragment_tree
from chapbook.model.handout import HandoutSettings
from chapbook.model.manuscript import BookletSettings, EditionSettings, Kind, Matter, StyleSettings
from chapbook.model.metadata import Metadata
from chapbook.model.source_places import NO_PLACES, SourcePlaces
from chapbook.model.store import NOTHING_SAID, StoreSettings

MADE = "data-made"  # on what the division does not say and paper adds


@dataclass(frozen=True)
class Section:
    """A heading inside a division, for outlines and navigation: its id, level (2 to 6) and plain text."""

    id: str
    level: int
    text: str


@dataclass(frozen=True)
class Division:
    """A chapter, or whatever else starts a page of its own.

    `content` is one `section` with the id `id`, its heading included. `label` is "Chapter 2" or empty, `number` the
    2 alone, `text` the title in plain words, `running_head` the words for the top of the page (empty: none). `part`
    is the id of the part that the division belongs to, or empty. `sections` are its headings in order. `source` is
    the file that it was written in, empty when the press made it. `places` are those of its blocks and pictures in the
    author's files.
    """

    id: str
    kind: Kind
    matter: Matter
    label: str
    text: str
    running_head: str
    content: Fragment
    language: str
    part: str = ""
    sections: tuple[Section, ...] = ()
    source: str = ""
    places: SourcePlaces = NO_PLACES
    number: str = ""


@dataclass(frozen=True)
class Image:
    """An image that the book uses: path in the manuscript, media type, size in CSS px, SHA-256 of the bytes.

    `uses` are the places where the manuscript shows it, in order. `length` counts its bytes. `moves`: it is animated,
    and `may_flash`: nothing shows that its frames change too slowly for that.
    """

    path: str
    media_type: str
    width: int
    height: int
    digest: str
    uses: tuple[Span, ...] = ()
    length: int = 0
    moves: bool = False
    may_flash: bool = False


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the contents: target id, label ("1", "Chapter 2" or empty), plain title, and the lines below it.

    `authors` are those of the chapter alone, in words.
    """

    id: str
    label: str
    text: str
    entries: tuple[ContentsEntry, ...] = ()
    authors: str = ""


@dataclass(frozen=True)
class SheetWords:
    """What whoever prints, folds and sews is told: `sheet` and `signature` have `{}` for the number."""

    sheet: str = "Sheet {}"
    signature: str = "Signature {}"
    front: str = "front"
    reverse: str = "back"
    turn_short: str = ""
    turn_long: str = ""
    cut: str = ""
    staple: str = ""
    sew: str = ""
    how_to: str = ""


@dataclass(frozen=True)
class OfferedAs:
    """What a file is called on the download page, and what it is for."""

    name: str
    use: str


@dataclass(frozen=True)
class DownloadWords:
    """The words of the download page. `files` are those for each edition by its name.

    `on_kindle`, `on_others`, `kilobytes` and `megabytes` have `{}` for what is named. The others below them are not of
    the language but of this book: its people in sentences, its language by its own name, its day of publication and
    its edition in words, and pairs of a label and a number.
    """

    download: str = ""
    reading: str = ""
    about: str = ""
    checksums: str = ""
    checksums_for: str = ""
    page_count: str = ""
    sheets_of_paper: str = ""
    publisher: str = ""
    published: str = ""
    language: str = ""
    licence: str = "{}"
    on_kindle: str = "{}"
    on_e_reader: str = ""
    on_apple: str = ""
    on_others: str = "{}"
    kilobytes: str = "{}"
    megabytes: str = "{}"
    files: tuple[tuple[str, OfferedAs], ...] = ()
    people: tuple[str, ...] = ()
    language_name: str = ""
    published_on: str = ""
    edition: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SummaryWords:
    """Sentences on what the e-book offers to whom; `undescribed` has `{}` for a number of images.

    `language` is the tag of the language that they are in, when it is not the book's.
    """

    read_aloud: str = "All of the text can be read aloud."
    adaptable: str = "The size, typeface and colours of the text can be changed."
    described: str = "Every image has a description or is marked as decoration."
    undescribed: str = "Images without a description: {}."
    formulas: str = "Every formula is also there as text."
    formulas_bare: str = "Some formulas are not there as text."
    contents: str = "A table of contents and headings lead through the book."
    index: str = "The index leads back into the text."
    pages: str = "The page numbers are those of the printed edition."
    still: str = "Nothing moves, flashes or makes a sound."
    moving: str = "Some images move."
    flashing: str = "Some images may flash."
    language: str = ""


@dataclass(frozen=True)
class Words:
    """The words of the book's own language that renderers need: for navigation, the cover and downloads.

    `page_of` stands at the head of a handout: `{}` for the page, and `{}` for how many there are; `qr_code` are
    the words for a code, `{}` for its address.
    """

    contents: str
    landmarks: str
    pages: str
    cover: str
    title_page: str
    start: str
    page: str
    sheets: SheetWords = SheetWords()
    page_of: str = "page {} of {}"
    qr_code: str = "QR code: {}"
    downloads: DownloadWords = DownloadWords()
    summary: SummaryWords = SummaryWords()


@dataclass(frozen=True)
class OnPaper:
    """The divisions and the contents as the paged editions have them.

    They are the Book's own, but for what only pages need: a division of notes that e-readers, which pop notes up, do
    not have, and the divisions that these notes have left. Ids are unique here as they are in the Book.
    """

    divisions: tuple[Division, ...]
    contents: tuple[ContentsEntry, ...]


@dataclass(frozen=True)
class Book:
    """Everything an edition is made from. `contents` is the tree for navigation, also when no contents page is set.

    `paper` is what the paged editions have in place of `divisions` and `contents`. `faces` cover the characters of the
    book as far as any face does; `scripts` are those of all languages that the book names (ISO 15924).
    """

    metadata: Metadata
    divisions: tuple[Division, ...]
    contents: tuple[ContentsEntry, ...]
    apparatus: Apparatus
    images: tuple[Image, ...]
    words: Words
    style: StyleSettings
    editions: tuple[EditionSettings, ...]
    paper: OnPaper
    faces: BookFaces
    scripts: tuple[str, ...] = ()
    booklet: BookletSettings = field(default_factory=BookletSettings)
    handout: HandoutSettings = field(default_factory=HandoutSettings)
    store: StoreSettings = NOTHING_SAID


def count_words(book: Book) -> int:
    """The words of all divisions that an author wrote."""
    return sum(len(all_text(fragment_tree(d.content)).split()) for d in book.divisions if d.source)
