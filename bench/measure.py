"""Runs a command and says what it cost: CPU seconds of it and all its children, wall seconds, peak memory.

Input: a command. Output: of several runs the cheapest, since noise only ever adds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What a run took.

    `cpu` is user and system time of the process and the children that it waited for, in seconds, `peak_mb` the resident
    memory of the largest of these processes, in megabytes. `said` is what it printed.
    """

    cpu: float
    wall: float
    peak_mb: float
    said: str = ""


def run(command: Sequence[str], *, given: bytes = b"", environment: Mapping[str, str] | None = None) -> Cost:
    """The cost of one run. Leaves with the command's own words when it fails."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as faults:
        source.write(given)
        source.seek(0)
        began = time.perf_counter()
        process = subprocess.Popen(command, stdin=source, stdout=output, stderr=faults, env=environment)
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            faults.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{faults.read().decode(errors='replace')}")
        output.seek(0)
        said = output.read().decode(errors="replace")
    to_mb = 1 / 1024 if sys.platform != "darwin" else 1 / 1024**2
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * to_mb, said)


def together(costs: Sequence[Cost]) -> Cost:
    """The cost of several runs, one after the other."""
    return Cost(sum(c.cpu for c in costs), sum(c.wall for c in costs), max(c.peak_mb for c in costs))


def cheapest(costs: Sequence[Cost]) -> Cost:
    """The run with the least CPU time."""
    return min(costs, key=lambda cost: cost.cpu)
