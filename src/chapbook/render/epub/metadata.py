"""The package metadata: EPUB 3.3, section 5.5, with what libraries and shops ask for.

Input: the Book's Metadata and the languages of its content. Output: entries in the order in which they are written.
Roles are MARC relators, identifier types ONIX code list 5, the series in EPUB 3's form and in calibre's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from chapbook import __version__
from chapbook.model.fragment import find_all
from chapbook.model.metadata import Contributor, Metadata
from chapbook.render.epub.publication import MetadataEntry, meta
from chapbook.trees import has_class

IDENTIFIER_ID = "pub-id"
COVER_ID = "cover-image"
ONIX_ISBN = "15"
ONIX_DOI = "06"
# Identifiers of other editions: they name the source, not this file.
OTHER_EDITIONS = "isbn-"
OWN_ISBN = ("isbn", "isbn-epub")


def make_metadata(metadata: Metadata, languages: Sequence[str]) -> tuple[MetadataEntry, ...]:
    """All entries but those on accessibility. `languages` are those of the content beside the book's own."""
    return (
        *_identifiers(metadata),
        *_titles(metadata),
        *(MetadataEntry("language", tag, {}) for tag in dict.fromkeys((metadata.language, *languages))),
        *_people(metadata),
        *_plain(metadata),
        *_subjects(metadata),
        *_series(metadata),
        meta("", name="cover", content=COVER_ID),
        meta("", name="generator", content=f"chapbook {__version__}"),
    )


def used_languages(sections: Sequence[etree._Element]) -> tuple[str, ...]:
    """The language tags of the content, sorted. A title in the references makes no book in its language."""
    named = [e for section in sections for e in find_all(section, "descendant-or-self::*[@lang!='']")]
    return tuple(sorted({e.get("lang", "") for e in named if not any(map(_is_reference, e.iterancestors()))}))


def _is_reference(element: etree._Element) -> bool:
    return has_class(element, "reference")


def page_source(metadata: Metadata, edition: str) -> str:
    """The name of the paged edition: its ISBN, or a name made from the e-book's own."""
    isbn = dict(metadata.identifiers).get(f"{OTHER_EDITIONS}{edition}", "")
    return _isbn_urn(isbn) if isbn else f"{metadata.identifier}#{edition}"


def _isbn_urn(isbn: str) -> str:
    return f"urn:isbn:{isbn.replace('-', '').replace(' ', '')}"


def _refined(entry: MetadataEntry, id: str, **properties: str) -> Iterator[MetadataEntry]:
    """The entry with an id, and a `meta` for each property that has a value."""
    yield MetadataEntry(entry.name, entry.value, {**entry.attributes, "id": id})
    schemes = {"role": "marc:relators", "identifier-type": "onix:codelist5"}
    for name, value in properties.items():
        plain = name.replace("_", "-")
        if value:
            scheme = {"scheme": schemes[plain]} if plain in schemes else {}
            yield meta(value, refines=f"#{id}", property=plain, **scheme)


def _identifiers(metadata: Metadata) -> Iterator[MetadataEntry]:
    seen = {metadata.identifier}
    own_type = ONIX_ISBN if metadata.identifier.startswith("urn:isbn:") else ""
    yield from _refined(MetadataEntry("identifier", metadata.identifier, {}), IDENTIFIER_ID, identifier_type=own_type)
    for number, (scheme, value) in enumerate(metadata.identifiers, 1):
        if scheme in OWN_ISBN:
            name, kind = _isbn_urn(value), ONIX_ISBN
        elif scheme.startswith(OTHER_EDITIONS):
            continue
        elif scheme == "doi":
            name, kind = f"doi:{value.removeprefix('doi:')}", ONIX_DOI
        else:
            name, kind = value, ""
        if name not in seen:
            seen.add(name)
            yield from _refined(MetadataEntry("identifier", name, {}), f"identifier-{number}", identifier_type=kind)


def _titles(metadata: Metadata) -> Iterator[MetadataEntry]:
    several = bool(metadata.subtitle)
    title = MetadataEntry("title", metadata.title, {})
    yield from _refined(title, "title", title_type="main", display_seq="1" if several else "")
    if several:
        subtitle = MetadataEntry("title", metadata.subtitle, {})
        yield from _refined(subtitle, "subtitle", title_type="subtitle", display_seq="2")


def _people(metadata: Metadata) -> Iterator[MetadataEntry]:
    """Authors are the creators, or the editors of a book that has no author."""
    roles = {c.role for c in metadata.contributors}
    creating = "aut" if "aut" in roles else "edt"
    creators = [c for c in metadata.contributors if c.role == creating]
    others = [c for c in metadata.contributors if c.role != creating]
    for element, people in (("creator", creators), ("contributor", others)):
        for number, person in enumerate(people, 1):
            yield from _person(element, number, person)


def _person(element: str, number: int, person: Contributor) -> Iterator[MetadataEntry]:
    yield from _refined(
        MetadataEntry(element, person.name, {}),
        f"{element}-{number}",
        role=person.role,
        file_as=person.file_as,
        display_seq=str(number),
    )


def _plain(metadata: Metadata) -> Iterator[MetadataEntry]:
    isbn = dict(metadata.identifiers).get("isbn-print", "")
    for name, value in (
        ("publisher", metadata.publisher),
        ("date", metadata.published.isoformat() if metadata.published else ""),
        ("rights", metadata.rights or metadata.license),
        ("description", metadata.description),
        ("source", _isbn_urn(isbn) if isbn else ""),
        ("relation", metadata.url),
    ):
        if value:
            yield MetadataEntry(name, value, {})
    if metadata.license:
        yield meta(metadata.license, property="dcterms:license")


def _subjects(metadata: Metadata) -> Iterator[MetadataEntry]:
    for number, subject in enumerate(metadata.subjects, 1):
        entry = MetadataEntry("subject", subject.term, {})
        if subject.authority:
            yield from _refined(entry, f"subject-{number}", authority=subject.authority, term=subject.term)
        else:
            yield entry


def _series(metadata: Metadata) -> Iterator[MetadataEntry]:
    series = metadata.series
    if series is None:
        return
    number = str(series.number) if series.number else ""
    collection = meta(series.name, property="belongs-to-collection")
    yield from _refined(collection, "series", collection_type="series", group_position=number)
    yield meta("", name="calibre:series", content=series.name)
    if number:
        yield meta("", name="calibre:series_index", content=number)
