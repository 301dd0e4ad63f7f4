"""outwork.py: a foreman does jobs for a thread, and leaves when nobody is there to do them for."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster_jobs import behave

from chapbook.outwork import Foremen
from chapbook.workers import Cause, Job, Outcome

SECONDS = 30


@pytest.fixture
def foremen(tmp_path: Path) -> Iterator[Foremen]:
    made = Foremen(tmp_path)
    yield made
    made.close()


def do(foremen: Foremen, how: str, seconds: float = SECONDS) -> Outcome[str]:
    outcome: Outcome[str] = pickle.loads(foremen.do(how, pickle.dumps((behave, Job(how, how))), seconds))  # noqa: S301
    return outcome


def test_a_job_is_done_and_another_by_the_same_foreman(foremen: Foremen) -> None:
    assert [do(foremen, how).result for how in ("good", "well")] == ["good", "well"]
    assert len(foremen._all) == 1


def test_what_goes_wrong_is_an_outcome(foremen: Foremen) -> None:
    assert do(foremen, "fail").failure == "ValueError: so it is"
    assert do(foremen, "die").cause is Cause.DEATH
    assert do(foremen, "hang", 0.2).cause is Cause.TIME
    assert pickle.loads(foremen.do("odd", b"no pickle", SECONDS)).cause is Cause.FAULT  # noqa: S301


def test_a_foreman_that_is_lost_is_replaced(foremen: Foremen) -> None:
    do(foremen, "good")
    os.kill(foremen._all[0].program.pid, signal.SIGKILL)
    assert do(foremen, "good").cause is Cause.DEATH
    assert do(foremen, "good").result == "good"


LOSING = """
import os, pickle, sys, threading, time
from pathlib import Path
from cluster_jobs import behave
from chapbook.outwork import Foremen
from chapbook.workers import Job
foremen = Foremen(Path(sys.argv[1]))
foremen.do("good", pickle.dumps((behave, Job("good", "good"))), 9)
threading.Thread(target=foremen.do, args=("hang", pickle.dumps((behave, Job("hang", "hang"))), 9), daemon=True).start()
time.sleep(0.2)
print(foremen._all[0].program.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_foreman_leaves_when_a_machine_is_lost_that_had_it_whatever_it_does(tmp_path: Path) -> None:
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-c", LOSING, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        timeout=SECONDS,
        check=False,
    )
    group = int(done.stdout)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the foreman, or what it runs, is still there")
