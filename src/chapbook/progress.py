"""How far a stage is, and how much longer it takes.

Input: the outcomes of a stage's jobs as they come, with what each weighs. Output: counts and weights for whoever
watches, and a `Pace` that makes seconds of them. The clock is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from chapbook.workers import Job, Outcome, Result

# So long a speed known from earlier counts as much as what is measured now.
_TRUST_SECONDS = 3.0
# A speed that was measured for less than this is none.
_LEAST_SECONDS = 1.0


@dataclass(frozen=True)
class Load:
    """What a stage's jobs weigh, in bytes of markup: those done now, and those still to do.

    What came out of the cache weighs nothing any more; `cached` counts such jobs.
    """

    done: int
    left: int
    cached: int = 0


class Progress(Protocol):
    """Called with the name of a stage, how many of its steps are done, and how many there are."""

    def __call__(self, stage: str, done: int, total: int, load: Load | None = None, /) -> None:
        """Steps of which the weight is known come with their load."""


def say_nothing(_stage: str, _done: int, _total: int, _load: Load | None = None, /) -> None:
    """The progress of what nobody watches."""


def follow(
    outcomes: Iterable[Outcome[Result]], jobs: Iterable[Job[Any]], tell: Callable[[int, int, Load], None]
) -> Iterator[Outcome[Result]]:
    """The outcomes as they come, each told with what is done and what is left."""
    weights = {job.name: job.weight for job in jobs}
    total, load = len(weights), Load(0, sum(weights.values()))
    tell(0, total, load)
    for done, outcome in enumerate(outcomes, 1):
        weight = weights[outcome.name]
        fresh = 0 if outcome.cached else weight
        load = Load(load.done + fresh, load.left - weight, load.cached + outcome.cached)
        tell(done, total, load)
        yield outcome


@dataclass
class _Stage:
    began: float
    now: float
    load: Load


@dataclass
class Pace:
    """The speeds of stages, in bytes a second: `known` from earlier builds, and what is measured now."""

    known: Mapping[str, float]
    _stages: dict[str, _Stage] = field(default_factory=dict)

    def note(self, stage: str, load: Load, now: float) -> None:
        """A step is done. What comes out of the cache is no work, so the time of a stage begins behind it."""
        before = self._stages.get(stage)
        if before is None or not load.done or load.done < before.load.done:
            self._stages[stage] = _Stage(now, now, load)
        else:
            self._stages[stage] = _Stage(before.began, now, load)

    def left(self, stage: str, now: float) -> float | None:
        """The seconds that the rest of a stage takes, or None while nobody knows."""
        at = self._stages.get(stage)
        if at is None or not at.load.left:
            return None
        elapsed, known = now - at.began, self.known.get(stage)
        if known:
            speed = (at.load.done + known * _TRUST_SECONDS) / (elapsed + _TRUST_SECONDS)
        elif at.load.done and elapsed >= _LEAST_SECONDS:
            speed = at.load.done / elapsed
        else:
            return None
        return at.load.left / speed

    def speeds(self) -> dict[str, float]:
        """What is known now, for the next build: the speeds measured, and for the other stages those from before."""
        measured = {
            name: at.load.done / (at.now - at.began)
            for name, at in self._stages.items()
            if at.load.done and at.now - at.began >= _LEAST_SECONDS
        }
        return {**self.known, **measured}


def said(seconds: float) -> str:
    """A time that is left, no more exactly than it is known."""
    if seconds < 5:
        return "a few seconds left"
    if seconds < 90:
        return f"about {max(5, 5 * round(seconds / 5))} s left"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} min left"
    return f"about {round(seconds / 3600)} h left"
