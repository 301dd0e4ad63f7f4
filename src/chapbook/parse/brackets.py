r"""Links as CommonMark reads them (0.31, sections 6.3 and 6.4): which bracket closes which, and what follows it.

Input: the text of a paragraph in which code, math and escaped characters are placeholders already. Output: `Link`:
where it ends, its words, its target and its title. Nothing is searched twice as far as the paragraph is long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chapbook.parse.tokens import drop_places, first_place

# An escaped character as Python-Markdown keeps it: its number between the signs STX and ETX.
_ESCAPED = re.compile("\x02(\\d+)\x03")
_BRACKET = re.compile(r"[\[\]]")
_ANGLES = re.compile(r"<([^<>\n]*)>")
_BARE = re.compile(r"[^ \t\n()]+|[()]")
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")
_TITLE = re.compile(r"""(?:"([^"]*)"|'([^']*)'|\(([^()]*)\))""")
_LABEL = re.compile(r"\[([^\[\]]*)\]")
_DEEPEST_PARENTHESES = 32
# A bracket that is not closed this near is looked for in a table of all brackets of the text.
_NEAR = 400


@dataclass(frozen=True)
class Link:
    """The words of a link or the description of an image: `data[start:words_end]`; the whole ends at `end`."""

    start: int
    words_end: int
    end: int
    target: str
    title: str | None


class Brackets:
    """Finds links. It remembers the brackets of the last text that it was asked about.

    `source_of` gives the source of a label in which there are placeholders; `note_missing` hears of names that are not
    defined, with their places.
    """

    def __init__(
        self,
        references: Mapping[str, tuple[str, str | None]],
        source_of: Callable[[str], str],
        note_missing: Callable[[str, int | None], None],
    ) -> None:
        self._references = references
        self._source_of = source_of
        self._note_missing = note_missing
        self._text = ""
        self._pairs: dict[int, int] = {}
        self._followed = ""
        self._last_end = -1  # of the round brackets in the text that was last followed

    def closing(self, data: str, start: int) -> int | None:
        """Where the bracket that was opened just before `start` is closed."""
        if self._text is data:
            return self._pairs.get(start - 1)
        depth = 1
        for match in _BRACKET.finditer(data, start, min(len(data), start + _NEAR)):
            depth += 1 if match.group() == "[" else -1
            if depth == 0:
                return match.start()
        if start + _NEAR >= len(data):
            return None
        self._text, self._pairs = data, _pair(data)
        return self._pairs.get(start - 1)

    def find(self, data: str, start: int, is_image: bool = False) -> Link | None:
        """The link whose words begin at `start`, behind the bracket."""
        end = self.closing(data, start)
        if end is None:
            return None
        link = self._follow(data, start, end)
        if link is None:
            self._look_for_missing(data, start, end)
        if link is None or (not is_image and self._holds_link(data, start, end)):
            return None
        return link

    def _holds_link(self, data: str, start: int, end: int) -> bool:
        """Whether a link stands among the words: links hold no links."""
        inner = data.find("[", start, end)
        while inner >= 0:
            if data[inner - 1 : inner] != "!":
                close = self.closing(data, inner + 1)
                if close is not None and close < end and self._follow(data, inner + 1, close) is not None:
                    return True
            inner = data.find("[", inner + 1, end)
        return False

    def _follow(self, data: str, start: int, end: int) -> Link | None:
        following = data[end + 1 : end + 2]
        if following == "(" and end < self._find_last_end(data):
            link = _read_target(data, start, end)
            if link is not None:
                return link
        label, after = data[start:end], end + 1
        if following == "[" and (match := _LABEL.match(data, end + 1)):
            named = drop_places(match.group(1))
            if named and not named.startswith("^"):
                return self._look_up(named, start, end, match.end())
            after = after if named else match.end()
        return self._look_up(label, start, end, after)

    def _look_for_missing(self, data: str, start: int, end: int) -> None:
        """Tell of `[words][name]` whose name is not defined; `a[1][2]` is an index, and more may follow a span."""
        match = _LABEL.match(data, end + 1)
        name = drop_places(match.group(1)) if match else ""
        if match is None or not name or name.startswith(("^", "@", "-@")) or data[start - 2 : start - 1].isalnum():
            return
        if data[match.end() : match.end() + 1] not in ("(", "{", "["):
            self._note_missing(self._source_of(name), first_place(data[start : match.end()]))

    def _find_last_end(self, data: str) -> int:
        if self._followed is not data:
            self._followed, self._last_end = data, data.rfind(")")
        return self._last_end

    def _look_up(self, label: str, start: int, end: int, after: int) -> Link | None:
        if not self._references:
            return None
        name = _ESCAPED.sub(lambda match: "\\" + chr(int(match.group(1))), self._source_of(label))
        if name not in self._references:
            return None
        return Link(start, end, after, *self._references[name])


def _pair(data: str) -> dict[int, int]:
    pairs = {}
    opened = []
    for match in _BRACKET.finditer(data):
        if match.group() == "[":
            opened.append(match.start())
        elif opened:
            pairs[opened.pop()] = match.start()
    return pairs


def _read_target(data: str, start: int, end: int) -> Link | None:
    position = _skip_space(data, end + 2)
    found = _read_address(data, position)
    if found is None:
        return None
    target, position = found
    after = _skip_space(data, position)
    title = _TITLE.match(data, after) if after > position else None
    if title is not None:
        after = _skip_space(data, title.end())
    if data[after : after + 1] != ")":
        return None
    words = None if title is None else next(group for group in title.groups() if group is not None)
    return Link(start, end, after + 1, drop_places(target), None if words is None else drop_places(words))


def _skip_space(data: str, position: int) -> int:
    match = _SPACE.match(data, position)
    return match.end() if match else position


def _read_address(data: str, position: int) -> tuple[str, int] | None:
    if data[position : position + 1] == "<":
        match = _ANGLES.match(data, position)
        return None if match is None else (match.group(1), match.end())
    depth = 0
    end = position
    for match in _BARE.finditer(data, position):
        if match.start() != end:  # white space
            break
        if match.group() == "(":
            depth += 1
        elif match.group() == ")":
            if depth == 0:
                break
            depth -= 1
        if depth > _DEEPEST_PARENTHESES:
            return None
        end = match.end()
    return None if depth else (data[position:end], end)
