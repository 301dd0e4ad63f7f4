"""How a file says in its XMP which standards it keeps.

Input: a standard's name. Output: the properties by which PDF/X-4 (ISO 15930-7, 6.17) and PDF/A (ISO 19005-2, 6.6.4) are
known, and for PDF/A the schema of PDF/UA's own property, which it would else not allow (6.6.2.3).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from chapbook.model.metadata import Metadata

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PDFUA = "http://www.aiim.org/pdfua/ns/id/"
PDF = "http://ns.adobe.com/pdf/1.3/"
PDFA = "http://www.aiim.org/pdfa/ns/id/"
PDFX = "http://www.npes.org/pdfx/ns/id/"
MEDIA = "http://ns.adobe.com/xap/1.0/mm/"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"


@dataclass(frozen=True)
class Claims:
    """Prefixes with their namespaces, and properties: namespace, name and value of each."""

    names: Mapping[str | None, str] = field(default_factory=dict)
    properties: tuple[tuple[str, str, str], ...] = ()
    needs_schema: bool = False


def xmp_claims(metadata: Metadata, standard: str) -> Claims:
    """What the XMP of a file says that keeps the standard; nothing without one."""
    if standard == "pdf/x-4":
        name = f"{metadata.identifier} {metadata.modified.isoformat()}"
        document = f"uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"
        said = (
            (PDFX, "GTS_PDFXVersion", "PDF/X-4"),
            (PDF, "Trapped", "False"),
            (MEDIA, "DocumentID", document),
            (MEDIA, "VersionID", "1"),
            (MEDIA, "RenditionClass", "default"),
        )
        return Claims({"pdfxid": PDFX, "xmpMM": MEDIA}, said)
    if standard:
        part = standard.removeprefix("pdf/a-")[0]
        return Claims({"pdfaid": PDFA}, ((PDFA, "part", part), (PDFA, "conformance", "U")), needs_schema=True)
    return Claims()


def accessibility_schema() -> etree._Element:
    """The description of `pdfuaid:part`."""
    names = {"rdf": RDF, "pdfaExtension": _EXTENSION, "pdfaSchema": _SCHEMA, "pdfaProperty": _PROPERTY}
    about = etree.Element(f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""}, nsmap=names)
    schema = _item(etree.SubElement(about, f"{{{_EXTENSION}}}schemas"), "Bag")
    _say(schema, _SCHEMA, {"schema": "PDF/UA identification", "namespaceURI": PDFUA, "prefix": "pdfuaid"})
    part = _item(etree.SubElement(schema, f"{{{_SCHEMA}}}property"), "Seq")
    words = {"name": "part", "valueType": "Integer", "category": "internal", "description": "The part of ISO 14289"}
    _say(part, _PROPERTY, words)
    return about


def _item(parent: etree._Element, kind: str) -> etree._Element:
    container = etree.SubElement(parent, f"{{{RDF}}}{kind}")
    return etree.SubElement(container, f"{{{RDF}}}li", {f"{{{RDF}}}parseType": "Resource"})


def _say(parent: etree._Element, namespace: str, words: Mapping[str, str]) -> None:
    for name, value in words.items():
        etree.SubElement(parent, f"{{{namespace}}}{name}").text = value
