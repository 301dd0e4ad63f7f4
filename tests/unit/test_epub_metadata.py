"""What the package says of the book."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree
from sample_book import METADATA

from chapbook.model.metadata import Contributor, Metadata
from chapbook.render.epub.metadata import make_metadata, page_source, used_languages
from chapbook.render.epub.publication import MetadataEntry


def entries(metadata: Metadata = METADATA) -> tuple[MetadataEntry, ...]:
    return make_metadata(metadata, ["cs", "en-GB"])


def values(name: str, metadata: Metadata = METADATA) -> list[str]:
    return [e.value for e in entries(metadata) if e.name == name]


def refinements(value: str, metadata: Metadata = METADATA) -> dict[str, str]:
    """The properties of the element with the value."""
    made = entries(metadata)
    id = next(e.attributes["id"] for e in made if e.value == value)  # noqa: A001 – it is one
    return {e.attributes["property"]: e.value for e in made if e.attributes.get("refines") == f"#{id}"}


def test_the_titles_say_which_is_which() -> None:
    assert refinements("The Last Train East") == {"title-type": "main", "display-seq": "1"}
    assert refinements("How an Army Left") == {"title-type": "subtitle", "display-seq": "2"}


def test_authors_create_and_the_others_contribute() -> None:
    assert values("creator") == ["Ada Nováková", "John Smith"]
    assert values("contributor") == ["Eva Editor"]
    assert refinements("John Smith") == {"role": "aut", "file-as": "Smith, John", "display-seq": "2"}
    assert refinements("Eva Editor") == {"role": "edt", "file-as": "Editor, Eva", "display-seq": "1"}


def test_without_an_author_the_editor_is_the_creator() -> None:
    edited = replace(METADATA, contributors=(Contributor("E", "edt", "E"), Contributor("T", "trl", "T")))
    assert (values("creator", edited), values("contributor", edited)) == (["E"], ["T"])


def test_every_language_is_named_once_the_books_first() -> None:
    assert values("language") == ["en-GB", "cs"]


def test_languages_are_found_in_the_content() -> None:
    section = etree.fromstring(
        '<s lang="en"><i lang="ru">a</i><i lang="cs">b</i><i lang="">c</i><i lang="ru">d</i></s>'
    )
    assert used_languages([section]) == ("cs", "en", "ru")


def test_subjects_of_a_scheme_have_authority_and_term() -> None:
    assert values("subject") == ["Warsaw Pact", "HIS010010", "NHD"]
    assert refinements("HIS010010") == {"authority": "BISAC", "term": "HIS010010"}


def test_the_series_is_told_to_epub_3_and_to_calibre() -> None:
    assert refinements("Short Histories") == {"collection-type": "series", "group-position": "2"}
    named = {e.attributes["name"]: e.attributes["content"] for e in entries() if "name" in e.attributes}
    assert (named["calibre:series"], named["calibre:series_index"]) == ("Short Histories", "2")
    assert named["cover"] == "cover-image"


def test_identifiers_name_this_edition_and_the_source_the_printed_one() -> None:
    assert values("identifier") == [METADATA.identifier, "doi:10.5555/12345678"]
    assert values("source") == ["urn:isbn:9788000000002"]
    own = replace(METADATA, identifier="urn:isbn:9788000000019", identifiers=(("isbn-epub", "978-80-000-0001-9"),))
    assert values("identifier", own) == ["urn:isbn:9788000000019"]
    assert refinements("urn:isbn:9788000000019", own) == {"identifier-type": "15"}


def test_the_pages_come_from_the_printed_edition() -> None:
    assert page_source(METADATA, "print") == "urn:isbn:9788000000002"
    assert page_source(replace(METADATA, identifiers=()), "handout") == f"{METADATA.identifier}#handout"


def test_what_is_not_known_is_not_written() -> None:
    bare = Metadata(title="T", language="en", identifier="urn:uuid:1", modified=METADATA.modified)
    assert [(e.name, e.value) for e in entries(bare)] == [
        ("identifier", "urn:uuid:1"),
        ("title", "T"),
        ("meta", "main"),
        ("language", "en"),
        ("language", "cs"),
        ("language", "en-GB"),
        ("meta", ""),
        ("meta", ""),
    ]


def test_ids_are_unique() -> None:
    ids = [e.attributes["id"] for e in entries() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
