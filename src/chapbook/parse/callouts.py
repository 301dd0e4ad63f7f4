"""Callouts: boxes that advise or warn, however the author writes them.

Input: divs (`::: {.note}`, `::: {.callout-tip}` of Quarto, `:::` names of Docusaurus), admonitions (`!!! note "Title"`
of MkDocs) and alerts (`> [!NOTE]` of GitHub). Output: `aside class="note"` with `p class="note-title"`; where the
author gave no title, that paragraph is empty and `press:word` names the word that compose puts there.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.fragment import EPUB_TYPE, h, new_element, press
from chapbook.parse.headings import LEVELS
from chapbook.parse.lifting import rename
from chapbook.trees import move_content

KINDS = ("note", "tip", "warning", "important", "caution", "feature")
# What other tools call them.
_OTHER_NAMES = {
    "info": "note",
    "seealso": "note",
    "hint": "tip",
    "danger": "warning",
    "error": "warning",
    "attention": "caution",
}
# What Quarto says of a callout and paper cannot do.
IGNORED = ("title", "collapse", "appearance", "icon")
WORD = press("word")
# The class of an admonition that the author gave an empty title.
UNTITLED = "untitled"

_ALERT = re.compile(r"\s*\[!([A-Za-z]+)\][+-]?[ \t]*")


def callout_kind(classes: list[str] | tuple[str, ...]) -> str:
    """The kind that the classes name, or an empty string."""
    for name in classes:
        plain = name.removeprefix("callout-")
        if plain in KINDS:
            return plain
        if plain in _OTHER_NAMES:
            return _OTHER_NAMES[plain]
    return ""


def make_callout(box: etree._Element, kind: str, title: str | None) -> None:
    """Make the box a callout. `title` is what an attribute said: None for nothing, empty for no title."""
    kept = [c for c in box.get("class", "").split() if c != kind and not c.startswith("callout")]
    rename(box, "aside")
    box.set("class", " ".join([kind, *kept]))
    if kind == "tip":
        box.set(EPUB_TYPE, "tip")
        box.set("role", "doc-tip")
    elif kind != "feature":
        box.set(EPUB_TYPE, "notice")
    paragraph = _given_title(box, title)
    if paragraph is None and title is None and kind != "feature":
        paragraph = new_element("p")
        paragraph.set(WORD, kind)
    if paragraph is not None:
        paragraph.set("class", "note-title")
        box.insert(0, paragraph)
        paragraph.tail, box.text = box.text, None


def adopt_admonition(div: etree._Element) -> None:
    """Make a callout of what the parser made of `!!!`. A type that we do not know is its own title."""
    given = div.get("class", "").split()
    classes = [c for c in given if c not in ("admonition", UNTITLED)]
    title = "" if UNTITLED in given else None
    if len(div) and div[0].get("class") == "admonition-title":
        title = "".join(str(text) for text in div[0].itertext()).strip()
        div.text = div[0].tail
        div.remove(div[0])
    div.set("class", " ".join(classes))
    kind = callout_kind(classes)
    if not kind and title is None and classes:
        title = classes[0].replace("-", " ").capitalize()
    make_callout(div, kind or "note", title)


def adopt_alert(quote: etree._Element) -> None:
    """Make a callout of a block quote that begins with `[!NOTE]`; words behind it are its title, as in Obsidian."""
    first = quote[0] if len(quote) and quote[0].tag == h("p") and not (quote.text or "").strip() else None
    match = _ALERT.match(first.text or "") if first is not None else None
    if first is None or match is None:
        return
    kind = callout_kind([match.group(1).lower()])
    if not kind:
        return
    first.text = (first.text or "")[match.end() :]
    title = _take_line(first)
    if not len(first) and not (first.text or "").strip():
        quote.remove(first)
    make_callout(quote, kind, None)
    if (title.text or "").strip() or len(title):
        title.set("class", "note-title")
        title.tail = quote[0].tail
        quote.replace(quote[0], title)


def _given_title(box: etree._Element, title: str | None) -> etree._Element | None:
    if title:
        return new_element("p", title)
    if title is None and len(box) and box[0].tag in LEVELS and not (box.text or "").strip():
        paragraph = new_element("p")
        move_content(box[0], paragraph)
        box.text = box[0].tail
        box.remove(box[0])
        return paragraph
    return None


def _take_line(paragraph: etree._Element) -> etree._Element:
    """The first line of a paragraph, as a paragraph; the rest stays."""
    line = new_element("p")
    before, is_end, after = (paragraph.text or "").partition("\n")
    line.text, paragraph.text = before or None, after or None
    while not is_end and len(paragraph):
        child = paragraph[0]
        before, is_end, after = (child.tail or "").partition("\n")
        child.tail, paragraph.text = before or None, after or None
        if child.tag == h("br"):
            paragraph.remove(child)
            paragraph.text = (before + is_end + after).lstrip("\n") or None
            break
        line.append(child)
    return line
