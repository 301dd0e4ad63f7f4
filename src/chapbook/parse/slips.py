"""What looks like markup and is none: slips of the pen that would be printed.

Input: a chapter's text, and its tree. Output: the same, with a warning for a list of attributes that nothing took, for
a link that a space in its address has undone, and for front matter that does not stand at the top.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from chapbook.model.fragment import XPATH, all_text
from chapbook.parse.repair import place_of
from chapbook.parse.report import Report

# The label of an equation waits for its formula.
_BRACES = re.compile(r"(?<!\{)\{(?!#eq:)[ :]*[#.][A-Za-z][\w:.-]*(?:\}|(?: [^{}\n]*|$)\}?)", re.MULTILINE)
# An address after which a title would have to begin, or one that was made a link of its own.
_TARGET = re.compile(r"\[([^\[\]\n]*)\]\((?:[^\s()\"']+[ \t][^()\n]*\)|$)")
_NOT_IN_CODE = "[not(ancestor::h:pre or ancestor::h:code or ancestor::m:math or ancestor::press:citation)]"
_WITH_BRACES = (
    f"//text()[contains(., '{{')][contains(., '{{#') or contains(., '{{.') or contains(., '{{:')]{_NOT_IN_CODE}"
)
_WITH_TARGETS = f"//text()[contains(., '](')]{_NOT_IN_CODE}"
_FRONT_MATTER = re.compile(
    r"^---[ \t]*\n(?:(?:title|short-title|kind|id|language|numbered):.*\n)+(?:---|\.\.\.)[ \t]*$", re.MULTILINE
)


def check_front_matter(text: str, report: Report) -> None:
    """Warn of settings in the middle of the text."""
    for match in _FRONT_MATTER.finditer(text):
        place = report.add_place(text.count("\n", 0, match.start()), 0)
        message = "Front matter stands in the middle of the text, so it was printed."
        report.warn("stray-front-matter", place, message, "Move it to the first line of a file.")


def check_slips(section: etree._Element, report: Report) -> None:
    """Warn of attributes that belong to nothing, and of links that are none."""
    seen: Counter[str] = Counter()
    text = all_text(section)  # most chapters have neither sign, and XPath asks every text
    for match, place in _matches(section, _WITH_BRACES, _BRACES) if "{" in text else ():
        if "$" in match.string:
            continue
        message = f"“{match.group()}” looks like attributes, but belongs to nothing, so it was printed."
        hint = "Put them directly behind the bracket or heading and close the brace; in backticks they are code."
        exact = _place_in(report, match.group(), seen)
        report.warn("stray-attributes", place if exact is None else exact, message, hint)
    for match, place in _matches(section, _WITH_TARGETS, _TARGET) if "](" in text else ():
        message = f"“[{match[1]}](…)” looks like a link, but there is a space in its address, so it was printed."
        report.warn("bad-address", place, message, "Write %20 for the space, or put the address between < and >.")


def _matches(
    section: etree._Element, path: str, pattern: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], int | None]]:
    """What the pattern finds first in each text of the path, and where that stands."""
    found = section.xpath(path, namespaces=XPATH)
    for text in found if isinstance(found, list) else []:
        parent = text.getparent() if isinstance(text, etree._ElementUnicodeResult) else None
        match = pattern.search(str(text))
        if match is not None and parent is not None:
            yield match, place_of(parent)


def _place_in(report: Report, braces: str, seen: Counter[str]) -> int | None:
    """Where the next such braces stand in the text: a paragraph does not know its line."""
    lines = [n for n, line in enumerate(report.lines) if braces in line]
    seen[braces] += 1
    if not lines:
        return None
    line = lines[min(seen[braces], len(lines)) - 1]
    return report.add_place(line, report.lines[line].index(braces))
