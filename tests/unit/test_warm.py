"""What is loaded before workers are forked."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from chapbook.render.pdf.layout_garbage import garbage_put_off
from chapbook.render.pdf.warm import warm_up


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_a_language_without_hyphens_is_no_fault() -> None:
    warm_up(("cs", "zh", "x-klingon", ""))
    assert gc.get_freeze_count() > 0


def test_garbage_is_looked_at_as_before_after_a_fault() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), garbage_put_off():
        assert gc.get_threshold() > before
        raise ZeroDivisionError
    assert gc.get_threshold() == before
