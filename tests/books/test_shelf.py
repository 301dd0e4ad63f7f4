"""Many books in one run: each in its folder, and what is wrong with one keeps no other from being made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chapbook import ShelfResult, WrongUseError, build, build_shelf
from chapbook.book_places import find_books
from chapbook.cli import app
from chapbook.files import DiskFolder


def write_book(folder: Path, title: str, text: str = "Some words.") -> Path:
    folder.mkdir(parents=True)
    (folder / "one.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
    (folder / "book.toml").write_text(
        f'[book]\ntitle = "{title}"\nlanguage = "en"\nmodified = 2026-11-30\n', encoding="utf-8"
    )
    return folder


def run(*books: Path, tmp_path: Path, out: Path | None = None, ticks: Iterator[int] | None = None) -> ShelfResult:
    ticks = ticks or count()
    return build_shelf(
        books, editions=["epub"], out=out, cache=tmp_path / "cache", workers=0, clock=lambda: float(next(ticks))
    )


def test_each_book_is_what_it_is_alone(tmp_path: Path) -> None:
    castle, chapel = write_book(tmp_path / "castle", "The Castle"), write_book(tmp_path / "chapel", "The Chapel")
    made = run(castle, chapel, tmp_path=tmp_path, out=tmp_path / "dist", ticks=count(step=5))
    assert made.succeeded
    assert [(b.folder.name, b.result.title, b.seconds) for b in made.books] == [
        ("castle", "The Castle", 5),
        ("chapel", "The Chapel", 5),
    ]
    build(castle, editions=["epub"], out=tmp_path / "alone", workers=0)
    shelved, alone = (tmp_path / where / "the-castle.epub" for where in ("dist/castle", "alone"))
    assert shelved.read_bytes() == alone.read_bytes()
    again = run(castle, chapel, tmp_path=tmp_path, out=tmp_path / "dist")
    assert [b.result.unchanged for b in again.books] == [True, True]


def test_what_a_worker_keeps_of_one_book_is_not_for_the_next(tmp_path: Path) -> None:
    """The same words as in a book with another face, made by one worker after it: that which the first book left."""
    words = "Let `let` be *let*, and “let” be let [let]{.smallcaps}."
    first = write_book(tmp_path / "first", "First")
    typed, plain = write_book(tmp_path / "typed", "Let", words), write_book(tmp_path / "plain", "Let", words)
    with (typed / "book.toml").open("a") as settings:
        settings.write('[style]\ntext-face = "IBM Plex Mono"\n')
    wanted = ["epub", "screen"]
    books, cache = (first, typed, plain), tmp_path / "cache"
    assert build_shelf(books, editions=wanted, out=tmp_path / "all", cache=cache, workers=1).succeeded
    build(plain, editions=wanted, out=tmp_path / "alone", cache=tmp_path / "another", workers=0)
    for name in ("let.epub", "let-screen.pdf"):
        assert (tmp_path / "all" / "plain" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()
        assert (tmp_path / "all" / "typed" / name).read_bytes() != (tmp_path / "alone" / name).read_bytes()


def test_a_book_that_cannot_be_made_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the fault is the author's, the machine's or the press's."""
    names = ("wrong", "unreadable", "puzzling", "good")
    books = [write_book(tmp_path / name, name.title()) for name in names]
    (books[0] / "one.md").write_text("# Wrong\n\nSee @fig:nowhere.\n")
    read_bytes = DiskFolder.read_bytes

    def fail(folder: DiskFolder, path: str) -> bytes:
        if folder.root.name == "unreadable":
            raise OSError(5, "Input/output error", path)
        if folder.root.name == "puzzling":
            raise ZeroDivisionError("so it is")
        return read_bytes(folder, path)

    monkeypatch.setattr(DiskFolder, "read_bytes", fail)
    made = run(*books, tmp_path=tmp_path, out=tmp_path / "dist")
    assert not made.succeeded
    assert [b.succeeded for b in made.books] == [False, False, False, True]
    assert [d.code for d in made.books[0].result.diagnostics] == ["assumed-order", "undefined-reference"]
    assert "Input/output error" in made.books[1].failure
    assert "a fault of its own (ZeroDivisionError: so it is)" in made.books[2].failure
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["good"]


