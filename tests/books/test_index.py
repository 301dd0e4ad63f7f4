"""Every number of a finished index is opened, on paper and in the e-book, and the words are there.

What must be found is read from the manuscript, with patterns that know nothing of the press: which words each entry is
marked at. The index itself is read from the e-book, which prints the pages of the paper edition; the PDF must print the
same.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from conftest import BOOKLET, INDEXED, BuiltBook
from lxml import etree

from chapbook.model.fragment import EPUB_TYPE, h, plain_text

MARK = re.compile(r"\[(?P<words>(?:[^][]|\[[^][]*\])*)\]\{(?P<attributes>[^}]*\.index[^}]*)\}")
OTHER_MARK = re.compile(r"(?P<opening>^#+ (?P<title>.*?)|^:::.*?|.*?) ?\{(?P<attributes>[^}]*\.index[^}]*)\}")
ATTRIBUTE = re.compile(r'(?P<name>[\w-]+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))')
FOLIO = re.compile(r"[ivxlc]+|\d+")


def folded(text: str) -> str:
    """Letters and digits alone: typography and line ends do not count."""
    plain = unicodedata.normalize("NFKC", re.sub(r"[*`\\]", "", text)).casefold()
    return "".join(c for c in plain if c.isalnum())


@dataclass(frozen=True)
class Locator:
    """A number of the index: its entry, what is printed, and the folios and links in it."""

    entry: tuple[str, ...]
    printed: str
    folios: tuple[str, ...]
    is_range: bool
    targets: tuple[str, ...]


def marked_words(manuscript: Path) -> dict[tuple[str, ...], set[str]]:
    """For each entry the words that it is marked at; an empty mark, or one of a block, stands for any words."""
    marked: dict[tuple[str, ...], set[str]] = {}
    for path in manuscript.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for match in MARK.finditer(text):
            add_mark(marked, match["words"], match["attributes"])
        for line in MARK.sub("", text).splitlines():
            for match in OTHER_MARK.finditer(line):
                add_mark(marked, match["title"] or "", match["attributes"])
    return marked


def add_mark(marked: dict[tuple[str, ...], set[str]], words: str, written: str) -> None:
    attributes = {m["name"]: m["quoted"] or m["bare"] for m in ATTRIBUTE.finditer(written)}
    if "see" in attributes or ("see-also" in attributes and not words):
        return
    for entry in attributes.get("entry", words).split(";"):
        key = tuple(folded(level) for level in entry.split("!"))
        marked.setdefault(key, set()).add(folded(words))


def read_index(path: Path) -> tuple[dict[str, etree._Element], list[Locator]]:
    """All documents of the e-book, and the numbers of its indexes."""
    with zipfile.ZipFile(path) as file:
        documents = {n: etree.fromstring(file.read(n)) for n in file.namelist() if n.endswith(".xhtml")}
    found: list[Locator] = []
    for name, document in documents.items():
        for entry in document.iter(h("li")):
            if entry.get(EPUB_TYPE) == "index-entry":
                found += locators_of(name, entry)
    return documents, found


def locators_of(name: str, entry: etree._Element) -> Iterator[Locator]:
    levels = [entry, *(e for e in entry.iterancestors(h("li")))][::-1]
    path = tuple(folded(plain_text(child)) for level in levels for child in level if is_a(child, "index-term"))
    for span in [child for child in entry if child.get("class") == "locators"]:
        for child in span:
            words = plain_text(child)
            links = [child] if child.tag == h("a") else list(child.iter(h("a")))
            folios = tuple(match.group() for link in links if (match := FOLIO.match(plain_text(link))))
            hrefs = (posixpath.normpath(posixpath.join(posixpath.dirname(name), a.get("href", ""))) for a in links)
            yield Locator(path, words, folios, is_a(child, "index-locator-range"), tuple(hrefs))


def is_a(element: etree._Element, kind: str) -> bool:
    return kind in element.get(EPUB_TYPE, "").split()


class Pages:
    """The letters of each page of a PDF by its folio."""

    def __init__(self, path: Path) -> None:
        document = pypdfium2.PdfDocument(path.read_bytes())
        try:
            self.folios = [document.get_page_label(n) for n in range(len(document))]
            self.texts = [document[n].get_textpage().get_text_range() for n in range(len(document))]
        finally:
            document.close()

    def letters(self, folio: str) -> str:
        """What stands on the page, and the first words of the next, for words that the page's end breaks."""
        number = self.folios.index(folio)
        following = self.texts[number + 1] if number + 1 < len(self.texts) else ""
        return folded(self.texts[number]) + folded(following)[:60]


