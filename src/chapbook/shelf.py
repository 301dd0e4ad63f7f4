"""Many books in one run: the same workers for all, and one report.

Input: folders of manuscripts and lists of such (`shelf.toml`). Output: the editions of each book in a folder of its
own, and a `ShelfResult`. What is wrong with one book, whatever it is, does not keep the others from being made.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chapbook.book_places import BookPlace, find_books, keep_apart
from chapbook.build import build_commission
from chapbook.build_record import BuildResult
from chapbook.checking import CheckResult, check
from chapbook.commission import WrongUseError, take_commission
from chapbook.diagnostics import Diagnostic, has_errors
from chapbook.executors import open_executor
from chapbook.machine import fault_sentence
from chapbook.progress import Load, Progress, say_nothing
from chapbook.workers import Executor

# Called with how many books are done, how many there are, the folder of the next, and what the books weigh.
BookProgress = Callable[[int, int, Path, Load], None]


@dataclass(frozen=True)
class ShelvedBook:
    """What became of one book: the folder of its manuscript, that of its editions, and the seconds that it took.

    `failure` is a sentence, when the book was not made for another reason than its manuscript; `result` is then empty.
    """

    folder: Path
    out: Path
    result: BuildResult
    seconds: float
    failure: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether every edition asked for is there."""
        return not self.failure and self.result.succeeded


@dataclass(frozen=True)
class ShelfResult:
    """The books in the order in which they were named, and what is wrong with the lists that name them."""

    books: tuple[ShelvedBook, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether every edition of every book is there."""
        return not has_errors(self.diagnostics) and all(book.succeeded for book in self.books)


def build_shelf(
    books: Sequence[str | Path],
    *,
    editions: Sequence[str] | None = None,
    out: str | Path | None = None,
    cache: str | Path | None = None,
    page_list: bool = False,
    workers: int | None = None,
    executor: str | Executor | None = None,
    on_progress: Progress | None = None,
    on_book: BookProgress | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> ShelfResult:
    """Build many books, each into a folder of its own in `out`.

    `books` are folders of manuscripts, files such as `shelf.toml`, and folders that hold one. A list may say which
    folder each book goes to and which editions are made; what is given here comes before it. Without `out` it is
    “dist”, and for a list what the list says or else “dist” beside it. The other arguments are those of `build`;
    `on_book` is told which book is begun, `clock` gives seconds. Raises WrongUseError before anything is made.
    """
    told, told_book = on_progress or say_nothing, on_book or _say_nothing_of
    places, found = find_books(books, None if out is None else Path(out), editions)
    keep_apart(places)
    for place in places:
        take_commission(place.folder, place.base, place.editions, (), cache)
    made: list[ShelvedBook] = []
    weights = [_weight(place.folder) for place in places]
    load = Load(0, sum(weights))
    with open_executor(executor, workers) as pool:
        for place, weight in zip(places, weights, strict=True):
            told_book(len(made), len(places), place.folder, load)
            began = clock()
            result, failure = _build_book(place, cache, pool, told, page_list=page_list)
            made.append(ShelvedBook(place.folder, place.out, result, clock() - began, failure))
            fresh = 0 if result.unchanged else weight
            load = Load(load.done + fresh, load.left - weight, load.cached + result.unchanged)
    if places:
        told_book(len(made), len(places), places[-1].folder, load)
    return ShelfResult(tuple(made), found)


def _say_nothing_of(_done: int, _count: int, _folder: Path, _load: Load, /) -> None:
    """The progress of books that nobody watches."""


def _weight(folder: Path) -> int:
    """The bytes of what looks like chapters: from those, it is told how much longer the other books will take."""
    return sum(path.stat().st_size for path in folder.rglob("*.md") if path.is_file())


def _build_book(
    place: BookPlace, cache: str | Path | None, pool: Executor, told: Progress, *, page_list: bool
) -> tuple[BuildResult, str]:
    """What was made, and why nothing was."""
    try:
        asked = take_commission(place.folder, place.base, place.editions, (), cache)
        return build_commission(asked, place.out, pool, told, page_list=page_list), ""
    except WrongUseError as wrong:
        return BuildResult((), ()), str(wrong)
    except Exception as fault:  # noqa: BLE001 – told with the book's name; the books behind it are to be made
        return BuildResult((), ()), fault_sentence(fault)


@dataclass(frozen=True)
class CheckedBook:
    """What was found in one book; `failure` is a sentence when it could not be checked, and `result` is then empty."""

    folder: Path
    result: CheckResult
    failure: str = ""


@dataclass(frozen=True)
class ShelfCheck:
    """The books in the order in which they were named, and what is wrong with the lists that name them."""

    books: tuple[CheckedBook, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether nothing that was found is an error."""
        whole = all(book.result.succeeded and not book.failure for book in self.books)
        return whole and not has_errors(self.diagnostics)


def check_shelf(
    books: Sequence[str | Path],
    *,
    deep: bool = False,
    editions: Sequence[str] | None = None,
    cache: str | Path | None = None,
    workers: int | None = None,
    on_progress: Progress | None = None,
    on_book: BookProgress | None = None,
) -> ShelfCheck:
    """Check many books, named as for `build_shelf`, each as `check` does. Raises WrongUseError."""
    told_book = on_book or _say_nothing_of
    places, found = find_books(books, editions=editions)
    for place in places:
        take_commission(place.folder, place.base, place.editions, (), cache)
    checked: list[CheckedBook] = []
    weights = [_weight(place.folder) for place in places]
    with open_executor(None, workers) as pool:
        for number, place in enumerate(places):
            told_book(number, len(places), place.folder, Load(sum(weights[:number]), sum(weights[number:])))
            result, failure = _check_book(place, cache, pool, on_progress, deep=deep)
            checked.append(CheckedBook(place.folder, result, failure))
    return ShelfCheck(tuple(checked), found)


def _check_book(
    place: BookPlace, cache: str | Path | None, pool: Executor, on_progress: Progress | None, *, deep: bool
) -> tuple[CheckResult, str]:
    """What was found, and why nothing was looked for."""
    editions = place.editions if deep else None
    try:
        result = check(place.folder, deep=deep, editions=editions, cache=cache, executor=pool, on_progress=on_progress)
    except WrongUseError as wrong:
        return CheckResult(()), str(wrong)
    except Exception as fault:  # noqa: BLE001 – told with the book's name, as when it is built
        return CheckResult(()), fault_sentence(fault)
    return result, ""
