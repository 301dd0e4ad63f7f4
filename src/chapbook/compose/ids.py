"""The authors' ids become the book's: each one once, colons turned into hyphens.

Input: the pieces with the ids as written. Output: the same trees with final ids, and in `Piece.ids` the way from the
one to the other. An id that only one chapter uses stays; one that several use gets its division's id in front.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lxml import etree

from chapbook.compose.bench import Bench, Piece
from chapbook.compose.names import Names, clean_id
from chapbook.diagnostics import Span, error
from chapbook.model.fragment import SVG, XLINK

# Attributes that hold ids (HTML, clause 4 and WAI-ARIA 1.2), one or several.
_ID_ATTRIBUTES = ("for", "headers", "aria-labelledby", "aria-describedby", "aria-details", "aria-controls")
_SVG_URL = re.compile(r"url\(\s*(['\"]?)#([^)'\"]+)\1\s*\)")
_SVG_LINKS = ("href", f"{{{XLINK}}}href")


def assign_ids(bench: Bench) -> None:
    """Make every id of every tree the book's own, and report labels that two files use."""
    _report_duplicate_labels(bench)
    written = [_with_id(piece) for piece in bench.pieces]
    uses = Counter(clean_id(element.get("id", "")) for elements in written for element in elements)
    for piece, elements in zip(bench.pieces, written, strict=True):
        _assign_piece(bench.names, piece, elements, uses)


def _with_id(piece: Piece) -> list[etree._Element]:
    """The elements with an id of the author's; the division's own and its title's are ours."""
    ours = (piece.tree, piece.title)
    return [e for e in piece.tree.iter(etree.Element) if e.get("id") and e not in ours and piece.draft is not None]


def _assign_piece(names: Names, piece: Piece, elements: Sequence[etree._Element], uses: Counter[str]) -> None:
    changed: dict[str, str] = {}
    for element in elements:
        written = element.get("id", "")
        wanted = clean_id(written)
        if uses[wanted] > 1 or wanted in names.taken:
            wanted = f"{piece.id}-{wanted}"
        claimed = names.claim(wanted)
        element.set("id", claimed)
        piece.ids.setdefault(written, claimed)
        if claimed != written:
            changed.setdefault(written, claimed)
    if changed:
        _follow(piece.tree, changed)


def _follow(tree: etree._Element, changed: dict[str, str]) -> None:
    """Whatever points at a changed id inside the division, other than links, points at the new one."""
    for element in tree.iter(etree.Element):
        for attribute in _ID_ATTRIBUTES:
            value = element.get(attribute)
            if value is not None and element is not tree:
                element.set(attribute, " ".join(changed.get(name, name) for name in value.split()))
        if str(element.tag).startswith(f"{{{SVG}}}"):
            _follow_svg(element, changed)


def _follow_svg(element: etree._Element, changed: dict[str, str]) -> None:
    for name, value in element.attrib.items():
        text = str(value)
        if str(name) in _SVG_LINKS and text.startswith("#"):
            element.set(name, f"#{changed.get(text[1:], text[1:])}")
        elif "url(" in text:
            element.set(name, _SVG_URL.sub(lambda m: f"url(#{changed.get(m[2], m[2])})", text))


def _report_duplicate_labels(bench: Bench) -> None:
    seen: dict[str, tuple[str, Span]] = {}
    for draft in bench.drafts:
        for label in draft.labels:
            chapter, first = seen.setdefault(label.id, (draft.path, label.span))
            if chapter != draft.path:
                message = f"The label “{label.id}” is already used in {first}."
                hint = "Give one of the two another name."
                bench.found.append(error("duplicate-label", label.span, message, hint))
