"""What may stand in what: HTML Standard, section 4 (“Content model” of each element).

Input: a chapter's tree, everything in it in its place. Output: the same tree, mended where raw HTML put an element
where none of its kind may stand; its words all stay. What was moved is a warning, unless nobody can see the difference.
"""
# ruff: noqa: SIM905 – the names read better without their quotes

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml import etree

from chapbook.model.fragment import XHTML, h, press
from chapbook.parse.allowlist import PHRASES
from chapbook.parse.citations import is_in_text
from chapbook.parse.headings import LEVELS
from chapbook.parse.lifting import TRANSPARENT, lift_block, rename, split_around, take_attribute
from chapbook.parse.repair import place_of
from chapbook.parse.report import Report
from chapbook.trees import remove, unwrap

_BLOCKS = frozenset(
    map(
        h,
        """address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li ol p
        pre section table ul""".split(),
    )
)
_LISTS = frozenset({h("ul"), h("ol")})
_TERMS = frozenset({h("dt"), h("dd")})
# Running text only. A `dt` may hold blocks in an e-book.
_RUNNING = frozenset(h(name) for name in PHRASES | {"pre", "rt", "rb", "rtc", "ruby", "time"}) - TRANSPARENT - {h("dt")}
# These may not stand in themselves or in each other, however deep.
_NEVER_WITHIN: Mapping[str, tuple[frozenset[str], str]] = {
    h("a"): (frozenset({h("a")}), "span"),
    h("dfn"): (frozenset({h("dfn")}), "span"),
    h("address"): (frozenset({h("address")}), "div"),
    h("header"): (frozenset({h("header"), h("footer"), h("address")}), "div"),
    h("footer"): (frozenset({h("header"), h("footer"), h("address")}), "div"),
}
_RUBY_PARTS = {h("rt"): "t", h("rtc"): "t", h("rp"): "p"}
_RUBY = re.compile(r"(?:b+(?:t+|pt(?:pt)*p|p(?:tp)+))+")


def fit_content(section: etree._Element, report: Report) -> None:
    """Mend everything that stands where it may not."""
    for element in list(section.iter(*_FITTERS.keys() | _NEVER_WITHIN.keys())):
        fit = _FITTERS.get(element.tag)
        if fit is not None:
            fit(element, report)
        if element.tag in _NEVER_WITHIN:
            _fit_nesting(element, report)
    for element in list(section.iter(press("note"), press("citation"))):
        _take_from_link(element)
    # Once more, since the steps above have moved and renamed.
    for element in list(section.iter(*_BLOCKS)):
        if element.getparent() is not None:
            _fit_block(element, report)


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _say_moved(element: etree._Element, holder: etree._Element, report: Report) -> None:
    """Warn of what was written in the wrong place."""
    what, where = _name(element), _name(holder)
    message = f"<{what}> cannot stand in <{where}>, so it was moved or turned into something plainer."
    report.warn("misplaced-markup", place_of(element), message, "Close the one before you begin the other.")


def _fit_nesting(element: etree._Element, report: Report) -> None:
    outer, plain = _NEVER_WITHIN[element.tag]
    holder = next((a for a in element.iterancestors() if a.tag in outer or a.tag == press("note")), None)
    if holder is None or holder.tag == press("note"):
        return
    _say_moved(element, holder, report)
    rename(element, plain)
    for name in ("href", "hreflang", "rel", "role"):
        take_attribute(element, name)


def _take_from_link(element: etree._Element) -> None:
    """A call of a note and a citation are links themselves, so the link that they stand in is divided there.

    Not at `@name` without brackets: whether that is a work, only the whole book knows.
    """
    if element.tag == press("citation") and is_in_text(element):
        return
    ancestors = list(element.iterancestors(h("a"), press("note")))
    while ancestors and ancestors[0].tag == h("a"):
        parent = element.getparent()
        if parent is None:
            return
        split_around(parent, element)
        if parent is ancestors[0]:
            ancestors.pop(0)


# Blocks in running text


def _fit_block(block: etree._Element, report: Report) -> None:
    holder = _running_holder(block)
    if holder is None:
        return
    if holder.tag in {*LEVELS, h("pre")} and block.tag in (h("p"), h("div"), *LEVELS):
        _say_moved(block, holder, report)
        rename(block, "span")
        return
    _say_moved(block, holder, report)
    _make_room(block, holder)


def _running_holder(block: etree._Element) -> etree._Element | None:
    """The element of running text that the block stands in, through what is transparent; None when all is well."""
    for ancestor in block.iterancestors():
        if ancestor.tag not in TRANSPARENT:
            return ancestor if ancestor.tag in _RUNNING else None
    return None


