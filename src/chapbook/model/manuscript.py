"""The manuscript as it was read: settings, chapter sources and references; text that nobody has parsed yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from chapbook.diagnostics import Diagnostic, Span
from chapbook.model.abbreviation import Abbreviation
from chapbook.model.design import UNTOLD, PageDesign
from chapbook.model.ebook import NO_SETTINGS, EbookSettings
from chapbook.model.handout import ALL_DEFAULTS, HandoutSettings
from chapbook.model.metadata import Metadata
from chapbook.model.press import NO_PRESS, PressSettings
from chapbook.model.store import NOTHING_SAID, StoreSettings
from chapbook.model.words import OwnWords

# For settings that nobody wrote down.
IN_BOOK_FILE = Span("book.toml")


class Matter(Enum):
    """The three parts of every book."""

    FRONT = "front"
    BODY = "body"
    BACK = "back"


class Kind(Enum):
    """What a division is: the trade's words, in the order a book has them."""

    HALF_TITLE = "half-title"
    TITLE_PAGE = "title-page"
    IMPRINT = "imprint"
    DEDICATION = "dedication"
    EPIGRAPH = "epigraph"
    CONTENTS = "contents"
    FIGURES = "figures"
    TABLES = "tables"
    LISTINGS = "listings"
    FOREWORD = "foreword"
    PREFACE = "preface"
    INTRODUCTION = "introduction"
    PART = "part"
    CHAPTER = "chapter"
    AFTERWORD = "afterword"
    APPENDIX = "appendix"
    NOTES = "notes"
    ABBREVIATIONS = "abbreviations"
    GLOSSARY = "glossary"
    BIBLIOGRAPHY = "bibliography"
    INDEX = "index"
    CREDITS = "credits"
    COLOPHON = "colophon"


# Keys of works, each where it is named; “*” stands for all of them.
Keys = tuple[tuple[str, Span], ...]


@dataclass(frozen=True)
class SourceRun:
    """Lines of a chapter that follow each other in one file: those from line `at` of the text on, counted from 0.

    The first of them is line `line` of the file `path`, counted from 1. They stand `indent` characters further right
    than in the file.
    """

    at: int
    path: str
    line: int
    indent: int = 0


@dataclass(frozen=True)
class ChapterSource:
    """One Markdown file. `text` is what follows the front matter; its first line is line `first_line` of the file.

    Empty strings mean that the author did not say. `numbered` is None when the kind decides. A chapter that includes
    other files has `runs`, which say where each of its lines stands. `authors` are those of the chapter alone. Without
    `math` a dollar sign is a dollar sign. `abbreviations` are those of the whole book that stand in the text: what is
    short and what it means. `nocite` are works that are listed without being cited.
    """

    path: str
    text: str
    first_line: int
    matter: Matter
    kind: Kind
    title: str = ""
    short_title: str = ""
    id: str = ""
    language: str = ""
    numbered: bool | None = None
    runs: tuple[SourceRun, ...] = ()
    authors: tuple[str, ...] = ()
    math: bool = True
    abbreviations: tuple[tuple[str, str], ...] = ()
    nocite: Keys = ()


@dataclass(frozen=True)
class PartOpening:
    """The page that opens a part; the sources after it, up to its end or the next opening, belong to the part.

    A part whose page says more than its title is opened by a `ChapterSource` of the kind `PART` instead.
    """

    title: str
    span: Span
    numbered: bool = True


@dataclass(frozen=True)
class PartEnd:
    """Where a part ends before the body does; no page shows it."""


@dataclass(frozen=True)
class MadeDivision:
    """A place in the order for matter that the press makes: the bibliography, the index, the half title.

    `name` is that of an index which is not the general one.
    """

    kind: Kind
    matter: Matter
    span: Span
    name: str = ""


OrderItem = ChapterSource | PartOpening | PartEnd | MadeDivision


@dataclass(frozen=True)
class Reference:
    """An entry of the bibliography: its key, its place, and its CSL-JSON as text.

    `doubts` are what is odd about it; they concern a book that prints it.
    """

    key: str
    span: Span
    csl: str
    doubts: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class ReferenceSection:
    """A section of the lists of references: works that have one of the keywords or are of one of the types (CSL 1.0.2).

    Keywords are in lower case. A section that names neither has the rest.
    """

    title: str
    keywords: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    span: Span = IN_BOOK_FILE


@dataclass(frozen=True)
class References:
    """`[references]`: all entries read. `style` is a file of the manuscript or a CSL name, as the author wrote it.

    `style_text` is the style itself (empty for the one built in). `listed` is "cited" or "all". `style_span` is where
    the style is named. `place` says where lists stand: for the "book", at the end of each "chapter", or of each "part".
    `back_links` says which editions lead from an entry to where it is cited: "all", "e-book" or "none".
    """

    entries: tuple[Reference, ...] = ()
    style: str = "chicago-author-date"
    style_text: str = ""
    listed: str = "cited"
    style_span: Span = IN_BOOK_FILE
    place: str = "book"
    nocite: Keys = ()
    sections: tuple[ReferenceSection, ...] = ()
    annotations: bool = False
    back_links: str = "all"


