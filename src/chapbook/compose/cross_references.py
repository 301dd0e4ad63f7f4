"""Step 6: cross-references get their words, and links between the manuscript's files become links in the book.

Input: `press:cross-reference` elements, alone or together, and `a` with the attribute `press:link`. Output:
`a class="cross-reference"` with the words of its target, and `a href="#id"`. What leads nowhere is reported and leaves
its words. Where the author asks for pages with the class `page`, paper has them: see the attribute `data-page` in
`model.book`.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.links import Landing, Links
from chapbook.compose.reference_words import Node, Reference, joined, page_words
from chapbook.diagnostics import Diagnostic, error
from chapbook.model.apparatus import Target
from chapbook.model.draft import CrossReference, Draft
from chapbook.model.fragment import find_all, h, new_element, press
from chapbook.trees import has_class, unwrap

PAGE = "page"
_REFERENCE = press("cross-reference")
# What may stand between references that are asked for together.
_BETWEEN = " \t\r\n;,"


def compose_cross_references(bench: Bench) -> None:
    """Resolve every cross-reference and every link into the book."""
    links = Links(bench.pieces, bench.guesses)
    for piece in bench.pieces:
        if piece.draft is None:
            continue
        _resolve_references(bench, piece.draft, piece.tree)
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
    _ask_for_page(bench, element)
    if landing.remark is not None:
        bench.found.append(landing.remark)


def _resolve_references(bench: Bench, draft: Draft, tree: etree._Element) -> None:
    for span in find_all(tree, ".//h:span[@class='page'][.//press:cross-reference]"):
        _gather(span)
        unwrap(span)
    for group in find_all(tree, ".//press:cross-references"):
        for run in _runs(list(group)):
            _replace_run(run, _set(bench, draft, run, has_class(group, PAGE)))
        unwrap(group)
    for element in find_all(tree, ".//press:cross-reference"):
        _replace_run([element], _set(bench, draft, [element], has_class(element, PAGE)))


def _gather(span: etree._Element) -> None:
    """Mark what the span asks pages for, and put bare references into one group that only signs part."""
    for element in span.iter(_REFERENCE, press("cross-references")):
        element.set("class", PAGE)
    for first in [e for e in span if e.tag == _REFERENCE]:
        if first.getparent() is not span:
            continue  # gathered already
        run, after = [first], first.getnext()
        while after is not None and after.tag == _REFERENCE and not (run[-1].tail or "").strip(_BETWEEN):
            run.append(after)
            after = after.getnext()
        if len(run) > 1:
            group = etree.Element(press("cross-references"), {"class": PAGE})
            first.addprevious(group)
            group.tail = run[-1].tail
            for element in run:
                group.append(element)
                element.tail = None


def _runs(references: Sequence[etree._Element]) -> list[list[etree._Element]]:
    """The references without words between them."""
    runs: list[list[etree._Element]] = []
    for reference in references:
        before = reference.getprevious()
        if runs and before is not None and not before.tail:
            runs[-1].append(reference)
        else:
            runs.append([reference])
    return runs


def _set(bench: Bench, draft: Draft, run: Sequence[etree._Element], has_page: bool) -> list[Node]:
    """What is to stand in the place of the references."""
    uses = [draft.cross_references[int(element.get("n", ""))] for element in run]
    references = [Reference(u.label, _target(bench, u), u.number_only, u.capital) for u in uses]
    nodes = joined(bench, references, ranges=not has_page)
    if not has_page or any(reference.target is None for reference in references):
        return nodes
    holder = new_element("span", class_="page-reference")
    holder.set("data-page", page_words(bench, len(references)))
    for node in nodes:
        if isinstance(node, str):
            holder[-1].tail = node
        else:
            holder.append(node)
    return [holder]


def _target(bench: Bench, use: CrossReference) -> Target | None:
    target = bench.targets.get(use.label)
    if target is None:
        message = f"Nothing in the book has the label “{use.label}”."
        bench.found.append(error("undefined-reference", use.span, message, _hint(bench, use.label)))
    return target


def _hint(bench: Bench, label: str) -> str:
    """The label of the same name on something else, or the nearest ones."""
    name = label.partition(":")[2]
    others = sorted(other for other in bench.targets if name and other.partition(":")[2] == name)
    if others:
        return f"Did you mean {' or '.join(f'“{o}”' for o in others)}?"
    alike = [other for other in bench.targets if other.partition(":")[0] == label.partition(":")[0]]
    return bench.guesses.did_you_mean(label, alike) or bench.guesses.did_you_mean(label, bench.targets)


def _replace_run(run: Sequence[etree._Element], nodes: Sequence[Node]) -> None:
    """Put the nodes, of which the first is an element, where the run stands; the text behind it stays."""
    place, last = run[0], run[-1].tail
    before: etree._Element | None = None
    for node in nodes:
        if isinstance(node, str):
            if before is not None:
                before.tail = node
        else:
            place.addprevious(node)
            before = node
    if before is not None:
        before.tail = last
    parent = place.getparent()
    for element in run:
        element.tail = None
        if parent is not None:
            parent.remove(element)


def _ask_for_page(bench: Bench, link: etree._Element) -> None:
    """A link of the class `page` has its page behind it, on paper."""
    if link.tag != h("a") or not has_class(link, PAGE):
        return
    classes = [name for name in link.get("class", "").split() if name != PAGE]
    del link.attrib["class"]
    if classes:
        link.set("class", " ".join(classes))
    link.set("data-page", f" ({page_words(bench, 1)})")
