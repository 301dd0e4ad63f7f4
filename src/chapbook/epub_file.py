"""A finished e-book as a file: EPUB 3.3, sections 4.2 (container) and 5.7 (spine).

Input: the bytes of an .epub file. Output: its package document, and its content documents in the order of the spine, by
their paths in the file.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

CONTAINER = "META-INF/container.xml"


def package_path(file: zipfile.ZipFile) -> str:
    """The path of the package document. Raises KeyError when the file has no container."""
    rootfile = parse_xml(file.read(CONTAINER)).find(".//{*}rootfile")
    return rootfile.get("full-path", "") if rootfile is not None else ""


def package_document(file: zipfile.ZipFile) -> etree._Element:
    """The root of the package document."""
    return parse_xml(file.read(package_path(file)))


def spine_paths(file: zipfile.ZipFile) -> Iterator[str]:
    """The paths of the documents in the order of the spine."""
    folder, root = posixpath.dirname(package_path(file)), package_document(file)
    items = {i.get("id"): i.get("href", "") for i in root.iterfind("{*}manifest/{*}item")}
    for itemref in root.iterfind("{*}spine/{*}itemref"):
        yield posixpath.join(folder, unquote(items[itemref.get("idref")]))


def document_body(content: bytes) -> etree._Element | None:
    """The body of a content document."""
    return parse_xml(content).find("{*}body")


def parse_xml(content: bytes) -> etree._Element:
    """The root of a document of the file: no entities, no network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(content, parser)


def division_of(body: etree._Element, divisions: frozenset[str], current: str) -> str:
    """The id of the division that the body belongs to: a section of its own, else it goes on with the `current` one."""
    return next((name for child in body if (name := child.get("id", "")) in divisions), current)
