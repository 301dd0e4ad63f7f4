"""Tokens that travel with the text through the Markdown parser and are read again in the tree.

Input: a number for each thing to remember. Output: short runs that begin with a Unicode noncharacter (Unicode 16,
section 23.7: noncharacters are for internal use), which `characters` has removed from the author's text, so a token is
never ambiguous. Python-Markdown treats them as letters that mean nothing.

A token is a kind, a number in our own digits, and an end mark that counts as punctuation: where a token follows a
bracket, emphasis opens and closes as if the bracket were still the neighbour.
"""

from __future__ import annotations

import re

PLACE = "\ufdd0"  # after `[`, `@` and the marks of a heading: where in the file it stands
TAG = "\ufdd1"  # the same in a start tag, as an attribute
CODE = "\ufdd2"  # a fenced code block
OPEN = "\ufdd3"  # a div begins
CLOSE = "\ufdd4"  # a div ends
LITERAL = "\ufdd5"  # text that Markdown must not see
CAPTION = "\ufdd6"  # the paragraph that begins here is a table's caption
MATH = "\ufdd7"  # a formula on lines of its own

_END = "‖"
_DIGITS = "\ufde0\ufde1\ufde2\ufde3\ufde4\ufde5\ufde6\ufde7\ufde8\ufde9"
_TO_OURS = str.maketrans("0123456789", _DIGITS)
_TO_ASCII = str.maketrans(_DIGITS, "0123456789")

_NUMBER = f"[{_DIGITS[0]}-{_DIGITS[-1]}]+"
# A tag's token has a space of its own before it, which goes with it.
TOKEN = re.compile(f"(?: (?={TAG}))?([{PLACE}-{MATH}])({_NUMBER}){_END}")
PLACE_PATTERN = f"{PLACE}{_NUMBER}{_END}"
FIRST_SIGN = re.compile("[\ufdd0-\ufdef]")


def make_token(kind: str, number: int) -> str:
    """The token of a kind for a number."""
    return f"{kind}{str(number).translate(_TO_OURS)}{_END}"


def token_number(match: re.Match[str]) -> int:
    """The number in a match of `TOKEN`."""
    return int(match.group(2).translate(_TO_ASCII))


def first_place(text: str) -> int | None:
    """The number of the first place in the text, or None."""
    for match in TOKEN.finditer(text):
        if match.group(1) in (PLACE, TAG):
            return token_number(match)
    return None


def drop_places(text: str) -> str:
    """The text without its places; tokens of other kinds stay."""
    if FIRST_SIGN.search(text) is None:
        return text
    return TOKEN.sub(lambda m: "" if m.group(1) in (PLACE, TAG) else m.group(0), text)


def drop_signs(text: str) -> str:
    """The text without its places and without any of our characters, for when every token has been read."""
    return FIRST_SIGN.sub("", drop_places(text)) if FIRST_SIGN.search(text) is not None else text
