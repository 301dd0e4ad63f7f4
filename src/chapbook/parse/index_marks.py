"""Index marks: what the author says of an entry, and where on the page the mark stands.

Input: the tree with `press:mark` around marked words, and with headings, figures, tables, images and blocks of the
class `index`. Output: a `press:mark` for each of these – a heading's words, an empty mark in a caption, two empty marks
at the edges of any other block, whose extent is a range – and the `IndexMark` that each says.

An entry is written as for LaTeX: `main!sub!sub-sub`. Entries of one mark stand between semicolons. `*emphasis*` and
`` `code` `` mean what they mean in the text, and a backslash takes a sign literally.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from chapbook.model.draft import IndexHeading, IndexMark, IndexPath
from chapbook.model.fragment import XPATH, add_element, h, make_fragment, new_element, plain_text, press
from chapbook.parse.headings import LEVELS
from chapbook.parse.index_attributes import MARK_ATTRIBUTES, PRINCIPAL, is_marked
from chapbook.parse.lifting import IN_LINES, take_attribute
from chapbook.parse.repair import AT, place_of
from chapbook.parse.report import Report
from chapbook.trees import append_text, has_class, move_content, remove, replace, unwrap

_DEEPEST = 3
_EDGES = ("start", "end")
_ILLUSTRATION = "illustration"
# Where an empty mark can stand in a block: what holds running text.
_LEAVES = tuple(
    map(h, ("p", "li", "dt", "dd", "td", "th", "caption", "figcaption", "pre", *(f"h{n}" for n in range(1, 7))))
)
_PIECE = re.compile(
    r"""\\(?P<escaped>[^\w\s]) | `(?P<code>[^`]+)`
      | (?<!\w)(?P<sign>[*_])(?=\S)(?P<emphasis>(?:\\.|(?!(?P=sign)).)+)(?<=\S)(?P=sign)(?!\w)
      | (?P<level>!) | (?P<entry>;) | (?P<text>[^\\`*_!;]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_find = etree.XPath("descendant::h:*[contains(@class, 'index')]", namespaces=XPATH)
_SILENT = (press("note"), press("citation"), press("cross-reference"))
_WRAPPERS = (press("mark"), press("gloss"), h("a"))


def place_index_marks(section: etree._Element) -> None:
    """Make the marks of everything of the class `index` that is no span."""
    found = _find(section)
    elements = [e for e in found if isinstance(e, etree._Element)] if isinstance(found, list) else []
    for element in [e for e in elements if is_marked(e.get("class"))]:
        mark = _take_mark(element)
        if element.tag in LEVELS:
            move_content(element, mark)
            element.append(mark)
        elif element.tag in (h("figure"), h("table"), h("img")):
            _mark_illustration(element, mark)
        elif element.tag in IN_LINES:
            replace(element, mark)
            mark.append(element)
        else:
            _mark_extent(element, mark)
            if element.tag == h("div") and set(element.attrib) <= {AT}:  # it stood for the range alone
                unwrap(element)


def _take_mark(element: etree._Element) -> etree._Element:
    """The mark that the element's attributes say, which are gone from the element."""
    mark = etree.Element(press("mark"))
    classes = element.get("class", "").split()
    if PRINCIPAL in classes:
        mark.set(PRINCIPAL, "")
    kept = [c for c in classes if c not in ("index", PRINCIPAL)]
    if kept:
        element.set("class", " ".join(kept))
    else:
        del element.attrib["class"]
    for name in MARK_ATTRIBUTES:
        value = take_attribute(element, press(name))
        if value is not None:
            mark.set(name, value)
    place = place_of(element)
    if place is not None:
        mark.set(AT, str(place))
    return mark


def _mark_illustration(element: etree._Element, mark: etree._Element) -> None:
    """An empty mark in the caption, or behind an image in a line."""
    mark.set(_ILLUSTRATION, "")
    caption = next(element.iter(h("figcaption"), h("caption")), None)
    if mark.get("entry") is None:
        mark.set("entry", _literal(element.get("alt", "") if caption is None else plain_text(_silent_copy(caption))))
    if element.tag == h("img"):
        mark.tail, element.tail = element.tail, None
        element.addnext(mark)
        return
    holder = caption if caption is not None else next(element.iter(*_LEAVES, h("a")), None)
    if holder is None:  # a figure of a drawing alone
        holder = add_element(element, "p")
    _insert_first(holder, mark)


def _mark_extent(element: etree._Element, mark: etree._Element) -> None:
    """A mark at each edge of the block; in a line, where it has no extent, one before it."""
    leaves = [e for e in element.iter(*_LEAVES) if _is_leaf(e)]
    if not leaves:
        element.addprevious(mark)
        return
    if "range" in mark.attrib:
        _insert_first(leaves[0], mark)
        return
    end = deepcopy(mark)
    mark.set("range", "start")
    end.set("range", "end")
    _insert_first(leaves[0], mark)
    leaves[-1].append(end)


def _is_leaf(element: etree._Element) -> bool:
    """Whether the block holds no other, and is no title that the book's words will fill."""
    return not has_class(element, "note-title") and next(element.iterdescendants(*_LEAVES), None) is None


def _insert_first(holder: etree._Element, mark: etree._Element) -> None:
    """Put the mark first in the holder, behind the first word where that has a drop capital."""
    before = ""
    if has_class(holder, "drop-cap") and holder.text:
        before = holder.text[: len(holder.text.split(" ", 1)[0])]
    mark.tail = (holder.text or "")[len(before) :] or None
    holder.text = before or None
    holder.insert(0, mark)


