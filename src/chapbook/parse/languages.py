"""The languages that a chapter names.

Input: a chapter's tree. Output: the same tree without `lang` attributes that are no tags, each an error. A tag is
well-formed (BCP 47, RFC 5646 section 2.2.9) or it is none; whether such a language exists is not asked.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.parse.lifting import take_attribute
from chapbook.parse.repair import place_of
from chapbook.parse.report import Report

_TAG = re.compile(
    r"""[a-z]{2,8} (?:-[a-z]{3}){0,3} (?:-[a-z]{4})? (?:-(?:[a-z]{2}|[0-9]{3}))?  # language, script, region
        (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*                                  # variants
        (?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)* (?:-x(?:-[a-z0-9]{1,8})+)?            # extensions, private use""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def check_languages(root: etree._Element, report: Report) -> None:
    """Report and drop each language that is no tag."""
    for element in root.iter(etree.Element):
        for name in ("lang", "hreflang"):
            tag = element.get(name)
            if tag is not None and _TAG.fullmatch(tag) is None:
                take_attribute(element, name)
                hint = "Write a BCP 47 tag such as “en-GB”."
                report.error("unknown-language", place_of(element), f"“{tag}” is no language.", hint)
