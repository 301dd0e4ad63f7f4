"""What whoever prints, folds and sews the sheets is told, in the book's own language.

Input: the sides and the book's words. Output: a line for each side, set for the room outside the trim where there is
some, and a sheet of instructions when the author wants one. Both are PDFs that are bound with the book, so that they
share its fonts, and are put on the sheets with its pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chapbook.faces import BookFaces
from chapbook.files import MemoryFolder, shipped_sheet
from chapbook.model.book import SheetWords
from chapbook.model.fragment import add_element, new_element
from chapbook.render.pdf.booklet import Imposition, Sheet
from chapbook.render.pdf.part import Sort
from chapbook.render.pdf.signatures import Side

LEAST_ROOM_MM = 6.0  # for a line of small letters, as far from the trim as from the edge
_BETWEEN = " · "


@dataclass(frozen=True)
class Hints:
    """PDFs that follow the book's pages in the bound file: the lines, one a page, and the instructions.

    `baseline_pt` is how high the lines' baselines lie on their pages. Either may be missing.
    """

    lines: bytes | None = None
    baseline_pt: float = 0.0
    instructions: bytes | None = None

    def slips(self) -> tuple[bytes, ...]:
        """Those that are there, in this order."""
        return tuple(slip for slip in (self.lines, self.instructions) if slip is not None)


NO_HINTS = Hints()


def has_room(sheet: Sheet) -> bool:
    """Whether a line fits between the pages and the edge of the sheet."""
    return max(sheet.room_below, sheet.room_beside) >= LEAST_ROOM_MM


def name_sides(sides: Sequence[Side], words: SheetWords) -> tuple[str, ...]:
    """What each side is called: “Signature 2 · Sheet 5/33 · front”."""
    sheets = len(sides) // 2
    signatures = len({number for side in sides for number in side.signatures})
    names = []
    for side in sides:
        parts = [words.signature.format(n + 1) for n in side.signatures] if signatures > 1 else []
        parts += [words.sheet.format(f"{side.sheet + 1}/{sheets}"), words.reverse if side.back else words.front]
        names.append(_BETWEEN.join(parts))
    return tuple(names)


def make_hints(
    imposition: Imposition,
    sides: Sequence[Side],
    signatures: Sequence[int],
    words: SheetWords,
    faces: BookFaces,
    language: str,
) -> Hints:
    """Set the lines and the instructions, as far as they are wanted and there is room. Raises LayoutFailedError.

    `signatures` are the folded sheets in each.
    """
    from chapbook.render.pdf.layout_sorts import lay_out_sorts
    from chapbook.render.pdf.single_page import set_single_page

    design = (shipped_sheet("booklet.css"),)
    turn = turning(imposition.sheet, words)
    lines, baseline_pt = None, 0.0
    if imposition.settings.marks and has_room(imposition.sheet):
        texts = [
            name if side.back else f"{name}{_BETWEEN}{turn}"
            for side, name in zip(sides, name_sides(sides, words), strict=True)
        ]
        sorts = lay_out_sorts([Sort(text, "sheet-hint") for text in texts], design, faces, language)
        lines, baseline_pt = sorts.pdf, sorts.baseline_pt
    instructions = None
    if imposition.settings.instructions:
        tree = new_element("section", class_="how-to")
        add_element(tree, "h1", words.how_to)
        steps = add_element(tree, "ol")
        for step in how_to(imposition, signatures, words):
            add_element(steps, "li", step)
        size = (imposition.sheet.width, imposition.sheet.height)
        instructions = set_single_page(tree, *size, design, faces, MemoryFolder({}), language)
    return Hints(lines, baseline_pt, instructions)


def turning(sheet: Sheet, words: SheetWords) -> str:
    """The sentence that says on which edge the sheets are turned."""
    return words.turn_short if sheet.turned_on_short_edge else words.turn_long


def how_to(imposition: Imposition, signatures: Sequence[int], words: SheetWords) -> tuple[str, ...]:
    """The steps from the printer to the book."""
    steps = [turning(imposition.sheet, words)]
    if imposition.folded:
        steps += [words.cut] if imposition.sheet.rows > 1 else []
        if len(signatures) > 1:
            steps.append(f"{words.signature.format(f'1–{len(signatures)}')}: {' + '.join(map(str, signatures))}")
        steps.append(words.sew if len(signatures) > 1 else words.staple)
    return tuple(steps)
