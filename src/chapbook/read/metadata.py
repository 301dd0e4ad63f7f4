"""`[book]`: title, people, dates, identifiers.

Input: the checked values of book.toml, and the clock. Output: `Metadata`, complete.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from babel import Locale, UnknownLocaleError

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error
from chapbook.model.metadata import Contributor, Metadata, Series, Subject
from chapbook.read.schema import Values

# The words that authors use, and the MARC relator code of each (loc.gov/marc/relators).
ROLES = {
    "author": "aut",
    "editor": "edt",
    "translator": "trl",
    "illustrator": "ill",
    "photographer": "pht",
    "contributor": "ctb",
    "foreword": "aui",
    "afterword": "aft",
    "designer": "bkd",
}
IDENTIFIER_SCHEMES = ("isbn-epub", "isbn-print", "isbn", "doi", "uuid", "issn")


@dataclass(frozen=True)
class Reading:
    """What a reader of one table needs: its values, where a key or a value stands, and where to put what is wrong."""

    values: Values
    place: Callable[[str], Span]
    found: list[Diagnostic]

    def text(self, key: str, default: str = "") -> str:
        """The text under the key, when it is one."""
        value = self.values.get(key, default)
        return value if isinstance(value, str) else default

    def fault(self, code: str, key: str, message: str, hint: str = "") -> None:
        """An error at the key."""
        self.found.append(error(code, self.place(key), message, hint))


def read_metadata(reading: Reading, assumed_title: str, clock: datetime) -> Metadata:
    """`clock` is the book's time when `modified` and `published` are silent, or what SOURCE_DATE_EPOCH said."""
    title = reading.text("title") or assumed_title
    language = _language(reading)
    contributors = _contributors(reading)
    identifiers = _identifiers(reading)
    published = reading.values.get("published")
    return Metadata(
        title=title,
        language=language,
        identifier=_identifier(identifiers, reading.text("url"), title, language, contributors),
        modified=clock,
        subtitle=reading.text("subtitle"),
        contributors=contributors,
        publisher=reading.text("publisher"),
        published=published.date() if isinstance(published, datetime) else published,
        rights=reading.text("rights"),
        license=reading.text("license"),
        description=reading.text("description"),
        url=reading.text("url"),
        subjects=tuple(_subjects(reading)),
        identifiers=identifiers,
        series=_series(reading),
        dedication=reading.text("dedication"),
        cover=reading.text("cover"),
    )


def book_time(values: Values, epoch: datetime | None, newest: datetime) -> tuple[datetime, bool]:
    """The book's time in UTC, and whether it comes from a file's time alone.

    In this order: SOURCE_DATE_EPOCH, `modified`, `published`, the newest source. A date is its midnight in UTC.
    """
    if epoch:
        return epoch, False
    for key in ("modified", "published"):
        value = values.get(key)
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC), False
        if isinstance(value, date):
            return datetime.combine(value, time(), UTC), False
    return newest, True


def _language(reading: Reading) -> str:
    tag = reading.text("language", "en")
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        reading.fault("unknown-language", "language", f"“{tag}” is no language.", "Write a BCP 47 tag such as “en-GB”.")
        return "en"
    return tag


def _contributors(reading: Reading) -> tuple[Contributor, ...]:
    authors = reading.values.get("authors", ())
    people = [Contributor(name, "aut", file_as(name)) for name in authors if isinstance(name, str)]
    listed = reading.values.get("contributors", ())
    for person in listed if isinstance(listed, list) else ():
        if not isinstance(person, dict) or not isinstance(person.get("name"), str):
            reading.fault("wrong-type", "contributors", "Each contributor is a table with a name.")
            continue
        unknown = sorted(set(person) - {"name", "role", "file-as"})
        if unknown:
            hint = "Known are name, role and file-as."
            reading.fault("unknown-key", "contributors", f"A contributor has no “{unknown[0]}”.", hint)
        role = str(person.get("role", "author"))
        code = ROLES.get(role.lower(), role)
        if code not in ROLES.values():
            reading.fault("unknown-role", "contributors", f"“{role}” is no role.", did_you_mean(role, ROLES))
        name = person["name"]
        people.append(Contributor(name, code, str(person.get("file-as", "")) or file_as(name)))
    return tuple(people)


def file_as(name: str) -> str:
    """The name for sorting: the last word first, unless it is one word, a body (“The …”), or sorted already."""
    words = name.split()
    if len(words) < 2 or "," in name or words[0] in ("The", "A"):
        return name
    return f"{words[-1]}, {' '.join(words[:-1])}"


def _subjects(reading: Reading) -> Sequence[Subject]:
    subjects = []
    for subject in reading.values.get("subjects", ()):
        if isinstance(subject, str):
            subjects.append(Subject(subject))
        elif isinstance(subject, dict) and len(subject) == 1 and (scheme := next(iter(subject))) in ("bisac", "thema"):
            subjects.append(Subject(str(subject[scheme]), {"bisac": "BISAC", "thema": "Thema"}[scheme]))
        else:
            reading.fault(
                "wrong-type", "subjects", 'A subject is a text, { bisac = "…" } or { thema = "…" }.', f"Not {subject}."
            )
    return subjects


def _identifiers(reading: Reading) -> tuple[tuple[str, str], ...]:
    identifiers = []
    table: Any = reading.values.get("identifiers", {})
    for scheme, value in table.items() if isinstance(table, dict) else ():
        if scheme not in IDENTIFIER_SCHEMES:
            hint = did_you_mean(scheme, IDENTIFIER_SCHEMES)
            reading.fault("unknown-key", "identifiers", f"“{scheme}” is no kind of identifier.", hint)
        elif not isinstance(value, str):
            reading.fault("wrong-type", "identifiers", f"“{scheme}” takes a text.")
        elif scheme.startswith("isbn") and not is_isbn(value):
            reading.fault("invalid-isbn", "identifiers", f"“{value}” is no ISBN: its check digit does not fit.")
        else:
            identifiers.append((scheme, value))
    return tuple(identifiers)


def is_isbn(value: str) -> bool:
    """Whether the text is an ISBN-13 or ISBN-10 with the right check digit (ISO 2108)."""
    digits = value.replace("-", "").replace(" ", "").upper()
    if len(digits) == 13 and digits.isdecimal():
        return sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(digits)) % 10 == 0
    if len(digits) == 10 and digits[:9].isdecimal() and (digits[9].isdecimal() or digits[9] == "X"):
        return sum((10 if d == "X" else int(d)) * (10 - n) for n, d in enumerate(digits)) % 11 == 0
    return False


def _identifier(
    identifiers: Sequence[tuple[str, str]], url: str, title: str, language: str, people: Sequence[Contributor]
) -> str:
    known = dict(identifiers)
    for scheme in ("isbn-epub", "isbn"):
        if scheme in known:
            return f"urn:isbn:{known[scheme].replace('-', '').replace(' ', '')}"
    if "uuid" in known:
        return f"urn:uuid:{known['uuid']}"
    name = url or "\n".join([title, language, *(p.name for p in people)])
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'chapbook:{name}')}"


def _series(reading: Reading) -> Series | None:
    series: Any = reading.values.get("series")
    if not series:
        return None
    if not isinstance(series, dict) or not isinstance(series.get("name"), str):
        reading.fault("wrong-type", "series", "A series is a table with a name and a number.")
        return None
    number = series.get("number", 0)
    return Series(series["name"], number if isinstance(number, int) else 0)