def _literal(words: str) -> str:
    """Plain words as an entry that says them."""
    return re.sub(r"([\\`*_!;])", r"\\\1", words)


def read_index_mark(element: etree._Element, report: Report) -> IndexMark | None:
    """What the mark says, its attributes taken away; None when it says nothing."""
    place = place_of(element)
    values = {name: take_attribute(element, name) for name in MARK_ATTRIBUTES}
    principal = take_attribute(element, PRINCIPAL) is not None
    illustration = take_attribute(element, _ILLUSTRATION) is not None
    written = values["entry"]
    entries = _own_words(element) if written is None else tuple(read_entries(written, place, report))
    if not entries:
        message = "This index mark has neither words nor an entry."
        report.warn("empty-index-mark", place, message, 'Write []{.index entry="…"}.')
        return None
    see, see_also = (tuple(read_entries(values[name] or "", place, report)) for name in ("see", "see-also"))
    only_refers = bool(see) or (bool(see_also) and not plain_text(element) and len(element) == 0)
    return IndexMark(
        _with_sort_keys(entries, values["sort"]),
        report.span(place),
        see,
        see_also,
        values["in"] or "",
        _edge(values["range"], place, report),
        principal,
        illustration,
        is_place=not only_refers,
    )


def _edge(written: str | None, place: int | None, report: Report) -> str:
    if written is None or written in _EDGES:
        return written or ""
    message = f"A range of the index cannot be “{written}”, so the mark stands for its own place alone."
    report.warn("bad-attribute", place, message, "Write range=start where it begins, and range=end where it ends.")
    return ""


def _own_words(element: etree._Element) -> tuple[IndexPath, ...]:
    """The words shown, as an entry."""
    if len(element) == 0:
        words = " ".join((element.text or "").split())
        return ((IndexHeading(words),),) if words else ()
    content = _silent_copy(element)
    words = plain_text(content)
    is_plain = all(e.tag == h("span") and not e.attrib for e in content.iter(etree.Element))
    return ((IndexHeading(words, None if is_plain else make_fragment(content)),),) if words else ()


def _silent_copy(element: etree._Element) -> etree._Element:
    """What the element says, as a `span` without notes, citations, links, marks, ids and places."""
    span = new_element("span")
    move_content(deepcopy(element), span)
    for silent in list(span.iter(*_SILENT)):
        remove(silent)
    for wrapper in list(span.iter(*_WRAPPERS)):
        unwrap(wrapper)
    for inner in span.iter(etree.Element):
        for name in ("id", AT):
            inner.attrib.pop(name, "")
    return span


def read_entries(text: str, place: int | None, report: Report) -> Iterator[IndexPath]:
    """The entries that the text names."""
    for levels in _split(text):
        path = [heading for heading in map(_heading, levels) if heading.words]
        if len(levels) > 1 and len(path) < len(levels):
            message = f"A level of the index entry “{'!'.join(h.words for h in map(_heading, levels))}” is empty."
            report.warn("empty-index-level", place, message, "Write main!sub, or \\! for the sign itself.")
        if len(path) > _DEEPEST:
            message = f"The index entry “{'!'.join(h.words for h in path)}” has more than {_DEEPEST} levels."
            report.warn("deep-index-entry", place, message, "Join or leave out some of them.")
            last = ", ".join(h.words for h in path[_DEEPEST - 1 :])
            path = [*path[: _DEEPEST - 1], IndexHeading(last)]
        if path:
            yield tuple(path)


def _split(text: str) -> list[list[etree._Element]]:
    """A `span` for each level of each entry in the text."""
    entries = [[new_element("span")]]
    for match in _PIECE.finditer(text):
        level = entries[-1][-1]
        if match["entry"]:
            entries.append([new_element("span")])
        elif match["level"]:
            entries[-1].append(new_element("span"))
        elif match["code"]:
            add_element(level, "code", match["code"])
        elif match["emphasis"]:
            add_element(level, "em", re.sub(r"\\([^\w\s])", r"\1", match["emphasis"]))
        else:
            append_text(level, match["escaped"] or match["text"])
    return entries


def _heading(level: etree._Element) -> IndexHeading:
    """A level as a heading, white space folded."""
    words = plain_text(level)
    if len(level) == 0:
        return IndexHeading(words)
    for element in level.iter(etree.Element):
        if element is not level:
            element.tail = re.sub(r"\s+", " ", element.tail or "") or None
    level.text = re.sub(r"\s+", " ", level.text or "").lstrip() or None
    level[-1].tail = (level[-1].tail or "").rstrip() or None
    return IndexHeading(words, make_fragment(level))


def _with_sort_keys(entries: tuple[IndexPath, ...], written: str | None) -> tuple[IndexPath, ...]:
    """The entries with what `sort` says of them: of the last level, or of as many levels as it has."""
    if not written:
        return entries
    keys = [[plain_text(level) for level in levels] for levels in _split(written)]
    return tuple(_sorted_by(path, keys[n]) if n < len(keys) else path for n, path in enumerate(entries))


def _sorted_by(path: IndexPath, keys: list[str]) -> IndexPath:
    keys = [""] * (len(path) - len(keys)) + keys if len(keys) == 1 else keys + [""] * (len(path) - len(keys))
    return tuple(IndexHeading(h.words, h.content, key) for h, key in zip(path, keys, strict=False))
