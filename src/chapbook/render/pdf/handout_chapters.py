"""The chapters that a teacher chose: input what was asked for, output the divisions that are printed for it.

With the chapters come the notes that they call and the works that they cite. Links to what does not come along are
words; pages that they name are the book's, or are left out when the handout counts its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from pathlib import PurePosixPath

from lxml import etree

from chapbook.diagnostics import did_you_mean
from chapbook.model.book import Division
from chapbook.model.fragment import fragment_tree, h, make_fragment
from chapbook.model.manuscript import Kind
from chapbook.render.pdf.paper import PAGE_FORM, asks_for_page
from chapbook.trees import has_class, remove

_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")


class UnknownChapterError(Exception):
    """There is no such chapter. The message is a sentence with a hint."""


def choose_chapters(divisions: Sequence[Division], asked: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the chapters that are asked for, in the order of the book, and their names for a file name.

    They are asked for by number (“2”), as a range (“4-5”), or by the name of their file. Raises UnknownChapterError.
    """
    named = dict(_names(divisions))
    wanted: set[str] = set()
    for words in filter(None, (part.strip() for part in asked)):
        wanted |= {_find(name, named) for name in _spread(words, named)}
    if not wanted:
        raise UnknownChapterError("No chapter is named; write numbers or names of files, such as “2,4-5”.")
    chosen = tuple(d.id for d in divisions if d.id in wanted)
    shown = {division: name for name, division in reversed(named.items())}
    return chosen, tuple(shown[division] for division in chosen)


def _names(divisions: Sequence[Division]) -> Iterator[tuple[str, str]]:
    """Every name of a chapter with its division's id; its number comes first."""
    written = [d for d in divisions if d.source and d.kind is not Kind.PART]
    chapters = [d for d in written if d.kind is Kind.CHAPTER]
    if any(d.number for d in chapters):
        yield from ((d.number.lower(), d.id) for d in written if d.number)
    else:
        yield from ((str(number), d.id) for number, d in enumerate(chapters, 1))
    for division in written:
        yield PurePosixPath(division.source).stem.lower(), division.id
        yield division.source.lower(), division.id


def _spread(words: str, named: Set[str] | dict[str, str]) -> list[str]:
    bounds = _RANGE.fullmatch(words)
    if bounds is None or words.lower() in named:
        return [words]
    first, last = int(bounds[1]), int(bounds[2])
    if first > last:
        raise UnknownChapterError(f"The range “{words}” runs backwards; write {last}-{first}.")
    if last - first > len(named):
        raise UnknownChapterError(f"There is no chapter “{last}”. {_known(named)}")
    return [str(number) for number in range(first, last + 1)]


def _find(name: str, named: dict[str, str]) -> str:
    if name.lower() in named:
        return named[name.lower()]
    hint = did_you_mean(name.lower(), [known for known in named if not known.isdecimal()]) or _known(named)
    raise UnknownChapterError(f"There is no chapter “{name}”. {hint}")


def _known(named: Set[str] | dict[str, str]) -> str:
    numbers = [name for name in named if name.isdecimal()]
    if not numbers:
        return "Name the files of the chapters."
    return f"The book has the chapters {numbers[0]} to {numbers[-1]}, and files can be named too."


def keep_chapters(
    divisions: Sequence[Division], chosen: Set[str], *, own_pages: bool
) -> tuple[list[Division], frozenset[str], frozenset[str]]:
    """The divisions of a selection, the ids that are not in it, and the ids of divisions that lost a part.

    `own_pages`: the handout numbers its own pages, so that it can name none of what is absent.
    """
    trees = {d.id: fragment_tree(d.content) for d in divisions}
    everything = frozenset(name for tree in trees.values() for name in _ids(tree))
    _keep_notes([trees[d.id] for d in divisions if d.kind is Kind.NOTES], chosen)
    citing = [trees[d.id] for d in divisions if d.id in chosen or d.kind is Kind.NOTES]
    cited = {a.get("href", "")[1:] for tree in citing for a in tree.iter(h("a"))}
    _keep_entries([trees[d.id] for d in divisions if d.kind is Kind.BIBLIOGRAPHY], cited)
    changed = frozenset(
        d.id
        for d in divisions
        if (d.kind is Kind.NOTES and _notes(trees[d.id]))
        or (d.kind is Kind.BIBLIOGRAPHY and trees[d.id].find(f".//{h('li')}") is not None)
    )
    kept = [d for d in divisions if d.id in chosen or d.id in changed or d.kind in (Kind.TITLE_PAGE, Kind.IMPRINT)]
    absent = everything - {name for d in kept for name in _ids(trees[d.id])}
    if own_pages:
        for division in kept:
            _forget_pages(trees[division.id], absent)
    return [replace(d, content=make_fragment(trees[d.id]), part="") for d in kept], absent, changed


def _ids(tree: etree._Element) -> Iterator[str]:
    return (str(element.get("id")) for element in tree.iter(etree.Element) if element.get("id"))


def _notes(tree: etree._Element) -> list[etree._Element]:
    return [section for section in tree.iter(h("section")) if has_class(section, "notes")]


def _keep_notes(trees: Sequence[etree._Element], chosen: Set[str]) -> None:
    """Of the notes at the end of the book those of the chosen chapters, whose titles stand above them."""
    for section in [section for tree in trees for section in _notes(tree)]:
        link = section.find(f"./{h('h2')}/{h('a')}")
        if link is None or link.get("href", "")[1:] not in chosen:
            remove(section)


def _keep_entries(trees: Sequence[etree._Element], cited: Set[str]) -> None:
    """The entries that are cited; a list that is empty goes, and the heading above it."""
    entries = [li for tree in trees for li in tree.iter(h("li")) if has_class(li, "reference")]
    for entry in [entry for entry in entries if entry.get("id") not in cited]:
        remove(entry)
    for holder in [e for tree in trees for e in tree.iter(h("ul"), h("ol")) if not len(e)]:
        before = holder.getprevious()
        remove(holder)
        if before is not None and before.tag in (h("h2"), h("h3")):
            remove(before)


def _forget_pages(tree: etree._Element, absent: Set[str]) -> None:
    """Name no page of what is absent."""
    for element in [e for e in tree.iter(h("a"), h("span")) if asks_for_page(e)]:
        links = [element] if element.tag == h("a") else list(element.iter(h("a")))
        gone = [link for link in links if link.get("href", "")[1:] in absent]
        if not gone:
            continue
        if not has_class(element, "locators"):
            element.attrib.pop(PAGE_FORM)
            continue
        for link in gone:
            remove(link)
        if not len(element):
            remove(element)
