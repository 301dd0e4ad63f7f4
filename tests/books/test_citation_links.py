"""Every citation leads to its entry and every cited entry back, in the e-book and on the screen."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pikepdf
import pytest
from conftest import BuiltBook
from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
# A work is cited in the preface, four in one chapter and one in the other, and each has a list of its own.
CITED = 6


@dataclass(frozen=True)
class Documents:
    """The documents of an e-book by name."""

    trees: dict[str, etree._Element]

    def links(self, path: str) -> list[tuple[str, etree._Element]]:
        """The elements that the path finds, each with the name of its document."""
        names = {"h": XHTML.strip("{}")}
        return [(name, found) for name, tree in self.trees.items() for found in tree.iterfind(path, names)]

    def target(self, name: str, link: etree._Element) -> etree._Element:
        """Where a link leads."""
        path, fragment = urldefrag(link.get("href", ""))
        document = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
        (found,) = [e for e in self.trees[document].iter(etree.Element) if e.get("id") == unquote(fragment)]
        return found


@pytest.fixture(scope="module")
def documents(lists: BuiltBook) -> Documents:
    with zipfile.ZipFile(lists.path("epub")) as file:
        names = [name for name in file.namelist() if name.endswith(".xhtml")]
        return Documents({name: etree.fromstring(file.read(name)) for name in names})


def test_citations_of_the_ebook_lead_to_entries_and_entries_back(documents: Documents) -> None:
    citations = documents.links(".//h:a[@class='citation']")
    entries = [documents.target(name, link) for name, link in citations]
    cited = {entry.get("id") for entry in entries}
    assert len(cited) == CITED
    assert {entry.get("class") for entry in entries} == {"reference"}
    for name, entry in documents.links(".//h:li[@class='reference']"):
        back = [link for link in entry.iter(f"{XHTML}a") if link.get("role") == "doc-backlink"]
        assert bool(back) == (entry.get("id") in cited)
        for link in back:
            place = documents.target(name, link)
            note = documents.target(name, place) if place.get("class") == "note-call" else None
            there = [place] if note is None else [a for a in note.iter(f"{XHTML}a") if a.get("class") == "citation"]
            assert any(documents.target(name, a) is entry for a in there)


def test_no_link_stands_in_another(documents: Documents) -> None:
    assert documents.links(".//h:a//h:a") == []


def test_citations_of_the_pages_lead_to_entries_and_entries_back(lists: BuiltBook, documents: Documents) -> None:
    cited = {link.get("href", "").partition("#")[2] for _name, link in documents.links(".//h:a[@class='citation']")}
    places = {urldefrag(link.get("href", ""))[1] for _name, link in documents.links(".//h:a[@role='doc-backlink']")}
    names, destinations = pdf_links(lists.path("screen"))
    assert cited <= names
    assert cited <= destinations
    assert destinations <= names
    # Of several places on one page only the first is named there.
    assert len(places & destinations) >= CITED


def pdf_links(path: Path) -> tuple[set[str], set[str]]:
    """The named places of a PDF, and the names to which its links lead."""
    with pikepdf.open(path) as pdf:
        names = {str(name) for name in pikepdf.NameTree(pdf.Root.Names.Dests)}
        links = [a for page in pdf.pages for a in page.get("/Annots", []) if a.Subtype == "/Link"]
        actions = [(a, a.get("/A", pikepdf.Dictionary())) for a in links]
        return names, {str(a.get("/Dest", action.get("/D", ""))) for a, action in actions if "/URI" not in action}
