"""Which download page is ours: the mark in its head, and whether a page has it.

Input: a page's bytes. Output: whether the press made it. Loaded before every build, so that it stands alone.
"""

from __future__ import annotations

MAKER = "chapbook "


def is_own_page(content: bytes) -> bool:
    """Whether the page was made by the press, so that it may be made anew."""
    return f'name="generator" content="{MAKER}'.encode() in content
