"""Step 6: cross-references get their words, and links between the manuscript's files become links in the book.

Input: `press:cross-reference` elements and `a` with the attribute `press:link`. Output: `a class="cross-reference"`
with the words of its target, and `a href="#id"`. What leads nowhere is reported and leaves its words.
"""

from __future__ import annotations

from lxml import etree

from chapbook.compose.bench import Bench, find_all, replace_element
from chapbook.compose.links import Landing, Links
from chapbook.diagnostics import Diagnostic, did_you_mean, error
from chapbook.model.draft import Draft
from chapbook.model.fragment import new_element, press


def compose_cross_references(bench: Bench) -> None:
    """Resolve every cross-reference and every link into the book."""
    links = Links(bench.pieces)
    for piece in bench.pieces:
        if piece.draft is None:
            continue
        for element in find_all(piece.tree, ".//press:cross-reference"):
            replace_element(element, _resolved(bench, piece.draft, element))
        for element in find_all(piece.tree, ".//*[@press:link]"):
            use = piece.draft.links[int(element.attrib.pop(press("link")))]
            _lead(bench, element, links.land(piece, use))


def _lead(bench: Bench, element: etree._Element, landing: Landing | Diagnostic) -> None:
    """Let the link lead where it lands."""
    if isinstance(landing, Diagnostic):
        bench.found.append(landing)
        for name in ("href", "hreflang", "rel"):
            element.attrib.pop(name, "")
        return
    element.set("href", f"#{landing.id}")
    if landing.remark is not None:
        bench.found.append(landing.remark)


def _resolved(bench: Bench, draft: Draft, element: etree._Element) -> etree._Element:
    reference = draft.cross_references[int(element.get("n", ""))]
    target = bench.targets.get(reference.label)
    if target is None:
        message = f"Nothing in the book has the label “{reference.label}”."
        kind = reference.label.partition(":")[0]
        alike = [label for label in bench.targets if label.startswith(f"{kind}:")]
        hint = did_you_mean(reference.label, alike) or did_you_mean(reference.label, bench.targets)
        bench.found.append(error("undefined-reference", reference.span, message, hint))
        return new_element("span", reference.label)
    return new_element("a", target.words, class_="cross-reference", href=f"#{target.id}")