LIST = """\
out = "site"

[[book]]
folder = "castle"
out = "c"

[[book]]
folder = "gone"
"""


def test_a_list_says_where_each_goes_and_is_read_from_its_own_folder(tmp_path: Path) -> None:
    write_book(tmp_path / "museum" / "castle", "The Castle")
    (tmp_path / "museum" / "shelf.toml").write_text(LIST)
    made = run(tmp_path / "museum", tmp_path=tmp_path)
    assert [b.out for b in made.books] == [tmp_path / "museum" / "site" / "c"]
    assert (made.books[0].out / "the-castle.epub").is_file()
    (fault,) = made.diagnostics
    assert (fault.code, fault.span.line) == ("missing-book", 7)
    assert fault.hint == "Folders are seen from the one that “shelf.toml” lies in."
    assert not made.succeeded
    made = run(tmp_path / "museum" / "shelf.toml", tmp_path=tmp_path, out=tmp_path / "elsewhere")
    assert [b.out for b in made.books] == [tmp_path / "elsewhere" / "c"]


def test_a_folder_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    write_book(tmp_path / "booklets" / "castle", "The Castle")
    for listed in ("booklets/castel", f"{tmp_path}/booklets/castel"):
        (tmp_path / "shelf.toml").write_text(f'[[book]]\nfolder = "{listed}"\n', encoding="utf-8")
        (fault,) = run(tmp_path, tmp_path=tmp_path).diagnostics
        assert fault.hint == f"Did you mean “{listed.replace('castel', 'castle')}”?"


def test_a_place_that_can_be_none_stops_no_other_book(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "ring").symlink_to(tmp_path / "dist" / "ring")
    books = [("n" * 5000, "n"), ("a", "o" * 5000), ("a", "ring"), ("a", "b")]
    text = "".join(f'[[book]]\nfolder = "{folder}"\nout = "{out}"\n' for folder, out in books)
    (tmp_path / "shelf.toml").write_text(text)
    places, found = find_books([tmp_path])
    assert [place.out.name[:5] for place in places] == ["ooooo", "ring", "b"]
    assert [fault.code for fault in found] == ["missing-book"]


def test_editions_of_other_books_are_no_part_of_a_manuscript(tmp_path: Path) -> None:
    """Where the folder of all editions lies in a manuscript, what is written there does not make it another."""
    write_book(tmp_path / "all", "All")
    write_book(tmp_path / "other", "Other")
    run(tmp_path / "all", tmp_path / "other", tmp_path=tmp_path, out=tmp_path / "all" / "dist")
    again = run(tmp_path / "all", tmp_path / "other", tmp_path=tmp_path, out=tmp_path / "all" / "dist")
    assert [b.result.unchanged for b in again.books] == [True, True]


