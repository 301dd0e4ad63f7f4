"""The same bytes from a cluster as from this machine, whatever happens to its workers.

A real one: a scheduler and two workers, each a process of its own with a nanny that starts it again.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import distributions
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
from cluster_jobs import behave, forget_jobs, name_of
from conftest import ROOT, TINY, BuiltBook
from distributed import Client

from chapbook import build
from chapbook.cluster import Cluster
from chapbook.files import DiskFolder
from chapbook.footing import difference, footing
from chapbook.machine import MachineError
from chapbook.progress import Load
from chapbook.workers import Cause, Job, Outcome

SECONDS = 60


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """“dask://HOST:PORT” of a cluster that gives up on a job when it has lost two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s",  # so long a lost worker is called for what it had
    }
    python, quiet = [sys.executable, "-m"], ["--no-dashboard", "--dashboard-address", ":0"]
    common = ["--scheduler-file", str(told)]
    scheduler = ["distributed.cli.dask_scheduler", *common, *quiet, "--host", "127.0.0.1", "--port", "0"]
    worker = ["distributed.cli.dask_worker", *common, *quiet, "--nthreads", "1", "--local-directory"]
    with (folder / "log").open("wb") as log:
        programs = [
            subprocess.Popen(
                [*python, *arguments], cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            for arguments in (scheduler, [*worker, str(folder / "one")], [*worker, str(folder / "two")])
        ]
        try:
            until = time.monotonic() + SECONDS
            while not told.exists() and time.monotonic() < until:
                time.sleep(0.05)
            tcp = json.loads(told.read_text())["address"]
            with Client(tcp, timeout=SECONDS, set_as_default=False) as client:
                client.wait_for_workers(2, timeout=SECONDS)
            yield tcp.replace("tcp://", "dask://")
        finally:
            for program in programs:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait(SECONDS)


def kill_a_busy_worker(address: str) -> None:
    """End one that has a job, as a machine that loses its power does."""
    with Client(address.replace("dask://", "tcp://"), set_as_default=False) as client:
        busy = [worker for worker, tasks in client.processing().items() if tasks]
        (pid,) = client.run(os.getpid, workers=busy[:1]).values()
    os.kill(pid, signal.SIGKILL)


def test_a_book_is_the_same_when_a_worker_is_lost_on_the_way(address: str, tiny: BuiltBook, tmp_path: Path) -> None:
    killed: list[str] = []

    def watch(stage: str, done: int, total: int, load: Load | None = None, /) -> None:
        if stage == "Pages" and 0 < done < total and not killed:
            killed.append(stage)
            kill_a_busy_worker(address)

    out = tmp_path / "out"
    result = build(
        TINY, editions=["epub", "screen"], out=out, cache=tmp_path / "cache", executor=address, on_progress=watch
    )
    assert [str(d) for d in result.diagnostics] == []
    assert killed
    for edition in result.editions:
        assert (out / edition.file_name).read_bytes() == tiny.path(edition.name).read_bytes()


def run(address: str, *jobs: Job[str]) -> dict[str, Outcome[str]]:
    with Cluster(address) as cluster:
        return {outcome.name: outcome for outcome in cluster.run(behave, jobs)}


def test_each_job_has_its_outcome(address: str) -> None:
    outcomes = run(
        address, Job("one", "good"), Job("two", "fail"), Job("three", "hang", seconds=0.2), Job("four", "die")
    )
    assert outcomes["one"].result == "good"
    assert outcomes["two"].failure == "ValueError: so it is"
    assert outcomes["three"].cause is Cause.TIME
    assert outcomes["four"].cause is Cause.DEATH


def test_a_job_that_kills_every_worker_is_a_failure_with_its_name(address: str) -> None:
    outcomes = run(address, Job("chapter.md", "kill"), Job("other.md", "good"))
    assert outcomes["chapter.md"].cause is Cause.DEATH
    assert outcomes["chapter.md"].failure == "Each worker of the cluster that had it was lost."
    assert outcomes["other.md"].result == "good"


def test_a_job_that_the_scheduler_forgets_is_sent_again(address: str) -> None:
    with Cluster(address) as cluster, Client(address.replace("dask://", "tcp://"), set_as_default=False) as other:
        outcomes = cluster.run(behave, [Job("chapter.md", "linger")])
        until = time.monotonic() + SECONDS
        while not (forgotten := other.run_on_scheduler(forget_jobs)) and time.monotonic() < until:
            time.sleep(0.05)
        assert forgotten == 1
        assert [outcome.result for outcome in outcomes] == ["linger"]


def test_what_names_a_folder_here_is_done_here(tmp_path: Path) -> None:
    """No cluster is needed for it, so none is called."""
    with Cluster("dask://127.0.0.1:1") as cluster:
        for _ in range(2):
            jobs = [Job("one", DiskFolder(tmp_path))]
            assert [outcome.result for outcome in cluster.run(name_of, jobs)] == [tmp_path.name]


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chapbook.cluster._ANSWER_SECONDS", 0.5)
    with Cluster("dask://127.0.0.1:1") as cluster:
        for _ in range(2):
            with pytest.raises(MachineError, match=r"Nobody answers at dask://127\.0\.0\.1:1"):
                list(cluster.run(behave, [Job("one", "good")]))


def test_dask_writes_nothing_among_what_we_print() -> None:
    logger = logging.getLogger("distributed.client")
    with Cluster("dask://127.0.0.1:1"):
        assert not logger.isEnabledFor(logging.CRITICAL)
    assert logger.isEnabledFor(logging.CRITICAL)


@pytest.mark.parametrize(
    "says", [b"", b"\0", b"HTTP/1.1 400 Bad Request", b"\xff" * 100], ids=["nothing", "too-little", "web", "noise"]
)
def test_somebody_who_is_no_scheduler_is_told(says: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chapbook.cluster._ANSWER_SECONDS", 0.5)
    callers = []

    def answer(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller, _address = listener.accept()
                callers.append(caller)
                caller.send(says)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=answer, args=(listener,), daemon=True).start()
        address = f"dask://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(MachineError, match="Nobody answers"), Cluster(address) as cluster:
            list(cluster.run(behave, [Job("one", "good")]))
    for caller in callers:
        caller.close()


def test_a_machine_with_other_libraries_is_told_by_what_differs(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here we say that we have others; the workers say what they have."""
    theirs = footing()["weasyprint"]
    installed = [d for d in distributions() if d.name != "weasyprint"]
    monkeypatch.setattr(
        "chapbook.footing.distributions", lambda: [*installed, SimpleNamespace(name="weasyprint", version="1.0")]
    )
    monkeypatch.setattr("chapbook.footing.code_stamp", lambda: "another")
    with pytest.raises(MachineError, match=rf"would make another book: weasyprint 1\.0 here and {theirs} there\."):
        run(address, Job("one", "good"))


def test_the_press_itself_is_named_where_nothing_else_differs() -> None:
    here = footing()
    assert difference(here, dict(here)) == ""
    assert difference(here, here | {"chapbook": "another"}) == f"chapbook {here['chapbook']} here and another there"
