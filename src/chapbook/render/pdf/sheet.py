"""The style sheet that follows from the page itself: input geometry and faces, output CSS that all others follow.

It holds what no design changes: the page box, the faces under the names that the sheets use, how notes come to the foot
of the page (CSS Generated Content for Paged Media 3), and what a picture may measure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from chapbook.faces import BookFaces, Face
from chapbook.render.face_rules import family_rules
from chapbook.render.pdf.part import Geometry

# An imprint stands at the foot of its page; one that is longer begins at the head, and goes on.
FLOWING_SHEET = ".imprint { position: static }"
# The name of the pages that one picture fills (CSS Paged Media 3, 8.1).
FULL_PAGE = "full-page"
# And of those that lie on their side.
TURNED_PAGE = "turned"
# Stands after all other sheets when WeasyPrint lost text: what it loses text over is given up.
CAUTIOUS_SHEET = """
* { float: none !important; columns: auto !important }
.page-note { float: footnote !important }
thead, tfoot { display: table-row-group !important }
"""


def face_addresses(faces: BookFaces) -> dict[str, Face]:
    """Every face that the sheet names, by the address that it gives it, which tells nothing of the machine."""
    return {address: face for address, _family, face in _repeated(faces)}


def lone_faces(faces: BookFaces) -> Iterator[tuple[str, Face]]:
    """The family and the face of every font file that stands for one face alone: the layout reads it where it lies."""
    counts = Counter(face.path for _address, _family, face in _addressed(faces))
    return ((family, face) for _address, family, face in _addressed(faces) if counts[face.path] == 1)


def _repeated(faces: BookFaces) -> Iterator[tuple[str, str, Face]]:
    """The faces whose files stand for other faces too, so that the sheet must name them."""
    alone = {face.path for _family, face in lone_faces(faces)}
    return ((address, family, face) for address, family, face in _addressed(faces) if face.path not in alone)


def _addressed(faces: BookFaces) -> Iterator[tuple[str, str, Face]]:
    """Address, family and face; a face that stands for a missing italic is not said twice, for it may be large."""
    for family, members in faces.families():
        name = family.removeprefix("Book ").lower().replace(" ", "-")
        for face in {(face.path, face.weight): face for face in reversed(members)}.values():
            yield f"face:{name}-{face.weight}-{face.style}", family, face


def part_sheet(geometry: Geometry, faces: BookFaces, *, right_to_left: bool = False) -> str:
    """The sheet for parts. Columns are pages whose block is the first column; see `layout_columns`."""
    g = geometry
    beside = g.width_mm - g.centred_mm - g.measure_mm
    start, end = (beside, g.centred_mm) if right_to_left else (g.centred_mm, beside)
    tallest = g.height_mm - g.head_mm - g.foot_mm
    bleed = f" bleed: {g.bleed_mm:g}mm;" if g.bleed_mm else ""
    # Without the hair below the notes, rounding sends a note of two lines to the page after its call. Without the word
    # joiner, WeasyPrint lets a call go to the next line alone where words may be hyphenated.
    return f"""
@page {{ size: {g.width_mm:g}mm {g.height_mm:g}mm; margin: {g.head_mm:g}mm {end:g}mm {g.foot_mm:g}mm {start:g}mm;{bleed}
  @footnote {{ padding-bottom: .05px }} }}
{_face_rules(faces)}
body {{ margin: 0 }}
h1, h2, h3, h4, h5, h6 {{ bookmark-level: none }}
img, svg {{ max-width: 100%; max-height: {tallest * 0.92:.2f}mm }}
{_full_page_rules(g)}
{_table_rules(g)}
.page-note {{ float: footnote; footnote-policy: line; font-size: .82rem; font-style: normal; font-variant: normal;
  font-weight: normal; letter-spacing: 0; text-indent: 0; text-decoration: none; text-align: justify;
  white-space: normal }}
