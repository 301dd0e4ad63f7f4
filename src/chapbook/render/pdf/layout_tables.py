"""How well tables fit: input laid-out boxes, output what is wrong with each table, and trees to try other settings in.

A table does not fit when something of it sticks out of its column, or when words that should stay whole are broken into
pieces to keep it in. The next settings are tried on the table alone, all of them at once, and the first that fits is
taken: smaller by steps while the letters can be read, then on its side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

from chapbook.render.pdf.paper import PLACE
from chapbook.render.pdf.paper_tables import FITTED_CLASS, LEAF_CLASS, TURNED_CLASS, TableFit, fit_classes
from chapbook.trees import has_class

_HAIR = 1.5  # CSS px
_STEPS = 3  # the sheet's own size, and those of `fitted-1` and `fitted-2`
_LEAST_PIECE = 12  # letters: a longer piece of code or of an address can be read
_TRIAL = "trial"
_NO_LEAF = frozenset({"table", "td", "th", "li", "dd", "blockquote", "aside", "figure"})
_NO_LEAF_CLASSES = frozenset({"figure-row", "columns", "index"})


@dataclass(frozen=True)
class Misfit:
    """What is wrong with a table: by how much it sticks out of its column, in CSS px, and the words that are broken."""

    out: float = 0.0
    broken: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.out > 0 or bool(self.broken)


@dataclass(frozen=True)
class Chosen:
    """How a table is set, and what is wrong with it even so. `was_asked`: the author wants it on its side."""

    fit: TableFit
    misfit: Misfit
    was_asked: bool = False


def measure_tables(pages: Sequence[Any]) -> dict[ET.Element, Misfit]:
    """What is wrong with every outermost table."""
    found: dict[ET.Element, Misfit] = {}
    for page in pages:
        for box, left, right in _tables(page, page.content_box_x(), page.content_box_x() + page.width):
            known = found.get(box.element, Misfit())
            out = max(known.out, _out(box, left, right))
            found[box.element] = Misfit(out, tuple(dict.fromkeys((*known.broken, *_broken_words(box)))))
    return found


def choose_fits(
    root: ET.Element, misfits: Mapping[ET.Element, Misfit], lay_out: Callable[[ET.Element], Sequence[Any]]
) -> dict[str, Chosen]:
    """The setting of every table that does not fit, by its attribute `PLACE`. `lay_out` gives the pages of a tree.

    What is tried on their side are only the tables that upright fit in no size.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    results: dict[ET.Element, list[Chosen]] = {t: [] for t, misfit in misfits.items() if misfit and t.get(PLACE)}
    for is_turned in (False, True):
        waiting = [table for table, tried in results.items() if all(choice.misfit for choice in tried)]
        trials = [
            (table, fit)
            for table in waiting
            if is_turned in _ways(table, parents)
            for fit in (TableFit(n, is_turned, is_whole) for is_whole in (True, False) for n in range(_STEPS))
        ]
        if trials:
            tree = _trial_tree(root, [_trial(*trial, str(n), parents) for n, trial in enumerate(trials)])
            for tried, misfit in measure_tables(lay_out(tree)).items():
                table, fit = trials[int(tried.get(_TRIAL, ""))]
                results[table].append(Chosen(fit, misfit, has_class(table, TURNED_CLASS)))
    return {table.get(PLACE, ""): _best(tried) for table, tried in results.items()}


def _trial_tree(root: ET.Element, blocks: Sequence[ET.Element]) -> ET.Element:
    tree = ET.Element("html", dict(root.attrib))
    ET.SubElement(tree, "head")
    ET.SubElement(tree, "body", dict(root[-1].attrib)).extend(blocks)
    return tree


def _best(tried: Sequence[Chosen]) -> Chosen:
    """The first that fits; or else the one of which least sticks out, and of these the one that breaks fewest words."""
    fitting = (choice for choice in tried if not choice.misfit)
    return next(fitting, None) or min(tried, key=lambda c: (c.misfit.out, len(c.misfit.broken)))


def _ways(table: ET.Element, parents: Mapping[ET.Element, ET.Element]) -> tuple[bool, ...]:
    """Whether the table may stand upright (False), or lie on its side (True)."""
    if has_class(table, FITTED_CLASS) or not _may_turn(table, parents):
        return (False,)
    return (True,) if has_class(table, TURNED_CLASS) else (False, True)


def _may_turn(table: ET.Element, parents: Mapping[ET.Element, ET.Element]) -> bool:
    outer = parents.get(table)
    while outer is not None:
        if outer.tag in _NO_LEAF or _NO_LEAF_CLASSES.intersection(outer.get("class", "").split()):
            return False
        outer = parents.get(outer)
    return True