def _make_room(block: etree._Element, holder: etree._Element) -> None:
    """Let the block stand: a span around it becomes a div, everything else is split around it."""
    outer = holder.getparent()
    if holder.tag == h("span") and outer is not None and outer.tag not in _RUNNING | TRANSPARENT:
        rename(holder, "div")
        return
    parent = block.getparent()
    while parent is not None and parent.tag in _RUNNING | TRANSPARENT and parent.getparent() is not None:
        if parent.tag in TRANSPARENT and _running_holder(parent) is None:
            return
        if parent.tag in (h("ruby"), h("rt"), h("rb"), h("rtc"), h("time"), h("pre")) or parent.tag in TRANSPARENT:
            _push_out(parent, block)
        else:
            lift_block(block)
        if block.getparent() is parent:
            return
        parent = block.getparent()


def _push_out(parent: etree._Element, block: etree._Element) -> None:
    """Put the block after the element that it stood in."""
    remove(block)
    block.tail, parent.tail = parent.tail, None
    parent.addnext(block)


# Lists


def _fit_list(element: etree._Element, report: Report) -> None:
    _wrap_loose(element, {h("li")}, "li", report)
    if element.tag == h("ul"):
        for item in element:
            take_attribute(item, "value")


def _fit_item(item: etree._Element, report: Report) -> None:
    parent = item.getparent()
    if parent is None or parent.tag in _LISTS:
        return
    _say_moved(item, parent, report)
    fresh = etree.Element(h("ul"))
    item.addprevious(fresh)
    following: etree._Element | None = item
    while following is not None and following.tag == h("li"):
        after = following.getnext() if not (following.tail or "").strip() else None
        take_attribute(following, "value")
        last = following
        fresh.append(following)
        following = after
    fresh.tail, last.tail = last.tail, None


def _wrap_loose(element: etree._Element, allowed: set[str], wrapper: str, report: Report) -> None:
    """Put text and elements that may not be children into the child before, or into a new one."""
    if (element.text or "").strip():
        first = etree.Element(h(wrapper))
        first.text, element.text = element.text, None
        element.insert(0, first)
    for child in list(element):
        if child.tag not in allowed and isinstance(child.tag, str):
            _say_moved(child, element, report)
            _take_in(child, wrapper)
        elif (child.tail or "").strip():
            loose = etree.Element(h(wrapper))
            loose.text, child.tail = child.tail, None
            child.addnext(loose)


def _take_in(child: etree._Element, wrapper: str) -> None:
    before = child.getprevious()
    if before is None or before.tag != h(wrapper):
        before = etree.Element(h(wrapper))
        child.addprevious(before)
    before.append(child)


def _fit_definitions(element: etree._Element, report: Report) -> None:
    groups = [child for child in element if child.tag == h("div")]
    if groups and len(groups) == len(element) and all(g.get("class") != "" and _is_group(g) for g in groups):
        return
    for group in groups:
        unwrap(group)
    _wrap_loose(element, set(_TERMS), "dd", report)
    _pair_terms(element)


def _is_group(group: etree._Element) -> bool:
    """Whether a `div` in a `dl` is terms and then definitions."""
    names = "".join("t" if child.tag == h("dt") else "d" if child.tag == h("dd") else "?" for child in group)
    loose = (group.text or "") + "".join(child.tail or "" for child in group)
    return re.fullmatch(r"t+d+", names) is not None and not loose.strip()


def _pair_terms(element: etree._Element) -> None:
    """No term without a definition, and none without a term."""
    children = list(element)
    for number, child in enumerate(children):
        before = children[number - 1] if number else None
        if child.tag == h("dd") and before is None:
            child.addprevious(etree.Element(h("dt")))
        if child.tag == h("dt") and (number + 1 == len(children)):
            child.addnext(etree.Element(h("dd")))


def _fit_term(element: etree._Element, report: Report) -> None:
    parent = element.getparent()
    grandparent = parent.getparent() if parent is not None and parent.tag == h("div") else None
    if parent is None or parent.tag == h("dl") or (grandparent is not None and grandparent.tag == h("dl")):
        return
    _say_moved(element, parent, report)
    rename(element, "div")


# Tables, figures, ruby


