"""progress.py and cli_progress.py: what is told of a build while it runs. The clock is a list of the test's."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from chapbook.cache import Cache
from chapbook.cached_work import KeyedJob, run_cached
from chapbook.cli_progress import ProgressLines
from chapbook.progress import Load, Pace, follow, said
from chapbook.workers import Job, Workers

WIDTH = 70


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_comes_from_the_cache_weighs_nothing(tmp_path: Path) -> None:
    jobs = [KeyedJob(Job(name, name, weight=weight), name * 64) for name, weight in (("a", 10), ("b", 500), ("c", 70))]
    told: list[tuple[int, int, Load]] = []
    with Workers(0) as workers:
        list(run_cached(workers, Cache(tmp_path), str.upper, jobs[1:2], str))
        outcomes = run_cached(workers, Cache(tmp_path), str.upper, jobs, str)
        followed = follow(outcomes, [keyed.job for keyed in jobs], lambda *step: told.append(step))
        assert [outcome.result for outcome in followed] == ["B", "A", "C"]
    assert told == [
        (0, 3, Load(0, 580, 0)),
        (1, 3, Load(0, 80, 1)),
        (2, 3, Load(10, 70, 1)),
        (3, 3, Load(80, 0, 1)),
    ]


def test_the_time_left_is_what_is_left_at_the_speed_so_far() -> None:
    pace = Pace({})
    pace.note("Pages", Load(0, 1000), 0)
    assert pace.left("Pages", 4) is None, "nothing is known yet"
    pace.note("Pages", Load(400, 600), 10)
    assert pace.left("Pages", 10) == pytest.approx(15)
    assert pace.left("Pages", 12) == pytest.approx(18), "it goes slower than it seemed"
    pace.note("Pages", Load(1000, 0), 30)
    assert pace.left("Pages", 30) is None
    assert pace.speeds() == {"Pages": pytest.approx(1000 / 30)}


def test_an_earlier_build_says_what_to_expect_until_this_one_knows_better() -> None:
    pace = Pace({"Pages": 100.0})
    pace.note("Pages", Load(0, 1000), 0)
    assert pace.left("Pages", 0) == pytest.approx(10)
    pace.note("Pages", Load(5000, 5000), 97)
    assert pace.left("Pages", 97) == pytest.approx(5000 / 53)
    assert Pace({"Pages": 100.0}).speeds() == {"Pages": 100.0}


def test_the_time_of_a_stage_begins_behind_what_is_cached() -> None:
    pace = Pace({})
    pace.note("Pages", Load(0, 1000), 0)
    pace.note("Pages", Load(0, 100, 9), 50)
    pace.note("Pages", Load(50, 50, 9), 60)
    assert pace.left("Pages", 60) == pytest.approx(10)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "a few seconds left"),
        (7, "about 5 s left"),
        (44, "about 45 s left"),
        (100, "about 2 min left"),
        (7000, "about 2 h left"),
    ],
)
def test_a_time_is_said_no_more_exactly_than_it_is_known(seconds: float, words: str) -> None:
    assert said(seconds) == words


@dataclass
class Screen:
    """A terminal: what stands on it after each time that something was drawn."""

    clock: Clock
    width: int = WIDTH

    def __post_init__(self) -> None:
        self.written = io.StringIO()
        console = Console(file=self.written, force_terminal=True, width=self.width, height=20, color_system=None)
        self.lines = ProgressLines(console, self.clock, {"Pages": 100.0})

    def frames(self) -> list[list[str]]:
        """The lines of each drawing; where the cursor goes back and what is deleted ends one."""
        pieces = re.split(r"(?:\r|\x1b\[2K|\x1b\[1A|\x1b\[\?25[lh])+", self.written.getvalue())
        return [[line.rstrip() for line in piece.splitlines()] for piece in pieces if piece.strip()]


def test_each_stage_has_a_line_with_its_chapters_and_the_time_left() -> None:
    clock = Clock()
    screen = Screen(clock)
    with screen.lines as lines:
        lines.show("Parsing", 3, 3, Load(30, 0, 1))
        lines.show("Pages", 0, 3, Load(0, 4500))
        clock.now = 30
        lines.show("Pages", 1, 3, Load(3000, 1500))
        lines.show("Binding", 0, 2)
    assert screen.frames()[-1] == [
        "Parsing      ━━━━━━━━━━━━━━━━━━━━━━━━ 3 of 3",
        "Pages        ━━━━━━━━                 1 of 3 about 15 s left",
        "Binding                               0 of 2",
    ]
    assert all(len(line) <= WIDTH for frame in screen.frames() for line in frame)


def test_while_a_chapter_takes_long_the_time_left_grows() -> None:
    clock = Clock()
    screen = Screen(clock)
    with screen.lines as lines:
        lines.tick()
        assert screen.frames() == [], "there is nothing to draw"
        lines.show("Pages", 0, 2, Load(0, 1000))
        clock.now = 57
        lines.tick()
    assert screen.frames()[0][0].endswith("about 10 s left")
    assert screen.frames()[-1][0].endswith("about 3 min left")


def test_nothing_is_drawn_more_often_than_it_is_seen() -> None:
    clock = Clock()
    screen = Screen(clock)
    with screen.lines as lines:
        for done in range(1000):
            clock.now += 0.001
            lines.show("Pages", done, 1000, Load(done, 1000 - done))
    assert 9 <= len(screen.frames()) <= 12


def test_the_lines_are_gone_when_the_build_is_over() -> None:
    screen = Screen(Clock())
    with screen.lines as lines:
        lines.show("Parsing", 0, 2)
        lines.show("Pages", 0, 2)
    assert re.search(r"(?:\x1b\[1A\x1b\[2K){2}$", screen.written.getvalue())


def test_of_many_books_it_is_said_which_is_made(tmp_path: Path) -> None:
    clock = Clock()
    screen = Screen(clock)
    with screen.lines as lines:
        lines.show_book(0, 40, tmp_path / "castle", Load(0, 4000))
        lines.show("Parsing", 1, 1, Load(1, 0))
        clock.now = 60
        lines.show_book(1, 40, tmp_path / "chapel", Load(1000, 3000))
    assert screen.frames()[-1] == ["Books        ╸                        1 of 40 chapel, about 3 min left"]


@pytest.mark.parametrize(
    ("width", "name", "line"),
    [
        (40, "castle", "Books        1 of 40 about 3 min left"),
        (44, "castle", "Books        1 of 40 cast…, about 3 min left"),
        (70, "castle [old]", "Books        ╸                        1 of 40 castl…, about 3 min left"),
        (80, "castle [old]", "Books        ╸                        1 of 40 castle [old], about 3 min left"),
    ],
)
def test_where_there_is_little_room_the_name_is_cut_and_the_time_is_not(width: int, name: str, line: str) -> None:
    clock = Clock()
    screen = Screen(clock, width)
    with screen.lines as lines:
        lines.show_book(0, 40, Path("castle"), Load(0, 4000))
        clock.now = 60
        lines.show_book(1, 40, Path(name), Load(1000, 3000))
    assert screen.frames()[-1] == [line]


def test_a_build_that_does_nothing_draws_nothing() -> None:
    screen = Screen(Clock())
    with screen.lines as lines:
        pass
    assert screen.written.getvalue() == ""
    assert lines.summary() == ""


def test_at_the_end_it_is_said_what_was_done_before() -> None:
    clock = Clock(5)
    screen = Screen(clock)
    with screen.lines as lines:
        lines.show("Parsing", 111, 111, Load(7, 0, 110))
        lines.show("Pages", 115, 115, Load(20, 0, 113))
    clock.now = 17.34
    assert lines.summary() == "built in 12.3 s, 109 of 111 chapters from the cache"
