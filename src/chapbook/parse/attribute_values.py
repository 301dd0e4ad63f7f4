"""What the attributes of an element may say, where a checker of e-books looks.

Input: the name of an attribute and its value, or an element with all of its attributes. Output: the value to use, or
what it should have been. HTML Standard, section 3.2.6; WAI-ARIA 1.2, section 6; ARIA in HTML, section 4; DPUB-ARIA 1.1;
EPUB 3 Structural Semantics Vocabulary 1.1. A book is no application: roles and states of things that are operated
are refused.
"""
# ruff: noqa: SIM905 – the names read better without their quotes

from __future__ import annotations

import re
from collections.abc import Mapping

_NAMED_VALUES: Mapping[str, tuple[str, ...]] = {
    "dir": ("ltr", "rtl", "auto"),
    "scope": ("row", "col", "rowgroup", "colgroup"),
    "type": ("1", "a", "A", "i", "I"),
    "aria-hidden": ("true", "false"),
    "aria-current": ("page", "step", "location", "date", "time", "true", "false"),
}
_WORDS = frozenset({"aria-label", "aria-description", "aria-roledescription"})
# The attributes that name other elements of the chapter.
ID_LISTS = frozenset({"aria-labelledby", "aria-describedby", "aria-details", "headers"})
_ARIA = _WORDS | ID_LISTS | {"aria-hidden", "aria-current", "aria-level"}

_DATE = r"\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?"
_MOMENT = rf"{_DATE}(?:[T ]{_CLOCK}(?:Z|[+-]\d\d:?\d\d)?)?"
_MOMENTS = re.compile(rf"{_MOMENT}|{_CLOCK}|\d{{4}}(?:-(?:0[1-9]|1[0-2]))?|\d{{4,}}-W[0-5]\d|P\d+D", re.ASCII)
_REVISION = re.compile(rf"{_DATE}(?:T{_CLOCK}(?:Z|[+-]\d\d:\d\d))?", re.ASCII)

_DOCUMENT_ROLES = frozenset(
    f"doc-{name}"
    for name in """abstract acknowledgments afterword appendix bibliography
    chapter colophon conclusion credit credits dedication endnotes epigraph epilogue errata example foreword glossary
    index introduction notice pagelist part preface prologue pullquote qna toc""".split()
)
_PLAIN_ROLES = frozenset(
    "definition figure group heading img list note none presentation region separator term".split()
)
_LIST_ROLES = frozenset("group list presentation".split())
_HEADING_ROLES = frozenset("doc-subtitle presentation".split())
_MARGIN_ROLES = frozenset("doc-footnote group presentation".split())
_FREE_ROLES = _PLAIN_ROLES | _DOCUMENT_ROLES | frozenset("doc-footnote doc-subtitle doc-tip".split())
_ROLES_OF: Mapping[str, frozenset[str]] = {
    "a": frozenset("doc-backlink doc-biblioref doc-glossref doc-noteref".split()),
    "article": frozenset("presentation region".split()),
    "aside": frozenset(
        """note presentation region doc-dedication doc-example doc-footnote doc-glossary doc-pullquote
        doc-tip""".split()
    ),
    "br": frozenset({"presentation"}),
    "wbr": frozenset({"presentation"}),
    "caption": frozenset(),
    "col": frozenset(),
    "colgroup": frozenset(),
    "dd": frozenset({"definition"}),
    "dl": _LIST_ROLES,
    "dt": frozenset("listitem term".split()),
    "figure": frozenset("figure group presentation".split()),
    "figcaption": frozenset("group presentation".split()),
    "footer": _MARGIN_ROLES,
    "header": _MARGIN_ROLES,
    "hr": frozenset("doc-pagebreak presentation separator".split()),
    "img": frozenset("doc-cover img none presentation separator".split()),
    "li": frozenset("listitem presentation separator".split()),
    "ol": _LIST_ROLES,
    "ul": _LIST_ROLES,
    "section": frozenset("group presentation region".split()) | _DOCUMENT_ROLES,
    **{f"h{level}": _HEADING_ROLES for level in range(1, 7)},
}
# Terms for what an author writes; those for what the press makes (contents, notes, landmarks) are its own.
_SEMANTICS = frozenset(
    """abstract acknowledgments afterword answer appendix assessment bibliography case-study chapter colophon
    concluding-sentence conclusion contributors copyright-page credit credits dedication epigraph epilogue errata
    fill-in-the-blank-problem foreword general-problem glossary glossdef glossterm halftitle imprint
    introduction keyword keywords learning-objective learning-objectives learning-outcome learning-outcomes
    learning-resource learning-resources match-problem multiple-choice-problem notice other-credits part
    practice practices preamble preface prologue pullquote qna subtitle tip title topic-sentence
    true-false-problem""".split()
)


def expected_value(element: str, name: str, value: str) -> str:
    """What the attribute should say, for a hint; an empty string when its value may stand."""
    if name in _NAMED_VALUES:
        return "" if value in _NAMED_VALUES[name] else _one_of(_NAMED_VALUES[name])
    if name in _WORDS:
        return "" if value.strip() else "some words"
    if name == "datetime":
        pattern = _MOMENTS if element == "time" else _REVISION
        return "" if pattern.fullmatch(value) else "a date such as “2026-11-24”"
    if name == "role":
        roles = _ROLES_OF.get(element, _FREE_ROLES)
        return "" if value in roles else (_one_of(sorted(roles)) if roles else "nothing: it has no role of its own")
    if name == "aria-level":
        return "" if re.fullmatch(r"[1-9]\d?", value, re.ASCII) else "a number from 1"
    if name == "epub:type":
        known = bool(value.split()) and _SEMANTICS.issuperset(value.split())
        return "" if known else "a term of the EPUB Structural Semantics Vocabulary"
    return ""


def is_aria_of_books(name: str) -> bool:
    """Whether the `aria-` attribute says something of a text, and not of a control."""
    return name in _ARIA


def _one_of(values: tuple[str, ...] | list[str]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"
