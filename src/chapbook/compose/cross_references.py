"""Step 6: cross-references get their words, and links between the manuscript's files become links in the book.

Input: `press:cross-reference` elements and `a` with the attribute `press:link`. Output: `a class="cross-reference"`
with the words of its target, and `a href="#id"`. What leads nowhere is reported and leaves its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree

from chapbook.compose.bench import Bench, Piece, find_all, replace_element
from chapbook.diagnostics import Diagnostic, did_you_mean, error
from chapbook.files import PathRefusedError, resolve_path
from chapbook.model.draft import Draft, LinkUse
from chapbook.model.fragment import new_element, press


def compose_cross_references(bench: Bench) -> None:
    """Resolve every cross-reference and every link into the book."""
    links = _Links(bench.pieces)
    for piece in bench.pieces:
        if piece.draft is None:
            continue
        for element in find_all(piece.tree, ".//press:cross-reference"):
            replace_element(element, _resolved(bench, piece.draft, element))
        for element in find_all(piece.tree, ".//*[@press:link]"):
            use = piece.draft.links[int(element.attrib.pop(press("link")))]
            target = links.target(piece, use)
            if isinstance(target, Diagnostic):
                bench.found.append(target)
                element.attrib.pop("href", "")
            else:
                element.set("href", f"#{target}")


def _resolved(bench: Bench, draft: Draft, element: etree._Element) -> etree._Element:
    reference = draft.cross_references[int(element.get("n", ""))]
    target = bench.targets.get(reference.label)
    if target is None:
        message = f"Nothing in the book has the label “{reference.label}”."
        hint = did_you_mean(reference.label, bench.targets)
        bench.found.append(error("undefined-reference", reference.span, message, hint))
        return new_element("span", reference.label)
    return new_element("a", target.words, class_="cross-reference", href=f"#{target.id}")


@dataclass(frozen=True)
class _Links:
    """Finds what a link means: a file, a place in a file, or a place anywhere in the book."""

    pieces: list[Piece]

    def target(self, piece: Piece, use: LinkUse) -> str | Diagnostic:
        """The emitted id that the link leads to, or what is wrong with it."""
        try:
            fragment = unquote(urlsplit(use.href).fragment)
        except ValueError:  # an address that is none, such as “http://[”
            return error("broken-link", use.span, f"“{use.href}” is no address.")
        if use.href.startswith("#"):
            return self._anywhere(piece, fragment, use)
        by_path = {p.source.path: p for p in self.pieces if p.source is not None}
        try:
            path = resolve_path(use.span.file, use.href)
        except PathRefusedError as refused:
            return error("broken-link", use.span, str(refused))
        other = by_path.get(path) or by_path.get(f"{path}.md")
        if other is None:
            return _broken(use, f"“{path}” is no chapter of the book.", path, dict.fromkeys(by_path, ""))
        if not fragment:
            return other.id
        found = _place(other, fragment)
        return found or _broken(use, f"“{path}” has no place “{fragment}”.", fragment, other.ids)

    def _anywhere(self, piece: Piece, fragment: str, use: LinkUse) -> str | Diagnostic:
        for other in (piece, *self.pieces):
            found = _place(other, fragment)
            if found:
                return found
        return _broken(use, f"Nothing in the book has the id “{fragment}”.", fragment, piece.ids)


def _place(piece: Piece, fragment: str) -> str | None:
    """The place by its id as written, or as it stands in the book."""
    return piece.ids.get(fragment) or (fragment if fragment in piece.ids.values() else None)


def _broken(use: LinkUse, message: str, wanted: str, known: Mapping[str, str]) -> Diagnostic:
    return error("broken-link", use.span, message, did_you_mean(wanted, known))
