"""A folder of Markdown as a Manuscript.

Input: the folder, and the time that SOURCE_DATE_EPOCH sets, if any. Output: settings, chapter sources and references,
with everything that is wrong with them. The format is that of docs/manuscript.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic, Span, error, note
from chapbook.faces import FaceMissingError, family_faces, installed_families
from chapbook.files import Folder
from chapbook.model.design import DEFAULT_DESIGN, UNTOLD, PageDesign
from chapbook.model.ebook import EbookSettings
from chapbook.model.edition import EDITION_NAMES
from chapbook.model.manuscript import (
    ChapterSource,
    EditionSettings,
    Manuscript,
    OrderItem,
    References,
    StyleSettings,
    TextSettings,
)
from chapbook.model.press import PressSettings
from chapbook.model.store import StoreSettings
from chapbook.model.words import NUMBERED, OwnWords
from chapbook.read.abbreviations import read_abbreviations
from chapbook.read.accessibility import read_claims
from chapbook.read.booklet import read_booklet
from chapbook.read.citation_styles import read_citation_style
from chapbook.read.designs import place_of_face, read_design
from chapbook.read.handout import read_handout
from chapbook.read.images import read_cover
from chapbook.read.index_settings import read_index_settings
from chapbook.read.metadata import Reading, book_time, clean_texts, read_metadata
from chapbook.read.order import OrderReader
from chapbook.read.press import read_press
from chapbook.read.reference_lists import with_lists
from chapbook.read.references import read_references
from chapbook.read.schema import Values, place_of_key, place_of_value, read_toml
from chapbook.read.style_sheets import read_style_sheets
from chapbook.read.text_file import decode

BOOK_FILE = "book.toml"


def read_manuscript(
    folder: Folder, epoch: datetime | None, cache: Cache
) -> tuple[Manuscript | None, tuple[Diagnostic, ...]]:
    """The manuscript, or None when book.toml cannot be read at all."""
    values, text, found = _read_book_file(folder)
    if values is None:
        return None, tuple(found)

    def place(value: str) -> Span:
        return place_of_value(text, BOOK_FILE, value)

    text_settings = _text(_table(values, "text"))
    index = read_index_settings(
        Reading(_table(values, "index"), lambda key: place_of_key(text, BOOK_FILE, "index", key), found)
    )
    indexes = tuple(named.name for named in index.named)
    abbreviations = read_abbreviations(folder, found)
    reader = OrderReader(folder, place, found, math=text_settings.math, indexes=indexes, abbreviations=abbreviations)
    order = reader.read(_table(values, "order"))
    book = _table(values, "book")
    clock, by_file_time = book_time(book, epoch, newest_source(folder))
    if by_file_time:
        said = f"The book’s date is that of its newest file, {clock:%Y-%m-%d}; its bytes depend on it."
        found.append(note("assumed-date", Span(BOOK_FILE), said, "Set “modified” in [book] to fix it."))
    reading = clean_texts(Reading(book, lambda key: place_of_key(text, BOOK_FILE, "book", key), found))
    metadata = read_metadata(reading, _assumed_title(reading.values, order, folder, found), clock)
    claims = Reading(
        _table(values, "accessibility"), lambda key: place_of_key(text, BOOK_FILE, "accessibility", key), found
    )
    metadata = replace(metadata, claims=read_claims(clean_texts(claims)))
    if metadata.cover:
        found += read_cover(folder, metadata.cover, reading.place("cover"), cache)
    editions = _table(values, "editions")
    manuscript = Manuscript(
        metadata=metadata,
        order=order,
        references=_references(_table(values, "references"), place, folder, metadata.language, cache, found),
        text=text_settings,
        style=_style(_table(values, "style"), place, folder, found),
        editions=_editions(editions, text, folder, found),
        index=index,
        words=_words(Reading(_table(values, "words"), lambda key: place_of_key(text, BOOK_FILE, "words", key), found)),
        abbreviations=abbreviations,
        booklet=read_booklet(
            Reading(
                _table(editions, "booklet"), lambda key: place_of_key(text, BOOK_FILE, "editions.booklet", key), found
            )
        ),
        handout=read_handout(
            Reading(
                _table(editions, "handout"), lambda key: place_of_key(text, BOOK_FILE, "editions.handout", key), found
            ),
            has_address=bool(metadata.url),
        ),
        store=_store(_table(editions, "onix"), place_of_key(text, BOOK_FILE, "book")),
    )
    return manuscript, tuple(found)


def newest_source(folder: Folder) -> datetime:
    """The time of the manuscript's newest file. Raises ValueError for an empty folder."""
    return max(folder.modified(path) for path in folder.paths())


def _read_book_file(folder: Folder) -> tuple[Values | None, str, list[Diagnostic]]:
    try:
        content = folder.read_bytes(BOOK_FILE)
    except FileNotFoundError:
        return ({}, "", []) if folder.paths() else (None, "", [_nothing_here()])
    text, found = decode(content, BOOK_FILE)
    values, faults = read_toml(text, BOOK_FILE)
    return values, text, [*found, *faults]


def _nothing_here() -> Diagnostic:
    return error("no-chapters", Span(BOOK_FILE), "The folder is empty.", "Put the chapters into it as .md files.")


def _table(values: Values, name: str) -> Mapping[str, Any]:
    table = values.get(name, {})
    return table if isinstance(table, dict) else {}


