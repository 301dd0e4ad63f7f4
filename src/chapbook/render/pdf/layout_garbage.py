"""When Python looks for garbage: seldom while a part is laid out, and once when it is done.

The boxes of a page know each other in circles, so that only the collector frees them; but nearly all of them are needed
until the part is printed. Python's own measure looks at them again and again, for a tenth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects until the young ones are looked at, and how often these until the middle ones are: a part of a few hundred
# pages is still held to a bound.
_YOUNG, _MIDDLE = 400_000, 20


@contextmanager
def garbage_put_off() -> Iterator[None]:
    """Look for garbage seldom inside the `with` statement, and afterwards at what was made in it."""
    young, middle, old = gc.get_threshold()
    gc.set_threshold(_YOUNG, _MIDDLE, old)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, old)
        gc.collect(1)
