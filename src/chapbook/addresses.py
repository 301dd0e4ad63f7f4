"""Addresses on the web as e-books may hold them.

Input: a link with a scheme as an author typed it. Output: the same address with what it may not hold percent-encoded
(RFC 3986, section 2; URL Standard, section 1.3), or None when it is no address at all.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

# `%` is safe where two hexadecimal digits follow; RFC 3987 lets letters of all languages stand.
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNSAFE = re.compile(r"[^\w.~!$&'()*+,;=:@/%?-]")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|(?=[^.])(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?)(?::(?P<port>\d{1,5}))?$")
_WITH_HOST = frozenset({"http", "https", "ftp"})
_MOST_PORTS = 65535


def clean_address(href: str) -> str | None:
    """The address, or None."""
    href = href.strip()
    if href[:4].lower() == "doi:":  # no reader knows this scheme
        href = f"https://doi.org/{href[4:]}"
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    if parts.scheme in _WITH_HOST and not _is_host(parts.netloc.rpartition("@")[2]):
        return None
    if parts.scheme not in _WITH_HOST and not (parts.path or parts.netloc):
        return None
    user, at, host = parts.netloc.rpartition("@")
    encoded = (_encoded(text) for text in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, f"{_encoded(user)}{at}{host}", *encoded))


def web_address(href: str) -> str | None:
    """The address, or None when it has another scheme than those of the web."""
    address = clean_address(href)
    return address if address is not None and urlsplit(address).scheme in _WITH_HOST else None


def _is_host(host: str) -> bool:
    match = _HOST.match(host)
    return match is not None and int(match["port"] or 0) <= _MOST_PORTS


def _encoded(text: str) -> str:
    return _UNSAFE.sub(lambda match: quote(match.group()), _ESCAPE.sub("%25", text))