@pytest.fixture(scope="module", params=["booklet", "indexed"])
def book(request: pytest.FixtureRequest) -> tuple[BuiltBook, Path]:
    return request.getfixturevalue(request.param), {"booklet": BOOKLET, "indexed": INDEXED}[request.param]


def all_folios(locator: Locator) -> list[str]:
    """Every page that a number names."""
    first, last = locator.folios[0], locator.folios[-1]
    return [str(n) for n in range(int(first), int(last) + 1)] if first.isdecimal() else [first, last]


def test_the_words_stand_on_each_page_that_the_index_names(book: tuple[BuiltBook, Path]) -> None:
    built, manuscript = book
    pages, marked = Pages(built.path("screen")), marked_words(manuscript)
    _documents, locators = read_index(built.path("epub"))
    in_ranges = 0
    for locator in locators:
        words = marked[locator.entry]
        first, *_between, last = [*all_folios(locator), locator.folios[-1]]
        for folio in {first, last} if "" not in words else set[str]():
            assert any(w in pages.letters(folio) for w in words), (locator, words)
        in_ranges += locator.is_range
        assert set(all_folios(locator)) <= set(pages.folios)
    assert len(locators) > 15
    assert {locator.entry for locator in locators} == set(marked), "an entry of the manuscript is not in the index"


def test_the_pdf_prints_the_numbers_that_the_e_book_prints(book: tuple[BuiltBook, Path]) -> None:
    built, _manuscript = book
    text = "".join(folded(page) for page in Pages(built.path("screen")).texts)
    _documents, locators = read_index(built.path("epub"))
    printed: dict[tuple[str, ...], str] = {}
    for locator in locators:
        printed[locator.entry] = printed.get(locator.entry, "") + folded(locator.printed)
    for entry, numbers in printed.items():
        assert entry[-1] + numbers in text, (entry, numbers)


def test_each_link_of_the_e_books_index_lands_on_marked_words(book: tuple[BuiltBook, Path]) -> None:
    built, manuscript = book
    documents, locators = read_index(built.path("epub"))
    places = {
        f"{name}#{element.get('id')}": element
        for name, document in documents.items()
        for element in document.iter(h("span"))
        if element.get("class") == "index-mark"
    }
    marked = marked_words(manuscript)
    for locator in locators:
        for target in locator.targets:
            assert folded(plain_text(places[target])) in {*marked[locator.entry], *edges(locator)}, locator


def edges(locator: Locator) -> set[str]:
    """The edges of a block are marks without words."""
    return {""} if locator.is_range else set()


def test_the_book_of_indexes_has_them_as_the_author_wants(indexed: BuiltBook) -> None:
    documents, locators = read_index(indexed.path("epub"))
    printed: dict[str, list[str]] = {}
    for locator in locators:
        printed.setdefault("!".join(locator.entry), []).append(locator.printed)
    assert printed["droughtof1911"] == ["1–4"]
    assert printed["rope"] == ["5–9"]
    assert printed["rope!makersof"] == ["5n1"]
    assert printed["tar"] == ["5nn1–2"]
    assert printed["sandbanks"] == ["1n1"]
    assert printed["ford"] == ["1"]
    assert printed["bridge"] == ["9", "10", "10"]
    titles = [
        plain_text(next(d.iter(h("h1")))) for d in documents.values() if d.find(".//*[@class='index-list']") is not None
    ]
    assert titles == ["People", "Index", "Places on the River"]
