"""What the bound file says of itself: the document information (ISO 32000-1, 14.3.3) and the same as XMP (14.3.2).

Input: the book's metadata, whose date is the book's and not the clock's. Output: both, with PDF/UA-1's mark (ISO
14289-1, clause 5) when the file is tagged.
"""

from __future__ import annotations

from importlib.metadata import version

from lxml import etree
from pikepdf import Dictionary, Name, Pdf, Stream, String

from chapbook import __version__
from chapbook.model.metadata import Metadata, authors
from chapbook.render.pdf.binding_claims import PDFUA, RDF, Claims, accessibility_schema, xmp_claims
from chapbook.render.pdf.binding_standards import PDF_X

DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"
PDF = "http://ns.adobe.com/pdf/1.3/"
META = "adobe:ns:meta/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_PACKET_START = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_PACKET_END = '\n<?xpacket end="r"?>'


def write_metadata(
    target: Pdf, metadata: Metadata, standard: str = "", *, accessible: bool, right_to_left: bool
) -> None:
    """Write title, authors, dates and language into the file, and let viewers show the title.

    `accessible`: the file may claim PDF/UA-1. `standard` is another that it claims, or empty.
    """
    info = {
        "/Title": metadata.title,
        "/Author": ", ".join(author.name for author in authors(metadata)),
        "/Subject": metadata.description,
        "/Keywords": _keywords(metadata),
        "/Creator": f"chapbook {__version__}",
        "/Producer": producer(),
        "/CreationDate": metadata.modified.strftime("D:%Y%m%d%H%M%SZ"),
        "/ModDate": metadata.modified.strftime("D:%Y%m%d%H%M%SZ"),
    }
    for key, value in info.items():
        if value:
            target.docinfo[key] = String(value)
    if standard == PDF_X:
        target.docinfo.Trapped = Name("/False")
    claims = xmp_claims(metadata, standard)
    xmp = _xmp(metadata, claims, accessible=accessible)
    packet = Stream(target, _PACKET_START.encode() + xmp + _PACKET_END.encode())
    packet.Type, packet.Subtype = Name.Metadata, Name.XML
    target.Root.Metadata = packet
    target.Root.Lang = String(metadata.language)
    target.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if right_to_left:
        target.Root.ViewerPreferences.Direction = Name.R2L


def producer() -> str:
    """The programs that made the file."""
    return f"chapbook {__version__} with WeasyPrint {version('weasyprint')}"


def _keywords(metadata: Metadata) -> str:
    return ", ".join(subject.term for subject in metadata.subjects if not subject.authority)


def _xmp(metadata: Metadata, claims: Claims, *, accessible: bool) -> bytes:
    names: dict[str | None, str] = {"x": META, "rdf": RDF, "dc": DC, "xmp": XMP, "pdf": PDF, "pdfuaid": PDFUA}
    names |= claims.names
    root = etree.Element(f"{{{META}}}xmpmeta", nsmap=names)  # type: ignore[arg-type]  # the stubs want str keys
    rdf = etree.SubElement(root, f"{{{RDF}}}RDF")
    about = etree.SubElement(rdf, f"{{{RDF}}}Description")
    about.set(f"{{{RDF}}}about", "")
    _add_container(about, "title", "Alt", (metadata.title,))
    _add_container(about, "creator", "Seq", tuple(author.name for author in authors(metadata)))
    _add_container(about, "description", "Alt", (metadata.description,))
    _add_container(about, "rights", "Alt", (metadata.rights,))
    _add_container(about, "publisher", "Bag", (metadata.publisher,))
    _add_container(about, "language", "Bag", (metadata.language,))
    moment = metadata.modified.strftime("%Y-%m-%dT%H:%M:%SZ")
    simple = (
        (DC, "identifier", metadata.identifier),
        (XMP, "CreatorTool", f"chapbook {__version__}"),
        (XMP, "CreateDate", moment),
        (XMP, "ModifyDate", moment),
        (XMP, "MetadataDate", moment),
        (PDF, "Producer", producer()),
        (PDF, "Keywords", _keywords(metadata)),
        (PDFUA, "part", "1" if accessible else ""),
        *claims.properties,
    )
    for namespace, name, value in simple:
        if value:
            etree.SubElement(about, f"{{{namespace}}}{name}").text = value
    if accessible and claims.needs_schema:
        rdf.append(accessibility_schema())
    return etree.tostring(root, encoding="utf-8")


def _add_container(about: etree._Element, name: str, kind: str, values: tuple[str, ...]) -> None:
    if not any(values):
        return
    container = etree.SubElement(etree.SubElement(about, f"{{{DC}}}{name}"), f"{{{RDF}}}{kind}")
    for value in values:
        item = etree.SubElement(container, f"{{{RDF}}}li")
        if kind == "Alt":
            item.set(XML_LANG, "x-default")
        item.text = value