def _trial(table: ET.Element, fit: TableFit, name: str, parents: Mapping[ET.Element, ET.Element]) -> ET.Element:
    """The table in the setting, with nothing around it but what it stands in."""
    tried = deepcopy(table)
    tried.tail = None
    _shorten(tried)
    for element in tried.iter():
        element.attrib.pop("id", None)
    tried.set(_TRIAL, name)
    tried.set("class", " ".join([table.get("class", ""), *fit_classes(fit)]).strip())
    if fit.is_turned:
        leaf = ET.Element("div", {"class": LEAF_CLASS})
        leaf.append(tried)
        tried = leaf
    outer = parents[table]
    if has_class(outer, LEAF_CLASS):
        outer = parents[outer]
    while outer.tag != "body":
        shell = ET.Element(outer.tag, {key: value for key, value in outer.attrib.items() if key != "id"})
        shell.append(tried)
        tried, outer = shell, parents[outer]
    return tried


def _shorten(table: ET.Element) -> None:
    """Of a table without cells over several rows keep those that say how wide its columns are.

    They are the rows with the longest word of a column, and with the most words.
    """
    rows = [(body, row) for body in table.findall("tbody") for row in body]
    if any(cell.get("rowspan") for _body, row in rows for cell in row):
        return
    keep: set[ET.Element] = set()
    for column in range(max((len(row) for _body, row in rows), default=0)):
        cells = {row: "".join(row[column].itertext()) for _body, row in rows if column < len(row)}
        keep.add(max(cells, key=lambda row: len(cells[row])))
        keep.add(max(cells, key=lambda row: max(map(len, cells[row].split()), default=0)))
    for body, row in rows:
        if row not in keep:
            body.remove(row)


def _tables(box: Any, left: float, right: float) -> Iterator[tuple[Any, float, float]]:
    """Every outermost table with the left and the right edge of what it stands in."""
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)
        if getattr(child, "is_table_wrapper", False):
            yield child, left, right
        elif hasattr(child, "content_box_x") and isinstance(getattr(child, "width", None), int | float):
            yield from _tables(child, child.content_box_x(), child.content_box_x() + child.width)
        else:
            yield from _tables(child, left, right)


def _out(wrapper: Any, left: float, right: float) -> float:
    """By how much the table, or what stands in its cells, sticks out at a side."""
    end = wrapper.position_x + wrapper.margin_width()
    most = max(end - right, left - wrapper.position_x)
    for cell in _cells(wrapper):
        begin, end = cell.position_x, cell.position_x + cell.border_width()
        for box in cell.descendants():
            if getattr(box, "text", None) or hasattr(box, "replacement"):
                most = max(most, box.position_x + box.width - end, begin - box.position_x)
    return float(most) if most > _HAIR else 0.0


def _cells(wrapper: Any) -> Iterator[Any]:
    cells = (box for box in wrapper.descendants() if box.element_tag in ("td", "th"))
    return (box for box in cells if box.internal_table_or_caption)  # what stands in a cell may bear its tag


def _broken_words(wrapper: Any) -> Iterator[str]:
    """The words of which a line's end leaves only a crumb, without a hyphen and where no sign lets it."""
    for cell in _cells(wrapper):
        lines = [line for line in cell.descendants() if hasattr(line, "text_overflow") and line.element is not None]
        for line, after in pairwise(lines):
            if line.element is not after.element:
                continue
            last, first = _texts(line), _texts(after)
            if not last or not first or not (last[-1][-1:].isalnum() and first[0][:1].isalnum()):
                continue
            end, begin = "".join(last).split()[-1], "".join(first).split()[0]
            if len(end) < _LEAST_PIECE and _is_latin(end + begin) and end + begin in "".join(line.element.itertext()):
                yield end + begin


def _texts(line: Any) -> list[str]:
    return [box.text for box in line.descendants() if getattr(box, "text", None)]


def _is_latin(word: str) -> bool:
    """Whether the word is of a script whose words stay whole; Chinese and Japanese break anywhere."""
    return all(ord(letter) < 0x2E80 for letter in word)


def tall_rows(pages: Sequence[Any]) -> frozenset[str]:
    """The rows that stand on two pages although no page's end may divide a row, so tall are they, by `PLACE`."""
    first: dict[ET.Element, int] = {}
    found: set[str] = set()
    for number, page in enumerate(pages):
        for group in (box for box in page.descendants() if box.element_tag in ("tbody", "table")):
            for box in getattr(group, "children", ()):
                if box.element_tag == "tr" and first.setdefault(box.element, number) != number:
                    found.add(box.element.get(PLACE, ""))
    return frozenset(found - {""})
