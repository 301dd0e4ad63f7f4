"""What is loaded before workers are forked."""

from __future__ import annotations

import ctypes.util
import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from chapbook.render.pdf.layout_garbage import garbage_put_off
from chapbook.render.pdf.layout_libraries import loader_alone
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


def test_weasyprint_is_loaded_without_a_look_for_libraries_by_other_means() -> None:
    """In a process of its own, for here it is loaded already. Without the mend `ldconfig` runs a dozen times."""
    program = (
        "import ctypes.util, subprocess\n"
        "from chapbook.render.pdf.page_jobs import warm_up\n"
        "find, runs = ctypes.util.find_library, []\n"
        "subprocess.Popen = lambda *arguments, **options: runs.append(arguments) or 1 / 0\n"
        "warm_up([])\n"
        "assert ctypes.util.find_library is find\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_where_the_loader_knows_no_pango_libraries_are_looked_for_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chapbook.render.pdf.layout_libraries._PANGO", "libnobody-knows.so.7")
    find = ctypes.util.find_library
    with loader_alone():
        assert ctypes.util.find_library is find
