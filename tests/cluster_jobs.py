"""Jobs that the workers of a cluster load by their name: what a job may do to whoever does it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from chapbook.files import DiskFolder


def behave(how: str) -> str:
    """What a job may do to the worker of the cluster, whose foreman is the parent of this process."""
    if how == "kill":
        foreman = Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(")")[2].split()
        os.kill(int(foreman[1]), signal.SIGKILL)
        time.sleep(60)
    if how == "die":
        os._exit(1)
    if how == "hang":
        time.sleep(60)
    if how == "fail":
        raise ValueError("so it is")
    return how


def name_of(folder: DiskFolder) -> str:
    return folder.name()
