"""What a typographer marks does not stand on the pages: on those of the booklet, and of books made up to provoke it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from conftest import BOOKLET
from page_faults import page_faults, pages_seen, set_lines

import chapbook.render.pdf.typesetter as typesetter_module
from chapbook.build import Press
from chapbook.cache import Cache
from chapbook.diagnostics import has_errors
from chapbook.files import DiskFolder, Folder, MemoryFolder
from chapbook.render.pdf.book_setting import set_pages
from chapbook.trees import has_class
from chapbook.workers import Workers

# Long words, so that many lines end in the middle of one.
WORDS = (
    "administration responsibility negotiations withdrawal infrastructure representatives agreement organisation",
    "international circumstances documentation characteristic government parliamentary consideration transportation",
    "the of and a in to for with was had been every small town people",
)
VOCABULARY = " ".join(WORDS).split()


def prose(dice: random.Random, words: int) -> str:
    return f"{' '.join(dice.choices(VOCABULARY, k=words)).capitalize()}."


def made_up(seed: int, settings: str) -> Mapping[str, bytes]:
    """Two chapters of prose, sections, lists, notes, quotations and code, from a seed."""
    dice = random.Random(seed)  # noqa: S311 – prose, and no secret
    chapters = {}
    for number in (1, 2):
        blocks = [f"# {prose(dice, 4)[:-1]}"]
        for place in range(60):
            block = prose(dice, dice.randint(3, 90))
            kind = dice.random()
            if kind < 0.2:
                block = f"{'#' * dice.choice((2, 2, 3))} {prose(dice, dice.randint(1, 9))[:-1]}\n\n{block}"
            elif kind < 0.3:
                block = f"{block}[^{place}]\n\n[^{place}]: {prose(dice, 30)}"
            elif kind < 0.4:
                block = "\n".join(f"- {prose(dice, dice.randint(2, 30))}" for _ in range(4))
            elif kind < 0.5:
                block = f"> {block}"
            elif kind < 0.6:
                block = f"{prose(dice, 5)}\n\n```\n{'code()' + chr(10) * 1}{'more()'}\n```"
            blocks.append(block)
        chapters[f"{number:02}-chapter.md"] = "\n\n".join(blocks).encode()
    return {"book.toml": f'[book]\ntitle = "Made up"\nlanguage = "en-GB"\n{settings}\n'.encode(), **chapters}


BOOKS: Mapping[str, Folder] = {
    "booklet": DiskFolder(BOOKLET),
    "narrow": MemoryFolder(made_up(1, '[editions.print]\npage = "a6"')),
    "plain": MemoryFolder(made_up(2, '[style]\ndesign = "plain"')),
    "modern": MemoryFolder(made_up(3, '[style]\ndesign = "modern"\ntext-face = "Spectral"')),
}


def laid_out(folder: Folder, cache: Path) -> list[Sequence[Any]]:
    """The boxes of every part, in the order of layout."""
    seen: list[Sequence[Any]] = []
    store = Cache(cache)
    with Workers(0) as pool, pages_seen(seen):
        book, found = Press(folder, store, pool, lambda *_: None).compose(None)
        assert book is not None
        assert not has_errors(found), found
        set_pages(book, folder, pool, store, lambda *_: None)
    return seen


@pytest.fixture(scope="module", params=sorted(BOOKS))
def parts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Sequence[Any]]:
    return laid_out(BOOKS[request.param], tmp_path_factory.mktemp("cache"))


def test_pages_have_no_widows_stacked_hyphens_or_headings_at_the_foot(parts: list[Sequence[Any]]) -> None:
    assert sum(len(set_lines(pages)) for pages in parts) > 400
    # A last line that is a whole short word is the author's.
    assert [fault for pages in parts for fault in page_faults(pages) if fault.kind != "short end"] == []


def test_lines_of_text_agree_across_every_spread(parts: list[Sequence[Any]]) -> None:
    seen = 0
    for pages in parts:
        section = pages[0].children[0].children[0].children[0]
        if not has_class(section.element, "chapter"):
            continue
        leading = pages[0].children[0].style["line_height"].value
        for line in set_lines(pages):
            if line.tag == "p":
                seen += 1
                below = (line.top - pages[line.page].content_box_y()) % leading
                assert min(below, leading - below) < 0.1, line
    assert seen > 200


def test_what_is_looked_for_would_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def unlimited(_inline: Any) -> AbstractContextManager[None]:
        return nullcontext()

    monkeypatch.setattr(typesetter_module, "hyphens_limited", unlimited)
    sheet = b"html { widows: 1; orphans: 1 } h2, h3 { break-after: auto; hyphens: auto }"
    files = made_up(1, '[style]\ncss = { paged = ["mine.css"] }\n[editions.print]\npage = "a6"')
    found = Counter(
        fault.kind
        for pages in laid_out(MemoryFolder({**files, "mine.css": sheet}), tmp_path)
        for fault in page_faults(pages)
    )
    assert {"widow", "orphan", "heading", "stack", "page hyphen", "hyphen in heading"} <= set(found)
