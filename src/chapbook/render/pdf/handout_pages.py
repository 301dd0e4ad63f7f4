"""What stands around the text of a handout: its head, the book's page numbers, and numbers of lines.

Input: the parts with their lines, and where the book's pages begin in the text. Output: the plan of the pages, with
every piece of furniture at its place. All of it is drawn when the handout is bound, so that no part is laid out anew
when a page of the book moves. Lengths are points, x from the left edge of a page whose block stands in its middle.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chapbook.model.page_map import PageMap
from chapbook.render.pdf.handout import Handout, Member
from chapbook.render.pdf.pagination import DISPLAY_KINDS, BoundPart, PlacedSorts, PlannedPage, Tick
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry, Line, Part, Sort

# The baseline of the head below the edge, as a share of the head margin.
_HEAD_SHARE = 0.66
_BESIDE_PT = 8.5  # between the text and a number in the margin: 3 mm
_BESIDE_COLUMN_PT = 6.0  # between two columns there is less room
_FIGURES_PT = 19.0  # what a number of a line takes up, so that a page's stands beyond it
_TICK_PT = (-2.2, 7.8)  # a tick from the foot to the head of the letters, over the baseline
_BEFORE_WORD_PT = 1.5  # about the middle of a space whose width is not known
_HEAD_GAP_PT = 14.0
_LETTER_PT = 4.6  # of a head on average, for those that must be cut


@dataclass(frozen=True)
class Turn:
    """Where a page of the book begins: its folio, and the offset in the running text of a part."""

    label: str
    offset: int


def find_turns(handout: Handout, page_map: PageMap) -> dict[str, tuple[Turn, ...]]:
    """The book's pages by the division of the handout in which they begin. Pages without a folio are left out."""
    places = {
        member.id: (division, member.offset)
        for division, members in handout.members.items()
        for member in members
        if member.whole and member.kind not in DISPLAY_KINDS
    }
    turns: dict[str, list[Turn]] = {}
    for page in page_map.pages:
        if page.division in places:
            division, offset = places[page.division]
            turns.setdefault(division, []).append(Turn(page.label, offset + page.offset))
    return {division: tuple(found) for division, found in turns.items()}


