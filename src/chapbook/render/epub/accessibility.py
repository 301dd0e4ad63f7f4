"""What the e-book can say of its accessibility: EPUB Accessibility 1.1, with the terms of the schema.org vocabulary.

Input: the sections of the book, as they are. Output: metadata entries that the content bears out, each one computed:
nothing is claimed that was not found. The conformance claim is made in the publisher's name, and only when every
criterion that can be checked from the content is met.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from chapbook.model.book import Book, SummaryWords
from chapbook.model.fragment import SVG, XML_LANG, h, m
from chapbook.model.manuscript import Kind
from chapbook.model.metadata import HAZARDS, Metadata
from chapbook.render.epub.pictures import FORMULA_CLASS
from chapbook.render.epub.publication import MetadataEntry, meta
from chapbook.trees import has_class

CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"


@dataclass(frozen=True)
class Findings:
    """What was found in the content. `undescribed` images have no `alt`; an empty one marks decoration."""

    images: int
    described: int
    undescribed: int
    formulas: int
    formulas_in_words: int
    mathml: bool
    headings_in_order: bool
    tables_with_headers: bool
    index: bool
    pages: bool
    moving: bool
    may_flash: bool
    own_sheets: bool


def find_facts(book: Book, sections: Sequence[etree._Element], pages: bool) -> Findings:
    """Count and look, in the sections of all divisions."""
    images = _all(sections, h("img"))
    drawings = [d for d in _all(sections, f"{{{SVG}}}svg") if _is_drawing(d)]
    formulas = _all(sections, m("math"))
    drawn_formulas = [i for i in images if has_class(i, FORMULA_CLASS)]
    images = [i for i in images if not has_class(i, FORMULA_CLASS)]
    described = [i for i in images if (i.get("alt") or "").strip()]
    named = [d for d in drawings if _is_named(d)]
    return Findings(
        images=len(images) + len(drawings),
        described=len(described) + len(named),
        undescribed=sum(1 for i in images if i.get("alt") is None) + len(drawings) - len(named),
        formulas=len(formulas) + len(drawn_formulas),
        formulas_in_words=sum(1 for f in formulas if f.get("alttext")) + sum(1 for f in drawn_formulas if f.get("alt")),
        mathml=bool(formulas),
        headings_in_order=all(_headings_in_order(s) for s in sections),
        tables_with_headers=all(t.find(".//{*}th") is not None for t in _all(sections, h("table"))),
        index=any(d.kind is Kind.INDEX for d in book.divisions),
        pages=pages,
        moving=any(i.moves for i in book.images),
        may_flash=any(i.may_flash for i in book.images),
        own_sheets=bool(book.style.epub_sheets),
    )


def make_accessibility(found: Findings, book: Book, source: str) -> tuple[MetadataEntry, ...]:
    """The entries. `source` names the edition that the page numbers come from."""
    wordless = found.formulas > found.formulas_in_words
    visual = found.described + found.undescribed > 0 or wordless
    entries = [meta("textual", property="schema:accessMode")]
    if visual:
        entries.append(meta("visual", property="schema:accessMode"))
        entries.append(meta("textual,visual", property="schema:accessModeSufficient"))
    if found.undescribed == 0 and not wordless:
        entries.append(meta("textual", property="schema:accessModeSufficient"))
    entries += [meta(f, property="schema:accessibilityFeature") for f in _features(found)]
    entries += [meta(z, property="schema:accessibilityHazard") for z in _hazards(found, book.metadata.claims.hazards)]
    entries += _summaries(found, book)
    if found.pages:
        entries.append(meta(source, property="pageBreakSource"))
    return (*entries, *_conformance(found, book.metadata))


def _features(found: Findings) -> list[str]:
    claims = {
        "tableOfContents": True,
        "readingOrder": True,
        "structuralNavigation": found.headings_in_order,
        "displayTransformability": not found.own_sheets,  # nobody has looked at what they fix
        "ARIA": True,
        "unlocked": True,
        "alternativeText": found.described > 0 and found.undescribed == 0,
        "MathML": found.mathml,
        "describedMath": 0 < found.formulas == found.formulas_in_words,
        "index": found.index,
        "pageBreakMarkers": found.pages,
        "pageNavigation": found.pages,
    }
    return [name for name, borne_out in claims.items() if borne_out]


def _hazards(found: Findings, claimed: Sequence[str]) -> list[str]:
    """What the author claims, and of the rest what was found. An e-book of ours holds nothing that sounds."""
    computed = {
        "flashing": "unknownFlashingHazard" if found.may_flash else HAZARDS["no-flashing"],
        "motion": "unknownMotionSimulationHazard" if found.moving else HAZARDS["no-motion"],
        "sound": HAZARDS["no-sound"],
    }
    said = list((computed | {word.removeprefix("no-"): HAZARDS[word] for word in claimed}).values())
    return ["none"] if said == [HAZARDS["no-flashing"], HAZARDS["no-motion"], HAZARDS["no-sound"]] else said


def _conformance(found: Findings, metadata: Metadata) -> list[MetadataEntry]:
    """The claim, in the name of who has looked at the book, or else of who publishes it."""
    claims = metadata.claims
    certifier = claims.certified_by or metadata.publisher
    if not certifier or not _conforms(found):
        return []
    entries = [
        meta(CONFORMANCE, property="dcterms:conformsTo", id="conformance"),
        meta(certifier, property="a11y:certifiedBy", refines="#conformance", id="certifier"),
    ]
    if claims.credential:
        entries.append(meta(claims.credential, property="a11y:certifierCredential", refines="#certifier"))
    if claims.report:
        link = {"rel": "a11y:certifierReport", "refines": "#certifier", "href": claims.report}
        entries.append(MetadataEntry("link", "", link))
    return entries


def _conforms(found: Findings) -> bool:
    return (
        found.undescribed == 0
        and found.formulas == found.formulas_in_words
        and found.headings_in_order
        and found.tables_with_headers
        and not found.moving
        and not found.own_sheets  # the author's colours were not looked at
    )


def _summaries(found: Findings, book: Book) -> list[MetadataEntry]:
    """The author's words and the sentences that the facts bear out; apart, when their languages are not the same."""
    words = book.words.summary
    computed = _join(_sentences(found, words))
    own = book.metadata.claims.summary
    name = {"property": "schema:accessibilitySummary"}
    if words.language:
        foreign = MetadataEntry("meta", computed, {**name, XML_LANG: words.language})
        return [meta(own, **name), foreign] if own else [foreign]
    return [meta(_join([own, computed]) if own else computed, **name)]


