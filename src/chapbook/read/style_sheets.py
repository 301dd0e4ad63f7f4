"""The author's own style sheets.

Input: the names in `[style] css`. Output: their texts by medium. A sheet that fetches anything (`@import`, `url()`) is
an error at its line: an edition holds only what the press has checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import tinycss2

from chapbook.diagnostics import Diagnostic, Span, error
from chapbook.files import Folder
from chapbook.read.text_file import read_text

MEDIA = ("epub", "paged")
# They take an address without `url()`, even from a variable; nothing in a book needs them.
FETCHING_FUNCTIONS = frozenset(("src", "image", "image-set", "-webkit-image-set"))
_DEEPEST = 50  # no rule of a book has brackets in so many others
_ROOTS = frozenset({"html", ":root"})


@dataclass(frozen=True)
class StyleSheets:
    """Pairs of a path and a text for each medium, in the author's order."""

    epub: tuple[tuple[str, str], ...]
    paged: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Declaration:
    """A declaration of a style sheet, its value as written, and where it stands."""

    name: str
    value: str
    line: int
    column: int


def read_style_sheets(
    css: object, folder: Folder, place: Callable[[str], Span]
) -> tuple[StyleSheets, tuple[Diagnostic, ...]]:
    """The sheets of a list (for both media), or of a table with a list for each."""
    by_medium: Mapping[str, Any] = css if isinstance(css, dict) else dict.fromkeys(MEDIA, css)
    found = [
        error("unknown-key", place(name), f"“css” knows no “{name}”.", "Known are epub and paged.")
        for name in sorted(set(by_medium) - set(MEDIA))
    ]
    texts: dict[str, str] = {}
    for name in dict.fromkeys(name for medium in MEDIA for name in by_medium.get(medium, ())):
        text, faults = read_text(folder, name, place(name))
        found += faults
        if text is not None:
            found += sheet_faults(text, name)
            texts[name] = text
    sheets = {m: tuple((name, texts[name]) for name in by_medium.get(m, ()) if name in texts) for m in MEDIA}
    return StyleSheets(sheets["epub"], sheets["paged"]), tuple(found)


def sheet_faults(text: str, path: str) -> tuple[Diagnostic, ...]:
    """What is no CSS in the sheet, and what would fetch a file."""
    return tuple(_fetches(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), path))


def root_declarations(text: str) -> Iterator[Declaration]:
    """The declarations of `html` in their order; those in at-rules are left out."""
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() in _ROOTS:
            for item in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                if item.type == "declaration":
                    value = tinycss2.serialize([token for token in item.value if token.type != "comment"])
                    yield Declaration(item.name, value.strip(), item.source_line, item.source_column)


def _fetches(nodes: Iterable[Any], path: str, depth: int = 0) -> Iterator[Diagnostic]:
    """Everything below the nodes that would fetch a file, or that no layout could follow."""
    for node in nodes:
        span = Span(path, node.source_line, node.source_column)
        called = node.lower_name if node.type == "function" else node.type
        if called == "url" or called in FETCHING_FUNCTIONS:
            yield error("sheet-fetches", span, f"A style sheet may not fetch files with “{called}()”.")
        elif node.type == "at-rule" and node.lower_at_keyword == "import":
            hint = "Name the other sheet in “css” too."
            yield error("sheet-fetches", span, "A style sheet may not bring in another with “@import”.", hint)
        elif node.type == "error":
            yield error("broken-sheet", span, f"This is not CSS: {node.message}.")
        elif depth == _DEEPEST:
            yield error("broken-sheet", span, f"Brackets are nested more than {_DEEPEST} deep here.")
            return
        else:
            for inside in ("prelude", "content", "arguments"):
                yield from _fetches(getattr(node, inside, None) or (), path, depth + 1)
