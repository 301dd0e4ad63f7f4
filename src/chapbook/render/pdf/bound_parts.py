"""The parts of a book with their places in it: input the Book and what was laid out, output `BoundPart`s in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from chapbook.model.book import Book, ContentsEntry, Division
from chapbook.model.manuscript import Kind
from chapbook.render.pdf.pagination import BoundPart
from chapbook.render.pdf.part import Part

# Kinds that open a right-hand page in every book.
_ALWAYS_RECTO = frozenset({Kind.HALF_TITLE, Kind.TITLE_PAGE, Kind.DEDICATION, Kind.PART})
# These go on on the next page, whichever it is: the imprint stands behind the title, and lists are short.
_NEVER_RECTO = frozenset({Kind.IMPRINT, Kind.FIGURES, Kind.TABLES, Kind.LISTINGS})


def bound_parts(book: Book, parts: Mapping[str, Part]) -> tuple[BoundPart, ...]:
    """Every division's part, by their ids, with its lines in the outline and its running heads."""
    recto = book.style.chapters_open == "recto"
    listed = listed_ids(book.paper.contents)
    return tuple(
        BoundPart(
            part=parts[d.id],
            kind=d.kind,
            matter=d.matter,
            opens_recto=d.kind in _ALWAYS_RECTO or (recto and d.kind not in _NEVER_RECTO),
            title=outline_title(d) if d.id in listed or d.kind is Kind.CONTENTS else "",
            language=d.language,
            level=2 if d.part else 1,
            sections=d.sections,
            head_verso=book.metadata.title if d.running_head else "",
            head_recto=d.running_head,
        )
        for d in book.paper.divisions
    )


def listed_ids(entries: Sequence[ContentsEntry]) -> frozenset[str]:
    """The ids that the contents list, at any depth."""
    return frozenset(_ids(entries))


def _ids(entries: Sequence[ContentsEntry]) -> Iterator[str]:
    for entry in entries:
        yield entry.id
        yield from _ids(entry.entries)


def outline_title(division: Division) -> str:
    """The division's line in the outline: its label, when it is not the title itself, and its title."""
    return f"{division.label}. {division.text}" if division.label and division.label != division.text else division.text
