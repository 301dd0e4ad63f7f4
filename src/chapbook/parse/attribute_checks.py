"""Attributes whose values say nothing that a reader could understand.

Input: a chapter's tree with all of its ids. Output: the same tree without the attributes that mean nothing, each one a
warning with what it could have said, so that no checker of e-books finds a fault in what an author wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from chapbook.model.fragment import EPUB_TYPE, XHTML, XPATH, h
from chapbook.parse.attribute_values import ID_LISTS, expected_value
from chapbook.parse.lifting import rename, take_attribute
from chapbook.parse.repair import AT, place_of
from chapbook.parse.report import Report

_CHECKED = frozenset({"role", "dir", "scope", "type", "datetime"})
# Without these the element is not what it says.
_NEEDED = frozenset({("bdo", "dir"), ("time", "datetime")})
# Attributes that take any value, and that most elements have no others than.
_FREE = frozenset({"class", "id", "href", "src", "alt", AT})
_FIND_DRAWN = "descendant::svg:*[@*[contains(., '#')]]"
_FIND_IDS = "descendant-or-self::*[@id]"
_REFERENCE = re.compile(r"\s*url\(\s*['\"]?#([^)'\"]*)['\"]?\s*\)\s*$|#(.*)$")


def chapter_ids(roots: Iterable[etree._Element]) -> set[str]:
    """The ids of the trees."""
    return {element.get("id", "") for root in roots for element in _find(root, _FIND_IDS)}


def _find(root: etree._Element, path: str) -> list[etree._Element]:
    found = root.xpath(path, namespaces=XPATH)
    return [element for element in found if isinstance(element, etree._Element)] if isinstance(found, list) else []


def check_attributes(section: etree._Element, ids: set[str], report: Report) -> None:
    """Take out every attribute with a value that it cannot have. `ids` are those of the chapter."""
    for element in _with_others(section):
        for attribute, value in sorted(element.attrib.items()):
            name = "epub:type" if attribute == EPUB_TYPE else str(attribute)
            if name in _CHECKED or name == "epub:type" or name.startswith("aria-"):
                _check_value(element, name, str(attribute), str(value), report)
        for name in ID_LISTS.intersection(map(str, element.attrib)):
            _check_ids(element, name, ids, report)
        if element.get("aria-level") is not None and not _is_heading(element):
            _drop(element, "aria-level", "nothing: only a heading has a level", report)
    for element in _find(section, _FIND_DRAWN):
        for attribute, value in sorted(element.attrib.items()):
            match = _REFERENCE.match(str(value))
            is_reference = match and (str(value).strip().startswith("url") or str(attribute).endswith("href"))
            if match and is_reference and (match[1] or match[2]) not in ids:
                _drop(element, str(attribute), "ids of this chapter", report, str(attribute).rpartition("}")[2])


def _with_others(section: etree._Element) -> list[etree._Element]:
    """The elements of XHTML that have other attributes than those that take any value."""
    others = [e for e in section.iter(etree.Element) if not _FREE.issuperset(e.keys())]
    return [e for e in others if str(e.tag).startswith(f"{{{XHTML}}}")]


def _check_value(element: etree._Element, name: str, attribute: str, value: str, report: Report) -> None:
    expected = expected_value(str(element.tag).removeprefix(f"{{{XHTML}}}"), name, value)
    if expected:
        _drop(element, attribute, expected, report, name)


def _check_ids(element: etree._Element, name: str, ids: set[str], report: Report) -> None:
    named = (element.get(name) or "").split()
    if name == "headers":
        table = next(element.iterancestors(h("table")), None)
        ids = {cell.get("id", "") for cell in table.iter(h("th"))} if table is not None else set()
    if not named or not ids.issuperset(named) or (name == "aria-details" and len(named) > 1):
        what = "ids of <th> cells of its table" if name == "headers" else "ids of this chapter"
        _drop(element, name, what, report)


def _drop(element: etree._Element, attribute: str, expected: str, report: Report, name: str = "") -> None:
    value = take_attribute(element, attribute)
    owner = str(element.tag).rpartition("}")[2]
    message = f"The attribute {name or attribute}=“{value}” of <{owner}> means nothing, so it was removed."
    report.warn("bad-attribute", place_of(element), message, f"It takes {expected}.")
    if (owner, attribute) in _NEEDED:
        rename(element, "span")


def _is_heading(element: etree._Element) -> bool:
    return element.get("role") == "heading" or str(element.tag).rpartition("}")[2] in {"h2", "h3", "h4", "h5", "h6"}
