"""Runs a command and says what it cost: CPU seconds of it and all its children, wall seconds, peak memory.

Input: a command. Output: of several runs the cheapest, since noise only ever adds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What a run took.

    `cpu` is user and system time of the process and the children that it waited for, in seconds, `peak_mb` the resident
    memory of the largest of these processes, or of all at once where they were watched, in megabytes. `said` is what it
    printed.
    """

    cpu: float
    wall: float
    peak_mb: float
    said: str = ""


def run(
    command: Sequence[str],
    *,
    given: bytes = b"",
    environment: Mapping[str, str] | None = None,
    watched: bool = False,
) -> Cost:
    """The cost of one run. Leaves with the command's own words when it fails.

    Watched (on Linux), the memory is that of all processes together, what they share counted once, looked at up to ten
    times a second; otherwise that of the largest.
    """
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as faults:
        source.write(given)
        source.seek(0)
        began = time.perf_counter()
        process = subprocess.Popen(command, stdin=source, stdout=output, stderr=faults, env=environment)
        with _watch(process.pid) if watched else nullcontext() as peak:
            _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            faults.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{faults.read().decode(errors='replace')}")
        output.seek(0)
        said = output.read().decode(errors="replace")
    to_mb = 1 / 1024 if sys.platform != "darwin" else 1 / 1024**2
    memory = peak.megabytes if peak else usage.ru_maxrss * to_mb
    return Cost(usage.ru_utime + usage.ru_stime, wall, memory, said)


# Looking at a process's memory stops it, the longer the more it has: a fiftieth of a watched run may go into looking.
_REST = 50


@dataclass
class _Peak:
    megabytes: float = 0.0


@contextmanager
def _watch(pid: int) -> Iterator[_Peak]:
    """The most memory that the process and its descendants hold at once, as far as a look now and then tells."""
    peak, stop = _Peak(), threading.Event()

    def look() -> None:
        rest = 0.1
        while not stop.wait(rest):
            began = time.perf_counter()
            peak.megabytes = max(peak.megabytes, sum(map(_proportional_mb, _tree(pid))))
            rest = max(0.1, _REST * (time.perf_counter() - began))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        stop.set()
        watcher.join()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return  # it has ended
    for child in children:
        yield from _tree(int(child))


def _proportional_mb(pid: int) -> float:
    """The process's proportional set size: memory that n processes share counts an n-th for each."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0  # it has ended
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def together(costs: Sequence[Cost]) -> Cost:
    """The cost of several runs, one after the other."""
    return Cost(sum(c.cpu for c in costs), sum(c.wall for c in costs), max(c.peak_mb for c in costs))


def cheapest(costs: Sequence[Cost]) -> Cost:
    """The run with the least CPU time."""
    return min(costs, key=lambda cost: cost.cpu)
