"""The ids of the book: each one once, and each a name that XML and style sheets accept.

Input: the id that an author, a title or a step wants. Output: that id, or the nearest free one. XML 1.0, clause 2.3
(NCName) says which characters may stand in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")
_NOT_IN_A_SLUG = re.compile(r"[^\w]+")


@dataclass
class Names:
    """The ids taken so far, and the last number behind each that was wanted again."""

    taken: set[str] = field(default_factory=set)
    _counts: dict[str, int] = field(default_factory=dict)

    def claim(self, wanted: str) -> str:
        """The id wanted, or it with the first free number behind it; from now on it is taken."""
        name, count = wanted, self._counts.get(wanted, 1)
        while name in self.taken:
            count += 1
            name = f"{wanted}-{count}"
        self._counts[wanted] = count
        self.taken.add(name)
        return name


def clean_id(written: str) -> str:
    """An author's id as a name: `fig:stages` becomes `fig-stages`."""
    name = _NOT_IN_A_NAME.sub("-", written).strip("-") or "id"
    return name if name[0].isalpha() or name[0] == "_" else f"id-{name}"


def slug(words: str) -> str:
    """A name made from words: lower case, hyphens for everything that is no letter or digit."""
    return clean_id(_NOT_IN_A_SLUG.sub("-", words.lower()).strip("-"))
