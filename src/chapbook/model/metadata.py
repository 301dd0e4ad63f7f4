"""Who made the book, what it is called, and what a library wants to know of it. Source: `[book]` in book.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from chapbook.diagnostics import Span


@dataclass(frozen=True)
class Contributor:
    """A person or a body. `role` is a MARC relator code (`aut`, `edt`, `trl`, `ill`); `file_as` sorts the name."""

    name: str
    role: str
    file_as: str


@dataclass(frozen=True)
class Subject:
    """A subject heading; `authority` is empty for free words, else `BISAC` or `Thema`, and `term` is its code."""

    term: str
    authority: str = ""


@dataclass(frozen=True)
class Series:
    """The series that the book belongs to, and its number there (0 when it has none)."""

    name: str
    number: int = 0


# What an author may claim of hazards, and the term of schema.org for it (EPUB Accessibility 1.1, section 2.2.3).
HAZARDS: Mapping[str, str] = MappingProxyType(
    {
        "flashing": "flashing",
        "no-flashing": "noFlashingHazard",
        "motion": "motionSimulation",
        "no-motion": "noMotionSimulationHazard",
        "sound": "sound",
        "no-sound": "noSoundHazard",
    }
)


@dataclass(frozen=True)
class AccessibilityClaims:
    """`[accessibility]`: what the author says beside what the press finds.

    `summary` stands before the computed one. `hazards` are keys of `HAZARDS`, at most one of each kind; those that are
    not claimed are computed. `certified_by` has looked at the book, `credential` says by what right, `report` is the
    address of what was found. `spans` are the places of the keys that the author wrote.
    """

    summary: str = ""
    hazards: tuple[str, ...] = ()
    certified_by: str = ""
    credential: str = ""
    report: str = ""
    spans: tuple[tuple[str, Span], ...] = ()


NO_CLAIMS = AccessibilityClaims()


@dataclass(frozen=True)
class Metadata:
    """What is known of the book. `language` is a BCP 47 tag; `modified` is aware and in UTC, set by the clock.

    `identifiers` are pairs of a scheme (`isbn-epub`, `isbn-print`, `doi`, …) and a value. `identifier` is the one
    that names the e-book: `urn:isbn:…`, or a `urn:uuid:…` made from the book's own data, never random. `cover_credit`
    says whose the picture of the cover is. `accessible`:
    the author claims that everyone can read it, so that what stands in the way is an error.
    """

    title: str
    language: str
    identifier: str
    modified: datetime
    subtitle: str = ""
    contributors: tuple[Contributor, ...] = ()
    publisher: str = ""
    published: date | None = None
    rights: str = ""
    license: str = ""
    description: str = ""
    url: str = ""
    subjects: tuple[Subject, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    series: Series | None = None
    dedication: str = ""
    cover: str = ""
    cover_credit: str = ""
    accessible: bool = False
    claims: AccessibilityClaims = NO_CLAIMS


def authors(metadata: Metadata) -> tuple[Contributor, ...]:
    """The contributors with the role `aut`, in order."""
    return tuple(c for c in metadata.contributors if c.role == "aut")
