"""What an author says of a code block: line numbers, marked lines, the file's name, a caption.

Input: the attributes of a fence, as Pandoc, Quarto and MkDocs spell them. Output: `CodeSettings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chapbook.parse.report import Code, Report

_NUMBERED = frozenset({"numberLines", "number-lines", "line-numbers", "linenums"})
_FIRST = ("startFrom", "start-from", "linenums", "linenostart")
_MARKED = ("hl", "hl_lines", "hl-lines", "code-line-numbers", "line-numbers", "highlight")
_CAPTION = ("caption", "lst-cap", "cap")
_FILE_NAME = ("filename", "file")
# What has a label has its title for a caption; elsewhere a title is the name of a file, as in MkDocs.
_TITLE = ("title",)
_ON, _OFF = frozenset({"true", "yes", "on", ""}), frozenset({"false", "no", "off"})
_LINES = re.compile(r"\d{1,5}(?:-\d{1,5})?(?:[ ,]+\d{1,5}(?:-\d{1,5})?)*$")
# A block has no more lines than this; a larger number is a slip.
_MOST_LINES = 99_999


@dataclass(frozen=True)
class CodeSettings:
    """`first` is the number of the first line, 0 when lines have none. `marked` counts the block's lines from 1."""

    first: int = 0
    marked: frozenset[int] = frozenset()
    file_name: str = ""
    caption: str = ""
    classes: tuple[str, ...] = ()


def read_code_settings(code: Code, report: Report) -> CodeSettings:
    """The settings of a code block; what cannot be read is reported."""
    attributes = code.attributes
    is_numbered, first = bool(_NUMBERED & set(attributes.classes)), 1
    marked: set[int] = set()
    for value in _marks(code):
        if value.lower() in _ON | _OFF:
            is_numbered = value.lower() in _ON
        elif _LINES.match(value):
            marked |= _read_lines(value)
        else:
            message = f"“{value}” names no lines of this code."
            report.warn("bad-code-lines", code.place, message, "Write 2,4-6 or true.")
    for name in _FIRST:
        value = attributes.get(name) or ""
        if value.isascii() and value.isdigit():
            is_numbered, first = True, min(int(value), _MOST_LINES)
    return CodeSettings(
        first=first if is_numbered else 0,
        marked=frozenset(marked),
        file_name=_first_of(code, _FILE_NAME if attributes.id else (*_FILE_NAME, *_TITLE)),
        caption=_first_of(code, (*_CAPTION, *_TITLE) if attributes.id else _CAPTION),
        classes=tuple(c for c in attributes.classes if c not in _NUMBERED and not _LINES.match(c)),
    )


def _marks(code: Code) -> Iterator[str]:
    yield from (value.strip() for name, value in code.attributes.pairs if name in _MARKED)
    yield from (name for name in code.attributes.classes if _LINES.match(name))  # ```js{1,3-5}


def _read_lines(value: str) -> set[int]:
    lines: set[int] = set()
    for item in value.replace(",", " ").split():
        first, _, last = item.partition("-")
        lines |= set(range(int(first), int(last or first) + 1))
    return lines


def _first_of(code: Code, names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := code.attributes.get(name))), "")
