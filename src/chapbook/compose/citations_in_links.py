"""`@name` among the words of a link: a citation when some entry has that key, else a name as the web has them.

Input: the trees, before any citation is looked up. Output: the same trees; a citation that stays stands beside the
link, which is divided there, since it leads to its own entry.
"""

from __future__ import annotations

from chapbook.compose.bench import Bench, Piece
from chapbook.model.draft import Draft
from chapbook.model.fragment import find_all, h
from chapbook.trees import lift_out, unwrap


def settle_link_words(bench: Bench) -> None:
    """Let every such citation be one, or words."""
    known = {reference.key for reference in bench.manuscript.references.entries}
    for piece in bench.pieces:
        if piece.draft is not None and any(citation.in_link for citation in piece.draft.citations):
            _settle(piece, piece.draft, known)


def _settle(piece: Piece, draft: Draft, known: set[str]) -> None:
    for element in find_all(piece.tree, ".//press:citation"):
        citation = draft.citations[int(element.get("n", ""))]
        if not citation.in_link:
            continue
        if any(item.key in known for item in citation.items):
            element.text = None
            lift_out(element, h("a"))
        else:
            unwrap(element)
