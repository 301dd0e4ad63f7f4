"""The lines that tell on a terminal how far a build is: one a stage, and for many books one more above them.

Input: steps, as the press tells them. Output: lines that are drawn over each other, and gone when the build is over.
Nothing is loaded before there is something to draw. No thread draws, for the workers are forked from this process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from chapbook.progress import Load, Pace, said

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.text import Text

# Drawn no more often than the eye sees, and at once when a stage begins or ends.
_FRAME_SECONDS = 0.1
_BAR_CELLS = 24
_STAGE_CELLS = 12
_LEAST_NAME_CELLS = 2
# A narrower terminal has words and no bars.
_ROOM_FOR_BARS = 64
_BOOKS = "Books"
# The stages whose jobs are chapters, in the words of `ProgressLines.summary`.
_PARSING, _OF_CHAPTERS = "Parsing", ("Parsing", "Pages", "Handout")


class Watcher(Protocol):
    """Whoever is told how far a build is."""

    def show(self, stage: str, done: int, total: int, load: Load | None = None, /) -> None:
        """A stage has gone on."""

    def show_book(self, done: int, count: int, folder: Path, load: Load, /) -> None:
        """Another book is begun, or with as many done as there are, all are made."""


class Nobody:
    """Who watches a build that has no terminal."""

    def show(self, stage: str, done: int, total: int, load: Load | None = None, /) -> None:
        """Say nothing."""

    def show_book(self, done: int, count: int, folder: Path, load: Load, /) -> None:
        """Say nothing."""


@dataclass
class _Line:
    done: int
    total: int
    load: Load | None
    words: str = ""


@dataclass
class ProgressLines:
    """The lines on a console, to use in a `with` statement. `clock` gives seconds, `known` speeds of earlier builds."""

    console: Console
    clock: Callable[[], float]
    known: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pace = Pace(self.known)
        self.began = self.clock()
        self._drawn = self.began
        self._lines: dict[str, _Line] = {}
        self._live: Live | None = None
        self._is_drawing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, stage: str, done: int, total: int, load: Load | None = None, /) -> None:
        now = self.clock()
        if load is not None:
            self.pace.note(stage, load, now)
        is_new = stage not in self._lines
        self._lines[stage] = _Line(done, total, load)
        self._draw(now, at_once=is_new or done == total)

    def show_book(self, done: int, count: int, folder: Path, load: Load, /) -> None:
        now = self.clock()
        self.pace.note(_BOOKS, load, now)
        self._lines = {_BOOKS: _Line(done, count, load, "" if done == count else folder.name)}
        self._draw(now, at_once=True)

    def tick(self) -> None:
        """Some time has passed in which nothing happened: a chapter that takes long makes the time left longer."""
        if self._live is not None:
            self._draw(self.clock(), at_once=False)

    def summary(self) -> str:
        """What a build of one book took, and how much of it was done before; empty when there was nothing to do."""
        parsed = self._lines.get(_PARSING)
        if parsed is None:
            return ""
        stages = [self._lines[name] for name in _OF_CHAPTERS if name in self._lines]
        fresh = max(line.done - (line.load.cached if line.load else 0) for line in stages)
        before = f"{max(0, parsed.total - fresh)} of {parsed.total} chapters from the cache"
        return f"built in {self.clock() - self.began:.1f} s, {before}"

    def _draw(self, now: float, *, at_once: bool) -> None:
        if self._is_drawing or (not at_once and now - self._drawn < _FRAME_SECONDS):
            return
        self._drawn, self._is_drawing = now, True
        if self._live is None:
            from rich.live import Live

            # What the workers print is theirs: standard output stays as it is.
            quiet = {"redirect_stdout": False, "redirect_stderr": False}
            self._live = Live(console=self.console, auto_refresh=False, transient=True, **quiet)  # type: ignore[arg-type]  # flags
            self._live.start()
        self._live.update(self._picture(now), refresh=True)
        self._is_drawing = False

    def _picture(self, now: float) -> RenderableType:
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        counts = {stage: f"{line.done} of {line.total}" for stage, line in self._lines.items()}
        bar_cells = _BAR_CELLS if self.console.width >= _ROOM_FOR_BARS else 0
        room = self.console.width - _STAGE_CELLS - bar_cells - max(map(len, counts.values())) - (3 if bar_cells else 2)
        table = Table.grid(padding=(0, 1))
        for justify in ("left", *(["left"] if bar_cells else []), "right", "left"):
            table.add_column(justify=justify, no_wrap=True)  # type: ignore[arg-type]  # a literal in a tuple is a str
        for stage, line in self._lines.items():
            left = self.pace.left(stage, now) if line.load else None
            bar = ProgressBar(total=max(1, line.total), completed=line.done, width=_BAR_CELLS)
            told = _told(line.words, "" if left is None else said(left), room)
            table.add_row(f"{stage:{_STAGE_CELLS}}", *([bar] if bar_cells else []), counts[stage], told)
        return table


def _told(name: str, left: str, room: int) -> Text:
    """The name of a book and the time that is left, in so many cells; of the two it is the name that is cut."""
    from rich.text import Text

    told, free = Text(name), room - len(left) - 2 if left else room
    told.truncate(max(0, free), overflow="ellipsis")
    if free < _LEAST_NAME_CELLS:
        told = Text()
    if left:
        told.append(f", {left}" if told else left)
    return told
