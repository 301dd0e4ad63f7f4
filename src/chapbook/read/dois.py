"""DOIs in the one form that works today.

Input: an entry as CSL-JSON (1.0.2), with what authors, databases and reference managers write before a DOI. Output: the
entry with the DOI alone (ISO 26324), and `https://doi.org/` for the resolver's older addresses (DOI Handbook, 3.8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PREFIX = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?\s+|doi:)", re.IGNORECASE)
_OLD_RESOLVER = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)


def with_plain_doi(csl: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with its DOI and its address in that form."""
    entry = dict(csl)
    if isinstance(entry.get("DOI"), str):
        entry["DOI"] = _PREFIX.sub("", entry["DOI"].strip(), count=1).strip()
    if isinstance(entry.get("URL"), str):
        entry["URL"] = _OLD_RESOLVER.sub("https://doi.org/", entry["URL"].strip(), count=1)
    return entry