.table-note {{ font-size: .82rem; text-indent: 0 }}
.page-note::footnote-call, .page-note::footnote-marker {{ content: "" }}
.note-call::before {{ content: "\\2060" }}
"""


def _full_page_rules(g: Geometry) -> str:
    """The rules for a picture that fills a page and its bleed; what stands before and behind it, other pages."""
    width, height = g.width_mm + 2 * g.bleed_mm, g.height_mm + 2 * g.bleed_mm
    # A hair less than the page's own height, for what is as high as it would by rounding be too high.
    return f"""@page {FULL_PAGE} {{ margin: 0 }}
.full-page > img, img.full-page {{ page: {FULL_PAGE}; display: block !important; object-fit: cover !important;
  width: {width:g}mm !important; height: {height:g}mm !important; max-width: none; max-height: none;
  margin: {-g.bleed_mm:g}mm {-g.bleed_mm:g}mm {-g.bleed_mm - 0.02:g}mm !important }}
.full-page, .image:has(> .full-page) {{ margin: 0 !important; break-inside: auto !important }}
.full-page > figcaption {{ break-before: page !important }}"""


def _table_rules(g: Geometry) -> str:
    """The rules for tables that are set smaller, and for leaves that lie on their side, whose left is the foot."""
    return f"""@page {TURNED_PAGE} {{ size: {g.height_mm:g}mm {g.width_mm:g}mm;
  margin: {g.centred_mm:g}mm {g.head_mm:g}mm {g.centred_mm:g}mm {g.foot_mm:g}mm }}
.turned-leaf {{ page: {TURNED_PAGE}; break-before: page; break-after: page }}
.turned-leaf > table {{ margin-top: 0; margin-bottom: 0 }}
table.fitted-1 {{ font-size: .8em }}
table.fitted-2 {{ font-size: .72em }}
:is(.fitted-1, .fitted-2) :is(td, th) {{ hyphens: auto; padding-inline-start: 1.4em; text-indent: -.7em }}
:is(.fitted-1, .fitted-2) :is(td, th):first-child {{ padding-inline-start: .7em }}
.fitted-2 :is(td, th):not(:first-child) {{ padding-inline-start: 1em; letter-spacing: 0 }}
:is(.fitted-1, .fitted-2) col {{ width: auto !important }}
.fitted-2 .narrow {{ white-space: normal }}
.whole-words :is(code, pre, a) {{ overflow-wrap: break-word }}
.divided-row {{ break-inside: auto !important }}"""


def single_sheet(width_mm: float, height_mm: float, faces: BookFaces, bleed_mm: float = 0) -> str:
    """The sheet for a page without margins: the cover. With a bleed the sheets have it as `--out`."""
    bleed = f"; bleed: {bleed_mm:g}mm" if bleed_mm else ""
    wide, high = width_mm + 2 * bleed_mm, height_mm + 2 * bleed_mm
    out = f"html {{ --out: {-bleed_mm:g}mm; --wide: {wide:g}mm; --high: {high:g}mm }}" if bleed_mm else ""
    return f"""
@page {{ size: {width_mm:g}mm {height_mm:g}mm; margin: 0{bleed} }}
{_face_rules(faces)}
{out}
html, body {{ margin: 0 }}
h1, h2, h3, h4, h5, h6 {{ bookmark-level: none }}
"""


def sorts_sheet(faces: BookFaces) -> str:
    """The sheet for sorts, which stands after all others: each on a page of its own, all on the same baseline."""
    return f"""
@page {{ size: 2000pt 30pt; margin: 0 }}
{_face_rules(faces)}
body, .sort {{ margin: 0; padding: 0; text-indent: 0 }}
.sort {{ break-after: page; white-space: pre; text-align: left; hyphens: none; line-height: 30pt }}
.sort:last-child {{ break-after: auto }}
.sort > span {{ line-height: 0 }}
.slug {{ font-size: 6pt }}
"""


def _face_rules(faces: BookFaces) -> str:
    return "\n".join(_rules(faces))


def _rules(faces: BookFaces) -> Iterator[str]:
    for address, family, face in _repeated(faces):
        yield (
            f'@font-face {{ font-family: "{family}"; font-weight: {face.weight}; font-style: {face.style};'
            f" src: url({address}) }}"
        )
    yield family_rules(faces)
