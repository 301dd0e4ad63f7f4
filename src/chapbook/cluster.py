"""The jobs of a build on a Dask cluster that somebody runs; the only module that knows Dask.

Input: an address, and jobs. Output: an outcome for each, as `Workers` gives them. What a job reads travels with it, so
the machines share no disk; what cannot travel is done here. When a machine is lost, Dask gives its jobs to another; a
job that loses one after another is a failure. A cluster runs whatever it is sent, and is believed whatever it answers.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

from chapbook.footing import difference, footing
from chapbook.machine import MachineError
from chapbook.outwork import Foremen
from chapbook.travel import Parcel, StaysHomeError, keep, pack
from chapbook.workers import Argument, Cause, Job, Outcome, Result

try:
    import dask
    import distributed
except ImportError as missing:
    raise MachineError("A cluster is reached with Dask; install it: pip install 'chapbook[cluster]'.") from missing

SCHEME = "dask://"
_ANSWER_SECONDS = 10.0
_LONELY_SECONDS = 60.0  # without a single worker; one that was lost may come back
_LOOK_SECONDS = 2.0
_UNDER_WAY = frozenset({"pending", "lost"})  # what Dask says of a task that it does or will do again
_MOST_TIMES = 4  # that a job is sent which the scheduler has forgotten, with those who were lost


@dataclass(frozen=True)
class _Sent:
    """A job that is on its way: what was sent, for how many times, and its files, which the cluster keeps meanwhile."""

    job: Job[Any]
    parcel: Parcel
    times: int = 1
    files: tuple[distributed.Future, ...] = ()


class Cluster:
    """The cluster at an address, “dask://HOST:PORT”, to use in a `with` statement. It is called when a job is there.

    What goes wrong with the cluster as a whole is a MachineError, now and for every job that comes later.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._client: distributed.Client | None = None
        self._plugin = ""
        self._sendings = 0
        self._failure: MachineError | None = None
        self._here = _Here()
        self._silent: list[logging.Logger] = []

    def __enter__(self) -> Self:
        # What is wrong is told in a sentence; Dask writes of it with tracebacks, among what we print.
        known = logging.root.manager.loggerDict.items()
        ours = (logger for name, logger in known if name.partition(".")[0] == distributed.__name__)
        self._silent = [logger for logger in ours if isinstance(logger, logging.Logger) and not logger.disabled]
        for logger in self._silent:
            logger.disabled = True
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        try:
            self._leave()
        finally:
            for logger in self._silent:
                logger.disabled = False

    def _leave(self) -> None:
        self._here.close()
        if self._client is None:
            return
        with suppress(OSError):  # it is gone, and what we left there with it
            if self._plugin and self._failure is None:
                self._client.unregister_worker_plugin(self._plugin)
        self._client.close(timeout=_ANSWER_SECONDS)
        self._client = None

    def run(self, function: Callable[[Argument], Result], jobs: Sequence[Job[Argument]]) -> Iterator[Outcome[Result]]:
        """Send all jobs, in the order given; yield each outcome as it comes. They begin at once."""
        parcels: list[_Sent] = []
        staying: list[Job[Argument]] = []
        for job in jobs:
            try:
                parcels.append(_Sent(job, pack(function, job)))
            except StaysHomeError:
                staying.append(job)
        with self._told():
            sent = self._send(self._client or self._connect(), parcels) if parcels else {}
        return self._answers(sent, self._here.begin(function, staying) if staying else ())

    def prepare(self, function: Callable[[Any], Any]) -> None:
        """Nothing: the foremen have loaded it, or do with the first job."""

    def _answers(self, sent: dict[distributed.Future, _Sent], here: Iterable[Future[bytes]]) -> Iterator[Outcome[Any]]:
        done: SimpleQueue[distributed.Future] = SimpleQueue()
        for future in sent:
            future.add_done_callback(done.put)
        for ended in as_completed(here):
            yield pickle.loads(ended.result())  # noqa: S301 – our own
        with self._told():
            while sent:
                future = self._next(done)
                order = sent.pop(future)
                if again := self._again(future, order):
                    for other in again:
                        other.add_done_callback(done.put)
                    sent |= again
                else:
                    yield self._outcome(future, order.job.name)

    def _again(self, future: distributed.Future, order: _Sent) -> dict[distributed.Future, _Sent]:
        """The job once more, when what became of it was lost together with a worker.

        Dask does such a job again by itself, unless the scheduler has forgotten it.
        """
        if future.status in _UNDER_WAY:
            return {future: order}
        if future.status == "cancelled" and order.times < _MOST_TIMES and self._client and self._client.nthreads():
            return self._send(self._client, [replace(order, times=order.times + 1)])
        return {}

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What is wrong with the cluster as a sentence, and again whenever it is called later."""
        if self._failure is not None:
            raise self._failure
        try:
            yield
        except MachineError as fault:
            self._failure = fault
            raise
        except OSError as fault:
            self._failure = MachineError(f"The cluster at {self.address} is gone: {fault}.")
            raise self._failure from fault

    def _connect(self) -> distributed.Client:
        """The cluster, when it answers, has workers, and these make the bytes that we would."""
        try:
            address = self.address.replace(SCHEME, "tcp://", 1)
            _knock(address)
            client = distributed.Client(address, timeout=_ANSWER_SECONDS, set_as_default=False)
        except (OSError, ValueError) as fault:
            message = f"Nobody answers at {self.address}; a Dask scheduler prints its address when it starts."
            raise MachineError(message) from fault
        self._client = client
        try:
            client.wait_for_workers(1, timeout=_ANSWER_SECONDS)
        except TimeoutError as fault:
            raise MachineError(f"The cluster at {self.address} has no workers.") from fault
        here = footing()
        for worker, there in client.run(footing, on_error="return").items():
            if isinstance(there, BaseException):
                raise MachineError(f"The worker at {worker} cannot load chapbook ({there}); install it there too.")
            if told := difference(here, there):
                raise MachineError(f"The worker at {worker} would make another book: {told}. Install the same there.")
        self._plugin = f"chapbook-{client.id}"
        client.register_plugin(Outworkers(self._plugin, here))
        return client

    def _send(self, client: distributed.Client, orders: Iterable[_Sent]) -> dict[distributed.Future, _Sent]:
        """The tasks of the cluster, each for its job."""
        self._sendings += 1  # a key that was let go a moment ago may be forgotten while it is asked for again
        prefix = f"{self._plugin}-{self._sendings}"
        files: dict[str, distributed.Future] = {}
        sent: dict[distributed.Future, _Sent] = {}
        # Pictures are large, and Dask warns of tasks that are.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}):
            for order in orders:
                job, parcel = order.job, order.parcel
                for name in parcel.files.keys() - files.keys():
                    files[name] = client.submit(carry, _content(parcel.files[name]), key=f"{prefix}-{name}")
                copies = [(name, files[name]) for name in sorted(parcel.files)]
                task = (do_outwork, self._plugin, job.name, parcel.content, job.seconds, copies)
                future = client.submit(*task, pure=False)
                sent[future] = replace(order, files=tuple(file for _name, file in copies))
        return sent

    def _next(self, done: SimpleQueue[distributed.Future]) -> distributed.Future:
        """The next job that ends. Raises MachineError when there is nobody left who could end one."""
        seen = time.monotonic()
        while True:
            try:
                return done.get(timeout=_LOOK_SECONDS)
            except Empty:
                is_manned = self._is_manned()
                now = time.monotonic()
                seen = now if is_manned else seen
                if now - seen > _LONELY_SECONDS:
                    raise MachineError(f"The cluster at {self.address} has lost its last worker.") from None

    def _is_manned(self) -> bool:
        """Whether the cluster has workers, and says so in time: a scheduler may be there and never answer."""
        if self._client is None:
            return False
        try:
            return bool(self._client.sync(self._client.scheduler.ncores, callback_timeout=_ANSWER_SECONDS))
        except TimeoutError:
            return False

    def _outcome(self, future: distributed.Future, name: str) -> Outcome[Any]:
        if future.status == "finished":
            outcome: Outcome[Any] = pickle.loads(future.result())  # noqa: S301 – the cluster is trusted
            return outcome
        if future.status != "error":
            raise MachineError(f"The cluster at {self.address} is gone, or somebody has taken our jobs off it.")
        fault = future.exception()
        if isinstance(fault, distributed.KilledWorker):
            failure = "Each worker of the cluster that had it was lost."
            return Outcome(name, failure=failure, cause=Cause.DEATH)
        return Outcome(name, failure=f"{type(fault).__name__}: {fault}")


def _knock(address: str) -> None:
    """Raises OSError when no scheduler answers: for somebody who says nothing, Dask waits for ever."""

    async def knock() -> None:
        comm = await asyncio.wait_for(distributed.comm.connect(address, timeout=_ANSWER_SECONDS), _ANSWER_SECONDS)
        comm.abort()

    with ThreadPoolExecutor(1) as thread:  # the caller's own may have a loop
        try:
            thread.submit(asyncio.run, knock()).result()
        except Exception as fault:  # whatever is made of the words of another program
            raise ConnectionError(f"no scheduler is at {address}") from fault


def _content(file: bytes | Path) -> bytes:
    return file if isinstance(file, bytes) else file.read_bytes()


class _Here:
    """This machine, for jobs that cannot leave it. Dask has threads in this process, so that it must not fork."""

    def __init__(self) -> None:
        self._shelf = ExitStack()
        self._foremen: Foremen | None = None
        self._threads = ThreadPoolExecutor(os.cpu_count())

    def begin(self, function: Callable[[Argument], Any], jobs: Sequence[Job[Argument]]) -> list[Future[bytes]]:
        """Begin the jobs; their outcomes, pickled."""
        if self._foremen is None:
            store = self._shelf.enter_context(tempfile.TemporaryDirectory(prefix="chapbook-"))
            self._foremen = Foremen(Path(store))
            self._shelf.callback(self._foremen.close)
        do = self._foremen.do
        return [self._threads.submit(do, job.name, pickle.dumps((function, job)), job.seconds) for job in jobs]

    def close(self) -> None:
        """End what nobody waits for any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._shelf.close()


