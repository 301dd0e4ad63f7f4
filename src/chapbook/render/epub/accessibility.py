"""What the e-book can say of its accessibility: EPUB Accessibility 1.1, with the terms of the schema.org vocabulary.

Input: the sections of the book, as they are. Output: metadata entries that the content bears out, each one computed:
nothing is claimed that was not found. The conformance claim is made in the publisher's name, and only when every
criterion that can be checked from the content is met.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree
from PIL import Image as Picture

from chapbook.files import Folder
from chapbook.model.book import Book
from chapbook.model.fragment import SVG, XML_LANG, h, m
from chapbook.model.manuscript import Kind
from chapbook.render.epub.publication import MetadataEntry, meta

CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA"
MOVING_SVG = ("animate", "animateMotion", "animateTransform", "set")

SUMMARIES = {
    "en": {
        "text": "The text can be read aloud, and its size, face and colours can be changed.",
        "described": "Every image has a description or is marked as decoration.",
        "undescribed": "Images without a description: {missing} of {images}.",
        "formulas": "Formulas are MathML, each with its text, in LaTeX or in words.",
        "formulas-bare": "Formulas are MathML; some have no text.",
        "navigation": "There are a table of contents and headings to move by.",
        "index": "An index leads back into the text.",
        "pages": "Page numbers are those of the paged edition.",
        "moving": "Some images may move.",
        "still": "Nothing flashes, moves or makes a sound.",
    },
    "cs": {
        "text": "Text lze číst nahlas a lze měnit jeho velikost, písmo i barvy.",
        "described": "Každý obrázek má popis, nebo je označen jako ozdoba.",
        "undescribed": "Obrázky bez popisu: {missing} z {images}.",
        "formulas": "Vzorce jsou v MathML a každý má i svůj text, v LaTeXu nebo slovy.",
        "formulas-bare": "Vzorce jsou v MathML; některé nemají svůj text.",
        "navigation": "K pohybu v knize slouží obsah a nadpisy.",
        "index": "Rejstřík vede zpět do textu.",
        "pages": "Čísla stran odpovídají stránkovanému vydání.",
        "moving": "Některé obrázky se mohou pohybovat.",
        "still": "Nic nebliká, nehýbe se a nevydává zvuk.",
    },
}


@dataclass(frozen=True)
class Findings:
    """What was found in the content. `undescribed` images have no `alt`; an empty one marks decoration."""

    images: int
    described: int
    undescribed: int
    formulas: int
    formulas_in_words: int
    headings_in_order: bool
    tables_with_headers: bool
    index: bool
    pages: bool
    moving: bool
    own_sheets: bool


def find_facts(book: Book, sections: Sequence[etree._Element], pages: bool, folder: Folder) -> Findings:
    """Count and look, in the sections of all divisions."""
    images = _all(sections, h("img"))
    drawings = [d for d in _all(sections, f"{{{SVG}}}svg") if _is_drawing(d)]
    formulas = _all(sections, m("math"))
    described = [i for i in images if (i.get("alt") or "").strip()]
    named = [d for d in drawings if _is_named(d)]
    return Findings(
        images=len(images) + len(drawings),
        described=len(described) + len(named),
        undescribed=sum(1 for i in images if i.get("alt") is None) + len(drawings) - len(named),
        formulas=len(formulas),
        formulas_in_words=sum(1 for f in formulas if f.get("alttext")),
        headings_in_order=all(_headings_in_order(s) for s in sections),
        tables_with_headers=all(t.find(".//{*}th") is not None for t in _all(sections, h("table"))),
        index=any(d.kind is Kind.INDEX for d in book.divisions),
        pages=pages,
        moving=any(_may_move(i.media_type, folder.read_bytes(i.path)) for i in book.images)
        or any(_has_moving_svg(d) for d in drawings),
        own_sheets=bool(book.style.epub_sheets),
    )


def make_accessibility(found: Findings, language: str, publisher: str, source: str) -> tuple[MetadataEntry, ...]:
    """The entries. `source` names the edition that the page numbers come from."""
    visual = found.described + found.undescribed > 0
    entries = [meta("textual", property="schema:accessMode")]
    if visual:
        entries.append(meta("visual", property="schema:accessMode"))
        entries.append(meta("textual,visual", property="schema:accessModeSufficient"))
    if found.undescribed == 0:
        entries.append(meta("textual", property="schema:accessModeSufficient"))
    entries += [meta(f, property="schema:accessibilityFeature") for f in _features(found)]
    entries += [meta(z, property="schema:accessibilityHazard") for z in _hazards(found)]
    entries.append(_summary(found, language))
    if found.pages:
        entries.append(meta(source, property="pageBreakSource"))
    if publisher and _conforms(found):
        entries.append(meta(CONFORMANCE, property="dcterms:conformsTo", id="conformance"))
        entries.append(meta(publisher, property="a11y:certifiedBy", refines="#conformance"))
    return tuple(entries)


def _features(found: Findings) -> list[str]:
    claims = {
        "tableOfContents": True,
        "readingOrder": True,
        "structuralNavigation": found.headings_in_order,
        "displayTransformability": True,
        "ARIA": True,
        "alternativeText": found.described > 0 and found.undescribed == 0,
        "MathML": found.formulas > 0,
        "describedMath": 0 < found.formulas == found.formulas_in_words,
        "index": found.index,
        "pageBreakMarkers": found.pages,
        "pageNavigation": found.pages,
    }
    return [name for name, borne_out in claims.items() if borne_out]


def _hazards(found: Findings) -> list[str]:
    if found.moving:
        return ["noSoundHazard", "unknownFlashingHazard", "unknownMotionSimulationHazard"]
    return ["none"]


def _conforms(found: Findings) -> bool:
    return (
        found.undescribed == 0
        and found.formulas == found.formulas_in_words
        and found.headings_in_order
        and found.tables_with_headers
        and not found.moving
        and not found.own_sheets  # the author's colours were not looked at
    )


def _summary(found: Findings, language: str) -> MetadataEntry:
    primary = language.split("-")[0].lower()
    sentences = SUMMARIES.get(primary, SUMMARIES["en"])
    chosen = ["text"]
    if found.images:
        chosen.append("undescribed" if found.undescribed else "described")
    if found.formulas:
        chosen.append("formulas" if found.formulas == found.formulas_in_words else "formulas-bare")
    chosen += ["navigation"] if found.headings_in_order else []
    chosen += ["index"] if found.index else []
    chosen += ["pages"] if found.pages else []
    chosen.append("moving" if found.moving else "still")
    text = " ".join(sentences[c] for c in chosen).format(missing=found.undescribed, images=found.images)
    foreign = {} if primary in SUMMARIES else {XML_LANG: "en"}
    return MetadataEntry("meta", text, {"property": "schema:accessibilitySummary", **foreign})


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


def _may_move(media_type: str, content: bytes) -> bool:
    if media_type == "image/svg+xml":
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return _has_moving_svg(etree.fromstring(content, parser))
    if media_type in ("image/gif", "image/png", "image/webp"):
        with Picture.open(io.BytesIO(content)) as picture:
            return bool(getattr(picture, "is_animated", False))
    return False


def _has_moving_svg(drawing: etree._Element) -> bool:
    return next(drawing.iter(*(f"{{{SVG}}}{n}" for n in MOVING_SVG)), None) is not None
