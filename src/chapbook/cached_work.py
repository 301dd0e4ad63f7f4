"""Jobs for the workers, done only when their results are not in the cache.

Input: a function, and its jobs, each with the key of everything that its result depends on. Output: an outcome for each
job; those from the cache come first. Results are stored as MessagePack of the model's dataclasses, so reading a foreign
cache can give a wrong result at worst, and never run code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

import msgspec

from chapbook.cache import Cache
from chapbook.workers import Argument, Executor, Job, Outcome

Result = TypeVar("Result")


@dataclass(frozen=True)
class KeyedJob(Generic[Argument]):
    """A job and its cache key, made with `cache_key`."""

    job: Job[Argument]
    key: str


def recall(cache: Cache, key: str, result_type: type[Result]) -> Result | None:
    """What the cache has under the key, or None when it has nothing of that type."""
    stored = cache.get(key)
    if stored is None:
        return None
    try:
        return msgspec.msgpack.decode(stored, type=result_type)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None  # another shape than today's: the work is done again


def remember(cache: Cache, key: str, result: object) -> None:
    """Store the result under the key."""
    cache.put(key, msgspec.msgpack.encode(result))


def run_cached(
    workers: Executor | None,
    cache: Cache,
    function: Callable[[Argument], Result],
    jobs: Sequence[KeyedJob[Argument]],
    result_type: type[Result],
) -> Iterator[Outcome[Result]]:
    """An outcome for each job, named as the job is; fresh results are stored, failures are not.

    What is not in the cache is begun at once; without workers it is a failure.
    """
    known: list[Outcome[Result]] = []
    missing: list[KeyedJob[Argument]] = []
    for keyed in jobs:
        result = recall(cache, keyed.key, result_type)
        if result is None:
            missing.append(keyed)
        else:
            known.append(Outcome(keyed.job.name, result, cached=True))
    if workers is None:
        return iter([*known, *(Outcome(keyed.job.name, failure="It is not in the cache.") for keyed in missing)])
    keys = {keyed.job.name: keyed.key for keyed in missing}
    return chain(known, _remembered(cache, keys, workers.run(function, [keyed.job for keyed in missing])))


def _remembered(
    cache: Cache, keys: Mapping[str, str], outcomes: Iterator[Outcome[Result]]
) -> Iterator[Outcome[Result]]:
    for outcome in outcomes:
        if outcome.result is not None:
            remember(cache, keys[outcome.name], outcome.result)
        yield outcome
