"""The chapter's title, and ids for it and its headings.

Input: the tree. Output: the title out of the tree, further level-1 headings a level lower, and an id on every heading:
the author's, or the slug that GitHub makes of the words, numbered when it comes again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from chapbook.diagnostics import Span
from chapbook.model.fragment import h, new_element, plain_text, press
from chapbook.parse.lifting import copy_inline, move_content, remove, rename, take_attribute, unwrap
from chapbook.parse.repair import AT, place_of
from chapbook.parse.report import Report

LEVELS = {h(f"h{level}"): level for level in range(1, 7)}

_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Title:
    """The title as an inline `span` (None: there is none), its id or an empty string, and its place."""

    content: etree._Element | None
    id: str
    span: Span


def take_title(section: etree._Element, given: str, report: Report) -> Title:
    """The title, taken out of the tree; `given` is what the front matter says."""
    first = next(section.iter(h("h1")), None)
    title = Title(new_element("span", given) if given else None, "", Span(report.path))
    if first is not None and (not given or plain_text(first) == " ".join(given.split())):
        content = new_element("span")
        title = Title(content, first.get("id", ""), report.span(place_of(first)))
        if first.get(AT):
            content.set(AT, first.get(AT, ""))
        if first.get("class"):
            content.set("class", first.get("class", ""))  # “unnumbered” is read by compose
        move_content(first, content)
        remove(first)
    for extra in list(section.iter(h("h1"))):
        rename(extra, "h2")
        message = "A chapter has one title; this heading was made a section."
        report.warn("second-title", place_of(extra), message, "Begin it with ##, or move it to a file of its own.")
    return title


def give_ids(section: etree._Element, title: Title) -> Title:
    """Give an id to each heading that has none, and to the title."""
    taken = {element.get("id", "") for element in section.iter(etree.Element)} | {title.id}
    counts: dict[str, int] = {}
    if title.content is not None and not title.id:
        title = Title(title.content, _next_slug(slug(heading_words(title.content)), counts, taken), title.span)
    for heading in section.iter(*LEVELS):
        if not heading.get("id"):
            heading.set("id", _next_slug(slug(heading_words(heading)), counts, taken))
    return title


def slug(words: str) -> str:
    """What GitHub makes of a heading for its link."""
    return _NOT_IN_SLUG.sub("", words.lower()).strip().replace(" ", "-") or "section"


def clean_title(heading: etree._Element) -> etree._Element:
    """The heading as a `span` for contents and running heads: without notes, marks, links and ids."""
    copied = copy_inline(heading)
    for note in list(copied.iter(press("note"))):
        remove(note)
    for wrapper in list(copied.iter(press("mark"), h("a"))):
        unwrap(wrapper)
    for element in copied.iter(etree.Element):
        take_attribute(element, "id")
    span = new_element("span")
    move_content(copied, span)
    return span


def heading_words(heading: etree._Element) -> str:
    """The plain words of a heading, without notes and citations."""
    copied = copy_inline(heading)
    for silent in list(copied.iter(press("note"), press("citation"))):
        remove(silent)
    return plain_text(copied)


def _next_slug(wanted: str, counts: dict[str, int], taken: set[str]) -> str:
    found = wanted
    while found in taken:
        counts[wanted] = counts.get(wanted, 0) + 1
        found = f"{wanted}-{counts[wanted]}"
    taken.add(found)
    return found
