"""What an entry of the list has beyond the citation engine's words: the languages of its titles, breaks in addresses.

Input: an entry as the engine formatted it, and its work. Output: the same words; `lang` on titles in another language,
for whoever hyphenates or reads aloud, and the class `url` and `wbr` in addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from chapbook.address_breaks import divide_address
from chapbook.compose.locales import known_language
from chapbook.model.fragment import h, new_element

_ADDRESS_STARTS = ("http://", "https://", "10.")


def finish_entry(item: etree._Element, language: str, around: str, titles: tuple[str, ...]) -> None:
    """Finish the entry of a work in `language`, which stands in text of the language `around`."""
    tag = known_language(language)
    if tag and tag.lower() != around.lower() and tag.split("-")[0] != around.split("-")[0].lower():
        for title in titles:
            _name_language(item, title, tag)
    break_addresses(item)


def break_addresses(item: etree._Element) -> None:
    """Let a printed address break where it may, in an entry or in a citation that holds one."""
    for link in item.iter(h("a")):
        words = link.text or ""
        if len(link) == 0 and words.startswith(_ADDRESS_STARTS) and " " not in words:
            divide_address(link)


@dataclass(frozen=True)
class _Run:
    """A text node: `element.text`, or `element.tail` when `after`; `start` is its place in the whole text."""

    element: etree._Element
    after: bool
    start: int
    text: str


def _runs(root: etree._Element) -> Iterator[_Run]:
    start = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end" and element is root:
            return
        text = (element.text if event == "start" else element.tail) or ""
        if text:
            yield _Run(element, event == "end", start, text)
            start += len(text)


def _name_language(item: etree._Element, title: str, tag: str) -> None:
    """Say which language the title is in, wherever it stands in the entry and whatever case the style gave it."""
    runs = list(_runs(item))
    start = _folded("".join(run.text for run in runs)).find(_folded(title))
    if start < 0:
        return
    end = start + len(title)
    for run in reversed(runs):
        first, last = max(start - run.start, 0), min(end - run.start, len(run.text))
        if first < last:
            _wrap(run, first, last, tag)


def _folded(text: str) -> str:
    """The text as it is looked for: letters in lower case, other signs alike; as long as it was."""
    return "".join(c.lower() if c.isalnum() and len(c.lower()) == 1 else " " for c in text)


def _wrap(run: _Run, first: int, last: int, tag: str) -> None:
    """Put the letters of the text node into a span that names the language, or name it on the element they fill."""
    before, words, behind = run.text[:first], run.text[first:last], run.text[last:]
    owner = run.element
    if not run.after and not before and not behind and len(owner) == 0 and owner.tag != h("li"):
        owner.set("lang", tag)
        return
    span = new_element("span", words, lang=tag)
    parent = owner.getparent()
    if run.after and parent is not None:
        owner.tail = before or None
        parent.insert(parent.index(owner) + 1, span)
    else:
        owner.text = before or None
        owner.insert(0, span)
    span.tail = behind or None