def _assumed_title(book: Values, order: tuple[OrderItem, ...], folder: Folder, found: list[Diagnostic]) -> str:
    """The first heading of the first chapter, or the folder's name, when the author gave no title."""
    if book.get("title"):
        return ""
    first = next((item for item in order if isinstance(item, ChapterSource)), None)
    heading = first.title if first else ""
    if first and not heading:
        heading = _first_heading(first.text)
    title = heading or folder.name()
    found.append(note("assumed-title", Span(BOOK_FILE), f"The title is not given: “{title}” is used."))
    return title


def _first_heading(text: str) -> str:
    """The words of the first line `# …` that is no code, without marks of emphasis and attributes."""
    fenced = False
    for line in text.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif line.startswith("# ") and not fenced:
            return re.sub(r"[*_`]|\{[^}]*\}\s*$", "", line[2:]).strip(" #")
    return ""


def _store(table: Mapping[str, Any], book: Span) -> StoreSettings:
    """What the schema lets through are words of its own."""
    return StoreSettings(
        binding=table.get("binding", ""),
        audience=table.get("audience", ""),
        sales_rights=table.get("sales-rights", ""),
        free=table.get("free", False),
        span=book,
    )


def _references(
    table: Mapping[str, Any], place: Any, folder: Folder, language: str, cache: Cache, found: list[Diagnostic]
) -> References:
    files, listed = table.get("files", []), table.get("list", References.listed)
    named = [(name, place(name)) for name in files]
    entries, faults = read_references(folder, named, cache, language, all_printed=listed == "all")
    found += faults
    said = table.get("style", References.style)
    style, faults = read_citation_style(said, folder, place(said))
    found += faults
    return with_lists(References(entries, style.name, style.text, listed, place(said)), table, place, found)


def _text(table: Mapping[str, Any]) -> TextSettings:
    return TextSettings(
        numbering=table.get("numbering", TextSettings.numbering),
        figures=table.get("figures", TextSettings.figures),
        numbered_captions=table.get("numbered-captions", TextSettings.numbered_captions),
        contents_depth=table.get("contents-depth", TextSettings.contents_depth),
        typography=table.get("typography", TextSettings.typography),
        notes=table.get("notes", TextSettings.notes),
        links=table.get("links", TextSettings.links),
        math=table.get("math", TextSettings.math),
        glossary_order=table.get("glossary-order", TextSettings.glossary_order),
        credits=table.get("credits", TextSettings.credits),
    )


def _style(table: Mapping[str, Any], place: Any, folder: Folder, found: list[Diagnostic]) -> StyleSettings:
    sheets, faults = read_style_sheets(table.get("css", []), folder, place)
    found += faults
    design, faults = read_design(table.get("design", DEFAULT_DESIGN), folder, place)
    found += faults
    return StyleSettings(
        design=design,
        text_face=_face(table, "text-face", design, place, found),
        code_face=_face(table, "code-face", design, place, found),
        fallback_faces=_fallback_faces(table.get("fallback-faces", []), place, found),
        chapters_open=table.get("chapters-open", StyleSettings.chapters_open),
        epub_sheets=sheets.epub,
        paged_sheets=sheets.paged,
    )


def _face(table: Mapping[str, Any], key: str, design: PageDesign, place: Any, found: list[Diagnostic]) -> str:
    """The family under the key, else the design’s; for one that is not installed the error, and the usual one."""
    faces = {"text-face": (design.text_face, UNTOLD.text_face), "code-face": (design.code_face, UNTOLD.code_face)}
    of_design, usual = faces[key]
    if key in table:
        family, where = str(table[key]), place
    else:
        family, where = of_design, lambda _family: place_of_face(design, key)
    return family if family == usual or _is_installed(family, where, found) else usual


def _fallback_faces(families: Sequence[str], place: Any, found: list[Diagnostic]) -> tuple[str, ...]:
    return tuple(family for family in families if _is_installed(family, place, found))


def _is_installed(family: str, place: Any, found: list[Diagnostic]) -> bool:
    try:
        family_faces(family)
    except FaceMissingError as missing:
        hint = f"Installed are {', '.join(installed_families())}."
        found.append(error("missing-face", place(family), str(missing), hint))
        return False
    return True


def _words(reading: Reading) -> OwnWords:
    """The author's words, each numbered one in its four forms: a single text serves for all of them."""
    return tuple((name, _forms(name, said)) for name, said in clean_texts(reading).values.items())


def _forms(name: str, said: str | list[str]) -> tuple[str, ...]:
    if name not in NUMBERED:
        return (str(said),)
    return (said.replace("{}", "").strip(), said, said, said) if isinstance(said, str) else tuple(said)


def _editions(
    table: Mapping[str, Any], text: str, folder: Folder, found: list[Diagnostic]
) -> tuple[EditionSettings, ...]:
    settings = []
    for name in EDITION_NAMES:
        values = _table(table, name)
        if name in table:
            place = partial(place_of_key, text, BOOK_FILE, f"editions.{name}")
            reading = clean_texts(Reading(values, place, found))
            # The sheets of a booklet have marks and a cover too, which are not those that a printer asks for.
            is_pressed = name in ("print", "screen")
            press = read_press(reading, folder, for_screen=name == "screen") if is_pressed else PressSettings()
            ebook = EbookSettings(reading.values.get("fonts"), reading.text("images"))
            settings.append(
                EditionSettings(name, reading.text("page"), place("page"), press, reading.text("page-list"), ebook)
            )
    return tuple(settings)
