"""Addresses as paper has them: to be read and typed, and to be scanned.

Input: the `href` of a link. Output: the address as short as it can be typed, without what a browser adds by itself
(Chicago Manual of Style 17, 14.17), its letters as their language writes them (RFC 3987, section 3.2); or the same
address in ASCII alone for a QR code, since not every reader of codes knows more (RFC 3986, section 2.5).
"""

from __future__ import annotations

import re
from unicodedata import category
from urllib.parse import quote, urlsplit

_OUTSIDE = frozenset({"http", "https", "ftp", "mailto", "tel"})
# A browser finds these by itself, and reads the words that are to be marked on the page after the last.
_UNSAID = re.compile(r"^(?:https?://|mailto:|tel:)|(?<=[^/])/?(?:#?:~:text=.*)?$", re.IGNORECASE)
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_LETTERS = ("L", "M", "N")
# What an address may hold as it stands.
_ALLOWED = "%:/?#[]@!$&'()*+,;=~"


def is_outside(href: str) -> bool:
    """Whether the link leads out of the book, to what can be visited, written to or called."""
    return href.partition(":")[0].lower() in _OUTSIDE


def printed_address(href: str) -> str:
    """The address without scheme and last slash; of a mail its addressee alone."""
    if href[:7].lower() == "mailto:":
        href = href.partition("?")[0]
    return _ENCODED.sub(_readable, _UNSAID.sub("", href)) or href


def scanned_address(href: str) -> str:
    """The whole address in ASCII."""
    host = urlsplit(href).hostname or ""
    try:
        plain = host.encode("idna").decode("ascii")
    except UnicodeError:  # a host that DNS cannot have, which the reader's browser may judge
        plain = host
    return quote(href.replace(host, plain, 1) if plain != host else href, safe=_ALLOWED)


def _readable(match: re.Match[str]) -> str:
    """The letters that percent signs stand for; whatever else they stand for stays."""
    try:
        letters = bytes.fromhex(match[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
    return letters if all(category(letter)[0] in _LETTERS for letter in letters) else match[0]
