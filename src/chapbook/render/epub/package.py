"""The package document and the container: EPUB 3.3, sections 4 and 5.

Input: a Publication. Output: the .epub file, the same bytes for the same Publication. EbookLib writes it; its
ways that would lose text, mislead a reader or change with the clock are overridden here and nowhere else.
"""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from typing import IO, Any

from ebooklib import epub
from lxml import etree

from chapbook.model.fragment import XML_LANG
from chapbook.render.epub.metadata import COVER_ID, IDENTIFIER_ID
from chapbook.render.epub.publication import NAV_FILE, NCX_FILE, Document, Publication, Resource

COMPRESSED = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "font/woff", "font/woff2"})
OLDEST_ZIP_TIME = datetime(1980, 1, 1, tzinfo=UTC)
GUIDE_TYPES = {"cover": "cover", "titlepage": "title-page", "toc": "toc", "bodymatter": "text"} | {
    name: name for name in ("loi", "lot", "glossary", "bibliography", "index")
}
DISPLAY_OPTIONS = b"""<?xml version="1.0" encoding="utf-8"?>
<display_options><platform name="*"><option name="specified-fonts">true</option></platform></display_options>
"""


class _Page(epub.EpubHtml):  # type: ignore[misc]  # EbookLib ships no types
    """A content document whose bytes are written as they are; EbookLib would parse them as HTML, with losses."""

    def __init__(self, document: Document, id: str) -> None:
        super().__init__(uid=id, file_name=document.file_name, media_type="application/xhtml+xml", title=document.title)
        self.content = document.content
        self.properties = list(document.properties)

    def get_content(self, default: bytes | None = None) -> bytes:  # noqa: ARG002 – the signature is EbookLib's
        """The document's own bytes."""
        return bytes(self.content)

    def get_body_content(self) -> bytes:
        """Nothing: EbookLib looks here for page markers, and takes every epub:type for one."""
        return b""


class _File(epub.EpubItem):  # type: ignore[misc]  # EbookLib ships no types
    """A file that is read when it is written, so that the images of a book are never in memory together."""

    def __init__(self, resource: Resource, id: str) -> None:
        super().__init__(uid=id, file_name=resource.file_name, media_type=resource.media_type)
        self.resource = resource

    def get_content(self, default: bytes | None = None) -> bytes:  # noqa: ARG002 – the signature is EbookLib's
        """The file's bytes, read now."""
        return self.resource.read()


class _Cover(epub.EpubCover):  # type: ignore[misc]  # EbookLib ships no types
    """The cover image: EbookLib gives its manifest item the property `cover-image`."""

    def __init__(self, resource: Resource) -> None:
        super().__init__(uid=COVER_ID, file_name=resource.file_name)
        self.media_type = resource.media_type
        self.resource = resource

    def get_content(self, default: bytes | None = None) -> bytes:  # noqa: ARG002 – the signature is EbookLib's
        """The image's bytes, read now."""
        return self.resource.read()


class _Archive(zipfile.ZipFile):
    """A zip file in which every entry has the same time and rights, and what is compressed already is stored."""

    def __init__(self, file: IO[bytes], time: datetime, stored: frozenset[str]) -> None:
        super().__init__(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9)
        self.entry_time = max(time.astimezone(UTC), OLDEST_ZIP_TIME)
        self.stored = stored

    def writestr(self, name: Any, content: Any, compress_type: int | None = None, _level: int | None = None) -> None:
        """Write an entry; the parameters are those that EbookLib passes."""
        moment = self.entry_time
        date = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
        entry = zipfile.ZipInfo(name, date)
        entry.create_system = 3  # Unix, on every system
        entry.external_attr = 0o100644 << 16
        if compress_type is None:
            compress_type = zipfile.ZIP_STORED if name in self.stored else zipfile.ZIP_DEFLATED
        super().writestr(entry, content, compress_type)


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib ships no types
    """EbookLib's writer with our own navigation, our own NCX, and a zip file that does not change."""

    def __init__(self, file: IO[bytes], book: Any, publication: Publication) -> None:
        options = {"mtime": publication.modified.astimezone(UTC), "epub3_pages": False, "package_direction": True}
        super().__init__(file, book, options)
        self.publication = publication

    def _get_nav(self, item: Any) -> bytes:  # noqa: ARG002 – the signature is EbookLib's
        return self.publication.navigation.content

    def _get_ncx(self) -> bytes:
        return self.publication.ncx

    def _write_opf_file(self, root: etree._Element) -> None:
        root.set(XML_LANG, self.publication.language)
        del root.attrib["prefix"]  # it declares `rendition`, which is reserved and not used
        super()._write_opf_file(root)

    def write(self) -> None:
        """Write the file; unlike EbookLib's `write_epub`, this lets an OSError pass."""
        folder = self.book.FOLDER_NAME
        stored = {f"{folder}/{i.file_name}" for i in self.book.get_items() if i.media_type in COMPRESSED}
        with _Archive(self.file_name, self.publication.modified, frozenset(stored)) as self.out:
            self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()


def package_publication(publication: Publication, file: IO[bytes]) -> None:
    """Write the .epub file. Raises OSError."""
    book = epub.EpubBook()
    book.metadata.clear()  # a random identifier and the name of EbookLib
    book.uid, book.IDENTIFIER_ID = publication.identifier, IDENTIFIER_ID
    book.title, book.language = publication.title, publication.language
    book.direction = publication.direction
    for entry in publication.metadata:
        namespace = None if entry.name in ("meta", "link") else "DC"
        book.add_metadata(namespace, entry.name, entry.value, dict(entry.attributes))
    for number, document in enumerate(publication.spine):
        page = _navigation(document) if document.file_name == NAV_FILE else _Page(document, f"text-{number:03}")
        book.add_item(page)
        book.spine.append(page)
    if publication.navigation not in publication.spine:
        book.add_item(_navigation(publication.navigation))
    book.add_item(epub.EpubNcx(uid="ncx", file_name=NCX_FILE))
    book.add_item(_Cover(publication.cover))
    for number, resource in enumerate(publication.resources, 1):
        book.add_item(_File(resource, f"file-{number:03}"))
    if any(resource.media_type.startswith("font/") for resource in publication.resources):
        options = epub.EpubItem("display-options", "META-INF/com.apple.ibooks.display-options.xml", "application/xml")
        options.content, options.manifest = DISPLAY_OPTIONS, False
        book.add_item(options)
    book.guide = [
        {"type": GUIDE_TYPES[mark.type], "title": mark.text, "href": mark.href} for mark in publication.landmarks
    ]
    _Writer(file, book, publication).write()


def _navigation(document: Document) -> Any:
    return epub.EpubNav(uid="nav", file_name=document.file_name, title=document.title)
