"""What the layout found wrong, told at its place: input laid-out parts, output diagnostics.

A part knows its elements by number and no line of a file; so that a line more above a paragraph lays nothing out again,
the places come from the division only here.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from chapbook.diagnostics import Diagnostic, Span, note, warning
from chapbook.model.book import Division
from chapbook.model.fragment import fragment_tree
from chapbook.model.source_places import placed_elements
from chapbook.render.pdf.part import Fault, Part

_MOST_PLACES = 3
_GLYPH_HINT = "Name a family that has it under “fallback-faces” in [style], or write something else."


def part_remarks(division: Division, part: Part, told: Set[str]) -> Iterator[Diagnostic]:
    """The diagnostics of one part. `told` are the characters without a face that the author knows of already."""
    for character in part.unset:
        if character not in told:
            yield _missing_glyph(division, character)
    for fault in part.faults:
        yield _at_its_place(division, fault)
    for sentence in part.remarks:
        yield warning("layout-remark", _file(division), f"In “{division.text}”: {sentence}")
    for name in part.strays:
        message = f"In “{division.text}” the note “{name}” stands a page after its call."
        yield warning("stray-note", _span_of_id(division, name), message)


def _at_its_place(division: Division, fault: Fault) -> Diagnostic:
    span = division.places.span_of(fault.element) or _file(division)
    say = note if fault.is_note else warning
    return say(fault.code, span, fault.sentence, fault.hint)


def _file(division: Division) -> Span:
    return Span(division.source or "book.toml")


def _span_of_id(division: Division, name: str) -> Span:
    """The place of the element with the id: of the first in it that has one."""
    tree = fragment_tree(division.content)
    element = next((e for e in tree.iter() if e.get("id") == name), None)
    inside = set() if element is None else set(element.iter())
    number = next((n for n, placed in placed_elements(tree) if placed in inside), -1)
    return division.places.span_of(number) or _file(division)


def _missing_glyph(division: Division, character: str) -> Diagnostic:
    """A character that some face of the book has, but not the one that sets it, with the first places."""
    tree = fragment_tree(division.content)
    texts = (
        (n, (e.text or "") + "".join(c.tail or "" for c in e.iter() if c is not e)) for n, e in placed_elements(tree)
    )
    found = dict.fromkeys(division.places.span_of(n) for n, text in texts if character in text)
    spans = [span for span in found if span is not None] or [_file(division)]
    others = [str(span) for span in spans[1:_MOST_PLACES]]
    also = f" It stands at {' and '.join(others)} too." if others else ""
    more = f" And there are {len(spans) - _MOST_PLACES} more." if len(spans) > _MOST_PLACES else ""
    says = f"In “{division.text}”: No face of the book has “{character}” (U+{ord(character):04X}).{also}{more}"
    return warning("missing-glyph", spans[0], says, _GLYPH_HINT)
