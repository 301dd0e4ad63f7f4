"""Jobs done away from the process that wants them, each in a process of its own that can be killed.

Input: packed jobs, from as many threads as like. Output: their outcomes. A process with threads cannot fork, and one
that a cluster runs may have no children of `multiprocessing`: so each thread has a foreman, this very module run as a
program without threads, which does its jobs with `Workers` and leaves when nobody is there to do them for.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import Lock
from typing import Any

from chapbook.travel import unpack
from chapbook.workers import Cause, Job, Outcome, Workers

_GRACE_SECONDS = 60.0  # for a foreman to begin, and to say that a job is late
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class _Foreman:
    program: subprocess.Popen[bytes]
    connection: Connection

    def dismiss(self) -> None:
        """End it with all that it runs."""
        self.connection.close()
        with suppress(ProcessLookupError):
            os.killpg(self.program.pid, signal.SIGKILL)
        self.program.wait()


@dataclass
class Foremen:
    """As many foremen as there are jobs at once. `store` is the folder that the files of the jobs are in."""

    store: Path
    _idle: list[_Foreman] = field(default_factory=list)
    _all: list[_Foreman] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def do(self, name: str, content: bytes, seconds: float) -> bytes:
        """The outcome of a packed job, pickled; a foreman that is lost or late is the job's failure."""
        foreman = self._take()
        try:
            foreman.connection.send((name, content, seconds))
            if foreman.connection.poll(seconds + _GRACE_SECONDS):
                outcome = foreman.connection.recv_bytes()
                with self._lock:
                    self._idle.append(foreman)
                return outcome
            lost: Outcome[Any] = Outcome(name, failure=f"It took longer than {seconds:.0f} seconds.", cause=Cause.TIME)
        except (EOFError, OSError):
            lost = Outcome(name, failure="The worker process ended without an answer.", cause=Cause.DEATH)
        self._dismiss(foreman)
        return pickle.dumps(lost)

    def close(self) -> None:
        """End all foremen, and what they run."""
        for foreman in list(self._all):
            self._dismiss(foreman)

    def _take(self) -> _Foreman:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            ours, theirs = Pipe()
            command = [sys.executable, "-P", "-m", __name__, str(theirs.fileno()), str(self.store), str(os.getpid())]
            # It finds the modules that we find. With a session of its own, what it runs can be ended with it, and
            # Ctrl-C is ours to answer.
            program = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
            theirs.close()
            self._all.append(_Foreman(program, ours))
            return self._all[-1]

    def _dismiss(self, foreman: _Foreman) -> None:
        with self._lock:
            self._all.remove(foreman)
        foreman.dismiss()


def _serve(connection: Connection, store: Path) -> None:
    with Workers(1) as workers:
        while True:
            try:
                name, content, seconds = connection.recv()
            except EOFError:
                return
            (outcome,) = workers.run(_unpack_and_do, [Job(name, (content, store), seconds)])
            connection.send_bytes(pickle.dumps(outcome))


def _unpack_and_do(packed: tuple[bytes, Path]) -> Any:
    function, job = unpack(*packed)
    return function(job.argument)


def _leave_with(parent: int) -> None:
    """End this program when the parent is gone, whatever it is doing."""

    def look(_signal: int, _frame: object) -> None:
        if os.getppid() != parent:
            os.killpg(0, signal.SIGKILL)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _LOOK_SECONDS, _LOOK_SECONDS)


if __name__ == "__main__":
    _leave_with(int(sys.argv[3]))
    _serve(Connection(int(sys.argv[1])), Path(sys.argv[2]))
