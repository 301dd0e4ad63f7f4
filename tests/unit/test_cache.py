"""cache.py: never trusted, never in the way."""

from __future__ import annotations

from pathlib import Path

from chapbook.cache import Cache, cache_key
from chapbook.cache_folder import clean_cache
from chapbook.cached_work import KeyedJob, recall, remember, run_cached
from chapbook.workers import Job, Workers


def test_what_is_stored_is_found(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    key = cache_key("a", b"b")
    assert cache.get(key) is None
    cache.put(key, b"content")
    assert cache.get(key) == b"content"
    clean_cache(tmp_path)
    assert cache.get(key) is None


def test_a_damaged_entry_is_the_same_as_none(tmp_path: Path) -> None:
    cache, key = Cache(tmp_path), cache_key("x")
    cache.put(key, b"content")
    (entry,) = [p for p in tmp_path.rglob("*") if p.is_file()]
    entry.write_bytes(entry.read_bytes()[:-1])
    assert cache.get(key) is None


def test_an_entry_in_the_place_of_another_is_the_same_as_none(tmp_path: Path) -> None:
    cache, key = Cache(tmp_path), cache_key("x")
    cache.put(key, b"content")
    (entry,) = [p for p in tmp_path.rglob("*") if p.is_file()]
    other = cache_key("y")
    place = tmp_path / other[:2] / other[2:]
    place.parent.mkdir(exist_ok=True)
    entry.rename(place)
    assert cache.get(other) is None


def test_keys_tell_their_parts_apart() -> None:
    assert len({cache_key("ab", "c"), cache_key("a", "bc"), cache_key("abc"), cache_key("abc", "")}) == 4


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file")
    cache.put(cache_key("x"), b"content")
    assert cache.get(cache_key("x")) is None


def test_an_entry_of_another_shape_is_the_same_as_none(tmp_path: Path) -> None:
    cache, key = Cache(tmp_path), cache_key("x")
    remember(cache, key, ("a", 1))
    assert recall(cache, key, tuple[str, int]) == ("a", 1)
    assert recall(cache, key, tuple[int, int]) is None


def test_only_what_is_missing_is_done(tmp_path: Path) -> None:
    cache, done = Cache(tmp_path), []

    def double(n: int) -> int:
        done.append(n)
        return 2 * n

    def jobs(*numbers: int) -> list[KeyedJob[int]]:
        return [KeyedJob(Job(str(n), n), cache_key("double", str(n))) for n in numbers]

    with Workers(0) as workers:
        assert {o.name: o.result for o in run_cached(workers, cache, double, jobs(1, 2), int)} == {"1": 2, "2": 4}
        assert {o.name: o.result for o in run_cached(workers, cache, double, jobs(2, 3), int)} == {"2": 4, "3": 6}
    assert done == [1, 2, 3]