@dataclass(frozen=True)
class TextSettings:
    """`[text]`: `numbering` is "none", "chapters" or "sections".

    `figures` says through what figures and tables are numbered, "chapter" or "book". The contents list divisions
    (`contents_depth` 1) or their level-2 sections too (2). `numbered_captions` are those with a label ("labelled"), or
    "all". `typography` sets quotes, dashes and spaces as the language does; without it they stay as typed. `notes` says
    where notes stand on paper: at the foot of the "page", or at the end of the "chapter" or of the "book". `math`:
    whether dollars may enclose formulas. `glossary_order` sorts its entries by the "alphabet", or leaves them as
    "written". `credits` stand in the "caption" of an image, or in the "list" of credits alone. `links` to addresses
    outside the book become "notes" on paper, or a "list" at the end of their chapter, one with codes to scan ("qr"), or
    they stay "plain".
    """

    numbering: str = "chapters"
    figures: str = "chapter"
    numbered_captions: str = "labelled"
    contents_depth: int = 2
    typography: bool = True
    notes: str = "page"
    links: str = "notes"
    math: bool = True
    glossary_order: str = "alphabet"
    credits: str = "caption"


@dataclass(frozen=True)
class NamedIndex:
    """An index beside the general one: the name that marks give it, and the title of its division."""

    name: str
    title: str
    span: Span


@dataclass(frozen=True)
class IndexSettings:
    """`[index]`: `form` is "indented", with a line for each sub-entry, or "run-in", which is a matter of paper alone.

    `sorting` is "word-by-word" or "letter-by-letter". `letters`: whether a letter stands above each group; None: over
    a long index. `note` stands above the entries, and says what a reader must know.
    """

    form: str = "indented"
    sorting: str = "word-by-word"
    letters: bool | None = None
    note: str = ""
    named: tuple[NamedIndex, ...] = ()


@dataclass(frozen=True)
class StyleSettings:
    """`[style]`: the page design, faces by family name, sheets of the author's, where chapters open.

    The faces are the design's unless the author chose others.
    `fallback_faces` are the families for letters that the text face does not have, before the press's own choice.
    `chapters_open` is "recto" or "any". The sheets are pairs of a manuscript path and the sheet's text.
    """

    design: PageDesign = UNTOLD
    text_face: str = UNTOLD.text_face
    code_face: str = UNTOLD.code_face
    fallback_faces: tuple[str, ...] = ()
    chapters_open: str = "recto"
    epub_sheets: tuple[tuple[str, str], ...] = ()
    paged_sheets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class EditionSettings:
    """`[editions.NAME]`: what the author set for one edition, over the table's defaults. Empty means the default.

    `page_list` names the edition whose pages the e-book lists, or is "none".
    """

    name: str
    page: str = ""
    span: Span = IN_BOOK_FILE
    press: PressSettings = NO_PRESS
    page_list: str = ""
    ebook: EbookSettings = NO_SETTINGS


@dataclass(frozen=True)
class BookletSettings:
    """`[editions.booklet]`: how the book's pages are put on sheets of paper.

    `form` is "saddle" (folded, and stapled or sewn), "2-up" or "4-up" (read as they lie). `sheet` is a size by name or
    by measure (empty: the press chooses), `pages_per_side` 2 or 4 (0: as many as the sheet holds), and
    `sheets_per_signature` at most so many (0: the press chooses). `paper_thickness_mm` is a sheet's. `cover`: whether
    the covers are there. `marks` are printed outside the trim where there is room, `fold_marks` in the fold too. With
    `instructions` the first sheet says how to go on. `spans` are the places of the keys that the author wrote.
    """

    form: str = "saddle"
    sheet: str = ""
    pages_per_side: int = 0
    sheets_per_signature: int = 0
    paper_thickness_mm: float = 0.1
    cover: bool = True
    marks: bool = True
    fold_marks: bool = False
    instructions: bool = False
    spans: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True)
class Manuscript:
    """Everything that the read stage found. `order` runs from the first page to the last; `words` are `[words]`.

    `abbreviations` are those of the whole book.
    """

    metadata: Metadata
    order: tuple[OrderItem, ...]
    references: References = References()
    text: TextSettings = TextSettings()
    style: StyleSettings = StyleSettings()
    editions: tuple[EditionSettings, ...] = ()
    words: OwnWords = ()
    index: IndexSettings = IndexSettings()
    abbreviations: tuple[Abbreviation, ...] = ()
    booklet: BookletSettings = BookletSettings()
    handout: HandoutSettings = ALL_DEFAULTS
    store: StoreSettings = NOTHING_SAID
