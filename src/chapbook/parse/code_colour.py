"""The words of code by their kind.

Input: code and the name of its language. Output: runs of text, each with the short name that Pygments gives the kind
(`k`, `nf`, `c1`); without a lexer for the language a single run.
"""

from __future__ import annotations

from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

# Pairs of a kind, empty for plain text, and the text.
Runs = list[tuple[str, str]]


def read_runs(text: str, language: str) -> Runs:
    """The runs, whose texts joined are the text."""
    lexer = _lexer(language)
    if lexer is None:
        return [("", text)]
    runs: Runs = []
    run, kind = "", ""
    for token, value in lexer.get_tokens(text):
        name = _short_name(token)
        if name == kind:
            run += value
            continue
        if run:
            runs.append((kind, run))
        run, kind = value, name
    # Pygments ends every text with a line end; ours has none.
    if not text.endswith("\n"):
        run = run.removesuffix("\n")
    if run:
        runs.append((kind, run))
    return runs


def knows_language(language: str) -> bool:
    """Whether there is a lexer for the language."""
    return _lexer(language) is not None


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    if not language or language in ("text", "plain", "plaintext"):
        return None
    try:
        # Nothing is stripped: the words of the book are the author's.
        return get_lexer_by_name(language.lower(), stripnl=False, ensurenl=True)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _short_name(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES:
        if kind.parent is None:
            return ""
        kind = kind.parent
    name = STANDARD_TYPES[kind]
    # White space and plain text need no colour; what a lexer cannot read is the author's business.
    return "" if name in ("w", "err", "x", "esc") else name
