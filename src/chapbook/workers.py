"""A few worker processes that do one job at a time and can be killed.

Input: a function of a module and a job for each call. Output: an `Outcome` for each job, in the order in which they
end. A job that fails, runs past its deadline, takes too much memory or dies with its process is an outcome with a
failure, never a hang: the chapter it belongs to can be named, and the other jobs go on. No threads, so forking is safe
and the children start warm.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")

DEADLINE_SECONDS = 900.0
ADDRESS_SPACE_BYTES = 8 * 2**30
_TICK = 0.001  # behind a deadline, so that it is surely past


class Cause(Enum):
    """Why a job has no result: its own fault, or that it ran out of time, out of memory, or died with its process."""

    FAULT = "fault"
    TIME = "time"
    MEMORY = "memory"
    DEATH = "death"


@dataclass(frozen=True)
class Job(Generic[Argument]):
    """`name` says in a message what the job was for: a chapter's file, an edition.

    `seconds` is how long it may take at most, where there are workers that can be killed; `weight` says how much longer
    it takes than others, in bytes of markup.
    """

    name: str
    argument: Argument
    seconds: float = DEADLINE_SECONDS
    weight: int = 1


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """What became of a job: `result`, or else `failure`, a sentence, and its `cause`.

    `cached`: the work was done before.
    """

    name: str
    result: Result | None = None
    failure: str = ""
    cause: Cause = Cause.FAULT
    cached: bool = False


class Executor(Protocol):
    """Whoever does jobs: worker processes of this machine, or a cluster."""

    def run(self, function: Callable[[Argument], Result], jobs: Sequence[Job[Argument]]) -> Iterator[Outcome[Result]]:
        """An outcome for each job, as it comes; failures are outcomes too. Raises MachineError when nobody is there."""


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    job: str = ""
    started: float = 0.0
    seconds: float = 0.0


class Workers:
    """A pool to use in a `with` statement.

    With `count` 0 the jobs run in this process, one after another, and nothing can stop them.
    """

    def __init__(self, count: int | None = None) -> None:
        self.count = os.cpu_count() or 1 if count is None else count
        methods = multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for worker in self._workers:
            _kill(worker)
        self._workers.clear()

    def run(self, function: Callable[[Argument], Result], jobs: Sequence[Job[Argument]]) -> Iterator[Outcome[Result]]:
        """Do the jobs in the order given, as many at once as there are workers; yield each outcome as it comes."""
        if self.count == 0:
            for job in jobs:
                yield _do(function, job)
            return
        waiting = list(reversed(jobs))
        while len(self._workers) < min(self.count, len(jobs)):
            self._workers.append(self._hire())
        idle = list(self._workers)
        busy: dict[Any, _Worker] = {}
        while waiting or busy:
            while waiting and idle:
                worker, job = self._living(idle.pop()), waiting.pop()
                worker.job, worker.started, worker.seconds = job.name, time.monotonic(), job.seconds
                worker.connection.send((function, job))
                busy[worker.connection] = worker
            for connection in wait(list(busy), timeout=_time_left(busy.values())):
                worker = busy.pop(connection)
                try:
                    outcome: Outcome[Result] = worker.connection.recv()
                except (EOFError, OSError):
                    failure = "The worker process ended without an answer."
                    outcome = Outcome(worker.job, failure=failure, cause=Cause.DEATH)
                    worker = self._replace(worker)
                idle.append(worker)
                yield outcome
            for connection, worker in list(busy.items()):
                if time.monotonic() - worker.started > worker.seconds:
                    del busy[connection]
                    failure = f"It took longer than {worker.seconds:.0f} seconds."
                    yield Outcome(worker.job, failure=failure, cause=Cause.TIME)
                    idle.append(self._replace(worker))

    def _hire(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        # A forked child holds copies of the parent's ends; while it does, no child sees that the parent is gone.
        forked = self._context.get_start_method() == "fork"
        inherited = [ours, *(worker.connection for worker in self._workers)] if forked else []
        process = self._context.Process(target=_serve, args=(theirs, inherited), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _living(self, worker: _Worker) -> _Worker:
        """The worker, or another when the machine has ended it while it had nothing to do."""
        return worker if worker.process.is_alive() else self._replace(worker)

    def _replace(self, worker: _Worker) -> _Worker:
        _kill(worker)
        fresh = self._hire()
        self._workers[self._workers.index(worker)] = fresh
        return fresh


def _time_left(busy: Iterable[_Worker]) -> float:
    """Seconds until the first of the workers is late."""
    now = time.monotonic()
    return max(0.0, min(worker.started + worker.seconds - now for worker in busy)) + _TICK


def _kill(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()


def _serve(connection: Connection, inherited: Sequence[Connection]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    for end in inherited:
        end.close()
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bounded = ADDRESS_SPACE_BYTES if hard == resource.RLIM_INFINITY else min(ADDRESS_SPACE_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bounded, hard))
    while True:
        try:
            function, job = connection.recv()
        except EOFError:
            return
        connection.send(_do(function, job))


def _do(function: Callable[[Argument], Any], job: Job[Argument]) -> Outcome[Any]:
    try:
        return Outcome(job.name, function(job.argument))
    except MemoryError:
        failure = f"It needs more memory than a worker may have, {ADDRESS_SPACE_BYTES >> 30} GB."
        return Outcome(job.name, failure=failure, cause=Cause.MEMORY)
    except Exception as fault:  # noqa: BLE001 – a worker answers for every fault; the parent reports it by name
        return Outcome(job.name, failure=f"{type(fault).__name__}: {fault}")
