"""The book's own words: "Chapter", "Contents", "Edited by", months.

Input: the book's language (BCP 47), and the author's own words. Output: the words of the language from its file in
`words/`, those of its region and the author's over them, and dates and lists as CLDR (through Babel) has them. A new
language is a new file with the names of `model/words.py`; a region's file holds what differs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from importlib import resources

from babel.dates import format_date
from babel.lists import format_list

from chapbook.compose.locales import locale_of, tag_chain
from chapbook.model.book import DownloadWords, OfferedAs, SheetWords, SummaryWords, Words
from chapbook.model.manuscript import Kind
from chapbook.model.words import BOXES, NUMBERED, WORD_NAMES, OwnWords

_BESIDE_NUMBER = re.compile(r" (?=\S*\{\})|(?<=\{\}) |(?<=\{\}\.) ")
_ROLES = {"edt": "edited-by", "trl": "translated-by", "ill": "illustrated-by", "ctb": "with"}

# The editions that are offered as files, with what their words are called.
_FILES = {
    "epub": "e-book",
    "screen": "screen",
    "print": "print",
    "cover": "cover",
    "booklet": "booklet",
    "handout": "handout",
}

# Each word's texts, one or four.
Texts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Numbered:
    """Words for something with a number: before a caption or a title, and in a sentence. `{}` is the number.

    `references` are the words for several: `{}` is "2.1 and 2.3" or "2.1–2.3".
    """

    label: str
    reference: str
    references: str


@dataclass(frozen=True)
class BookWords:
    """The words of one language. `kinds` are titles of divisions that have none; `roles` stand before names.

    `note_locator` stands behind the page of a note in an index, `note_locators` behind that of several notes.
    `page` stands in a sentence, as in "see page 41". `callouts` are the titles of boxes that have none. `references`
    stands over the list at the end of a chapter, `cited_on` behind its entries, of one page and of several. `links`
    stands over the addresses of a chapter's links, `qr_code` for one that can be scanned; `{}` is the address.
    `part_numbers` is "roman", "digits", or the letters to count with; `appendix_letters` are such letters.
    """

    kinds: Mapping[Kind, str]
    part: Numbered
    chapter: Numbered
    appendix: Numbered
    section: Numbered
    figure: Numbered
    table: Numbered
    equation: Numbered
    listing: Numbered
    page: Numbered
    callouts: Mapping[str, str]
    roles: Mapping[str, str]
    edition: str
    licence: str
    cover_credit: str
    set_in: str
    made_by: str
    faces_licence: str
    e_book: str
    print: str
    made_with: str
    see: str
    see_also: str
    symbols: str
    note_locator: str
    note_locators: str
    back: str
    references: str
    links: str
    qr_code: str
    cited_on: tuple[str, str]
    part_numbers: str
    appendix_letters: str
    renderers: Words


def book_words(language: str, own: OwnWords = ()) -> BookWords:
    """The words of the language, the author's `own` over them; English where neither has any."""
    foreign = "" if language_texts(language) else "en"
    return _words({**(language_texts("en") or {}), **(language_texts(language) or {}), **dict(own)}, foreign)


def missing_words(language: str, own: OwnWords) -> tuple[str, ...]:
    """The names of the words that stand in English, for a book in a language of which we have no file."""
    return () if language_texts(language) else tuple(n for n in WORD_NAMES if n not in dict(own))


def language_texts(language: str) -> Texts | None:
    """What the files of the language, and of its region over it, say; None when there is no file."""
    folder = resources.files("chapbook") / "words"
    texts: dict[str, tuple[str, ...]] = {}
    for tag in reversed(tag_chain(language)):
        file = folder / f"{tag}.toml"
        if file.is_file():
            said = tomllib.loads(file.read_text(encoding="utf-8"))
            texts.update({k: (v,) if isinstance(v, str) else tuple(v) for k, v in said.items()})
    return texts or None


