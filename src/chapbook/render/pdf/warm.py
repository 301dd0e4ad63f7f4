"""What laying out needs, loaded before workers are forked, so that none of them loads it again.

Input: the languages of the book, as BCP 47 tags. Output: nothing but modules that are imported, and tables that are
read. No face is opened: Pango may look for faces in a thread, and a thread is lost when a process forks.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable

import chapbook.render.pdf.layout
import chapbook.render.pdf.layout_sorts  # noqa: F401 – imported to be there
from chapbook.render.pdf.typesetter import prepare


def warm_up(languages: Iterable[str] = ()) -> None:
    """Read the tables of WeasyPrint, and the hyphens of the languages that have any.

    What is in memory afterwards is no more looked at for garbage, here and in the processes forked from this one, which
    share its memory for as long as they do not write to it.
    """
    prepare(languages)
    gc.collect()
    gc.freeze()
