"""What the e-book says of its accessibility, in ONIX's codes, so that a record never says more than the file.

Input: the bytes of the EPUB. Output: `ProductFormFeature`s of list 79, types 09 (list 196) and 12 (list 143), as the
crosswalk of the W3C's Publishing Community Group pairs them with schema.org's terms.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO

from lxml import etree

from chapbook.epub_file import package_document
from chapbook.model.fragment import XML_LANG
from chapbook.render.onix.languages import language_code
from chapbook.render.onix.markup import add

_ACCESSIBILITY, _HAZARD = "09", "12"
_SUMMARY, _CERTIFIED_BY, _EPUB_1_1, _WITHOUT_SIGHT = "00", "90", "04", "52"
_FEATURES = {
    "tableOfContents": "11",
    "index": "12",
    "readingOrder": "13",
    "alternativeText": "14",
    "longDescription": "15",
    "MathML": "17",
    "pageBreakMarkers": "19",
    "structuralNavigation": "29",
    "ARIA": "30",
    "latex": "35",
    "displayTransformability": "36",
    "pageNavigation": "41",
    "describedMath": "53",
}
_HAZARDS = {
    "none": "00",
    "flashing": "13",
    "noFlashingHazard": "14",
    "sound": "15",
    "noSoundHazard": "16",
    "motionSimulation": "17",
    "noMotionSimulationHazard": "18",
}
_WCAG = {"2.0": "80", "2.1": "81", "2.2": "82"}
_LEVELS = {"A": "84", "AA": "85", "AAA": "86"}

# The type, the code, a text and the language of the text.
Feature = tuple[str, str, str, str]


def add_claims(detail: etree._Element, epub: IO[bytes]) -> None:
    """Add a feature for every claim of the e-book that ONIX has a code for."""
    for kind, code, text, language in read_claims(epub):
        feature = add(detail, "ProductFormFeature")
        add(feature, "ProductFormFeatureType", kind)
        add(feature, "ProductFormFeatureValue", code)
        if text:
            said = {"language": language_code(language)} if language else {}
            add(feature, "ProductFormFeatureDescription", text, **said)


def read_claims(epub: IO[bytes]) -> tuple[Feature, ...]:
    """The claims in the order of their codes."""
    with zipfile.ZipFile(epub) as file:
        package = package_document(file)
    language = package.get(XML_LANG, "")
    metas = [
        (m.get("property", ""), (m.text or "").strip(), m.get(XML_LANG, language)) for m in package.iter("{*}meta")
    ]
    return tuple(sorted({claim for meta in metas for claim in _claims(*meta)}))


def _claims(name: str, value: str, language: str) -> Iterator[Feature]:
    if name == "schema:accessibilitySummary":
        yield _ACCESSIBILITY, _SUMMARY, value, language
    elif name == "a11y:certifiedBy":
        yield _ACCESSIBILITY, _CERTIFIED_BY, value, ""
    elif name == "schema:accessibilityFeature" and value in _FEATURES:
        yield _ACCESSIBILITY, _FEATURES[value], "", ""
    elif name == "schema:accessModeSufficient" and value == "textual":
        yield _ACCESSIBILITY, _WITHOUT_SIGHT, "", ""
    elif name == "schema:accessibilityHazard" and value in _HAZARDS:
        yield _HAZARD, _HAZARDS[value], "", ""
    elif name == "dcterms:conformsTo":
        yield from _conformance(value)


def _conformance(value: str) -> Iterator[Feature]:
    """From “EPUB Accessibility 1.1 - WCAG 2.1 Level AA”."""
    found = re.fullmatch(r"EPUB Accessibility 1\.1 - WCAG (2\.[012]) Level (A{1,3})", value)
    if found:
        for code in (_EPUB_1_1, _WCAG[found[1]], _LEVELS[found[2]]):
            yield _ACCESSIBILITY, code, "", ""