def _sentences(found: Findings, words: SummaryWords) -> list[str]:
    in_words = found.formulas == found.formulas_in_words
    said = {
        words.read_aloud: found.undescribed == 0 and in_words,
        words.adaptable: not found.own_sheets,
        words.described: found.images > 0 and found.undescribed == 0,
        words.undescribed.format(found.undescribed): found.undescribed > 0,
        words.formulas: found.formulas > 0 and in_words,
        words.formulas_bare: not in_words,
        words.contents: found.headings_in_order,
        words.index: found.index,
        words.pages: found.pages,
        words.still: not found.moving,
        words.moving: found.moving,
        words.flashing: found.may_flash,
    }
    return [sentence for sentence, borne_out in said.items() if borne_out]


def _join(sentences: Sequence[str]) -> str:
    """The sentences in a row. After a full stop of full width comes no space."""
    return "".join(s if s.endswith("\u3002") else f"{s} " for s in sentences).rstrip(" ")


def _all(sections: Sequence[etree._Element], tag: str) -> list[etree._Element]:
    return [element for section in sections for element in section.iter(tag)]


def _is_drawing(svg: etree._Element) -> bool:
    """Whether the element is a whole drawing that means something."""
    inside = next(svg.iterancestors(f"{{{SVG}}}svg"), None) is not None
    return not inside and svg.get("aria-hidden") != "true"


def _is_named(drawing: etree._Element) -> bool:
    named = drawing.get("aria-label") or drawing.get("aria-labelledby")
    return bool(named) or drawing.find(f"{{{SVG}}}title") is not None


def _headings_in_order(section: etree._Element) -> bool:
    """Whether no heading is more than one level below the one before it; a division's own is of the first."""
    level = 0
    for element in section.iter("{*}h1", "{*}h2", "{*}h3", "{*}h4", "{*}h5", "{*}h6"):
        below = int(str(element.tag)[-1])
        if below > level + 1:
            return False
        level = below
    return True