def _words(texts: Texts, foreign: str) -> BookWords:
    plain = {name: said[0] for name, said in texts.items()}
    return BookWords(
        kinds={kind: plain[kind.value] for kind in Kind},
        **{name: _numbered(texts[name]) for name in NUMBERED},
        callouts={name: plain[name] for name in BOXES},
        roles={role: plain[name] for role, name in _ROLES.items()},
        edition=plain["edition"],
        licence=plain["licence"],
        cover_credit=plain["cover-credit"],
        set_in=plain["set-in"],
        made_by=plain["made-by"],
        faces_licence=plain["faces-licence"],
        e_book=plain["e-book"],
        print=plain["print"],
        made_with=plain["made-with"],
        see=plain["see"],
        see_also=plain["see-also"],
        symbols=plain["symbols"],
        note_locator=_behind_page(plain["note-locator"]),
        note_locators=_behind_page(plain["note-locators"]),
        back=plain["back"],
        references=plain["references"],
        links=plain["links"],
        qr_code=plain["qr-code"],
        cited_on=(plain["cited-on-page"], plain["cited-on-pages"]),
        part_numbers=plain["part-numbers"],
        appendix_letters=plain["appendix-letters"],
        renderers=Words(
            contents=plain["contents"],
            landmarks=plain["landmarks"],
            pages=plain["pages"],
            cover=plain["cover"],
            title_page=plain["title-page"],
            start=plain["start"],
            page=plain["page"],
            sheets=_sheet_words(plain),
            page_of=plain["page-of"],
            qr_code=plain["qr-code"],
            downloads=_download_words(plain),
            summary=_summary_words(plain, foreign),
        ),
    )


def _sheet_words(plain: Mapping[str, str]) -> SheetWords:
    held = {name: text.replace(" %", "\u00a0%") for name, text in plain.items()}
    return SheetWords(
        sheet=held["sheet"],
        signature=held["signature"],
        front=held["front"],
        reverse=held["reverse"],
        turn_short=held["turn-short"],
        turn_long=held["turn-long"],
        cut=held["cut"],
        staple=held["staple"],
        sew=held["sew"],
        how_to=held["how-to"],
    )


def _download_words(plain: Mapping[str, str]) -> DownloadWords:
    files = {edition: OfferedAs(plain[f"{word}-file"], plain[f"{word}-for"]) for edition, word in _FILES.items()}
    kindle = OfferedAs(files["epub"].name.replace("EPUB", "Kindle"), plain["on-kindle"].format("Send to Kindle"))
    return DownloadWords(
        download=plain["download"],
        reading=plain["reading"],
        about=plain["about"],
        checksums=plain["checksums"],
        checksums_for=plain["checksums-for"],
        page_count=plain["page-count"],
        sheets_of_paper=plain["sheets-of-paper"],
        publisher=plain["publisher"],
        published=plain["published"],
        language=plain["language"],
        licence=plain["licence"],
        on_kindle=plain["on-kindle"],
        on_e_reader=plain["on-e-reader"],
        on_apple=plain["on-apple"],
        on_others=plain["on-others"],
        kilobytes=plain["kilobytes"].replace(" ", "\u00a0"),
        megabytes=plain["megabytes"].replace(" ", "\u00a0"),
        files=(("epub", files.pop("epub")), ("kindle", kindle), *files.items()),
    )


def _summary_words(plain: Mapping[str, str], language: str) -> SummaryWords:
    names = (field.name for field in fields(SummaryWords) if field.name != "language")
    said = {name: plain[f"summary-{name.replace('_', '-')}"].replace(" :", "\u00a0:") for name in names}
    return SummaryWords(**said, language=language)


def _numbered(texts: tuple[str, ...]) -> Numbered:
    """The forms, the number held to its word by a no-break space where there is a space."""
    label, reference, references = (_BESIDE_NUMBER.sub("\u00a0", text) for text in texts[1:])
    return Numbered(label, reference, references)


def _behind_page(text: str) -> str:
    """A note's words behind the number of its page: as near to it as they stand to the number of the note."""
    return "\u00a0" + text.replace(" ", "\u00a0") if " " in text else text


def long_date(day: date, language: str) -> str:
    """The date in words: "24 November 2026"."""
    return format_date(day, "long", locale=locale_of(language))


def language_name(language: str) -> str:
    """The language by its own name: "English (United Kingdom)", "Čeština"; the tag where CLDR has no name."""
    locale = locale_of(language)
    known = language.lower().split("-")[0] == locale.language
    name = (locale.get_display_name(locale) if known else None) or ""
    return name[:1].upper() + name[1:] or language


def name_list(names: tuple[str, ...], language: str) -> str:
    """The names as a list in a sentence: "A, B and C"."""
    return format_list(list(names), locale=locale_of(language))
