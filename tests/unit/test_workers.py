"""workers.py: every job has an outcome, whatever becomes of its process."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from chapbook.workers import Cause, Job, Workers


def behave(how: str) -> str:
    if how == "die":
        os._exit(1)
    if how == "hang":
        time.sleep(60)
    if how == "gorge":
        raise MemoryError
    if how == "fail":
        raise ValueError("so it is")
    return how


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
