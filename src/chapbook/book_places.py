"""Which books are meant, and where each goes.

Input: folders of manuscripts and lists of such, as somebody names them. Output: a `BookPlace` for each book, and what
is wrong with the lists. Two books that are made go to two folders.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from chapbook.commission import WrongUseError
from chapbook.diagnostics import Diagnostic, did_you_mean, error, sort_diagnostics
from chapbook.model.shelf import SHELF_FILE

DEFAULT_OUT = "dist"


@dataclass(frozen=True)
class BookPlace:
    """A book to make, into `out`; `base` holds the editions of all books, and is no part of any manuscript.

    `editions` is None for those that every book has.
    """

    folder: Path
    base: Path
    out: Path
    editions: tuple[str, ...] | None


def is_shelf(path: Path) -> bool:
    """Whether the path is a list of books, or a folder that holds one."""
    return path.suffix.lower() == ".toml" or (path / SHELF_FILE).is_file()


def find_books(
    books: Sequence[str | Path], out: Path | None = None, editions: Sequence[str] | None = None
) -> tuple[list[BookPlace], tuple[Diagnostic, ...]]:
    """Where each book is and where it goes; `out` and `editions` come before what lists say.

    Raises WrongUseError for a list that is not there.
    """
    places: list[BookPlace] = []
    found: list[Diagnostic] = []
    for path in map(Path, books):
        if is_shelf(path):
            listed, faults = _list_books(path if path.suffix.lower() == ".toml" else path / SHELF_FILE, out)
            places += listed
            found += faults
        else:
            base = out or Path(DEFAULT_OUT)
            places.append(BookPlace(path, base, base / path.resolve().name, None))
    if editions is not None:
        places = [replace(place, editions=tuple(editions)) for place in places]
    return places, sort_diagnostics(found)


def keep_apart(places: Sequence[BookPlace]) -> None:
    """Raise WrongUseError when two books would be made in one folder."""
    from chapbook.read.shelf import same_folder

    taken: dict[str, Path] = {}
    for place in places:
        first = taken.setdefault(same_folder(os.path.realpath(place.out)), place.folder)
        if first is not place.folder:
            if first.resolve() == place.folder.resolve():
                raise WrongUseError(f"“{place.folder}” is named twice, and would be made twice; name it once.")
            message = f"The editions of “{first}” and of “{place.folder}” would both go to “{place.out}”"
            raise WrongUseError(f"{message}; list the books in a {SHELF_FILE} that names another folder for one.")


def _list_books(path: Path, out: Path | None) -> tuple[list[BookPlace], tuple[Diagnostic, ...]]:
    from chapbook.read.shelf import read_shelf
    from chapbook.read.text_file import decode

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
        if _is_folder(folder):
            places.append(BookPlace(folder, base, base / book.out, book.editions))
        else:
            hint = did_you_mean(book.folder, _folders_beside(folder, PurePath(book.folder)))
            hint = hint or f"Folders are seen from the one that “{path.name}” lies in."
            found.append(error("missing-book", book.span, f"There is no folder “{book.folder}”.", hint))
    return places, tuple(found)


def _folders_beside(folder: Path, listed: PurePath) -> list[str]:
    """The folders that are where this one is not, in the way in which the list names it."""
    if not _is_folder(folder.parent):
        return []
    return [(listed.parent / near.name).as_posix() for near in folder.parent.iterdir() if near.is_dir()]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # a name that is too long for one, or a folder that is not ours to look into
