"""A link to its entry for every work in a citation.

Input: a group as the engine made it. Output: the same words; a work that the style has no words for, because it stands
in a range (“[1]–[4]”) or is named again (“Ibid.”), has a link on the words that stand for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from chapbook.model.fragment import EPUB_TYPE, add_element, h, new_element
from chapbook.trees import has_class, lift_out, move_content, unwrap

_RANGE = re.compile("[-\u2010-\u2014]")


def citation_link(id: str) -> etree._Element:
    """A link to an entry of the list of references (DPUB-ARIA 1.1, doc-biblioref)."""
    link = new_element("a", class_="citation", role="doc-biblioref", href=f"#{id}")
    link.set(EPUB_TYPE, "biblioref")
    return link


def divide_links(group: etree._Element) -> None:
    """End the link to an entry where an address stands in the citation: that has a link of its own."""
    for address in list(group.iter(h("a"))):
        link = next((up for up in address.iterancestors(h("a")) if has_class(up, "citation")), None)
        if link is not None:
            lift_out(address, h("a"))
            rest = address.getnext()
            if rest is not None and not address.tail and rest.get("href") == link.get("href"):
                unwrap(rest)
            _end_at_words(link)


def _end_at_words(link: etree._Element) -> None:
    """Leave the sign and the space with which the link ends behind it."""
    last = link[-1] if len(link) else None
    words = (link.text if last is None else last.tail) or ""
    bare = words.rstrip(" ,;:\u00a0")
    if link.getparent() is None or bare == words:
        return
    link.tail = words[len(bare) :] + (link.tail or "")
    if last is None:
        link.text = bare
    else:
        last.tail = bare


def link_every_work(group: etree._Element, ids: Sequence[str], order: Mapping[str, int]) -> None:
    """Give the group a link to each of the ids; `order` is where in the list of references their entries stand."""
    linked = {a.get("href", "")[1:] for a in group.iter(h("a")) if has_class(a, "citation")}
    missing = [wanted for wanted in dict.fromkeys(ids) if wanted not in linked]
    if not missing:
        return
    if not linked and group.find(f".//{h('a')}") is None and ("".join(map(str, group.itertext()))).strip():
        _link_all(group, missing.pop(0))
    for wanted in sorted(missing, key=lambda wanted: order.get(wanted, 0)):
        _link_one(group, wanted, order)


def _link_all(group: etree._Element, id: str) -> None:
    link = citation_link(id)
    move_content(group, link)
    group.append(link)


def _link_one(group: etree._Element, id: str, order: Mapping[str, int]) -> None:
    """A link on the dash of the range that holds the work; where that has one already, one that shows nothing."""
    place = order.get(id, 0)
    gap = next((gap for gap in _gaps(group) if order.get(gap.before, 0) < place < order.get(gap.after, 0)), None)
    if gap is None:
        add_element(group, "a", **_silent(id))
        return
    dash = _RANGE.search(gap.text)
    if dash is None:
        gap.element.addnext(_with_tail(new_element("a", **_silent(id)), gap.text))
        gap.element.tail = None
        return
    gap.element.tail = gap.text[: dash.start()] or None
    link = citation_link(id)
    link.text = dash.group()
    gap.element.addnext(_with_tail(link, gap.text[dash.end() :]))


def _silent(id: str) -> dict[str, str]:
    """Nobody can follow it, since there is nothing to touch; it says that the work is cited here."""
    return {"class_": "citation", "href": f"#{id}", "aria_hidden": "true", "tabindex": "-1"}


def _with_tail(element: etree._Element, tail: str) -> etree._Element:
    element.tail = tail or None
    return element


@dataclass(frozen=True)
class _Gap:
    """The text behind a link, and the ids that the links before and after it lead to."""

    element: etree._Element
    text: str
    before: str
    after: str


def _gaps(group: etree._Element) -> Iterator[_Gap]:
    links = [a for a in group.iter(h("a")) if has_class(a, "citation")]
    for before, after in pairwise(links):
        if before.getparent() is after.getparent():
            yield _Gap(before, before.tail or "", before.get("href", "")[1:], after.get("href", "")[1:])
