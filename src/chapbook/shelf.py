"""Many books in one run: the same workers for all, and one report.

Input: folders of manuscripts and lists of such (`shelf.toml`). Output: the editions of each book in a folder of its
own, and a `ShelfResult`. What is wrong with one book, whatever it is, does not keep the others from being made.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chapbook.build import build_commission, say_nothing
from chapbook.build_record import BuildResult
from chapbook.commission import WrongUseError, take_commission
from chapbook.diagnostics import Diagnostic, error, has_errors, sort_diagnostics
from chapbook.executors import open_executor
from chapbook.machine import fault_sentence
from chapbook.model.shelf import SHELF_FILE
from chapbook.progress import Load, Progress
from chapbook.read.shelf import read_shelf, same_folder
from chapbook.read.text_file import decode
from chapbook.workers import Executor

DEFAULT_OUT = "dist"

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


@dataclass(frozen=True)
class _Place:
    """A book to make, into `out`; `base` holds the editions of all books, and is no part of any manuscript."""

    folder: Path
    base: Path
    out: Path
    editions: tuple[str, ...] | None


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
    places, found = _find_books(books, None if out is None else Path(out))
    if editions is not None:
        places = [_Place(place.folder, place.base, place.out, tuple(editions)) for place in places]
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
    place: _Place, cache: str | Path | None, pool: Executor, told: Progress, *, page_list: bool
) -> tuple[BuildResult, str]:
    """What was made, and why nothing was."""
    try:
        asked = take_commission(place.folder, place.base, place.editions, (), cache)
        return build_commission(asked, place.out, pool, told, page_list=page_list), ""
    except WrongUseError as wrong:
        return BuildResult((), ()), str(wrong)
    except Exception as fault:  # noqa: BLE001 – told with the book's name; the books behind it are to be made
        return BuildResult((), ()), fault_sentence(fault)


def is_shelf(path: Path) -> bool:
    """Whether the path is a list of books, or a folder that holds one."""
    return path.suffix.lower() == ".toml" or (path / SHELF_FILE).is_file()


def _find_books(books: Sequence[str | Path], out: Path | None) -> tuple[list[_Place], tuple[Diagnostic, ...]]:
    """Where each book is and where it goes. Raises WrongUseError when two would go to one folder."""
    places: list[_Place] = []
    found: list[Diagnostic] = []
    for path in map(Path, books):
        if is_shelf(path):
            listed, faults = _list_books(path if path.suffix.lower() == ".toml" else path / SHELF_FILE, out)
            places += listed
            found += faults
        else:
            base = out or Path(DEFAULT_OUT)
            places.append(_Place(path, base, base / path.resolve().name, None))
    taken: dict[str, Path] = {}
    for place in places:
        first = taken.setdefault(same_folder(str(place.out.resolve())), place.folder)
        if first is not place.folder:
            message = f"The editions of “{first}” and of “{place.folder}” would both go to “{place.out}”"
            raise WrongUseError(f"{message}; list the books in a {SHELF_FILE} that names another folder for one.")
    return places, sort_diagnostics(found)


def _list_books(path: Path, out: Path | None) -> tuple[list[_Place], tuple[Diagnostic, ...]]:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise WrongUseError(
            f"There is no list “{path}”; name a folder, or a {SHELF_FILE} that lists folders."
        ) from None
    if path.name == "book.toml":
        raise WrongUseError(f"“{path}” tells of one book; name the folder that it is in.")
    text, undecoded = decode(content, path.as_posix())
    shelf, faults = read_shelf(text, path.as_posix())
    base = out or path.parent / (shelf.out or DEFAULT_OUT)
    found = [*undecoded, *faults]
    places = []
    for book in shelf.books:
        folder = path.parent / book.folder
        if folder.is_dir():
            places.append(_Place(folder, base, base / book.out, book.editions))
        else:
            found.append(error("missing-book", book.span, f"There is no folder “{book.folder}”."))
    return places, tuple(found)
