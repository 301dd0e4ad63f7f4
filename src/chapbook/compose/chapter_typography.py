"""The typography of a chapter before it is on the bench: what step 2 would do there, done for one chapter alone.

Input: a draft, its language as the front matter says it (or nothing), and the book's. Output: its content as set, but
for a chapter in whose words step 1 has something to settle, or that asks for fractions: these wait for the bench.
"""

from __future__ import annotations

from chapbook.compose.fractions import asks_for_fractions
from chapbook.compose.typography import set_in_language
from chapbook.model.draft import Draft
from chapbook.model.fragment import Fragment, fragment_tree, make_fragment


def set_draft(draft: Draft, own_language: str, book_language: str) -> Fragment | None:
    """The draft's content with quotes and spaces as set; None when it must be set later."""
    tree = fragment_tree(draft.content)
    if draft.citations or asks_for_fractions(tree):
        return None
    set_in_language(tree, own_language or tree.get("lang") or book_language)
    return make_fragment(tree)
