"""Claims of `[accessibility]` against the content: one that the content does not bear out is an error.

Input: the Book. Output: a `contradicted-claim` for each claim and each image that makes it untrue, at its place;
a claim of something that is not in the book has the claim's own place. Drawings in the text move nothing: the parse
stage has seen to that.
"""

from __future__ import annotations

from collections.abc import Sequence

from chapbook.diagnostics import Diagnostic, Span, error
from chapbook.model.book import Book, Image


def contradicted_claims(book: Book) -> tuple[Diagnostic, ...]:
    """What book.toml says of the book's accessibility, and the content does not."""
    claims = book.metadata.claims
    pledged = book.metadata.accessible or bool(claims.certified_by)
    if not claims.hazards and not pledged:
        return ()
    moving = [image for image in book.images if image.moves]
    found = []
    if "no-flashing" in claims.hazards:
        found += [_flashes(m) for m in moving if m.may_flash]
    if pledged:
        found += [_cannot_be_stopped(m) for m in moving]
    found += [_not_there(book, hazard) for hazard in claims.hazards if _is_absent(hazard, moving)]
    return tuple(found)


def _flashes(image: Image) -> Diagnostic:
    return error(
        "contradicted-claim",
        _place(image),
        f"“hazards” says that nothing flashes, and “{image.path}” may change more than six times in a second.",
        "Let its frames stand longer, put a still image there, or leave the claim to the press.",
    )


def _cannot_be_stopped(image: Image) -> Diagnostic:
    return error(
        "contradicted-claim",
        _place(image),
        f"The book claims to be accessible, and “{image.path}” moves and cannot be stopped (WCAG 2.2, 2.2.2).",
        "Put a still image there, or take the claim back.",
    )


def _place(image: Image) -> Span:
    return image.uses[0] if image.uses else Span(image.path)


def _is_absent(hazard: str, moving: Sequence[Image]) -> bool:
    if hazard == "flashing":
        return not any(m.may_flash for m in moving)
    return hazard == "sound" or (hazard == "motion" and not moving)


def _not_there(book: Book, hazard: str) -> Diagnostic:
    place = dict(book.metadata.claims.spans).get("hazards", Span("book.toml"))
    nothing = {"flashing": "flashes", "motion": "moves", "sound": "makes a sound"}[hazard]
    message = f"“hazards” warns of “{hazard}”, and nothing in the book {nothing}."
    return error("contradicted-claim", place, message, "Delete the word.")
