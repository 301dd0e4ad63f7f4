"""Licences by their SPDX identifier: the name for readers and the page that holds the text.

Input: an identifier of the SPDX License List. Output: its name and address; for one not in the table, the identifier
and its page at spdx.org, which has them all.
"""

from __future__ import annotations

import re

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(\d\.\d)")
_TERMS = {"BY": "Attribution", "NC": "NonCommercial", "ND": "NoDerivatives", "SA": "ShareAlike"}
_OTHERS = {
    "CC0-1.0": ("CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "GFDL-1.3-or-later": ("GNU Free Documentation License 1.3", "https://www.gnu.org/licenses/fdl-1.3.html"),
    "GPL-3.0-or-later": ("GNU General Public License 3.0", "https://www.gnu.org/licenses/gpl-3.0.html"),
    "AGPL-3.0-or-later": ("GNU Affero General Public License 3.0", "https://www.gnu.org/licenses/agpl-3.0.html"),
    "MIT": ("MIT License", "https://opensource.org/license/mit"),
    "FAL-1.3": ("Free Art License 1.3", "https://artlibre.org/licence/lal/en/"),
}


def licence_name(identifier: str) -> str:
    """The licence's name: "Creative Commons Attribution-ShareAlike 4.0"."""
    match = _CREATIVE_COMMONS.fullmatch(identifier)
    if match:
        terms = "-".join(_TERMS[t] for t in match[1].split("-"))
        return f"Creative Commons {terms} {match[2]}"
    return _OTHERS[identifier][0] if identifier in _OTHERS else identifier


def licence_url(identifier: str) -> str:
    """Where the licence's text can be read."""
    match = _CREATIVE_COMMONS.fullmatch(identifier)
    if match:
        return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
    if " " in identifier:
        return "https://spdx.org/licenses/"  # an expression of several licences: the list that explains each
    return _OTHERS[identifier][1] if identifier in _OTHERS else f"https://spdx.org/licenses/{identifier}.html"
