"""Books built once for all tests that look at finished editions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from verapdf import VeraPDF

from chapbook import BuildResult, build
from chapbook.model.edition import usual_editions

# The same examples in every run: a test that fails tells of a change, not of luck.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "books" / "tiny"
APPARATUS = ROOT / "tests" / "books" / "apparatus"
PARTS = ROOT / "tests" / "books" / "parts"
BOXES = ROOT / "tests" / "books" / "boxes"
INDEXED = ROOT / "tests" / "books" / "index"
LINKS = ROOT / "tests" / "books" / "links"
LISTS = ROOT / "tests" / "books" / "lists"
FORMULAS = ROOT / "tests" / "books" / "formulas"
LANGUAGES = ROOT / "tests" / "books" / "languages"
WIDE = ROOT / "tests" / "books" / "wide"
BOOKLET = ROOT / "manuscript"
SCRIPT_BOOKS = ("arabic", "chinese", "hebrew", "japanese")
SCRIPT_BOOKLETS = ("hebrew", "japanese")


@dataclass(frozen=True)
class BuiltBook:
    """A finished book: what `build` returned, and where the editions are."""

    result: BuildResult
    folder: Path

    def path(self, edition: str) -> Path:
        """The file of an edition."""
        (name,) = [e.file_name for e in self.result.editions if e.name == edition]
        return self.folder / name


def share_faces(folder: Path) -> None:
    """Begin a cache that has the faces of all books of this run: to cut them takes seconds for each script."""
    faces = folder.parent / "faces"
    for place in (faces, folder / "cache"):
        place.mkdir(exist_ok=True)
    (folder / "cache" / "faces").symlink_to(faces)


def build_into(manuscript: Path, folder: Path, editions: Sequence[str] = usual_editions(())) -> BuiltBook:
    """The editions of the manuscript in `folder / "dist"`, from a cache of nothing but faces."""
    out = folder / "dist"
    share_faces(folder)
    result = build(manuscript, editions=editions, out=out, cache=folder / "cache")
    assert [str(d) for d in result.diagnostics] == []
    return BuiltBook(result, out)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    return build_into(TINY, tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def apparatus(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    """A glossary, abbreviations, credits and a colophon."""
    return build_into(APPARATUS, tmp_path_factory.mktemp("apparatus"))


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    return build_into(PARTS, tmp_path_factory.mktemp("parts"))


@pytest.fixture(scope="session")
def links(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    """Links out of the book, with codes for paper."""
    return build_into(LINKS, tmp_path_factory.mktemp("links"))


@pytest.fixture(scope="session")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    """Every kind of box, listing, quotation and figure."""
    return build_into(BOXES, tmp_path_factory.mktemp("boxes"))


@pytest.fixture(scope="session")
def wide(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    """A table that lies on its side over two pages, and one that is set smaller."""
    return build_into(WIDE, tmp_path_factory.mktemp("wide"))


@pytest.fixture(scope="session")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    return build_into(FORMULAS, tmp_path_factory.mktemp("formulas"))


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    """Three indexes, with every kind of mark."""
    return build_into(INDEXED, tmp_path_factory.mktemp("indexed"))


@pytest.fixture(scope="session")
def lists(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    """A list of references at the end of each chapter, in sections, annotated, with pages on paper."""
    return build_into(LISTS, tmp_path_factory.mktemp("lists"))


@pytest.fixture(scope="session")
def booklet(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    return build_into(BOOKLET, tmp_path_factory.mktemp("booklet"))


@pytest.fixture(scope="session")
def script_books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BuiltBook]:
    """A small book in each script that is not set as Latin is: e-book and screen, two of them as booklets too."""
    folder = tmp_path_factory.mktemp("scripts")
    share_faces(folder)
    books = {}
    for name in SCRIPT_BOOKS:
        out, source = folder / name, ROOT / "tests" / "books" / name
        editions = ("epub", "screen", "booklet") if name in SCRIPT_BOOKLETS else ("epub", "screen")
        result = build(source, editions=editions, out=out, cache=folder / "cache")
        assert {d.code for d in result.diagnostics} <= {"no-words"}, [str(d) for d in result.diagnostics]
        books[name] = BuiltBook(result, out)
    return books


@pytest.fixture(scope="session")
def verapdf() -> Iterator[VeraPDF]:
    """The PDF validator, for `verapdf.failures("ua1", path)`; one for the whole run, for it starts slowly."""
    validator = VeraPDF()
    yield validator
    validator.close()
