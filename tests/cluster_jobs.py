"""Jobs that the workers of a cluster load by their name: what a job may do to whoever does it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from chapbook.files import DiskFolder


def behave(how: str) -> str:
    """What a job may do to the worker of the cluster, whose foreman is the parent of this process."""
    if how == "kill":
        foreman = Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(")")[2].split()
        os.kill(int(foreman[1]), signal.SIGKILL)
        time.sleep(60)
    if how == "die":
        os._exit(1)
    if how == "linger":
        time.sleep(2)
    if how == "hang":
        time.sleep(60)
    if how == "fail":
        raise ValueError("so it is")
    return how


def name_of(folder: DiskFolder) -> str:
    return folder.name()


def forget_jobs(dask_scheduler: Any) -> int:
    """Run by a scheduler: drop the jobs that are being done; how many they were."""
    jobs = [task for task in dask_scheduler.tasks.values() if "do_outwork" in task.key and task.state == "processing"]
    for task in jobs:
        (client,) = task.who_wants
        dask_scheduler.stimulus_cancel([task.key], client.client_key, force=True, reason="", msg="")
    return len(jobs)
