"""Columns of a line, where a tab reaches to the next multiple of four (CommonMark 0.31, section 2.2).

Input: text that begins at a column. Output: how far it is indented, and the text without some of its indentation.
Only the white space that a line begins with is ever taken apart; tabs within the text stay tabs.
"""

from __future__ import annotations

TAB = 4
_WHITE = " \t"


def indent_of(text: str, column: int = 0) -> int:
    """How many columns of white space the text begins with, when it begins at `column`."""
    white = text[: len(text) - len(text.lstrip(_WHITE))]
    if "\t" not in white:
        return len(white)
    end = column
    for character in white:
        end += TAB - end % TAB if character == "\t" else 1
    return end - column


def strip_columns(text: str, column: int, wanted: int) -> tuple[str, int]:
    """The text without at most `wanted` columns of white space, and the column at which it begins then."""
    end, used = column, 0
    for character in text:
        if end - column >= wanted or character not in _WHITE:
            break
        end += TAB - end % TAB if character == "\t" else 1
        used += 1
    left = end - column - wanted
    if left > 0:  # the rest of a tab
        return " " * left + text[used:], end - left
    return text[used:], end


def dedent(line: str, wanted: int) -> str:
    """The line without at most `wanted` columns of its indentation."""
    return strip_columns(line, 0, wanted)[0]
