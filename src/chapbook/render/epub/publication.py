"""What an EPUB publication consists of before it is zipped: EPUB 3.3, section 3 (publication resources).

Made by the modules of this room, read by `package`, the only one that knows EbookLib. File names are relative to the
package document, with forward slashes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from chapbook.model.manuscript import Matter

NAV_FILE = "nav.xhtml"
NCX_FILE = "toc.ncx"
COVER_PAGE_FILE = "text/cover.xhtml"
COVER_IMAGE_FILE = "images/cover.jpg"


@dataclass(frozen=True)
class Leaf:
    """A division, or a piece of a long one, that becomes a content document: its file and its `section`."""

    file_name: str
    title: str
    language: str
    matter: Matter
    section: etree._Element


@dataclass(frozen=True)
class Document:
    """A finished content document; `properties` as its manifest item has them (`svg`, `mathml`)."""

    file_name: str
    title: str
    content: bytes
    properties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resource:
    """A style sheet, font or image; `read` gives its bytes when they are written, and not before."""

    file_name: str
    media_type: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class MetadataEntry:
    """An element of the package metadata: `name` is `meta`, `link` or one of Dublin Core's (`title`, `creator`, …)."""

    name: str
    value: str
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Landmark:
    """A place that a reading system offers by name: `type` in the words of EPUB's structural vocabulary."""

    type: str
    text: str
    href: str


@dataclass(frozen=True)
class PageTarget:
    """The marker of a page: its printed label and its id."""

    label: str
    id: str


@dataclass(frozen=True)
class Publication:
    """Everything that goes into the file. `spine` holds the cover page first, and `navigation` where it is read."""

    identifier: str
    title: str
    language: str
    direction: str
    modified: datetime
    metadata: tuple[MetadataEntry, ...]
    spine: tuple[Document, ...]
    navigation: Document
    ncx: bytes
    landmarks: tuple[Landmark, ...]
    cover: Resource
    resources: tuple[Resource, ...]


def meta(value: str, **attributes: str) -> MetadataEntry:
    """A `meta` of the package."""
    return MetadataEntry("meta", value, attributes)


def href_between(source: str, target: str, id: str = "") -> str:
    """The address of the file `target`, or of the id in it, as the file `source` writes it."""
    if source == target and id:
        return f"#{id}"
    path = posixpath.relpath(target, posixpath.dirname(source))
    return f"{path}#{id}" if id else path
