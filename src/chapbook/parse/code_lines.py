"""Runs of code as elements.

Input: runs, and what the author says of lines. Output: a `span` for each run in `code`; where lines are numbered,
marked or long, each line with its line end is a `span class="line"` of its own, or a `mark class="line"`, with its
number in `data-line`. The sheets show the number, so that it is no text of the book, and indent what turns over, from
the line's own indentation, which a long line has in `--indent` in its style.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from chapbook.model.fragment import h
from chapbook.parse.code_colour import Runs
from chapbook.parse.code_settings import CodeSettings

# As many characters fit in a line of code on a phone, and in a list on paper; a longer line may turn over.
LONGEST_WHOLE = 44
_DEEPEST_INDENT = 24
# A book of programs has a hundred thousand of them.
_SPAN, _MARK = h("span"), h("mark")


def fill_code(parent: etree._Element, runs: Runs, settings: CodeSettings) -> None:
    """Put the runs into `code`."""
    if not settings.first and not settings.marked and not _has_long_line(runs):
        _fill(parent, runs)
        return
    for number, line in enumerate(_lines(runs), 1):
        element = etree.SubElement(parent, _MARK if number in settings.marked else _SPAN, {"class": "line"})
        if settings.first:
            element.set("data-line", str(settings.first + number - 1))
        text = "".join(words for _, words in line)
        indent = len(text) - len(text.lstrip(" "))
        if indent and len(text) > LONGEST_WHOLE:
            element.set("style", f"--indent: {min(indent, _DEEPEST_INDENT)}")
        _fill(element, line)


def _has_long_line(runs: Runs) -> bool:
    return any(len(line) > LONGEST_WHOLE for line in "".join(text for _, text in runs).split("\n"))


def _lines(runs: Runs) -> Iterator[Runs]:
    """The runs line by line; a line end belongs to the line that it ends."""
    line: Runs = []
    for kind, text in runs:
        for piece in text.splitlines(keepends=True) if "\n" in text else (text,):
            line.append((kind, piece))
            if piece.endswith("\n"):
                yield line
                line = []
    if line:
        yield line


def _fill(parent: etree._Element, runs: Runs) -> None:
    last: etree._Element | None = None
    for kind, text in runs:
        if kind:
            last = etree.SubElement(parent, _SPAN, {"class": kind})
            last.text = text
        elif last is None:
            parent.text = (parent.text or "") + text
        else:
            last.tail = (last.tail or "") + text
