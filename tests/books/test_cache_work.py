"""What depends on what: after a change just that is parsed and laid out again which shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from changing_book import FILES, book_files, with_settings

from chapbook.build import Press
from chapbook.cache import Cache
from chapbook.files import MemoryFolder
from chapbook.progress import say_nothing
from chapbook.workers import Job, Outcome, Workers

PARSED, LAID_OUT, FURNITURE = KEPT = "draft_chapter", "set_part", "set_furniture"


class CountingWorkers(Workers):
    """Workers that do every job themselves and write down what they did."""

    def __init__(self) -> None:
        super().__init__(0)
        self.did: list[tuple[str, str]] = []

    def run(self, function: Callable[[Any], Any], jobs: Sequence[Job[Any]]) -> Iterator[Outcome[Any]]:
        self.did += [(function.__name__, job.name) for job in jobs]
        return super().run(function, jobs)


@dataclass(frozen=True)
class Shop:
    """The book, built once; `divisions` are all that were laid out then."""

    cache: Cache
    desk: Path
    divisions: frozenset[str]

    def work(self, files: Mapping[str, bytes]) -> dict[str, set[str]]:
        """What is done for the files, by the kind of the work."""
        done: dict[str, set[str]] = {}
        for function, name in build(self.cache, self.desk, files):
            if function in KEPT:
                done.setdefault(function, set()).add(name)
        return done


def build(cache: Cache, desk: Path, files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    with CountingWorkers() as pool:
        press = Press(MemoryFolder(files), cache, pool, say_nothing)
        result, _editions = press.build(("screen",), None, desk)
        assert result.editions, [str(found) for found in result.diagnostics]
        return pool.did


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    root = tmp_path_factory.mktemp("cache")
    cache, desk = Cache(root / "cache"), root / "desk"
    desk.mkdir()
    done = build(cache, desk, book_files())
    return Shop(cache, desk, frozenset(name for function, name in done if function == LAID_OUT))


def edited(name: str, old: bytes, new: bytes) -> dict[str, bytes]:
    assert old in FILES[name]
    return book_files(files={**FILES, name: FILES[name].replace(old, new)})


def test_nothing_changed_and_nothing_is_done(shop: Shop) -> None:
    assert shop.work(book_files()) == {}


def test_an_edited_chapter_is_done_alone(shop: Shop) -> None:
    assert shop.work(edited("second.md", b"slept", b"woke")) == {PARSED: {"second.md"}, LAID_OUT: {"second"}}


def test_a_picture_is_seen_where_it_is_shown(shop: Shop) -> None:
    assert shop.work(book_files(files={**FILES, "grey.png": FILES["cover.png"]})) == {LAID_OUT: {"first"}}


def test_a_style_sheet_is_parsed_by_nobody(shop: Shop) -> None:
    done = shop.work(book_files(with_settings("style", {"css": ["own.css"]})))
    assert set(done) == {LAID_OUT, FURNITURE}
    assert done[LAID_OUT] == shop.divisions


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("description", "Other words.", set()),
        ("subjects", ["Change"], set()),
        ("publisher", "Another Press", {"title-page", "imprint"}),
        ("subtitle", "Under it", {"title-page", "imprint"}),
        ("rights", "All rights left.", {"imprint"}),
    ],
)
def test_what_is_said_of_the_book_is_laid_out_where_it_is_printed(
    shop: Shop, key: str, value: Any, shown: set[str]
) -> None:
    done = shop.work(book_files(with_settings("book", {key: value})))
    assert done.get(LAID_OUT, set()) == shown
    assert PARSED not in done


def test_the_title_is_printed_on_its_pages_and_in_the_running_heads(shop: Shop) -> None:
    done = shop.work(book_files(with_settings("book", {"title": "Another Change"})))
    assert PARSED not in done
    assert done[LAID_OUT] <= {"half-title", "title-page", "imprint", "colophon"}


def test_pages_that_move_are_printed_anew_where_they_are_named(shop: Shop) -> None:
    long = b"A line that is new, and goes on for a while, as lines do.\n\n" * 60
    done = shop.work(edited("first.md", b"A [mark]", long + b"A [mark]"))
    assert done[PARSED] == {"first.md"}
    assert done[LAID_OUT] == {"first", "contents", "index", "index-places", "bibliography", "credits"}


def test_a_reference_to_a_page_is_set_again_when_the_page_moves(shop: Shop) -> None:
    """What stands before it stays; the contents name the section too."""
    long = b"A line that is new, and goes on for a while, as lines do.\n\n" * 60
    done = shop.work(edited("second.md", b"## A section", long + b"## A section"))
    assert done[PARSED] == {"second.md"}
    assert {"first", "second", "contents"} <= done[LAID_OUT]
    assert done[LAID_OUT].isdisjoint({"title-page", "glossary", "imprint"})


def test_a_face_for_letters_is_needed_where_they_stand(shop: Shop) -> None:
    done = shop.work(book_files(with_settings("style", {"fallback-faces": ["Amiri"]})))
    assert done[LAID_OUT] == {"second"}
