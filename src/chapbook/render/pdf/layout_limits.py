"""How long a division may be laid out, and what is said when it has no pages.

Input: a division, and the outcome of its layout. Output: seconds, and an error that names the division's file. Pages
are laid out in workers that are killed at their deadline, so that no manuscript can hold the press for ever.
"""

from __future__ import annotations

from typing import Any

from chapbook.diagnostics import Diagnostic, Span, error
from chapbook.model.book import Division
from chapbook.render.pdf.part import Part, Sorts
from chapbook.workers import Cause, Outcome

# A chapter of ordinary text takes a fiftieth of a second for each kilobyte of its markup, and a picture of the largest
# kind some seconds. This is fifty times as much: a slow and busy machine is no fault of the manuscript's.
LEAST_SECONDS, SECONDS_PER_KILOBYTE, SECONDS_PER_IMAGE = 120.0, 1.0, 10.0
# Of the running heads and folios of the whole book.
FURNITURE_SECONDS = 300.0
_HINTS = {
    Cause.TIME: "Divide the chapter at a section, or make its longest table, formula or drawing smaller.",
    Cause.MEMORY: "Divide the chapter at a section, or make its largest pictures smaller.",
    Cause.DEATH: "The machine may have too little memory: build with “--jobs 1”.",
}


def layout_seconds(markup: bytes, images: int) -> float:
    """How long a division of this content, with so many pictures, may take."""
    return LEAST_SECONDS + len(markup) / 1000 * SECONDS_PER_KILOBYTE + images * SECONDS_PER_IMAGE


def failure_sentence(outcome: Outcome[Any]) -> str:
    """Why nothing was laid out: the sentence of a LayoutFailedError, or what became of the worker."""
    return outcome.failure.removeprefix("LayoutFailedError: ")


def layout_fault(division: Division, outcome: Outcome[Part]) -> Diagnostic:
    """The error for a division that was not laid out."""
    code = "layout-too-slow" if outcome.cause is Cause.TIME else "layout-failed"
    message = f"“{division.text}” cannot be set: {failure_sentence(outcome)}"
    return error(code, Span(division.source or "book.toml"), message, _HINTS.get(outcome.cause, ""))


def furniture_fault(outcome: Outcome[Sorts]) -> Diagnostic:
    """The error for running heads and folios that were not laid out."""
    message = f"The running heads and folios cannot be set: {failure_sentence(outcome)}"
    return error("layout-failed", Span("book.toml"), message)
