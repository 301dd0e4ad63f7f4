"""When Python looks for garbage while a book is in the press: seldom.

Nearly all that a build makes it needs until its end, and what refers to itself in circles is little; Python's own
measure looks at all of it again and again, which takes a thirtieth of a build.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects until the young ones are looked at, some 10 MB, and how often these until the middle ones are.
_YOUNG, _MIDDLE = 50_000, 10


@contextmanager
def collect_seldom(young: int = _YOUNG, middle: int = _MIDDLE) -> Iterator[None]:
    """Look for garbage seldom inside the `with` statement, and in the processes that are forked in it.

    `young` is how many new objects there may be until the young ones are looked at, and `middle` how often these are
    until the middle ones are.
    """
    before = gc.get_threshold()
    gc.set_threshold(young, middle, before[2])
    try:
        yield
    finally:
        gc.set_threshold(*before)
