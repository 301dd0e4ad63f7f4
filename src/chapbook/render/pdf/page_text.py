"""What was laid out, read from WeasyPrint's boxes: input the page boxes and the text they should hold.

Output: where each page begins in the running text, and proof that every letter was set. The boxes are known here by
their attributes alone. Text is compared element by element: the letters that stand in an element itself come in order,
whatever floats, table cells over a page's end or captions do to the order of the elements.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET  # only names a type

from chapbook.model.fragment import Fragment
from chapbook.render.pdf.paper_text import (
    OwnText,
    PaperText,
    Role,
    notes_text,
    read_paper_text,
    running_text,
    without_space,
)

# May stand in the text or in the box without the other: soft hyphen, and the zero-width space that WeasyPrint inserts.
_INVISIBLE = frozenset("\u00ad\u200b")
# Pseudo-elements whose text is the element's own.
_OWN_PSEUDO = ("::first-line", "::first-letter")
_SHOWN = 40


class TextLostError(Exception):
    """What was laid out is not what the division says. The message is a sentence that names the place."""


@dataclass(frozen=True)
class SetText:
    """A text box of running text in the flow: its page, its line's box, and the offset of its first letter."""

    page: int
    line: Any
    box: Any
    offset: int


@dataclass(frozen=True)
class PageText:
    """`offsets`: for each page, the characters of running text before it. `texts`: the boxes that say so."""

    offsets: tuple[int, ...]
    texts: tuple[SetText, ...]


@dataclass(frozen=True)
class _Piece:
    """A text box: its page, its line's box, whether it stands in the flow, and its letters."""

    page: int
    line: Any
    box: Any
    in_flow: bool
    owner: ET.Element
    letters: str
    hyphen: str
    transformed: bool


def prove_text(content: Fragment, root: ET.Element, pages: Sequence[Any]) -> PageText:
    """Where pages and lines begin, when fragment, paper tree and boxes say the same; else TextLostError."""
    expected = read_paper_text(root)
    spoken = dict.fromkeys(Role, "")
    for own in expected.owners.values():
        spoken[own.role] += own.text
    running, notes = running_text(content), notes_text(content)
    if expected.length != len(running):
        raise TextLostError(f"{len(running)} letters became {expected.length} before they were set.")
    if sorted(spoken[Role.NOTE]) != sorted(notes):
        raise TextLostError(f"The notes have {len(notes)} letters, but {len(spoken[Role.NOTE])} were to be set.")
    return read_pages(pages, expected)


def read_pages(pages: Sequence[Any], expected: PaperText) -> PageText:
    """Walk the page boxes in order. Raises TextLostError when a letter is missing, foreign or out of its order."""
    done: dict[ET.Element, int] = {}
    starts: list[int | None] = [None] * len(pages)
    ends = [0] * len(pages)
    texts: list[SetText] = []
    for piece in _pieces(pages):
        own = expected.owners.get(piece.owner)
        if own is None:
            if without_invisible(piece.letters):
                raise TextLostError(f"“{piece.letters[:_SHOWN]}” was set, but is no text of the division.")
            continue
        begin = done.get(piece.owner, 0)
        end = done[piece.owner] = _match(own, begin, piece)
        if own.role is Role.RUNNING and piece.in_flow and end > begin:
            texts.append(SetText(piece.page, piece.line, piece.box, own.offset(begin)))
            if starts[piece.page] is None:
                starts[piece.page] = own.offset(begin)
            ends[piece.page] = max(ends[piece.page], own.offset(end - 1) + 1)
    for owner, own in expected.owners.items():
        if not own.is_drawn and without_invisible(rest := own.text[done.get(owner, 0) :]):
            raise TextLostError(f"“{rest[:_SHOWN]}” was not set.")
    return PageText(_offsets(starts, ends), tuple(texts))


def without_invisible(text: str) -> str:
    """The text without the characters that leave no trace on paper."""
    return "".join(letter for letter in text if letter not in _INVISIBLE)


def _offsets(starts: Sequence[int | None], ends: Sequence[int]) -> tuple[int, ...]:
    """Where pages begin; a page without running text begins where the one before it ended."""
    offsets: list[int] = []
    reached = 0
    for start, end in zip(starts, ends, strict=True):
        offsets.append(max(offsets[-1] if offsets else 0, reached if start is None else start))
        reached = max(reached, end)
    return (0, *offsets[1:])


def _match(own: OwnText, begin: int, piece: _Piece) -> int:
    """How far the element's text is set after this piece, which must go on where the last one ended."""
    if own.text.startswith(piece.letters, begin):
        return begin + len(piece.letters)
    end = _match_letters(own.text, begin, piece.letters, piece.transformed)
    if end is None and piece.letters.endswith(piece.hyphen):
        end = _match_letters(own.text, begin, piece.letters.removesuffix(piece.hyphen), piece.transformed)
    if end is None:
        wanted = own.text[begin : begin + _SHOWN]
        raise TextLostError(f"The text reads “{wanted}”, but “{piece.letters[:_SHOWN]}” was set.")
    return end


def _match_letters(text: str, begin: int, letters: str, transformed: bool) -> int | None:
    """Where in the text the letters end, or None when they are not what stands there."""
    bare = _fold if transformed else without_invisible
    wanted, met, end = bare(letters), "", begin
    while end < len(text) and (len(met) < len(wanted) or not bare(text[end])):
        met += bare(text[end])
        end += 1
        if not wanted.startswith(met):
            return None
    return end if met == wanted else None


def _fold(text: str) -> str:
    """What `text-transform` leaves of a text: no case, no width, no accents (as in Greek capitals), no dotless i."""
    bare = unicodedata.normalize("NFKD", text.replace("ı", "i"))
    return "".join(c for c in bare.casefold() if unicodedata.category(c) != "Mn" and c not in _INVISIBLE)


def _pieces(pages: Sequence[Any]) -> Iterator[_Piece]:
    met: set[ET.Element] = set()
    for number, page in enumerate(pages):
        for box, line, in_flow in _text_boxes(page, met, None, True):
            style = box.style
            yield _Piece(
                number,
                line,
                box,
                in_flow,
                box.element,
                without_space(box.text),
                style["hyphenate_character"],
                style["text_transform"] != "none",
            )


def _text_boxes(box: Any, met: set[ET.Element], line: Any, in_flow: bool) -> Iterator[tuple[Any, Any, bool]]:
    """The boxes that hold text of the division, in flow order; heads and feet of a table only where they stand first.

    With each comes the box of the line that it stands in. `met` gathers the heads and feet that have been passed.
    """
    line = box if line is None and hasattr(box, "text_overflow") else line
    for child in getattr(box, "children", ()):
        if _is_generated(child) or _is_repeated(child, met):
            continue
        flows = in_flow and not (child.is_floated() or child.is_absolutely_positioned())
        if getattr(child, "text", None):
            yield child, line, flows
        else:
            yield from _text_boxes(child, met, line, flows)


def _is_generated(box: Any) -> bool:
    _tag, mark, pseudo = (box.element_tag or "").partition("::")
    return (bool(mark) and not f"::{pseudo}".endswith(_OWN_PSEUDO)) or hasattr(box, "at_keyword")


def _is_repeated(box: Any, met: set[ET.Element]) -> bool:
    if not (getattr(box, "is_header", False) or getattr(box, "is_footer", False)):
        return False
    repeated = box.element in met
    met.add(box.element)
    return repeated
