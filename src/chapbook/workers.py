"""A few worker processes that do one job at a time and can be killed.

Input: a function of a module and a job for each call. Output: an `Outcome` for each job, in the order in which they
end. A job that fails, runs past its deadline, takes too much memory or dies with its process is an outcome with a
failure, never a hang: the chapter it belongs to can be named, and the other jobs go on. No threads, so forking is safe
and the children start warm.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import sys
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")

DEADLINE_SECONDS = 900.0
ADDRESS_SPACE_BYTES = 8 * 2**30
# A process that has grown by so much goes after its job, and another takes its place: what a long job leaves in pieces,
# and libraries never give back, would be held until the last job is done.
_MOST_GROWTH = 128 * 2**20
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

    def prepare(self, function: Callable[[Any], Any]) -> None:
        """Say that jobs for the function will come: what they need may be loaded meanwhile."""


@dataclass
class _Batch:
    """The jobs of one call of `run`: how many are not answered yet, and outcomes that nobody has asked for so far.

    It lives as long as somebody may ask for them; of one that is gone no job is begun.
    """

    function: Callable[[Any], Any]
    left: int
    outcomes: deque[Outcome[Any]] = field(default_factory=deque)


@dataclass
class _Worker:
    """A process, what it does at the moment and for whom, and the modules whose jobs it was forked for.

    `resident` is the memory that it began with, in bytes.
    """

    process: BaseProcess
    connection: Connection
    modules: frozenset[str]
    resident: int = 0
    batch: weakref.ref[_Batch] | None = None
    job: str = ""
    started: float = 0.0
    seconds: float = 0.0


class Workers:
    """A pool to use in a `with` statement.

    Where processes can be forked, whoever does a job has its module loaded. A module may have a function `warm_up`
    that loads what else its jobs need; it is called here, with the first jobs' arguments, before they have workers;
    but not for jobs so few that workers who were told of them before can do them.
    With `count` 0 the jobs run in this process, one after another, and nothing can stop them.
    """

    def __init__(self, count: int | None = None) -> None:
        self.count = os.cpu_count() or 1 if count is None else count
        methods = multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
        self._forks = self._context.get_start_method() == "fork"
        self._workers: list[_Worker] = []
        self._waiting: deque[tuple[weakref.ref[_Batch], Job[Any]]] = deque()
        self._modules: set[str] = set()
        self._preparing = _Batch(_prepare, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for worker in self._workers:
            _kill(worker)
        self._workers.clear()
        self._waiting.clear()

    def run(self, function: Callable[[Argument], Result], jobs: Sequence[Job[Argument]]) -> Iterator[Outcome[Result]]:
        """Do the jobs in the order given, as many at once as there are workers; yield each outcome as it comes.

        They begin at once. Several calls may be under way: the jobs of the newest go first, for that is what somebody
        waits for, and while it is asked for its outcomes the others go on.
        """
        if self.count == 0:
            return (_do(function, job) for job in jobs)
        batch = _Batch(function, len(jobs))
        if jobs:
            self._load(function.__module__, jobs)
            self._waiting.extendleft((weakref.ref(batch), job) for job in reversed(jobs))
            self._hand_out()
        return self._answers(batch)

    def _answers(self, batch: _Batch) -> Iterator[Outcome[Any]]:
        while batch.left:
            while not batch.outcomes:
                self._attend()
            batch.left -= 1
            yield batch.outcomes.popleft()

    def prepare(self, function: Callable[[Any], Any]) -> None:
        """Load what jobs for the function will need: here while all workers have enough to do, else in a worker."""
        module = function.__module__
        if self.count == 0 or not self._forks or any(module in worker.modules for worker in self._workers):
            return
        idle = [worker for worker in self._workers if worker.batch is None]
        if not (idle or len(self._workers) < self.count):
            if any(worker.batch is not None and worker.batch() is not self._preparing for worker in self._workers):
                _warm_up(module, ())
            return  # those who only get ready have perhaps nothing to do, and neither would whoever loads this
        if len(self._workers) < self.count:
            idle = [self._hire()]
            self._workers += idle
        worker = self._replace(idle[0]) if idle[0].modules != self._modules else idle[0]
        worker.modules |= {module}
        self._give(worker, self._preparing, Job(module, module))

    def _load(self, module: str, jobs: Sequence[Job[Any]]) -> None:
        prepared = sum(module in worker.modules for worker in self._workers)
        if module not in self._modules and len(jobs) > prepared:
            if self._forks:
                _warm_up(module, [job.argument for job in jobs])
            self._modules.add(module)
            self._dismiss(module)
            _give_back()

    def _dismiss(self, module: str) -> None:
        """End those who have nothing to do and cannot do the next jobs either: they hold the memory of the last."""
        for worker in [w for w in self._workers if w.batch is None and module not in w.modules]:
            _kill(worker)
            self._workers.remove(worker)

    def _attend(self) -> None:
        """Wait until something happens: a worker answers, ends, or is late."""
        at_work = [worker for worker in self._workers if worker.batch is not None]
        busy: dict[Any, _Worker] = {worker.connection: worker for worker in at_work}
        for connection in wait(list(busy), timeout=_time_left(at_work)):
            worker = busy[connection]
            try:
                outcome: Outcome[Any] = worker.connection.recv()
            except (EOFError, OSError):
                failure = "The worker process ended without an answer."
                self._answer(worker, Outcome(worker.job, failure=failure, cause=Cause.DEATH))
                self._replace(worker)
            else:
                self._answer(worker, outcome)
                if _resident(worker.process) - worker.resident > _MOST_GROWTH:
                    self._replace(worker)
        for worker in at_work:
            if worker.batch is not None and time.monotonic() - worker.started > worker.seconds:
                failure = f"It took longer than {worker.seconds:.0f} seconds."
                self._answer(worker, Outcome(worker.job, failure=failure, cause=Cause.TIME))
                self._replace(worker)
        self._hand_out()

    def _hand_out(self) -> None:
        """Give the next jobs to those who have nothing to do, and hire while there are too few."""
        while self._waiting:
            asked, job = self._waiting[0]
            batch = asked()
            if batch is not None:
                worker = self._free(batch.function.__module__)
                if worker is None:
                    return
                self._give(worker, batch, job)
            self._waiting.popleft()

    def _free(self, module: str) -> _Worker | None:
        """A worker without a job who has loaded the module, or could; None: one who has will be free first."""
        idle = [worker for worker in self._workers if worker.batch is None]
        if module not in self._modules and any(module in worker.modules for worker in self._workers):
            idle = [worker for worker in idle if module in worker.modules]
        elif not idle and len(self._workers) < self.count:
            idle = [self._hire()]
            self._workers += idle
        return self._fit(idle[0], module) if idle else None

    def _give(self, worker: _Worker, batch: _Batch, job: Job[Any]) -> None:
        worker.batch, worker.job = weakref.ref(batch), job.name
        worker.started, worker.seconds = time.monotonic(), job.seconds
        with suppress(BrokenPipeError, ConnectionResetError):  # it has ended just now, which is seen as ever
            worker.connection.send((batch.function, job))

    def _answer(self, worker: _Worker, outcome: Outcome[Any]) -> None:
        batch = worker.batch() if worker.batch is not None else None
        if batch is self._preparing:
            worker.modules -= {worker.job} if outcome.failure else set()
        elif batch is not None:
            batch.outcomes.append(outcome)
        worker.batch = None

    def _hire(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        # A forked child holds copies of the parent's ends; while it does, no child sees that the parent is gone.
        inherited = [ours, *(worker.connection for worker in self._workers)] if self._forks else []
        process = self._context.Process(target=_serve, args=(theirs, inherited), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours, frozenset(self._modules), _resident(process))

    def _fit(self, worker: _Worker, module: str) -> _Worker:
        """The worker, or another: when it was forked without the module, or has been ended by the machine since."""
        is_warm = not self._forks or module in worker.modules
        return worker if is_warm and worker.process.is_alive() else self._replace(worker)

    def _replace(self, worker: _Worker) -> _Worker:
        _kill(worker)
        fresh = self._hire()
        self._workers[self._workers.index(worker)] = fresh
        return fresh


def _warm_up(module: str, arguments: Sequence[Any]) -> None:
    warm_up = getattr(sys.modules[module], "warm_up", None)
    if warm_up is not None:
        warm_up(arguments)


def _prepare(module: str) -> None:
    _warm_up(module, ())


def _give_back() -> None:
    """Give the machine what is free and the C library (glibc) has kept: after a stage that is most of it."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _time_left(busy: Iterable[_Worker]) -> float:
    """Seconds until the first of the workers is late."""
    now = time.monotonic()
    return max(0.0, min(worker.started + worker.seconds - now for worker in busy)) + _TICK


