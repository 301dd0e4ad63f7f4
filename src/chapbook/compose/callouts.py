"""Titles of callouts that have none of their own.

Input: `p class="note-title"` with the attribute `press:word`, the kind of its callout. Output: the same paragraph with
the word for that kind in the book's language.
"""

from __future__ import annotations

from chapbook.compose.bench import Bench
from chapbook.model.fragment import h, press

_WORD = press("word")


def name_callouts(bench: Bench) -> None:
    """Put the word into every title that waits for one."""
    for piece in bench.pieces:
        for aside in piece.tree.iter(h("aside")):
            if len(aside) and (kind := aside[0].get(_WORD)):
                del aside[0].attrib[_WORD]
                aside[0].text = bench.words.callouts[kind]
                piece.added.append(aside[0])
