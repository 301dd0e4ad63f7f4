"""`[book]`: title, people, dates, identifiers.

Input: the checked values of book.toml, and the clock. Output: `Metadata`, complete.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error, warning
from chapbook.model.metadata import Contributor, Metadata, Series, Subject
from chapbook.read.forms import (
    CONTROL,
    IDENTIFIER_SCHEMES,
    bare,
    fault_of_identifier,
    is_language,
    is_licence,
    is_subject,
    is_web_address,
)
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
_SUBJECT_FORM = 'A subject is a text, { bisac = "…" } or { thema = "…" }.'
# Lists of tables of texts are as deep as `[book]` goes.
_DEEPEST = 2


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


def clean_texts(reading: Reading) -> Reading:
    """The same values, their texts without control characters, each an error, and without white space around them."""
    return replace(reading, values={key: _clean(value, key, reading, 0) for key, value in reading.values.items()})


def _clean(value: Any, key: str, reading: Reading, depth: int) -> Any:
    if isinstance(value, str):
        control = CONTROL.search(value)
        if control:
            message = f"The control character U+{ord(control.group()):04X} stands in “{key}”."
            reading.fault("control-character", key, message, "No book can hold it; delete it.")
        return CONTROL.sub("", value).strip()
    if depth < _DEEPEST and isinstance(value, list):
        return [_clean(item, key, reading, depth + 1) for item in value]
    if depth < _DEEPEST and isinstance(value, dict):
        return {name: _clean(item, key, reading, depth + 1) for name, item in value.items()}
    return value


def read_metadata(reading: Reading, assumed_title: str, clock: datetime) -> Metadata:
    """The values are those of `clean_texts`.

    `clock` is the book's time when `modified` and `published` are silent, or what SOURCE_DATE_EPOCH said.
    """
    title = reading.text("title") or assumed_title
    language = _language(reading)
    contributors = _contributors(reading)
    identifiers = _identifiers(reading)
    url = _url(reading)
    published = reading.values.get("published")
    return Metadata(
        title=title,
        language=language,
        identifier=_identifier(identifiers, url, title, language, contributors),
        modified=clock,
        subtitle=reading.text("subtitle"),
        contributors=contributors,
        publisher=reading.text("publisher"),
        published=published.date() if isinstance(published, datetime) else published,
        rights=reading.text("rights"),
        license=_licence(reading),
        description=reading.text("description"),
        url=url,
        subjects=tuple(_subjects(reading)),
        identifiers=identifiers,
        series=_series(reading),
        dedication=reading.text("dedication"),
        cover=reading.text("cover"),
        cover_credit=reading.text("cover-credit"),
        accessible=reading.values.get("accessible") is True,
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
    tag = reading.text("language") or "en"
    if not is_language(tag):
        reading.fault("unknown-language", "language", f"“{tag}” is no language.", "Write a BCP 47 tag such as “en-GB”.")
        return "en"
    return tag


def _url(reading: Reading) -> str:
    url = reading.text("url")
    if url and not is_web_address(url):
        hint = "Write it whole, such as “https://example.org/book”."
        reading.fault("invalid-url", "url", f"“{url}” is no address on the web.", hint)
        return ""
    return url


def _licence(reading: Reading) -> str:
    licence = reading.text("license")
    if licence and not is_licence(licence):
        hint = "Write an identifier such as “CC-BY-SA-4.0”; free words belong into “rights”."
        reading.fault("invalid-license", "license", f"“{licence}” is no SPDX identifier.", hint)
        return ""
    return licence


def _contributors(reading: Reading) -> tuple[Contributor, ...]:
    authors = reading.values.get("authors", ())
    people = [Contributor(name, "aut", file_as(name)) for name in authors if isinstance(name, str) and name]
    listed = reading.values.get("contributors", ())
    for person in listed if isinstance(listed, list) else ():
        if not isinstance(person, dict) or not _is_text(person.get("name")):
            reading.fault("wrong-type", "contributors", "Each contributor is a table with a name.")
            continue
        unknown = sorted(set(person) - {"name", "role", "file-as"})
        if unknown:
            hint = "Known are name, role and file-as."
            reading.fault("unknown-key", "contributors", f"A contributor has no “{unknown[0]}”.", hint)
        people.append(Contributor(person["name"], _role(person, reading), _filed(person, reading)))
    return tuple(people)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _role(person: Values, reading: Reading) -> str:
    role = person.get("role", "author")
    if not isinstance(role, str):
        reading.fault("wrong-type", "contributors", "The role of a contributor is a text.")
        return "ctb"
    code = ROLES.get(role.lower(), role)
    if code not in ROLES.values():
        reading.fault("unknown-role", "contributors", f"“{role}” is no role.", did_you_mean(role, ROLES))
        return "ctb"
    return code


def _filed(person: Values, reading: Reading) -> str:
    filed = person.get("file-as", "")
    if not isinstance(filed, str):
        reading.fault("wrong-type", "contributors", "The “file-as” of a contributor is a text.")
        return file_as(person["name"])
    return filed or file_as(person["name"])


def file_as(name: str) -> str:
    """The name for sorting: the last word first, unless it is one word, a body (“The …”), or sorted already."""
    words = name.split()
    if len(words) < 2 or "," in name or words[0] in ("The", "A"):
        return name
    return f"{words[-1]}, {' '.join(words[:-1])}"


def _subjects(reading: Reading) -> Iterator[Subject]:
    for subject in reading.values.get("subjects", ()):
        if isinstance(subject, str):
            if subject:
                yield Subject(subject)
        elif isinstance(subject, dict) and len(subject) == 1 and _is_text(code := next(iter(subject.values()))):
            yield from _coded_subject(next(iter(subject)), code, reading)
        else:
            reading.fault("wrong-type", "subjects", _SUBJECT_FORM)


def _coded_subject(scheme: str, code: str, reading: Reading) -> Iterator[Subject]:
    authority = {"bisac": "BISAC", "thema": "Thema"}.get(scheme)
    if authority is None:
        reading.fault("wrong-type", "subjects", _SUBJECT_FORM, f"Not “{scheme}”.")
        return
    if not is_subject(scheme, code):
        message = f"“{code}” does not look like a {authority} code."
        hint = {
            "bisac": "It has three letters, those of a section such as HIS, and six digits.",
            "thema": "It has a letter and up to seven letters and digits; a qualifier begins with a digit up to 6.",
        }
        reading.found.append(warning("odd-subject", reading.place("subjects"), message, hint[scheme]))
    yield Subject(code, authority)


def _identifiers(reading: Reading) -> tuple[tuple[str, str], ...]:
    identifiers = []
    table: Any = reading.values.get("identifiers", {})
    for scheme, value in table.items() if isinstance(table, dict) else ():
        if scheme not in IDENTIFIER_SCHEMES:
            hint = did_you_mean(scheme, IDENTIFIER_SCHEMES)
            reading.fault("unknown-key", "identifiers", f"“{scheme}” is no kind of identifier.", hint)
        elif not isinstance(value, str):
            reading.fault("wrong-type", "identifiers", f"“{scheme}” takes a text.")
        elif fault := fault_of_identifier(scheme, value):
            code = f"invalid-{scheme.partition('-')[0]}"
            reading.fault(code, "identifiers", f"“{value}” {fault}.")
        else:
            identifiers.append((scheme, str(uuid.UUID(value)) if scheme == "uuid" else value))
    _check_shared(dict(identifiers), reading)
    return tuple(identifiers)


def _check_shared(known: dict[str, str], reading: Reading) -> None:
    """Two forms of a book are two products."""
    numbers = [bare(known[scheme]) for scheme in ("isbn-epub", "isbn-print") if scheme in known]
    if len(numbers) > len(set(numbers)):
        message = "The e-book and the printed book have the same ISBN."
        hint = "Each form has its own; leave out the one that has none."
        reading.found.append(warning("shared-isbn", reading.place("identifiers"), message, hint))


def _identifier(
    identifiers: Sequence[tuple[str, str]], url: str, title: str, language: str, people: Sequence[Contributor]
) -> str:
    known = dict(identifiers)
    for scheme in ("isbn-epub", "isbn"):
        if scheme in known:
            return f"urn:isbn:{bare(known[scheme])}"
    if "uuid" in known:
        return f"urn:uuid:{known['uuid']}"
    name = url or "\n".join([title, language, *(p.name for p in people)])
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'chapbook:{name}')}"


def _series(reading: Reading) -> Series | None:
    series: Any = reading.values.get("series")
    if not series:
        return None
    if not isinstance(series, dict) or not _is_text(series.get("name")):
        reading.fault("wrong-type", "series", "A series is a table with a name and a number.")
        return None
    number = series.get("number", 0)
    if not isinstance(number, int) or isinstance(number, bool):
        reading.fault("wrong-type", "series", "The number of a series is a whole number.")
        number = 0
    return Series(series["name"], number)