def test_two_books_of_one_name_are_refused_before_any_is_made(tmp_path: Path) -> None:
    books = [write_book(tmp_path / place / "guide", place) for place in "ab"]
    with pytest.raises(WrongUseError, match=r"would both go to “.*/dist/guide”"):
        run(*books, tmp_path=tmp_path, out=tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_what_is_no_book_is_refused(tmp_path: Path) -> None:
    castle = write_book(tmp_path / "castle", "The Castle")
    for wrong, why in (
        ("nowhere", "is no folder"),
        ("shelf.toml", "no list"),
        ("castle/book.toml", "tells of one book"),
    ):
        with pytest.raises(WrongUseError, match=why):
            run(castle, tmp_path / wrong, tmp_path=tmp_path, out=tmp_path / "dist")


def command(*arguments: str | Path, cache: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["build", *map(str, arguments), "-e", "epub", "-j", "0", "--cache-dir", str(cache)])
    return done.exit_code, done.output


def test_the_command_gives_a_row_for_each_book_and_fails_when_one_does(tmp_path: Path) -> None:
    castle, chapel = write_book(tmp_path / "castle", "The Castle"), write_book(tmp_path / "chapel", "The Chapel")
    out, cache = tmp_path / "dist", tmp_path / "cache"
    code, told = command(castle, chapel, "-o", out, cache=cache)
    assert code == 0
    rows = [line.split() for line in told.splitlines()]
    assert ["The", "Castle", "5", "epub", "new"] in [row[:5] for row in rows]
    assert told.splitlines()[-1].startswith("2 of 2 books are there, in ")
    (chapel / "one.md").write_text("# The Chapel\n\nSee @fig:nowhere.\n")
    code, told = command(castle, chapel, "-o", out, cache=cache)
    assert code == 1
    rows = [line.split() for line in told.splitlines()]
    assert ["The", "Castle", "5", "epub", "unchanged"] in [row[:5] for row in rows]
    assert ["chapel", "not", "made"] in [row[:3] for row in rows]
    assert f"{chapel}/one.md:3:5: error undefined-reference" in told
    assert (out / "chapel" / "the-chapel.epub").is_file(), "the last good one stays"


def test_the_command_refuses_chapters_of_many_books(tmp_path: Path) -> None:
    books = [write_book(tmp_path / name, name) for name in "ab"]
    code, told = command(*books, "--chapters", "1", cache=tmp_path / "cache")
    assert (code, "Chapters are chosen for one book" in told) == (2, True)


def test_many_books_are_checked_and_nothing_is_written(tmp_path: Path) -> None:
    castle, chapel = write_book(tmp_path / "castle", "The Castle"), write_book(tmp_path / "chapel", "The Chapel")
    (chapel / "one.md").write_text("# The Chapel\n\nSee @fig:nowhere.\n")
    (tmp_path / "shelf.toml").write_text('[[book]]\nfolder = "castle"\n[[book]]\nfolder = "chapel"\n')
    before = sorted(tmp_path.rglob("*"))
    done = CliRunner().invoke(app, ["check", str(tmp_path), "-j", "0", "--cache-dir", str(tmp_path.parent / "cache")])
    assert done.exit_code == 1
    assert "The Castle: 5 words, 1 thing to say" in done.output
    assert f"{chapel}/one.md:3:5: error undefined-reference" in done.output
    assert sorted(tmp_path.rglob("*")) == before
    done = CliRunner().invoke(app, ["check", str(castle), str(tmp_path / "nowhere")])
    assert (done.exit_code, "is no folder" in done.output) == (2, True)


def test_books_of_one_name_can_be_checked_for_they_go_nowhere(tmp_path: Path) -> None:
    books = [write_book(tmp_path / place / "guide", place) for place in ("castle", "chapel")]
    done = CliRunner().invoke(app, ["check", *map(str, books), "-j", "0", "--cache-dir", str(tmp_path / "cache")])
    assert (done.exit_code, "castle: 4 words" in done.output, "chapel: 4 words" in done.output) == (0, True, True)


def test_a_book_that_is_named_twice_is_called_that(tmp_path: Path) -> None:
    castle = write_book(tmp_path / "castle", "The Castle")
    with pytest.raises(WrongUseError, match="is named twice, and would be made twice; name it once"):
        run(castle, castle / ".", tmp_path=tmp_path, out=tmp_path / "site")


def test_of_a_list_that_names_no_book_there_is_the_error_alone(tmp_path: Path) -> None:
    (tmp_path / "shelf.toml").write_text("", encoding="utf-8")
    code, told = command(tmp_path, cache=tmp_path / "cache")
    assert code == 1
    assert told.splitlines()[1:] == ["1 error; nothing was made. “chapbook explain empty-shelf” says more."]


def test_folders_with_brackets_are_told_as_they_are(tmp_path: Path) -> None:
    castle = write_book(tmp_path / "castle [old]", "The Castle")
    chapel = write_book(tmp_path / "chapel [", "The [/b] Chapel", "As @fig:nowhere.")
    code, told = command(castle, "-o", tmp_path / "out [b]" / "out [", cache=tmp_path / "cache")
    assert (code, f"{tmp_path / 'out [b]' / 'out ['}/the-castle.epub" in told) == (0, True), told
    code, told = command(castle, chapel, "-o", tmp_path / "[red]", cache=tmp_path / "cache")
    assert (code, f"“{chapel}” was not made" in told, "/[red]/castle [old]" in told) == (1, True, True), told
