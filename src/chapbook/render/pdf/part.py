"""What passes from layout to binding: page geometry, laid-out parts, and the sorts for heads and folios.

A part is one division laid out alone. It knows no folio, no running head and no page of another part; its text block
stands centred between the left and right edge, so that binding can shift it to either side. All lengths that end in
`_mm` are millimetres, those in `_pt` PDF points (1/72 inch), y growing upwards from the foot of the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct

POINTS_PER_MM = 72 / 25.4
POINTS_PER_PIXEL = 0.75  # a CSS pixel, 1/96 inch, in which boxes are measured
_WORD = Struct("<Idd")  # a word of a line: its offset, where it begins, and its space


@dataclass(frozen=True)
class Geometry:
    """The page and its text block. `inner_mm` and `outer_mm` are the side margins of the mirrored binding.

    `bleed_mm`: how far beyond the trim a part is laid out, for what reaches the edge of its page. `heads` and `folios`
    say where over and under the block the furniture stands: in the “centre”, or at its “outer” or “inner” edge. The
    block is divided into `columns`, with `gap_mm` between them.
    """

    width_mm: float
    height_mm: float
    head_mm: float
    foot_mm: float
    inner_mm: float
    outer_mm: float
    bleed_mm: float = 0.0
    heads: str = "centre"
    folios: str = "centre"
    columns: int = 1
    gap_mm: float = 0.0

    @property
    def block_width_mm(self) -> float:
        """The width of the text block."""
        return self.width_mm - self.inner_mm - self.outer_mm

    @property
    def measure_mm(self) -> float:
        """The width of a full line: of the block, or of a column."""
        return (self.block_width_mm - (self.columns - 1) * self.gap_mm) / self.columns

    @property
    def centred_mm(self) -> float:
        """The left and the right margin in a part, where the block stands in the middle."""
        return (self.inner_mm + self.outer_mm) / 2


@dataclass(frozen=True)
class PartPage:
    """A page of a part. `offset`: characters of the division's running text before it, no white space, no notes.

    `full`: one picture fills it to its edges, so that it has no text block to shift, and neither head nor folio.
    """

    offset: int
    full: bool = False


@dataclass(frozen=True)
class Place:
    """Where an id fell: page of the part counted from 0, and its top left corner."""

    id: str
    page: int
    x_pt: float
    y_pt: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of running text: its page and column, counted from 0, and how high its baseline lies.

    `packed` are its words as `pack_words` makes them, for all lines of a book are kept at once, and as tuples its words
    take six times as much. `counted`: it is a line of text, and none of a heading, a caption or a table.
    """

    page: int
    column: int
    baseline_pt: float
    packed: bytes
    counted: bool = True

    @property
    def words(self) -> tuple[tuple[int, float, float], ...]:
        """The words that begin in it, in order: the offset of each in the running text, where it begins, its space.

        A word begins at its right where it is read from the right; its space is how wide the one before it is (0: not
        known). Both are points.
        """
        return tuple(_WORD.iter_unpack(self.packed))

    @property
    def offset(self) -> int:
        """The offset of its first word."""
        offset: int = _WORD.unpack_from(self.packed)[0]
        return offset


def pack_words(words: Iterable[tuple[int, float, float]]) -> bytes:
    """The words of a line, twenty bytes each."""
    return b"".join(_WORD.pack(*word) for word in words)


@dataclass(frozen=True)
class PlacedImage:
    """A picture made of pixels: its manuscript path, how wide it stands on the page, and its pixels to the inch."""

    path: str
    width_mm: float
    dpi: int


@dataclass(frozen=True)
class Fault:
    """What did not come out well on a page: a diagnostic's code, its sentence and its hint.

    `element` is the number of the element that it is about, as `chapbook.model.source_places` counts them, or -1 for
    the division as a whole. `is_note`: it only says what was done.
    """

    code: str
    sentence: str
    hint: str = ""
    element: int = -1
    is_note: bool = False


@dataclass(frozen=True)
class Part:
    """One division laid out: a tagged PDF without folios, and what is known of its pages.

    In the PDF a link into the book is a URI annotation `book:ID` when its target is not in the part, the id
    percent-encoded as in any URI. `strays` are the ids of notes that stand on another page than their call; `unset`
    are the characters that no face has; `remarks` are sentences for the author on sheets and on what was given up.
    `images` are the pictures made of pixels, each as large as it stands anywhere in the part. `lines` are those of the
    running text, for a layout that asks for them.
    """

    division: str
    pdf: bytes
    pages: tuple[PartPage, ...]
    places: tuple[Place, ...]
    strays: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    unset: tuple[str, ...] = ()
    images: tuple[PlacedImage, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Sort:
    """A piece of page furniture: a running head as a whole, or one character of a folio (printers' sorts)."""

    text: str
    style: str  # "head-verso", "head-recto" or "folio": a class of the page design's sheet; or "slug"


@dataclass(frozen=True)
class Sorts:
    """The sorts laid out, one a page of `pdf` in the order of `sorts`; each baseline lies `baseline_pt` above the foot.

    `widths_pt` are their advance widths.
    """

    pdf: bytes
    sorts: tuple[Sort, ...]
    widths_pt: tuple[float, ...]
    baseline_pt: float