@dataclass(frozen=True)
class HandoutPlan:
    """How the pages of a handout are furnished. `page_of` has `{}` for the page and for how many there are.

    `line_numbers`: every so many lines have a number, counted anew in each part (0: none). `members` are the divisions
    that each part holds.
    """

    title: str
    page_of: str
    geometry: Geometry
    line_numbers: int
    turns: Mapping[str, Sequence[Turn]]
    members: Mapping[str, Sequence[Member]]
    right_to_left: bool

    def plan(self, parts: Sequence[BoundPart]) -> tuple[PlannedPage, ...]:
        """Every page in order. None is blank, and the first has the title of the book in its block."""
        total = sum(len(bound.part.pages) for bound in parts)
        pages: list[PlannedPage] = []
        for number, bound in enumerate(parts):
            marks = self._numbers(bound.part)
            ticks = self._ticks(bound.part)
            for page in range(len(bound.part.pages)):
                index = len(pages)
                placed = (*self._head(bound, page, index, total), *(m for at, m in marks if at == page))
                pages.append(
                    PlannedPage(
                        number,
                        page,
                        recto=index % 2 == 0,
                        label=str(index + 1),
                        placed=placed,
                        ticks=tuple(tick for at, tick in ticks if at == page),
                    )
                )
        return tuple(pages)

    def _head(self, bound: BoundPart, page: int, index: int, total: int) -> Iterator[PlacedSorts]:
        """The title of the book and of what stands on the page at the start of the line, page x of y at its end."""
        left, right = self._block()
        y = (self.geometry.height_mm - self.geometry.head_mm * _HEAD_SHARE) * POINTS_PER_MM
        start, end = (right, left) if self.right_to_left else (left, right)
        count = self._in_order(list(_counted(self.page_of, index + 1, total)))
        yield PlacedSorts(tuple(count), end, y, self._share(at_end=True), is_head=True)
        if index == 0:
            return
        room = right - left - (len(self.page_of) + 2) * _LETTER_PT - 2 * _HEAD_GAP_PT
        title = Sort(_cut(self.title, room), "handout-title")
        words = [title]
        if page and (named := heads_of(bound.part, page, self.members.get(bound.part.division, ()))):
            words.append(Sort(_cut(" · ".join(named), room), "handout-chapter"))
        yield PlacedSorts(
            tuple(self._in_order(words)),
            start,
            y,
            self._share(at_end=False),
            gap_pt=_HEAD_GAP_PT,
            room_pt=room,
            spare=title,
            is_head=True,
        )

    def _numbers(self, part: Part) -> list[tuple[int, PlacedSorts]]:
        """The numbers beside the lines of a part, each with its page."""
        return [*self._line_numbers(part), *self._page_numbers(part)]

    def _line_numbers(self, part: Part) -> Iterator[tuple[int, PlacedSorts]]:
        rows = dict.fromkeys((ln.page, ln.column, round(ln.baseline_pt)) for ln in part.lines if ln.counted)
        exact = {(ln.page, ln.column, round(ln.baseline_pt)): ln.baseline_pt for ln in part.lines}
        for number, row in enumerate(rows, 1):
            if self.line_numbers and number % self.line_numbers == 0:
                page, column, _height = row
                x, share = self._beside(column, at_end=False)
                sorts = tuple(Sort(figure, "line-number") for figure in str(number))
                yield page, PlacedSorts(sorts, x, exact[row], share)

    def _page_numbers(self, part: Part) -> Iterator[tuple[int, PlacedSorts]]:
        labels: dict[tuple[int, int, float], list[str]] = {}
        for turn in self.turns.get(part.division, ()):
            found = find_place(part.lines, turn.offset)
            if found is not None:
                line = part.lines[found[0]]
                labels.setdefault((line.page, line.column, line.baseline_pt), []).append(turn.label)
        for (page, column, baseline), names in labels.items():
            in_last = column == self.geometry.columns - 1
            x, share = self._beside(column, at_end=in_last)
            if not in_last and self.line_numbers:
                x += _FIGURES_PT if self.right_to_left else -_FIGURES_PT
            sorts = tuple(Sort(character, "book-page") for character in ",".join(names))
            yield page, PlacedSorts(sorts, x, baseline, share)

    def _ticks(self, part: Part) -> list[tuple[int, Tick]]:
        """Where a page turns inside a line."""
        found = []
        for turn in self.turns.get(part.division, ()):
            place = find_place(part.lines, turn.offset)
            if place is not None and place[1]:
                line = part.lines[place[0]]
                _offset, begin, space = line.words[place[1]]
                before = space / 2 or _BEFORE_WORD_PT
                x = begin + (before if self.right_to_left else -before)
                found.append((line.page, Tick(x, line.baseline_pt + _TICK_PT[0], line.baseline_pt + _TICK_PT[1])))
        return found

    def _block(self) -> tuple[float, float]:
        left = self.geometry.centred_mm * POINTS_PER_MM
        return left, left + self.geometry.block_width_mm * POINTS_PER_MM

    def _beside(self, column: int, *, at_end: bool) -> tuple[float, float]:
        """The x beside a column, and which share of what stands there lies left of it."""
        block_left, block_right = self._block()
        step = (self.geometry.measure_mm + self.geometry.gap_mm) * POINTS_PER_MM
        measure = self.geometry.measure_mm * POINTS_PER_MM
        left = block_right - measure - column * step if self.right_to_left else block_left + column * step
        beside = _BESIDE_COLUMN_PT if column and not at_end else _BESIDE_PT
        at_right = at_end is not self.right_to_left
        return (left + measure + beside, 0.0) if at_right else (left - beside, 1.0)

    def _share(self, *, at_end: bool) -> float:
        return 1.0 if at_end is not self.right_to_left else 0.0

    def _in_order(self, sorts: list[Sort]) -> list[Sort]:
        """The sorts from left to right; figures of one number keep their order."""
        if not self.right_to_left:
            return sorts
        runs: list[list[Sort]] = []
        for sort in sorts:
            if sort.text.isdecimal() and runs and runs[-1][-1].text.isdecimal():
                runs[-1].append(sort)
            else:
                runs.append([sort])
        return [sort for run in reversed(runs) for sort in run]


def heads_of(part: Part, page: int, members: Sequence[Member]) -> list[str]:
    """What the head calls the divisions whose text stands on the page, in order."""
    begins = [member.offset for member in members]
    first = bisect_right(begins, part.pages[page].offset) - 1
    behind = bisect_left(begins, part.pages[page + 1].offset) if page + 1 < len(part.pages) else len(members)
    # A page without text of its own, such as one picture, belongs to what it stands in.
    return [member.head for member in members[first : max(behind, first + 1)] if member.head]


def find_place(lines: Sequence[Line], offset: int) -> tuple[int, int] | None:
    """The line and the word in it at which the offset lies, or the first of all; None in a part without lines."""
    begins = [line.offset for line in lines]
    # Lines come in the order of the text; what floats may disturb it, so the last that begins before counts.
    number = max((n for n, begin in enumerate(begins) if begin <= offset), key=lambda n: begins[n], default=0)
    if not lines:
        return None
    word = bisect_right([start for start, _x, _space in lines[number].words], offset) - 1
    return number, max(word, 0)


def _counted(form: str, page: int, total: int) -> Iterator[Sort]:
    """The words of the form with its two numbers."""
    for words, number in zip(form.split("{}"), (page, total, None), strict=True):
        if words:
            yield Sort(words, "handout-page")
        yield from (Sort(figure, "handout-page") for figure in ("" if number is None else str(number)))


def _cut(words: str, room_pt: float) -> str:
    most = max(12, int(room_pt / _LETTER_PT))
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