def _resident(process: BaseProcess) -> int:
    """The bytes of memory that the process holds, as Linux tells; 0 elsewhere, where no process is too large."""
    try:
        pages = int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize()


def _kill(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()


def _serve(connection: Connection, inherited: Sequence[Connection]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    gc.freeze()  # looking for garbage in what was inherited would copy it, page by page
    for end in inherited:
        end.close()
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bounded = ADDRESS_SPACE_BYTES if hard == resource.RLIM_INFINITY else min(ADDRESS_SPACE_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bounded, hard))
    while True:
        try:
            function, job = connection.recv()
            outcome = _do(function, job)
            try:
                connection.send(outcome)
            except MemoryError:  # the result is there, and its copy that travels is too much
                connection.send(_gorged(job))
        except (EOFError, BrokenPipeError, ConnectionResetError, MemoryError):
            return  # the parent is gone, or the job alone is too large: it has no answer


def _do(function: Callable[[Argument], Any], job: Job[Argument]) -> Outcome[Any]:
    try:
        return Outcome(job.name, function(job.argument))
    except MemoryError:
        return _gorged(job)
    except Exception as fault:  # noqa: BLE001 – a worker answers for every fault; the parent reports it by name
        return Outcome(job.name, failure=f"{type(fault).__name__}: {fault}")


def _gorged(job: Job[Any]) -> Outcome[Any]:
    failure = f"It needs more memory than a worker may have, {ADDRESS_SPACE_BYTES >> 30} GB."
    return Outcome(job.name, failure=failure, cause=Cause.MEMORY)
