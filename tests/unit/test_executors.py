"""executors.py: who does the jobs, and what is said when nobody can."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chapbook.cli import app, main
from chapbook.commission import WrongUseError
from chapbook.executors import open_executor
from chapbook.machine import MachineError
from chapbook.workers import Job, Workers


def test_without_a_cluster_the_jobs_are_done_here() -> None:
    with open_executor(None, 0) as executor:
        assert [outcome.result for outcome in executor.run(str.upper, [Job("one", "a")])] == ["A"]


def test_an_executor_that_is_handed_in_is_used_as_it_is() -> None:
    with Workers(0) as ours, open_executor(ours, None) as executor:
        assert executor is ours


@pytest.mark.parametrize("address", ["dask://", "dask://host", "tcp://host:1", "host:8786", "dask://host:1/x"])
def test_an_address_that_is_none_is_wrong_use(address: str) -> None:
    with pytest.raises(WrongUseError, match="is no cluster; write dask://HOST:PORT"), open_executor(address, None):
        pass


def test_the_extra_is_named_where_dask_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "chapbook.cluster", raising=False)
    with pytest.raises(MachineError, match=r"pip install 'chapbook\[cluster\]'"), open_executor("dask://host:1", None):
        pass


def test_the_command_says_what_an_address_looks_like(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("# One\n")
    done = CliRunner().invoke(app, ["build", str(tmp_path), "--executor", "10.0.0.5:8786"])
    assert done.exit_code == 2
    assert "write dask://HOST:PORT" in done.output


def test_a_fault_of_the_press_is_a_sentence_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down() -> None:
        raise KeyError("x")

    monkeypatch.setattr("chapbook.cli.app", break_down)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    assert capsys.readouterr().err == "chapbook: The press broke down, which is a fault of its own (KeyError: 'x').\n"
