r"""`\index{…}`, as LaTeX and Quarto's books have it, as the attributes of an index mark.

Input: what stands in the braces. Output: attributes and whether the place is principal. The syntax is that of
MakeIndex: `sort@shown!sub`, `|(` and `|)` for a range, `|see{…}`, `|seealso{…}`, `|textbf`; a double quote takes a sign
literally.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chapbook.parse.tokens import PLACE_PATTERN

_BODY = r"(?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]*\})*\})+"
INDEX_COMMAND = rf"\\index(?P<at>{PLACE_PATTERN})\{{(?P<index>{_BODY})\}}"
_PIECE = re.compile(r'"(?P<literal>.)|(?P<sign>[!@|])|(?P<text>[^"!@|]+)')
_EMPHASIS = re.compile(r"\\(?:textit|emph|textsl)\{([^{}]*)\}")
_CODE = re.compile(r"\\texttt\{([^{}]*)\}")
_COMMAND = re.compile(r"\\[A-Za-z]+\s*\{([^{}]*)\}|\\([#$%&_{}])")
_REFERENCE = re.compile(r"(see|seealso)\s*\{(.*)\}$")
_SIGNS = re.compile(r"([;!])")
_BOLD = ("textbf", "bfseries", "bf", "mainidx")


def read_index_command(text: str) -> tuple[dict[str, str], bool]:
    """The attributes of the mark, and whether its place is principal."""
    levels, behind = _levels(text)
    attributes = {"entry": "!".join(_shown(shown) for _sort, shown in levels)}
    if any(sort for sort, _shown in levels):
        # One key alone would be that of the last level.
        keys = "!".join(_literal(sort) for sort, _shown in levels)
        attributes["sort"] = keys
    if behind[:1] in ("(", ")"):
        attributes["range"] = "start" if behind[0] == "(" else "end"
    if reference := _REFERENCE.match(behind):
        attributes["see-also" if reference[1] == "seealso" else "see"] = _shown(reference[2]).replace("\\!", "!")
    return attributes, behind.lstrip("()") in _BOLD


def _levels(text: str) -> tuple[list[tuple[str, str]], str]:
    """Each level as its sort key, if it has one, and what is shown; and what stands behind the bar."""
    levels: list[list[str]] = [["", ""]]
    pieces = _pieces(text)
    for is_sign, piece in pieces:
        if is_sign and piece == "|":
            return [(sort, shown) for sort, shown in levels], "".join(rest for _sign, rest in pieces)
        if is_sign and piece == "!":
            levels.append(["", ""])
        elif is_sign:
            levels[-1] = [levels[-1][1], ""]
        else:
            levels[-1][1] += piece
    return [(sort, shown) for sort, shown in levels], ""


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    for match in _PIECE.finditer(text):
        yield match["sign"] is not None, match["sign"] or match["literal"] or match["text"]


def _shown(text: str) -> str:
    """TeX's words as those of an entry."""
    text = _literal(text)
    return _COMMAND.sub(r"\1\2", _CODE.sub(r"`\1`", _EMPHASIS.sub(r"*\1*", text)))


def _literal(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text.strip())
