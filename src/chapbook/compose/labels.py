"""Quarto's spelling of cross-references: `@fig-stages` is one when the book has a label `fig-stages`.

Input: the drafts, in which it is a citation, since a work could have that key. Output: the drafts with such citations
as cross-references. It comes first, because a citation may become a note, and every citation is looked up.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from lxml import etree

from chapbook.diagnostics import Diagnostic, error
from chapbook.model.draft import Citation, CrossReference, Draft
from chapbook.model.fragment import Fragment, find_all, fragment_tree, make_fragment, press
from chapbook.trees import append_text, move_content, replace, unwrap

_QUARTO = re.compile(r"[A-Za-z]{2,3}-")


def settle_labels(drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], list[Diagnostic]]:
    """The drafts, and what is wrong: works and labels in one pair of brackets."""
    labels = {label.id for draft in drafts for label in draft.labels if _QUARTO.match(label.id)}
    found: list[Diagnostic] = []
    return tuple(_settle(draft, labels, found) if labels else draft for draft in drafts), found


def _settle(draft: Draft, labels: AbstractSet[str], found: list[Diagnostic]) -> Draft:
    is_label = [[_label(item.key) in labels for item in citation.items] for citation in draft.citations]
    if not any(map(any, is_label)):
        return draft
    for citation, which in zip(draft.citations, is_label, strict=True):
        if any(which) and not all(which):
            message = "Works and labels of the book cannot share one pair of brackets."
            found.append(error("mixed-citation", citation.span, message, "Write two pairs."))
    kept = [n for n, which in enumerate(is_label) if not all(which)]
    references = list(draft.cross_references)
    numbers = {old: str(new) for new, old in enumerate(kept)}
    content = _rewritten(draft.content, draft, numbers, references)
    title = None if draft.title is None else _rewritten(draft.title, draft, numbers, references)
    citations = tuple(_without_labels(draft.citations[n], labels) for n in kept)
    return dataclasses.replace(
        draft, content=content, title=title, citations=citations, cross_references=tuple(references)
    )


def _without_labels(citation: Citation, labels: AbstractSet[str]) -> Citation:
    """The citation with its works alone."""
    return dataclasses.replace(citation, items=tuple(item for item in citation.items if _label(item.key) not in labels))


def _label(key: str) -> str:
    return key[:1].lower() + key[1:]


def _rewritten(fragment: Fragment, draft: Draft, numbers: dict[int, str], references: list[CrossReference]) -> Fragment:
    """The fragment with its citations numbered anew, and those that are gone as cross-references."""
    tree = fragment_tree(fragment)
    for element in find_all(tree, ".//press:citation"):
        number = int(element.get("n", ""))
        if number in numbers:
            element.set("n", numbers[number])
        else:
            group = _group(draft.citations[number], references)
            replace(element, group)
            if len(group) == 1:
                unwrap(group)
    return make_fragment(tree)


def _group(citation: Citation, references: list[CrossReference]) -> etree._Element:
    """The citation as `press:cross-references`; what it adds to the references gets the next numbers."""
    group = etree.Element(press("cross-references"))
    for number, item in enumerate(citation.items):
        prefix = None if item.prefix is None else fragment_tree(item.prefix)
        if number and (prefix is not None or group[-1].tail):
            append_text(group, "; ")
        if prefix is not None:
            move_content(prefix, group)
            append_text(group, " ")
        etree.SubElement(group, press("cross-reference"), n=str(len(references)))
        if item.suffix is not None:
            _add_suffix(group, fragment_tree(item.suffix), citation.in_text)
        label = _label(item.key)
        references.append(CrossReference(label, item.span, item.suppress_author, item.key[0].isupper()))
    return group


def _add_suffix(group: etree._Element, suffix: etree._Element, in_text: bool) -> None:
    """The words behind a reference; those behind one in the sentence had brackets."""
    is_set_off = (suffix.text or "x")[0] in ",.:) "
    append_text(group, " [" if in_text else "" if is_set_off else " ")
    move_content(suffix, group)
    append_text(group, "]" if in_text else "")
