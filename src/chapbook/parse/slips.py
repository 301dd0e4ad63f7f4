"""What looks like markup and is none: slips of the pen that would be printed.

Input: a chapter's text, and its tree. Output: the same, with a warning for a list of attributes that nothing took and
for front matter that does not stand at the top.
"""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

from chapbook.model.fragment import XPATH
from chapbook.parse.repair import place_of
from chapbook.parse.report import Report

_BRACES = re.compile(r"(?<!\{)\{[ :]*[#.][A-Za-z][\w-]*(?:\}|(?: [^{}\n]*|$)\}?)", re.MULTILINE)
_FIND = (
    "//text()[contains(., '{#') or contains(., '{.') or contains(., '{:')]"
    "[not(ancestor::h:pre or ancestor::h:code or ancestor::m:math or ancestor::press:citation)]"
)
_FRONT_MATTER = re.compile(
    r"^---[ \t]*\n(?:(?:title|short-title|kind|id|language|numbered):.*\n)+(?:---|\.\.\.)[ \t]*$", re.MULTILINE
)


def check_front_matter(text: str, report: Report) -> None:
    """Warn of settings in the middle of the text."""
    for match in _FRONT_MATTER.finditer(text):
        place = report.add_place(text.count("\n", 0, match.start()), 0)
        message = "Front matter stands in the middle of the text, so it was printed."
        report.warn("stray-front-matter", place, message, "Move it to the first line of a file.")


def check_braces(section: etree._Element, report: Report) -> None:
    """Warn of attributes that belong to nothing."""
    found = section.xpath(_FIND, namespaces=XPATH)
    seen: Counter[str] = Counter()
    for text in found if isinstance(found, list) else []:
        match = _BRACES.search(str(text))
        parent = text.getparent() if isinstance(text, etree._ElementUnicodeResult) else None
        if match is None or parent is None or "$" in str(text):
            continue
        message = f"“{match.group()}” looks like attributes, but belongs to nothing, so it was printed."
        hint = "Put them directly behind the bracket or heading and close the brace; in backticks they are code."
        place = _place_in(report, match.group(), seen)
        report.warn("stray-attributes", place_of(parent) if place is None else place, message, hint)


def _place_in(report: Report, braces: str, seen: Counter[str]) -> int | None:
    """Where the next such braces stand in the text: a paragraph does not know its line."""
    lines = [n for n, line in enumerate(report.lines) if braces in line]
    seen[braces] += 1
    if not lines:
        return None
    line = lines[min(seen[braces], len(lines)) - 1]
    return report.add_place(line, report.lines[line].index(braces))
