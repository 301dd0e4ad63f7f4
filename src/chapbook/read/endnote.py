"""EndNote's XML export.

Input: the file's text. Output: its entries as CSL-JSON, through pandoc. The key is the entry's label or, without one,
its record number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from chapbook.model.manuscript import Reference
from chapbook.read.bibliography_file import BibliographyFile
from chapbook.read.pandoc_entries import Item, PandocEntries
from chapbook.trees import remove


def read_endnote(file: BibliographyFile) -> Iterator[Reference]:
    """The entries of the file. Raises PandocMissingError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(file.text.encode(), parser)
    except etree.XMLSyntaxError as fault:
        file.refuse(fault.lineno or 1, f"The file is no XML: {fault.msg}.")
        return
    if etree.ElementTree(root).docinfo.doctype:  # type: ignore[attr-defined]  # the stubs lack it
        file.refuse(1, "The file declares a document type; those are refused.", "Delete the line “<!DOCTYPE …>”.")
        return
    records = list(root.iter("record"))
    if not records:
        file.refuse(1, "The file holds no <record>; the press reads XML as EndNote exports it.")
        return
    kept = []
    for number, record in enumerate(records):
        key = _key(record)
        line = record.sourceline or 1
        if key:
            for path in ("rec-number", "foreign-keys", "urls/pdf-urls"):  # the last are files on the author's machine
                for element in record.findall(path):
                    remove(element)
            etree.SubElement(record, "rec-number").text = str(number)
            kept.append((Item(str(number), etree.tostring(record, encoding="unicode", with_tail=False)), key, line))
        else:
            file.report(line, "A record has no number and no label.")
    conversion = PandocEntries("endnotexml", file.cache, _document)
    found = conversion.convert([item for item, _key, _line in kept])
    for item, key, line in kept:
        if item.id in found:
            yield file.reference(found[item.id], file.place(key, line))
        else:
            why = conversion.refused.get(item.id, "pandoc does not take it for a work")
            file.report(line, f"The record “{key}” cannot be read: {why}.")


def _document(texts: Sequence[str]) -> str:
    return f"<xml><records>{''.join(texts)}</records></xml>"


def _key(record: etree._Element) -> str:
    for name in ("label", "rec-number"):
        element = record.find(name)
        if element is not None and (text := "".join(str(t) for t in element.itertext()).strip()):
            return text
    return ""
