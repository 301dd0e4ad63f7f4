"""Wide tables on paper: input how each table is to be set, output classes, and leaves for those that lie on their side.

A compositor sets a table smaller first, and turns it when that is not enough. The author decides with the classes
`fitted` (smaller, but never turned) and `turned`; which is done is otherwise found when the pages are laid out.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from lxml import etree

from chapbook.model.fragment import h
from chapbook.trees import has_class

FITTED_CLASS, TURNED_CLASS = "fitted", "turned"
# Around a turned table and its notes: a leaf of the paper, with its long side across.
LEAF_CLASS = "turned-leaf"
_TABLE_NOTE = "table-note"
# What a leaf may stand in: anything else has a measure of its own, which no other page could go on with.
_OPEN = frozenset(map(h, ("section", "div")))
_CLOSED_CLASSES = frozenset({"figure-row", "columns", "index"})


@dataclass(frozen=True)
class TableFit:
    """How a table is set: `step` times smaller than the sheet says (0, 1 or 2), and on its side or not.

    `is_whole`: its columns are so wide that no word of code and no address has to be broken.
    """

    step: int = 0
    is_turned: bool = False
    is_whole: bool = False


def fit_tables(
    section: etree._Element, place: str, fits: Mapping[str, TableFit], divided: Set[str] = frozenset()
) -> None:
    """Set every table as `fits` says for the value of its attribute `place`, and else as its author does.

    `divided` are the rows that a page's end may divide, by the same attribute.
    Notes that stand under a table must stand there already.
    """
    for row in section.iter(h("tr")) if divided else ():
        if row.get(place) in divided:
            row.set("class", f"{row.get('class', '')} divided-row".strip())
    for table in list(section.iter(h("table"))):
        fit = fits.get(table.get(place, ""), TableFit(is_turned=has_class(table, TURNED_CLASS)))
        if names := fit_classes(fit):
            table.set("class", " ".join([table.get("class", ""), *names]).strip())
        if fit.is_turned and may_turn(table):
            _put_on_leaf(table)


def fit_classes(fit: TableFit) -> tuple[str, ...]:
    """The classes of a table that is set so."""
    return (*([f"{FITTED_CLASS}-{fit.step}"] if fit.step else []), *(["whole-words"] if fit.is_whole else []))


def may_turn(table: etree._Element) -> bool:
    """Whether a page of its own can begin where the table stands."""
    return all(
        outer.tag in _OPEN and not _CLOSED_CLASSES.intersection(outer.get("class", "").split())
        for outer in table.iterancestors()
    )


def _put_on_leaf(table: etree._Element) -> None:
    leaf = etree.Element(h("div"))
    leaf.set("class", LEAF_CLASS)
    notes = []
    for follower in table.itersiblings():
        if not has_class(follower, _TABLE_NOTE):
            break
        notes.append(follower)
    leaf.tail, last = None, (notes or [table])[-1]
    leaf.tail, last.tail = last.tail, None
    table.addprevious(leaf)
    leaf.extend([table, *notes])