class Outworkers(distributed.WorkerPlugin):  # type: ignore[misc]  # Dask is not read for its types
    """What a worker of the cluster has for us: foremen, and a folder for the files of their jobs.

    `expected` is what it must stand on; a worker that comes later may stand on something else.
    """

    def __init__(self, name: str, expected: Mapping[str, str]) -> None:
        self.name = name
        self.expected = expected

    def setup(self, worker: distributed.Worker) -> None:
        """Make the folder among Dask's own files, which it clears away even behind a worker that was killed."""
        self.fault = difference(self.expected, footing())
        self.foremen = Foremen(Path(tempfile.mkdtemp(prefix="chapbook-", dir=worker.local_directory)))

    def teardown(self, worker: distributed.Worker) -> None:  # noqa: ARG002 – its signature
        """Leave nothing behind."""
        self.foremen.close()
        shutil.rmtree(self.foremen.store, ignore_errors=True)


def do_outwork(plugin: str, name: str, content: bytes, seconds: float, files: Sequence[tuple[str, bytes]]) -> bytes:
    """Do a job at a worker of the cluster; the outcome, pickled. Raises MachineError when it would be another's."""
    ours = distributed.get_worker().plugins[plugin]
    if ours.fault:
        raise MachineError(f"A worker that came later would make another book: {ours.fault}.")
    for file_name, file in files:
        keep(file, file_name, ours.foremen.store)
    outcome: bytes = ours.foremen.do(name, content, seconds)
    return outcome


def carry(content: bytes) -> bytes:
    """A file that jobs read: as a task of its own it goes once to each worker, and again when one is lost."""
    return content
