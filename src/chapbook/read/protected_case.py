"""The braces of BibTeX that keep a letter's case, which pandoc's CSL-JSON leaves out.

Input: entries of pandoc's CSL-JSON, and pandoc's document of the same source. Output: the same entries, in whose texts
what stood in braces is a `span` of the class `nocase`, as CSL-JSON's rich text has it (citeproc-js, “Supplying input:
markup”). A style that sets titles with capitals, or without them, lets it alone. A note has no markup at all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

_MARKUP = {"Emph": "i", "Strong": "b", "Superscript": "sup", "Subscript": "sub"}
_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
_NO_CASE = '<span class="nocase">{}</span>'
_SMALL_CAPITALS = '<span style="font-variant:small-caps;">{}</span>'


def with_protected_case(entries: Sequence[dict[str, Any]], document: str) -> list[dict[str, Any]]:
    """The entries; `document` is pandoc's JSON (pandoc-types 1.23)."""
    listed = json.loads(document)["meta"].get("references", {}).get("c", [])
    by_key = {_text(entry["c"].get("id")): entry["c"] for entry in listed}
    return [_protected(entry, by_key.get(str(entry.get("id")), {})) for entry in entries]


def _protected(entry: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
    changed = {}
    for name, value in entry.items():
        inlines = meta.get(name, {}).get("c")
        if name == "note" and isinstance(inlines, list):
            changed[name] = _note(inlines)
        elif isinstance(value, str) and isinstance(inlines, list) and any(i["t"] == "Span" for i in inlines):
            rich = "".join(map(_rich, inlines))
            # What we cannot write as pandoc does stays as it is.
            if "".join(_rich(inline, "{}") for inline in inlines) == value:
                changed[name] = rich
    return {**entry, **changed}


def _note(inlines: Sequence[dict[str, Any]]) -> str:
    """The words of a note.

    In CSL-JSON citeproc prints the tags of a note as they are, and takes “Word: …” at its beginning, even “http://…”,
    for a field of the entry; a space before the word prevents that, and is not printed.
    """
    words = _words(inlines)
    return f" {words}" if ":" in words else words


def _words(inlines: Sequence[dict[str, Any]]) -> str:
    return "".join(map(_word, inlines))


def _word(inline: dict[str, Any]) -> str:
    kind: str = inline["t"]
    content: Any = inline.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind in ("Code", "RawInline"):
        return str(content[1])
    if kind == "Math":
        return f"${content[1]}$"
    if kind == "Quoted":
        opening, closing = _QUOTES[content[0]["t"]]
        return f"{opening}{_words(content[1])}{closing}"
    return _words(content[1] if kind in ("Span", "Link", "Image", "Cite") else content)


def _rich(inline: dict[str, Any], no_case: str = _NO_CASE) -> str:
    """The inline as CSL-JSON has it; `no_case` is what stands around words that keep their case."""
    kind: str = inline["t"]
    content: Any = inline.get("c")
    if kind == "Str":
        return str(content)
    if kind == "Space":
        return " "
    if kind in _MARKUP:
        return f"<{_MARKUP[kind]}>{_inside(content, no_case)}</{_MARKUP[kind]}>"
    if kind == "SmallCaps":
        return _SMALL_CAPITALS.format(_inside(content, no_case))
    if kind == "Quoted":
        opening, closing = _QUOTES[content[0]["t"]]
        return f"{opening}{_inside(content[1], no_case)}{closing}"
    if kind == "Span" and content[0][1] in ([], ["nocase"]):  # without a class: some letters of a word
        return no_case.format(_inside(content[1], no_case))
    return "\0"  # stands in no text, so that this one is left alone


def _inside(inlines: Sequence[dict[str, Any]], no_case: str) -> str:
    return "".join(_rich(inline, no_case) for inline in inlines)


def _text(value: Any) -> str:
    """The text of a value of the metadata."""
    if value["t"] == "MetaString":
        return str(value["c"])
    return "".join(map(_rich, value["c"]))
