"""Titles of callouts that have none of their own.

Input: `p class="note-title"` with the attribute `press:word`, the kind of its callout. Output: the same paragraph with
the word for that kind in the book's language.
"""

from __future__ import annotations

from collections.abc import Mapping

from chapbook.compose.bench import Bench
from chapbook.model.fragment import h, press

_WORD = press("word")
_KINDS = ("note", "tip", "warning", "important", "caution")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "en": ("Note", "Tip", "Warning", "Important", "Caution"),
    "cs": ("Poznámka", "Tip", "Varování", "Důležité", "Pozor"),
    "de": ("Hinweis", "Tipp", "Warnung", "Wichtig", "Vorsicht"),
    "fr": ("Note", "Astuce", "Avertissement", "Important", "Attention"),
}


def name_callouts(bench: Bench) -> None:
    """Put the word into every title that waits for one."""
    words = _WORDS.get(bench.language.lower().split("-")[0], _WORDS["en"])
    by_kind = dict(zip(_KINDS, words, strict=True))
    for piece in bench.pieces:
        for aside in piece.tree.iter(h("aside")):
            if len(aside) and (kind := aside[0].get(_WORD)):
                del aside[0].attrib[_WORD]
                aside[0].text = by_kind[kind]
