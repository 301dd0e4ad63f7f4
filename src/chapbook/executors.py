"""Who does the jobs of a build: worker processes of this machine, or a cluster that somebody runs.

Input: what was asked for. Output: an `Executor` for a `with` statement. What speaks to a cluster is loaded for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from chapbook.commission import WrongUseError
from chapbook.workers import Executor, Workers

_DASK = re.compile(r"dask://(?:[\w.-]+|\[[\da-fA-F:.]+\]):\d{1,5}")


@contextmanager
def open_executor(asked: str | Executor | None, workers: int | None) -> Iterator[Executor]:
    """The executor: `workers` processes, the cluster at the address, or the one that is handed in, left open.

    Raises WrongUseError for an address that is none, and MachineError when Dask is not installed.
    """
    if asked is None:
        with Workers(workers) as pool:
            yield pool
    elif isinstance(asked, str):
        if not _DASK.fullmatch(asked):
            raise WrongUseError(f"“{asked}” is no cluster; write dask://HOST:PORT, the address of a Dask scheduler.")
        from chapbook.cluster import Cluster

        with Cluster(asked) as cluster:
            yield cluster
    else:
        yield asked
