"""Every input of a book, changed one by one: a build out of a warm cache gives what one without a cache gives.

What a cold build does is done once for each job that is the same to the last byte of its argument, so that a hundred
cold builds take no hour; some are done whole.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from changing_book import FILES, TABLES, book_files, picture, with_settings

from chapbook.build import Press
from chapbook.build_record import record_key
from chapbook.cache import Cache
from chapbook.colour_profiles import black_profile
from chapbook.compose import citation_engine
from chapbook.diagnostics import has_errors
from chapbook.files import MemoryFolder, digest_of
from chapbook.model.edition import EDITION_NAMES
from chapbook.model.words import COUNTED, FILLED, NUMBERED, PLAIN
from chapbook.pandoc import run_pandoc
from chapbook.progress import say_nothing
from chapbook.read import pandoc_entries
from chapbook.read.schema import EDITION_KEYS, SCHEMA
from chapbook.render.covers import CoverJob
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.workers import Job, Outcome, Workers

TEXT = ("screen",)

# For each setting another value than the book has, and the editions to make where `TEXT` does not show it.
SETTINGS: Mapping[tuple[str, str], Any] = {
    ("book", "title"): "Another Change",
    ("book", "subtitle"): "Under it",
    ("book", "language"): "de",
    ("book", "authors"): ["Ben Birch"],
    ("book", "contributors"): [{"name": "Cy Cedar", "role": "translator"}],
    ("book", "publisher"): "Another Press",
    ("book", "published"): date(2025, 3, 4),
    ("book", "modified"): date(2026, 3, 4),
    ("book", "rights"): "All rights left.",
    ("book", "license"): "CC-BY-4.0",
    ("book", "description"): "Other words.",
    ("book", "url"): "https://example.org/other",
    ("book", "subjects"): ["Change"],
    ("book", "identifiers"): {"isbn-epub": "978-80-901234-0-3"},
    ("book", "series"): {"name": "Changes", "number": 2},
    ("book", "cover"): "cover.png",
    ("book", "cover-credit"): "Cover: A. Shade",
    ("book", "dedication"): "For you.",
    ("book", "accessible"): True,
    ("accessibility", "summary"): "It can be read aloud.",
    ("accessibility", "hazards"): "none",
    ("accessibility", "certified-by"): "The Certifier",
    ("accessibility", "credential"): "https://example.org/credential",
    ("accessibility", "report"): "https://example.org/report",
    ("order", "front"): ["half-title"],
    ("order", "body"): ["second", "first"],
    ("order", "back"): ["index", "index:places", "glossary", "bibliography", "credits"],
    ("order", "parts"): [{"part": "More", "chapters": ["lines"]}],
    ("references", "files"): ["works.bib", "more.bib"],
    ("references", "style"): "small.csl",
    ("references", "list"): "all",
    ("references", "place"): "chapter",
    ("references", "nocite"): ["cedar"],
    ("references", "sections"): [{"title": "Old", "keyword": "old"}, {"title": "New"}],
    ("references", "annotations"): True,
    ("references", "back-links"): "none",
    ("index", "form"): "run-in",
    ("index", "sorting"): "letter-by-letter",
    ("index", "letters"): True,
    ("index", "note"): "All marks.",
    ("index", "named"): {"places": "Where"},
    ("text", "numbering"): "sections",
    ("text", "figures"): "book",
    ("text", "numbered-captions"): "all",
    ("text", "contents-depth"): 1,
    ("text", "notes"): "chapter",
    ("text", "links"): "qr",
    ("text", "math"): False,
    ("text", "typography"): False,
    ("text", "glossary-order"): "written",
    ("text", "credits"): "list",
    ("style", "design"): "design.css",
    ("style", "text-face"): "IBM Plex Mono",
    ("style", "code-face"): "Spectral",
    ("style", "fallback-faces"): ["Amiri"],
    ("style", "chapters-open"): "any",
    ("style", "css"): ["own.css"],
    ("editions.screen", "standard"): "pdf/a-3u",
    ("editions.epub", "fonts"): False,
    ("editions.epub", "images"): "fit-readers",
    ("editions.epub", "page-list"): "none",
    ("editions.kindle", "fonts"): True,
    ("editions.kindle", "images"): "as-they-are",
    ("editions.print", "page"): "a6",
    ("editions.print", "bleed"): "3mm",
    ("editions.print", "marks"): True,
    ("editions.print", "standard"): "pdf/x-4",
    ("editions.print", "icc"): "press.icc",
    ("editions.print", "cover"): True,
    ("editions.print", "paper"): "cream",
    ("editions.print", "price-code"): "90000",
    ("editions.booklet", "form"): "2-up",
    ("editions.booklet", "sheet"): "a3",
    ("editions.booklet", "pages-per-side"): 4,
    ("editions.booklet", "sheets-per-signature"): 2,
    ("editions.booklet", "paper-thickness"): "0.3mm",
    ("editions.booklet", "cover"): False,
    ("editions.booklet", "marks"): False,
    ("editions.booklet", "fold-marks"): True,
    ("editions.booklet", "instructions"): True,
    ("editions.handout", "page"): "a5",
    ("editions.handout", "columns"): 2,
    ("editions.handout", "line-numbers"): 3,
    ("editions.handout", "book-pages"): False,
    ("editions.handout", "notes-margin"): "50mm",
    ("editions.handout", "toner-saving"): False,
    ("editions.handout", "qr"): False,
    ("editions.onix", "binding"): "hardback",
    ("editions.onix", "audience"): "school",
    ("editions.onix", "sales-rights"): "non-exclusive",
    ("editions.onix", "free"): True,
}


# What another setting must be, for the change of this one to be seen.
WITH: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("editions.print", "icc"): {"standard": "pdf/x-4"},
    ("editions.print", "paper"): {"cover": True},
    ("editions.print", "price-code"): {"cover": True},
    ("editions.booklet", "marks"): {"sheet": "336mm 250mm"},
}
# A book that keeps its pledge is as it was. This one has no picture that moves, which it says by itself, and none so
# large that a reader would not take it.
UNSEEN = ("[book] accessible", "[accessibility] hazards", "[editions.epub] images", "[editions.kindle] images")


@dataclass(frozen=True)
class Change:
    """A manuscript that differs from the book in one thing, and what is asked for; `book` is the one to compare."""

    files: Mapping[str, bytes]
    editions: Sequence[str] = TEXT
    epoch: datetime | None = None
    chapters: tuple[str, ...] = ()
    book: Mapping[str, bytes] = field(default_factory=book_files)


def edited(name: str, old: bytes, new: bytes) -> Change:
    """A file of the book with other words in it."""
    assert old in FILES[name], old
    return Change(book_files(files={**FILES, name: FILES[name].replace(old, new)}))


def setting(table: str, key: str, value: Any) -> Change:
    """A setting changed, and the editions in which it is to be seen."""
    edition = table.partition(".")[2]
    files = dict(FILES)
    if key == "files":
        files["more.bib"] = FILES["works.bib"].replace(b"{ash", b"{oak").replace(b"Ash", b"Oak")
    elif key == "icc":
        files["press.icc"] = black_profile().replace("dot".encode("utf-16-be"), "ink".encode("utf-16-be"))
    beside = WITH.get((table, key), {})
    changed = book_files(with_settings(table, {**beside, key: value}), files)
    editions: tuple[str, ...] = (edition,) if edition else TEXT
    if table == "accessibility" or key in ("accessible", "page-list"):
        editions = ("epub",)
    elif edition == "onix":
        editions = ("epub", "print", "onix")
    return Change(changed, editions, book=book_files(with_settings(table, beside)))


def all_words() -> dict[str, Any]:
    """Each word of the book by another one, which names its key."""
    gaps = dict.fromkeys(PLAIN, "") | dict.fromkeys((*FILLED, *NUMBERED), " {}") | dict.fromkeys(COUNTED, " {} {}")
    return {name: f"{name}’s{gap}" for name, gap in gaps.items()}


ADDED = b"A line that is new.\n\n"
BOOK = Change(book_files())
CHANGES: Mapping[str, Change] = {
    **{f"[{table}] {key}": setting(table, key, value) for (table, key), value in SETTINGS.items()},
    "[words]": Change(book_files({**TABLES, "words": all_words()}), (*TEXT, "booklet")),
    "a chapter’s text": edited("first.md", b"A [mark]", ADDED + b"A [mark]"),
    "pages that move": edited("first.md", b"A [mark]", ADDED * 40 + b"A [mark]"),
    "a page that is higher alone": Change(book_files(with_settings("editions.print", {"page": "148mm x 216mm"}))),
    "the same number of letters": edited("first.md", b"a guard", b"a giant"),
    "front matter": edited("second.md", b"---\nshort", b"---\nauthor: Dee Dogwood\nshort"),
    "an included file": edited("lines.md", b"Included", b"Now included"),
    "a term of the glossary": edited("glossary.md", b"Who guards", b"Who watches"),
    "an abbreviation": edited("abbreviations.md", b"Nations", b"Norths"),
    "a work": edited("works.bib", b"Trees", b"Trunks"),
    "a picture of as many bytes": Change(book_files(files={**FILES, "grey.png": picture(2)})),
    "a character that no face has": edited("second.md", b"Line \xe2\x81\x82", b"Line \xea\x99\xae"),
    "own rules for paper": Change(book_files(with_settings("style", {"css": {"paged": ["own.css"]}}))),
    "a language that divides the same words otherwise": Change(
        book_files(with_settings("book", {"language": "en-US"}))
    ),
    "SOURCE_DATE_EPOCH": replace(BOOK, epoch=datetime(2027, 5, 6, tzinfo=UTC)),
    "one chapter as a handout": replace(BOOK, editions=("handout",), chapters=("2",)),
    "another chapter as a handout": replace(BOOK, editions=("handout",), chapters=("1",)),
}
# What is changed at two places, for a key may know one thing only when another is there.
CHANGED_TWICE = {**FILES, "own.css": b"p { color: #333333 }\n", "design.css": b"html { --text-size: 9.5pt }\n"}
CHANGED_TWICE["cover.png"] = picture(4)
for table, name in (("style", "css"), ("style", "design"), ("book", "cover")):
    settings = with_settings(table, {name: SETTINGS[table, name]})
    CHANGES = {**CHANGES, f"what {name} names": Change(book_files(settings, CHANGED_TWICE))}


class RememberedWorkers(Workers):
    """Workers that do every job themselves, and none a second time whose argument is the same to the last byte."""

    def __init__(self, done: dict[bytes, Any]) -> None:
        super().__init__(0)
        self.done = done

    def run(self, function: Callable[[Any], Any], jobs: Sequence[Job[Any]]) -> Iterator[Outcome[Any]]:
        for job in jobs:
            key = pickle.dumps((function.__qualname__, _whole(job.argument)))
            if key not in self.done:
                (outcome,) = super().run(function, [job])
                self.done[key] = replace(outcome, name="")
            yield replace(self.done[key], name=job.name)


def _whole(argument: Any) -> Any:
    """The argument; what sets a division or a cover may read no file but its pictures."""
    if isinstance(argument, LayoutJob):
        return replace(argument, folder=_only(argument.folder, argument.images))
    if isinstance(argument, CoverJob):
        return replace(argument, folder=_only(argument.folder, (argument.book.metadata.cover,)))
    return argument


def _only(folder: Any, paths: Sequence[str]) -> MemoryFolder:
    return MemoryFolder({path: folder.read_bytes(path) for path in paths if path in folder.paths()})


@dataclass
class Shop:
    """Builds of many books: cold ones, and warm ones out of the cache that all those before have filled."""

    root: Path
    done: dict[bytes, Any] = field(default_factory=dict)

    def cold(self, change: Change) -> dict[str, str]:
        with TemporaryDirectory() as folder:
            Path(folder, "faces").symlink_to(self.root / "faces")
            return _make(change, Cache(Path(folder)), RememberedWorkers(self.done))

    def plain(self, change: Change) -> dict[str, str]:
        """What was not changed, in the same editions, built once."""
        key = pickle.dumps((change.book, change.editions))
        if key not in self.done:
            self.done[key] = self.cold(Change(change.book, change.editions))
        known: dict[str, str] = self.done[key]
        return known

    def warm(self, change: Change) -> dict[str, str]:
        return _make(change, Cache(self.root), RememberedWorkers(self.done))


def _make(change: Change, cache: Cache, workers: Workers) -> dict[str, str]:
    """The digests of the files, and what is said of them."""
    with workers as pool, TemporaryDirectory() as desk:
        press = Press(MemoryFolder(change.files), cache, pool, say_nothing, change.chapters)
        result, editions = press.build(change.editions, change.epoch, Path(desk), page_list=True)
        assert not has_errors(result.diagnostics), [str(found) for found in result.diagnostics]
        said = "\n".join(map(str, result.diagnostics))
        return {"said": said} | {edition.file_name: digest_of(edition.content) for edition in editions}


def remembered(run: Callable[..., str], done: dict[bytes, Any]) -> Callable[..., str]:
    """Pandoc, run once for the same arguments, text and files."""

    def run_once(arguments: tuple[str, ...], text: str, **limits: float) -> str:
        named = [argument.partition("=") for argument in arguments]
        read = [(name, Path(value).read_bytes() if value.startswith("/") else value) for name, _, value in named]
        key = pickle.dumps((read, text))
        if key not in done:
            done[key] = run(arguments, text, **limits)
        return str(done[key])

    return run_once


def test_no_setting_is_forgotten() -> None:
    tables = {**SCHEMA, **{f"editions.{name}": keys for name, keys in EDITION_KEYS.items()}}
    del tables["editions"], tables["words"]
    assert set(SETTINGS) == {(table, key) for table, keys in tables.items() for key in keys}


def test_no_change_is_taken_for_another_one() -> None:
    """A build that finds its record does nothing at all."""
    asked = (BOOK, *CHANGES.values())
    keys = {record_key(MemoryFolder(c.files), (*c.editions, "chapters", *c.chapters), c.epoch) for c in asked}
    assert len(keys) == len(asked)


def test_a_warm_build_is_a_cold_one_whatever_was_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(tmp_path)
    for module in (citation_engine, pandoc_entries):
        monkeypatch.setattr(module, "run_pandoc", remembered(run_pandoc, shop.done))
    (tmp_path / "faces").mkdir()
    shop.warm(replace(BOOK, editions=EDITION_NAMES))
    wrong, idle = [], []
    for name, change in CHANGES.items():
        cold = shop.cold(change)
        wrong += [name] if shop.warm(change) != cold else []
        idle += [name] if shop.plain(change) == cold else []
    assert (wrong, sorted(idle)) == ([], sorted(UNSEEN))
