"""When Python looks for garbage: seldom while a part is laid out, and once when it is done.

The boxes of a page know each other in circles, so that only the collector frees them; but nearly all of them are needed
until the part is printed. Python's own measure looks at them again and again, for a tenth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from chapbook.collector import collect_seldom

# As `collect_seldom` counts: a part of a few hundred pages is still held to a bound.
_YOUNG, _MIDDLE = 400_000, 20


@contextmanager
def garbage_put_off() -> Iterator[None]:
    """Look for garbage seldom inside the `with` statement, and afterwards at what was made in it."""
    try:
        with collect_seldom(_YOUNG, _MIDDLE):
            yield
    finally:
        gc.collect(1)
