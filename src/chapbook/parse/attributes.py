"""From the inside of braces to attributes: `#id .class key=value key="words"`, as Pandoc writes them.

Input: the text between `{` and `}`. Output: `Attributes`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEM = re.compile(
    r"""\s* (?: \#(?P<id>[^\s#}]+) | \.(?P<class>[^\s.}=]+)
              | (?P<key>[^\s=#.}"']+)=(?: "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<bare>[^\s}]*) )
              | (?P<flag>[^\s}]+) )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Attributes:
    """An id or an empty string, classes, and pairs of a name and a value."""

    id: str = ""
    classes: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """The value of the first pair of that name."""
        return next((value for key, value in self.pairs if key == name), None)

    def without(self, *names: str) -> tuple[tuple[str, str], ...]:
        """The pairs that have none of these names."""
        return tuple(pair for pair in self.pairs if pair[0] not in names)


def parse_attributes(text: str) -> Attributes:
    """The attributes in the text between braces. A word that is neither class nor pair is a class."""
    identifier, classes, pairs = "", [], []
    for match in _ITEM.finditer(text):
        if match["id"]:
            identifier = match["id"]
        elif match["key"]:
            pairs.append(
                (match["key"], next((v for v in match.group("double", "single", "bare") if v is not None), ""))
            )
        else:
            classes.append(match["class"] or match["flag"])
    return Attributes(identifier, tuple(classes), tuple(pairs))