def _fit_table(table: etree._Element, report: Report) -> None:
    """Caption, column groups, one head, bodies, one foot: in this order, whatever the order in the source."""
    for extra in list(table.iterchildren(h("caption")))[1:]:
        _say_moved(extra, table, report)
        rename(extra, "div")
        table.addprevious(extra)
        extra.tail = None
    for name in ("thead", "tfoot"):
        for extra in list(table.iterchildren(h(name)))[1:]:
            rename(extra, "tbody")
    rows = [child for child in table if child.tag == h("tr")]
    if rows and any(child.tag == h("tbody") for child in table):
        for row in rows:
            body = etree.Element(h("tbody"))
            row.addprevious(body)
            body.append(row)
    order = [h("caption"), h("colgroup"), h("thead"), h("tbody"), h("tfoot")]
    children = [child for child in table if child.tag in order]
    ranked = sorted(children, key=lambda child: order.index(str(child.tag)))
    if ranked != children:
        for child in ranked:
            table.append(child)
    for group in table.iterchildren(h("colgroup")):
        if len(group):
            take_attribute(group, "span")


def _fit_caption(caption: etree._Element, report: Report) -> None:
    table = caption.getparent()
    for inner in list(caption.iter(h("table"))):
        if table is not None:
            _say_moved(inner, caption, report)
            remove(inner)
            inner.tail, table.tail = table.tail, None
            table.addnext(inner)


def _fit_figure(figure: etree._Element, report: Report) -> None:
    captions = list(figure.iterchildren(h("figcaption")))
    for extra in captions[1:]:
        _say_moved(extra, figure, report)
        rename(extra, "div")
    if captions and captions[0].getprevious() is not None and captions[0].getnext() is not None:
        caption = captions[0]
        remove(caption)
        figure.append(caption)


def _fit_figure_caption(caption: etree._Element, report: Report) -> None:
    parent = caption.getparent()
    if parent is not None and parent.tag != h("figure"):
        _say_moved(caption, parent, report)
        rename(caption, "div")


def _fit_ruby(ruby: etree._Element, report: Report) -> None:
    parts = ["b"]  # a base may be empty
    for child in ruby:
        parts.append(_RUBY_PARTS.get(str(child.tag), "b"))
        if (child.tail or "").strip():
            parts.append("b")
    if _RUBY.fullmatch("".join(parts)) is None:
        message = "The parts of this <ruby> are not in their order, so it was set as plain words."
        hint = "Write <ruby>base<rt>reading</rt></ruby>."
        report.warn("misplaced-markup", place_of(ruby), message, hint)
        for child in ruby:
            if child.tag in _RUBY_PARTS or child.tag == h("rb"):
                rename(child, "span")
        rename(ruby, "span")


def _fit_ruby_part(part: etree._Element, report: Report) -> None:
    parent = part.getparent()
    if parent is not None and parent.tag not in (h("ruby"), h("rtc")):
        _say_moved(part, parent, report)
        rename(part, "span")
    elif part.tag == h("rp") and len(part):
        text = "".join(str(piece) for piece in part.itertext(etree.Element))
        for child in list(part):
            part.remove(child)
        part.text = text


# Elements that need an attribute


def _fit_direction(element: etree._Element, report: Report) -> None:
    if element.get("dir") is None:
        message = "<bdo> says no direction, so it was set as plain words."
        report.warn("misplaced-markup", place_of(element), message, 'Write dir="ltr" or dir="rtl".')
        rename(element, "span")


def _fit_time(element: etree._Element, _report: Report) -> None:
    if element.get("datetime") is None and len(element):
        rename(element, "span")


def _fit_anchor(element: etree._Element, _report: Report) -> None:
    if element.get("href") is None:
        for name in ("hreflang", "rel"):
            take_attribute(element, name)


def _fit_image(image: etree._Element, report: Report) -> None:
    if not (image.get("src") or "").strip():
        report.error("missing-image", place_of(image), "This image names no file.", "Write its path, or delete it.")
        words = etree.Element(f"{{{XHTML}}}span")
        words.text = image.get("alt")
        image.addprevious(words)
        remove(image)


_FITTERS: Mapping[str, Callable[[etree._Element, Report], None]] = {
    h("ul"): _fit_list,
    h("ol"): _fit_list,
    h("li"): _fit_item,
    h("dl"): _fit_definitions,
    h("dt"): _fit_term,
    h("dd"): _fit_term,
    h("table"): _fit_table,
    h("caption"): _fit_caption,
    h("figure"): _fit_figure,
    h("figcaption"): _fit_figure_caption,
    h("ruby"): _fit_ruby,
    h("rt"): _fit_ruby_part,
    h("rp"): _fit_ruby_part,
    h("rb"): _fit_ruby_part,
    h("rtc"): _fit_ruby_part,
    h("bdo"): _fit_direction,
    h("time"): _fit_time,
    h("a"): _fit_anchor,
    h("img"): _fit_image,
}
