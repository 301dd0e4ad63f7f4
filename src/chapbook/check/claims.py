"""Claims of `[accessibility]` against the content: one that the content does not bear out is an error.

Input: the Book. Output: a `contradicted-claim` for each claim and each image or drawing that makes it untrue, at the
image's place; a claim of something that is not in the book has the claim's own place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chapbook.diagnostics import Diagnostic, Span, error
from chapbook.model.book import Book
from chapbook.model.fragment import SVG, fragment_tree

_ANIMATIONS = tuple(f"{{{SVG}}}{name}" for name in ("animate", "animateMotion", "animateTransform", "set"))


@dataclass(frozen=True)
class _Moving:
    """Something that moves: its name, its place, whether it may flash."""

    name: str
    span: Span
    may_flash: bool


def contradicted_claims(book: Book) -> tuple[Diagnostic, ...]:
    """What book.toml says of the book's accessibility, and the content does not."""
    claims = book.metadata.claims
    pledged = book.metadata.accessible or bool(claims.certified_by)
    if not claims.hazards and not pledged:
        return ()
    moving = tuple(_moving(book))
    found = []
    if "no-flashing" in claims.hazards:
        found += [_flashes(m) for m in moving if m.may_flash]
    if pledged:
        found += [_cannot_be_stopped(m) for m in moving]
    found += [_not_there(book, hazard) for hazard in claims.hazards if _is_absent(hazard, moving)]
    return tuple(found)


def _moving(book: Book) -> Iterator[_Moving]:
    for image in book.images:
        if image.moves:
            span = image.uses[0] if image.uses else Span(image.path)
            yield _Moving(f"“{image.path}”", span, image.may_flash)
    for division in book.divisions:
        if next(fragment_tree(division.content).iter(*_ANIMATIONS), None) is not None:
            source = division.source or "book.toml"
            yield _Moving(f"a drawing in “{division.text or division.id}”", Span(source), may_flash=True)


def _flashes(moving: _Moving) -> Diagnostic:
    return error(
        "contradicted-claim",
        moving.span,
        f"“hazards” says that nothing flashes, and {moving.name} changes more than six times in a second.",
        "Let its frames stand longer, put a still image there, or leave the claim to the press.",
    )


def _cannot_be_stopped(moving: _Moving) -> Diagnostic:
    return error(
        "contradicted-claim",
        moving.span,
        f"The book claims to be accessible, and {moving.name} moves and cannot be stopped (WCAG 2.2, 2.2.2).",
        "Put a still image there, or take the claim back.",
    )


def _is_absent(hazard: str, moving: tuple[_Moving, ...]) -> bool:
    if hazard == "flashing":
        return not any(m.may_flash for m in moving)
    return hazard == "sound" or (hazard == "motion" and not moving)


def _not_there(book: Book, hazard: str) -> Diagnostic:
    place = dict(book.metadata.claims.spans).get("hazards", Span("book.toml"))
    nothing = {"flashing": "flashes", "motion": "moves", "sound": "makes a sound"}[hazard]
    message = f"“hazards” warns of “{hazard}”, and nothing in the book {nothing}."
    return error("contradicted-claim", place, message, "Delete the word.")
