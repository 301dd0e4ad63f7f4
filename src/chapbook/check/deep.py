"""Finished editions in the hands of others' checkers, and what they find told at the author's place.

Input: the Book, its editions, and a folder to put them in. Output: which checker looked at what, in which version, and
diagnostics with spans of the manuscript. A checker that is not installed is named with what would install it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chapbook.check.ace import run_ace
from chapbook.check.ebook_places import EbookPlaces, SourcePlace, read_ebook_places
from chapbook.check.epubcheck import run_epubcheck
from chapbook.check.findings import CheckerReport, Finding
from chapbook.check.programs import CheckerFailedError, CheckerMissingError
from chapbook.check.qpdf import run_qpdf
from chapbook.diagnostics import Diagnostic, error
from chapbook.files import open_content, write_together
from chapbook.model.book import Book
from chapbook.model.edition import Edition
from chapbook.model.manuscript import IN_BOOK_FILE

_OURS = "This is a fault of the press, not of the manuscript; please report it."


@dataclass(frozen=True)
class Checker:
    """A checker: its name, the code of its diagnostics, the type of the files that it reads, and how it is run."""

    name: str
    code: str
    media_type: str
    run: Callable[[Path, Path], CheckerReport]


@dataclass(frozen=True)
class CheckerRun:
    """A checker and an edition: its version and how many things it found, or what to install so that it can run.

    `failure` says why a checker that is there gave no report.
    """

    checker: str
    edition: str
    version: str = ""
    found: int = 0
    missing: str = ""
    failure: str = ""


EPUB_TYPE = "application/epub+zip"
CHECKERS = (
    Checker("EPUBCheck", "epubcheck", EPUB_TYPE, run_epubcheck),
    Checker("Ace", "ace", EPUB_TYPE, run_ace),
    Checker("qpdf", "qpdf", "application/pdf", run_qpdf),
)


def check_editions(
    book: Book,
    editions: Sequence[Edition],
    room: Path,
    on_progress: Callable[[int, int], None],
    checkers: Sequence[Checker] = CHECKERS,
) -> tuple[tuple[CheckerRun, ...], tuple[Diagnostic, ...]]:
    """Every checker on every edition that it reads, in turn. Raises OSError when `room` cannot be written to."""
    jobs = [(c, e) for c in checkers for e in editions if e.media_type == c.media_type]
    places: dict[str, EbookPlaces] = {}
    for edition in (e for e in editions if e.media_type == EPUB_TYPE):
        with open_content(edition.content) as epub:
            places[edition.name] = read_ebook_places(book, epub)
    runs: list[CheckerRun] = []
    found: list[Diagnostic] = []
    write_together(room, {edition.file_name: edition.content for edition in editions})
    on_progress(0, len(jobs))
    for done, (checker, edition) in enumerate(jobs, 1):
        own = room / f"{checker.code}-{edition.name}"
        own.mkdir()
        try:
            report = checker.run(room / edition.file_name, own)
        except CheckerMissingError as missing:
            runs.append(CheckerRun(checker.name, edition.name, missing=str(missing)))
        except CheckerFailedError as fault:
            runs.append(CheckerRun(checker.name, edition.name, failure=str(fault)))
            found.append(error("checker-failed", IN_BOOK_FILE, f"{checker.name} on {edition.file_name}: {fault}"))
        else:
            runs.append(CheckerRun(checker.name, edition.name, report.version, len(report.findings)))
            found += _told(checker, edition, report.findings, places.get(edition.name))
        on_progress(done, len(jobs))
    return tuple(runs), tuple(found)


def _told(
    checker: Checker, edition: Edition, findings: Sequence[Finding], places: EbookPlaces | None
) -> Iterator[Diagnostic]:
    for finding in findings:
        place = places.find(finding.place) if places else SourcePlace(IN_BOOK_FILE)
        where = f" at “{place.words}”" if place.words else ""
        message = f"{finding.rule}: {finding.sentence}{where}."
        hint = finding.hint
        if place.span == IN_BOOK_FILE:
            message = f"{edition.file_name}: {message}"
            hint = hint or _OURS
        yield Diagnostic(checker.code, finding.severity, place.span, message, hint)
