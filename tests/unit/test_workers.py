"""workers.py: every job has an outcome, whatever becomes of its process."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest

from chapbook.workers import Cause, Job, Workers


def behave(how: str) -> str:
    if how == "die":
        os._exit(1)
    if how == "hang":
        time.sleep(60)
    if how == "rest":
        time.sleep(0.5)
    if how == "gorge":
        raise MemoryError
    if how == "fail":
        raise ValueError("so it is")
    return how


class Gorging:
    """What takes more memory than there is when it is packed, or when it is unpacked."""

    def __init__(self, *, packed: bool) -> None:
        self.packed = packed

    def __reduce__(self) -> tuple[object, ...]:
        if self.packed:
            raise MemoryError
        return gorge, ()


def gorge() -> None:
    raise MemoryError


def make_gorging(_how: str) -> Gorging:
    return Gorging(packed=True)


def keep(megabytes: int) -> int:
    """Hold so much memory for as long as the process lives; which process it is."""
    sys.modules[__name__].__dict__.setdefault("held", []).append(bytes(range(256)) * (megabytes * 2**12))
    return os.getpid()


def test_a_process_that_has_grown_makes_room_for_another() -> None:
    with Workers(1) as workers, patch("chapbook.workers._MOST_GROWTH", 100 * 2**20):
        sizes = (1, 1, 150, 1, 1)
        ran = [outcome.result for outcome in workers.run(keep, [Job(str(n), size) for n, size in enumerate(sizes)])]
    assert ran[0] == ran[1] == ran[2]
    assert ran[3] == ran[4]
    assert (ran[3] != ran[2]) == Path("/proc/self/statm").exists()  # elsewhere nobody tells how large a process is


def leave(_argument: object) -> str:
    return "done"


@pytest.mark.parametrize("count", [0, 1, 2])
def test_each_job_has_its_outcome(count: int) -> None:
    with Workers(count) as workers:
        outcomes = {
            o.name: o
            for o in workers.run(
                behave, [Job("one", "good"), Job("two", "fail"), Job("three", "well"), Job("four", "gorge")]
            )
        }
    assert outcomes["one"].result == "good"
    assert outcomes["two"].failure == "ValueError: so it is"
    assert outcomes["two"].cause is Cause.FAULT
    assert outcomes["three"].result == "well"
    assert outcomes["four"].cause is Cause.MEMORY
    assert outcomes["four"].failure.endswith("GB.")


def test_a_dead_process_is_replaced() -> None:
    with Workers(1) as workers:
        outcomes = {o.name: o for o in workers.run(behave, [Job("one", "die"), Job("two", "good")])}
    assert "ended without an answer" in outcomes["one"].failure
    assert outcomes["one"].cause is Cause.DEATH
    assert outcomes["two"].result == "good"


def test_a_result_too_large_to_travel_is_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    with Workers(1) as workers:
        (outcome,) = workers.run(make_gorging, [Job("one", "")])
    assert outcome.cause is Cause.MEMORY
    assert capfd.readouterr().err == ""


def test_a_job_too_large_for_its_worker_is_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    with Workers(1) as workers:
        first, second = workers.run(leave, [Job("one", Gorging(packed=False)), Job("two", None)])
    assert (first.cause, second.result) == (Cause.DEATH, "done")
    assert capfd.readouterr().err == ""


def test_a_process_that_ends_while_it_is_handed_a_job_is_replaced() -> None:
    with Workers(1) as workers:
        assert [o.result for o in workers.run(behave, [Job("one", "good")])] == ["good"]
        (idle,) = multiprocessing.active_children()
        idle.kill()
        idle.join()
        with patch.object(Workers, "_fit", lambda _self, worker, _module: worker):  # it seemed to be alive
            two, three = workers.run(behave, [Job("two", "good"), Job("three", "well")])
    assert (two.cause, three.result) == (Cause.DEATH, "well")


def test_a_process_that_ended_while_it_had_nothing_to_do_is_replaced() -> None:
    with Workers(1) as workers:
        assert [o.result for o in workers.run(behave, [Job("one", "good")])] == ["good"]
        (idle,) = multiprocessing.active_children()
        idle.kill()
        idle.join()
        assert [o.result for o in workers.run(behave, [Job("two", "well")])] == ["well"]


def test_a_job_past_its_deadline_is_killed() -> None:
    with Workers(1) as workers:
        outcomes = {o.name: o for o in workers.run(behave, [Job("one", "hang", seconds=0.2), Job("two", "good")])}
    assert "longer than" in outcomes["one"].failure
    assert outcomes["one"].cause is Cause.TIME
    assert outcomes["two"].result == "good"


def test_a_pool_can_run_twice() -> None:
    with Workers(2) as workers:
        for _ in range(2):
            assert sorted(o.name for o in workers.run(behave, [Job(n, "x") for n in "abc"])) == ["a", "b", "c"]


def test_jobs_begin_before_anybody_asks(tmp_path: Path) -> None:
    with Workers(1) as workers:
        first = workers.run(touch, [Job("one", str(tmp_path / "one"))])
        second = workers.run(touch, [Job("two", str(tmp_path / "two"))])
        assert [o.name for o in second] == ["two"]
        assert (tmp_path / "one").exists()
        assert [o.name for o in first] == ["one"]


def test_what_nobody_asks_for_any_more_is_not_begun(tmp_path: Path) -> None:
    with Workers(1) as workers:
        outcomes = workers.run(touch, [Job(name, str(tmp_path / name)) for name in ("one", "two", "three", "four")])
        next(outcomes)
        outcomes.close()  # type: ignore[attr-defined]  # what a `for` loop does that is left
        list(workers.run(behave, [Job("more", "good")]))
    assert not (tmp_path / "four").exists()


def test_what_nobody_ever_asked_for_is_not_begun_any_more(tmp_path: Path) -> None:
    """A book that is given up leaves pages that were begun: the next book does not wait for them."""
    with Workers(2) as workers:
        given_up = workers.run(touch, [Job(name, str(tmp_path / name)) for name in ("one", "two", "three")])
        del given_up
        assert [o.result for o in workers.run(behave, [Job("a", "good"), Job("b", "rest")])] == ["good", "rest"]
    assert not (tmp_path / "three").exists()


def test_what_is_asked_last_is_done_first() -> None:
    with Workers(1) as workers:
        first = workers.run(moment, [Job(name, name) for name in ("a", "b")])
        second = workers.run(moment, [Job(name, name) for name in ("c", "d")])
        when = {o.name: o.result or 0.0 for outcomes in (first, second) for o in outcomes}
    assert sorted(when, key=when.__getitem__) == ["a", "c", "d", "b"]


def moment(_name: str) -> float:
    return time.monotonic()


def touch(path: str) -> bool:
    Path(path).touch()
    return True


def test_workers_are_forked_with_what_their_jobs_need() -> None:
    warmed = ModuleType("warmed")
    vars(warmed)["warm_up"] = lambda stoves: vars(warmed).update(dict.fromkeys(stoves, "warm"))
    with patch.dict(sys.modules, {"warmed": warmed}), Workers(1) as workers:
        list(workers.run(behave, [Job("cold", "good")]))  # this worker was forked before
        vars(warmed)["feel"] = feel
        with patch.object(feel, "__module__", "warmed"):
            assert [o.result for o in workers.run(feel, [Job("warm", "stove")])] == ["warm"]


def feel(what: str) -> str:
    return str(getattr(sys.modules["warmed"], what))


@pytest.fixture
def warmed() -> Iterator[ModuleType]:
    """A module whose jobs say in which process it was warmed up."""
    module = ModuleType("warmed")
    vars(module).update(warm_up=lambda _stoves: vars(module).update(place=os.getpid()), feel=feel)
    with patch.dict(sys.modules, {"warmed": module}), patch.object(feel, "__module__", "warmed"):
        yield module


def test_a_job_that_was_told_of_finds_a_worker_that_is_ready(warmed: ModuleType) -> None:
    with Workers(2) as workers:
        begun = workers.run(behave, [Job("before", "rest")])
        workers.prepare(feel)
        (outcome,) = workers.run(feel, [Job("one", "place")])
        assert outcome.result not in {str(os.getpid()), None}
        assert not hasattr(warmed, "place")  # nothing was loaded here
        assert [outcome.result for outcome in begun] == ["rest"]


def test_more_jobs_than_workers_that_are_ready_have_what_they_need_loaded_here(warmed: ModuleType) -> None:
    with Workers(2) as workers:
        workers.prepare(feel)
        outcomes = list(workers.run(feel, [Job("one", "place"), Job("two", "place")]))
        assert str(os.getpid()) in {outcome.result for outcome in outcomes}
        assert warmed.place == os.getpid()


def test_what_is_told_of_while_a_job_waits_for_one_who_gets_ready_is_loaded_by_another(warmed: ModuleType) -> None:
    with Workers(2) as workers:
        workers.prepare(behave)
        begun = workers.run(behave, [Job("before", "good")])
        workers.prepare(feel)
        assert not hasattr(warmed, "place")
        assert [outcome.result for outcome in workers.run(feel, [Job("one", "place")])] != [str(os.getpid())]
        assert len(list(begun)) == 1


def test_what_is_told_of_is_loaded_here_when_everybody_is_at_work(warmed: ModuleType) -> None:
    with Workers(1) as workers:
        begun = workers.run(behave, [Job("before", "good"), Job("behind", "good")])
        workers.prepare(feel)
        assert warmed.place == os.getpid()
        assert len(list(begun)) == 2


@pytest.mark.usefixtures("warmed")
def test_one_who_ends_while_it_gets_ready_is_missed_by_nobody() -> None:
    vars(sys.modules["warmed"])["warm_up"] = lambda _stoves: os._exit(1)
    with Workers(1) as workers:
        workers.prepare(feel)
        vars(sys.modules["warmed"]).update(warm_up=lambda _stoves: None, place="here")
        assert [outcome.result for outcome in workers.run(feel, [Job("one", "place")])] == ["here"]
