"""The chapter's title, and ids for it and its headings.

Input: the tree. Output: the title out of the tree, further level-1 headings a level lower, no level left out on the
way down, and an id on every heading: the author's, or the slug that GitHub makes of the words, numbered when it comes
again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lxml import etree

from chapbook.diagnostics import Span
from chapbook.model.fragment import h, new_element, plain_text, press
from chapbook.parse.lifting import copy_inline, rename, take_attribute
from chapbook.parse.repair import AT, place_of
from chapbook.parse.report import Report
from chapbook.trees import move_content, remove, unwrap

LEVELS = {h(f"h{level}"): level for level in range(1, 7)}

# Letters, marks, decimal digits and connectors stay; of what Python counts to `\w`, other numbers do not.
_NOT_IN_SLUG = re.compile(
    r"[^\w\- ]|[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070\u2074-\u2079\u2080-\u2089\u2150-\u2189\u2460-\u249b]"
)


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
        for name in (AT, "class"):
            if first.get(name):
                content.set(name, first.get(name, ""))
        move_content(first, content)
        remove(first)
    _lower_titles(section, report)
    _close_levels(section, report)
    return title


def _lower_titles(section: etree._Element, report: Report) -> None:
    """Further level-1 headings are sections; one warning says it for all of them."""
    extra = list(section.iter(h("h1")))
    for heading in extra:
        rename(heading, "h2")
    if extra:
        others = len(extra) - 1
        more = f", and so {'were' if others > 1 else 'was'} {others} more" if others else ""
        message = f"A chapter has one title; this heading was made a section{more}."
        report.warn("second-title", place_of(extra[0]), message, "Begin it with ##, or move it to a file of its own.")


def _close_levels(section: etree._Element, report: Report) -> None:
    """No heading is more than one level below the one it belongs to; readers move through the book by these levels.

    What a heading belongs to is the last one of a lower level as written, so that sisters stay sisters.
    """
    open_levels = [(1, 1)]  # as written, and as it is now; the title's first
    before = 1
    for heading in list(section.iter(*LEVELS)):
        written = LEVELS[str(heading.tag)]
        while len(open_levels) > 1 and open_levels[-1][0] >= written:
            open_levels.pop()
        level = open_levels[-1][1] + 1
        if level != written:
            rename(heading, f"h{level}")
        if level != written and written > before + 1:
            message = f"A heading of level {written} follows one of level {before}; it was set as level {level}."
            report.warn("skipped-level", place_of(heading), message, f"Begin it with {'#' * level}.")
        open_levels.append((written, level))
        before = written


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
    """What GitHub makes of a heading for its link: small letters, marks, digits, `_` and `-`, hyphens for spaces."""
    return _NOT_IN_SLUG.sub(_in_slug, words.lower()).replace(" ", "-") or "section"


def _in_slug(match: re.Match[str]) -> str:
    """The characters that Python's own classes of letters judge otherwise than GitHub's."""
    return match.group() if unicodedata.category(match.group())[0] == "M" else ""


def clean_title(heading: etree._Element) -> etree._Element:
    """The heading as a `span` for contents and running heads: without notes, marks, links and ids."""
    copied = copy_inline(heading)
    for note in list(copied.iter(press("note"))):
        remove(note)
    for wrapper in list(copied.iter(press("mark"), press("gloss"), h("a"))):
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
