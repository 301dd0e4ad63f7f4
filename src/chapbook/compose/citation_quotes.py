"""Signs at quotes that a link hides from the citation engine.

Input: a citation in pandoc's inlines. Output: the same, changed: where the language puts the full stop and the comma
inside the quotes (CSL 1.0.2, `punctuation-in-quote`), one that stands behind a link goes into the quotes that the link
ends with. Pandoc does so where there is no link.
"""

from __future__ import annotations

import re
from typing import Any

# The locales of CSL that say so; a style may say otherwise.
_INSIDE = {"en", "fa", "id"}
_NOT_INSIDE = {"en-gb"}
_SAYS = re.compile(r'punctuation-in-quote="(true|false)"')

_MOVED = ".,"
_CLOSING = "”’"
_ENDING = ".,!?"
# Where the inlines of an inline stand in what it holds.
_WITHIN = {"Link": 1, "Span": 1, "Cite": 1}


def has_signs_inside(language: str, style_text: str) -> bool:
    """Whether signs go inside the quotes; `language` is a BCP 47 tag."""
    said = _SAYS.search(style_text)
    if said is not None:
        return said[1] == "true"
    return language.partition("-")[0].lower() in _INSIDE and language.lower() not in _NOT_INSIDE


def put_signs_inside(inlines: list[Any]) -> None:
    """Move the sign behind each link whose words end with a closing quote."""
    for inline, following in zip(inlines, [*inlines[1:], None], strict=False):  # there may be none
        if inline["t"] == "Note":
            for block in inline["c"]:
                put_signs_inside(block["c"])
        elif inline["t"] == "Link" and following is not None and following["t"] == "Str":
            if following["c"][:1] and following["c"][0] in _MOVED and _take_in(inline["c"][1], following["c"][0]):
                following["c"] = following["c"][1:]
        elif inline["t"] in _WITHIN:
            put_signs_inside(inline["c"][_WITHIN[inline["t"]]])


def _take_in(inlines: list[Any], sign: str) -> bool:
    """Put the sign before the quote that ends the inlines, unless one stands there; whether a quote ends them."""
    if not inlines:
        return False
    last = inlines[-1]
    if last["t"] in _WITHIN:
        return _take_in(last["c"][_WITHIN[last["t"]]], sign)
    if last["t"] != "Str" or last["c"][-1:] not in tuple(_CLOSING):
        return False
    before = last["c"][:-1] or _last_text(inlines[:-1])
    if before[-1:] not in tuple(_ENDING):
        last["c"] = f"{last['c'][:-1]}{sign}{last['c'][-1]}"
    return True


def _last_text(inlines: list[Any]) -> str:
    """The text that the inlines end with."""
    if not inlines:
        return ""
    content = inlines[-1].get("c")
    if isinstance(content, str):
        return content
    return _last_text(content[-1] if content and isinstance(content[-1], list) else content or [])
