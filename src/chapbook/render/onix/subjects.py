"""What the book is about and for whom: composites `Subject` (lists 26 and 27) and `Audience` (lists 29 and 28).

Input: the subjects of `[book]` and the audience of `[editions.onix]`. Output: the composites. Free words become one
list of keywords. The version of a scheme is not said, for nobody wrote it down.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from chapbook.model.metadata import Subject
from chapbook.render.onix.markup import add, add_all

_BISAC, _THEMA, _KEYWORDS = "10", "93", "20"
# A Thema code that begins with a digit qualifies another: place, language, time, education, interest, style.
_QUALIFIERS = {"1": "94", "2": "95", "3": "96", "4": "97", "5": "98", "6": "99"}
_AUDIENCES = {
    "general": "01",
    "children": "02",
    "teenage": "03",
    "school": "04",
    "university": "05",
    "professional": "06",
    "adult-education": "08",
}


def add_subjects(detail: etree._Element, subjects: Iterable[Subject]) -> None:
    """Add them all; the first of each scheme is the main one."""
    words, seen = [], set()
    for subject in subjects:
        if not subject.authority:
            words.append(subject.term)
            continue
        scheme = _scheme(subject)
        composite = add(detail, "Subject")
        if scheme in (_BISAC, _THEMA) and scheme not in seen:
            add(composite, "MainSubject")
        seen.add(scheme)
        add(composite, "SubjectSchemeIdentifier", scheme)
        add(composite, "SubjectCode", subject.term)
    if words:
        add_all(detail, "Subject", SubjectSchemeIdentifier=_KEYWORDS, SubjectHeadingText="; ".join(words))


def _scheme(subject: Subject) -> str:
    if subject.authority == "BISAC":
        return _BISAC
    return _QUALIFIERS.get(subject.term[:1], _THEMA)


def add_audience(detail: etree._Element, audience: str) -> None:
    """Add the audience, where one was named."""
    if audience:
        add_all(detail, "Audience", AudienceCodeType="01", AudienceCodeValue=_AUDIENCES[audience])
