"""Blocks of HTML: where they begin and where they end (CommonMark 0.31, section 4.6).

Input: the lines from which a block may begin. Output: the `RawBlock`. SVG and MathML end with their own end tags, as
`pre` does. An element with `markdown="1"` holds Markdown: its tag is a block of its own.
"""
# ruff: noqa: SIM905 – names read better without their quotes

from __future__ import annotations

import re
from dataclasses import dataclass

from chapbook.parse.pieces import Lines

_VERBATIM = re.compile(r"<(pre|script|style|textarea|svg|math)(?=[\s>]|$)", re.IGNORECASE)
_SPECIAL = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_DECLARATION = re.compile(r"<![A-Za-z]")
_BLOCK_NAMES = """address article aside base basefont blockquote body caption center col colgroup dd details dialog dir
    div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend
    li link main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th
    thead title tr track ul"""
_BLOCK = re.compile(rf"</?(?:{'|'.join(_BLOCK_NAMES.split())})(?=[\s>]|/>|$)", re.IGNORECASE)
_PHRASE_HOLDERS = frozenset("address caption dt figcaption h1 h2 h3 h4 h5 h6 legend li p summary td th".split())
_ATTRIBUTE = r"""\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
_LONE_TAG = re.compile(rf"(?:<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>)\s*$")
_MARKDOWN = re.compile(
    r"""(?P<tag><(?P<name>[A-Za-z][A-Za-z0-9]*)\b(?:[^<>"']|"[^"]*"|'[^']*')*?)"""
    r"""\s+markdown(?:=(?:"(?:1|block|span)"|'(?:1|block|span)'|1|block|span))?(?P<end>(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?>)""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class RawBlock:
    """The HTML, how many lines it takes, and what of the last of them comes after it, as lines to be read again.

    `holds_phrases` says that what follows stands in an element that holds running text and no paragraphs.
    """

    html: str
    taken: int
    rest: tuple[str, ...] = ()
    holds_phrases: bool = False


def read_raw_block(first: str, source: str, lines: Lines, in_paragraph: bool, missing: set[str]) -> RawBlock | None:
    """The block that begins with the line `first`, if one does; `source` is that line as the author wrote it.

    `missing` remembers the ends that the lines do not have.
    """
    if match := _MARKDOWN.match(first):
        return _read_markdown_element(match, first)
    if match := _VERBATIM.match(first):
        block = _read_up_to(lines, f"</{match.group(1).lower()}>", missing)
        if block is not None:
            return block
    for start, end in _SPECIAL:
        if first.startswith(start):
            return _read_up_to(lines, end, missing)
    if _DECLARATION.match(first):
        return _read_up_to(lines, ">", missing)
    is_block = _BLOCK.match(first) is not None or _VERBATIM.match(first) is not None
    if is_block or (not in_paragraph and _LONE_TAG.match(source)):
        return _read_to_blank(lines)
    return None


def _read_markdown_element(match: re.Match[str], first: str) -> RawBlock:
    rest = first[match.end() :].strip()
    end_tag = f"</{match['name'].lower()}>"
    after: list[str] = []
    if rest.lower().endswith(end_tag):
        after = [rest[-len(end_tag) :]]
        rest = rest[: -len(end_tag)]
    lines = tuple(part for part in [rest, *after] if part.strip())
    return RawBlock(match["tag"] + match["end"], 1, lines, match["name"].lower() in _PHRASE_HOLDERS)


def _read_up_to(lines: Lines, end: str, missing: set[str]) -> RawBlock | None:
    if end in missing:
        return None
    taken: list[str] = []
    for line in lines:
        taken.append(line)
        if end in line.lower():
            return RawBlock("\n".join(taken), len(taken))
    missing.add(end)
    return None


def _read_to_blank(lines: Lines) -> RawBlock:
    taken: list[str] = []
    for line in lines:
        if not line.strip():
            break
        taken.append(line)
    return RawBlock("\n".join(taken), len(taken))
