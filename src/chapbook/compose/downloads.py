"""What the download page says of this book in the book's own language.

Input: the metadata and the words of the language. Output: the same words with the people, the dates and the numbers of
the book beside them, so that the page has nothing to decide.
"""

from __future__ import annotations

from dataclasses import replace

from chapbook.compose.bench import Bench
from chapbook.compose.made import contributions
from chapbook.compose.words import language_name, long_date, name_list
from chapbook.model.book import Words
from chapbook.model.metadata import authors


def compose_downloads(bench: Bench) -> Words:
    """The words for renderers, complete."""
    metadata, language = bench.manuscript.metadata, bench.language
    written_by = tuple(person.name for person in authors(metadata))
    people = (name_list(written_by, language),) if written_by else ()
    forms = {"isbn-epub": f"ISBN ({bench.words.e_book})", "isbn-print": f"ISBN ({bench.words.print})"}
    downloads = replace(
        bench.words.renderers.downloads,
        people=(*people, *contributions(bench, metadata)),
        language_name=language_name(language),
        published_on=long_date(metadata.published, language) if metadata.published else "",
        edition=bench.words.edition.format(long_date(metadata.modified.date(), language)),
        identifiers=tuple((forms.get(scheme, scheme.upper()), value) for scheme, value in metadata.identifiers),
    )
    return replace(bench.words.renderers, downloads=downloads)
