"""Page markers: where the pages of the printed book begin in the text of the e-book.

Input: the sections of the divisions and a PageMap. Output: the sections with `doc-pagebreak` markers in them (EPUB
Accessibility 1.1, page navigation; DPUB-ARIA 1.1) and the list of markers. A marker stands inside the paragraph where
the page turns. Between words the place is exact; a page that turns inside a word is marked before that word, so that
no reading system breaks it in two.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from lxml import etree

from chapbook.model.fragment import EPUB_TYPE, XHTML, h
from chapbook.model.page_map import PageMap
from chapbook.render.epub.publication import PageTarget
from chapbook.render.epub.running_text import INLINE, Run, find_blocks, is_left_out

# After these a line of print may end without a hyphen of the typesetter's.
BREAKS = frozenset("-‐–—/…\u200b")
# Where no word has a beginning so near, the script has no spaces between words or the text is no prose.
LONGEST_WORD = 40

# A marker at the very start of one of these goes before it: a heading's or a caption's words stay whole.
OPENINGS = INLINE | set(
    map(h, ("h1", "h2", "h3", "h4", "h5", "h6", "header", "figcaption", "figure", "caption", "table"))
)


def mark_pages(sections: Mapping[str, etree._Element], page_map: PageMap, word: str) -> tuple[PageTarget, ...]:
    """Put a marker for each page into the section of its division, and list the markers in the order of the pages."""
    taken = {e.get("id", "") for section in sections.values() for e in section.iter(etree.Element)}
    targets: list[PageTarget] = []
    turns: dict[str, list[tuple[int, etree._Element]]] = {}
    for page in page_map.pages:
        if page.division not in sections:
            continue  # a blank page has no place in the text
        name = _new_id(page.label, taken)
        targets.append(PageTarget(page.label, name))
        turns.setdefault(page.division, []).append((page.offset, _marker(name, f" {word} {page.label}. ")))
    for division, marks in turns.items():
        _insert_all(sections[division], marks)
    return tuple(targets)


def _new_id(label: str, taken: set[str]) -> str:
    plain = "".join(c if c.isalnum() or c in "-_." else "-" for c in label)
    name, count = f"page-{plain}", 1
    while name in taken:
        count += 1
        name = f"page-{plain}-{count}"
    taken.add(name)
    return name


def _marker(id: str, label: str) -> etree._Element:
    marker = etree.Element(h("span"))
    marker.set(EPUB_TYPE, "pagebreak")
    marker.set("role", "doc-pagebreak")
    marker.set("id", id)
    marker.set("aria-label", label)
    return marker


def _insert_all(section: etree._Element, marks: Sequence[tuple[int, etree._Element]]) -> None:
    """Insert from the last to the first, so that the places of those before stay true."""
    blocks = find_blocks(section)
    starts = [block.start for block in blocks]
    found = [bisect_right(starts, offset) - 1 for offset, _marker in marks]
    read = {at: tuple(blocks[at].runs()) for at in {*found} if at >= 0}
    for (offset, marker), at in zip(reversed(marks), reversed(found), strict=True):
        if offset == 0 or at < 0:
            _insert_in_text(section, 0, marker)
            continue
        runs = read[at]
        number = max(n for n, run in enumerate(runs) if run.start <= offset and not run.text.isspace())
        position = _position(runs[number].text, offset - runs[number].start)
        if position is None:
            _insert_at_end(section, marker)
        else:
            number, position = _word_start(runs, number, position)
            _insert_before(runs[number], position, marker)


def _position(text: str, offset: int) -> int | None:
    """The place in the text of the character number `offset`, white space not counted."""
    for position, character in enumerate(text):
        if not character.isspace():
            if offset == 0:
                return position
            offset -= 1
    return None


def _word_start(runs: Sequence[Run], number: int, position: int) -> tuple[int, int]:
    """The run and the place where the word begins that has a letter at the place given."""
    at_number, at_position = number, position
    for _ in range(LONGEST_WORD):
        before_number, before = at_number, at_position - 1
        if before < 0:
            if at_number == 0 or not runs[at_number].joined:
                return at_number, at_position
            before_number, before = at_number - 1, len(runs[at_number - 1].text) - 1
        character = runs[before_number].text[before]
        if character.isspace() or character in BREAKS or unicodedata.east_asian_width(character) in "WF":
            return at_number, at_position
        at_number, at_position = before_number, before
    return number, position


def _insert_before(run: Run, position: int, marker: etree._Element) -> None:
    """Insert at the place in the run, or before the formula, heading, caption or link that begins there."""
    parent = run.owner.getparent() if run.after else run.owner
    opened = _outermost_foreign(parent)
    if opened is None and not run.text[:position].strip() and _begins(run):
        opened = parent
    if opened is None:
        insert = _insert_in_tail if run.after else _insert_in_text
        insert(run.owner, position, marker)
        return
    around = opened.getparent()
    while around is not None and around.tag in OPENINGS and _is_first(opened):
        opened, around = around, around.getparent()
    while (before := opened.getprevious()) is not None and before.get(EPUB_TYPE) == "pagebreak" and not before.tail:
        opened = before  # the marker of a later page, whose place is the same
    opened.addprevious(marker)


def _outermost_foreign(element: etree._Element | None) -> etree._Element | None:
    """The formula or drawing that the element belongs to: in MathML and SVG there is no place for a marker."""
    outermost = None
    while element is not None:
        if not str(element.tag).startswith(f"{{{XHTML}}}"):
            outermost = element
        element = element.getparent()
    return outermost


def _begins(run: Run) -> bool:
    """Whether the run is the first text of an element before which a marker may stand."""
    if not run.after:
        return run.owner.tag in OPENINGS
    parent = run.owner.getparent()
    return parent is not None and parent.tag in OPENINGS and not _has_text(run.owner) and _is_first(run.owner)


def _is_first(element: etree._Element) -> bool:
    """Whether no text stands before the element in its parent."""
    parent = element.getparent()
    if parent is None or (parent.text or "").strip():
        return False
    return not any(_has_text(e) or (e.tail or "").strip() for e in element.itersiblings(preceding=True))


def _has_text(element: etree._Element) -> bool:
    return any(str(t).strip() for t in element.itertext(etree.Element))


def _insert_in_text(owner: etree._Element, position: int, marker: etree._Element) -> None:
    text = owner.text or ""
    owner.text, marker.tail = text[:position] or None, text[position:] or None
    owner.insert(0, marker)


def _insert_in_tail(owner: etree._Element, position: int, marker: etree._Element) -> None:
    text, parent = owner.tail or "", owner.getparent()
    assert parent is not None  # noqa: S101 – a section's own tail is no running text
    owner.tail, marker.tail = text[:position] or None, text[position:] or None
    parent.insert(parent.index(owner) + 1, marker)


def _insert_at_end(section: etree._Element, marker: etree._Element) -> None:
    """Insert after the last text, before pictures without words that end the section, and before the notes."""
    place = len(section)
    for element in reversed(section):
        if (_has_text(element) and not is_left_out(element)) or (element.tail or "").strip():
            break
        place -= 1
    section.insert(place, marker)
