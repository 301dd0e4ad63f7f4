"""Images, figures and captions of tables.

Input: a tree with `press:image` and `press:caption` elements. Output: `figure` with `figcaption` where an image with a
caption stands alone in its paragraph, `img` with alternative text elsewhere, `table` with `caption`.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.draft import SHORT_CAPTION
from chapbook.model.fragment import add_element, h, new_element, plain_text, press
from chapbook.parse.figure_rows import place_figure_rows, split_images
from chapbook.parse.index_attributes import carry_mark
from chapbook.parse.lifting import copy_inline, is_alone, take_attribute
from chapbook.parse.repair import AT, place_of
from chapbook.parse.report import Report
from chapbook.trees import move_content, remove, replace

_PERCENT = re.compile(r"\s*(\d{1,3}(?:\.\d+)?)\s*%\s*$", re.ASCII)
_PIXELS = re.compile(r"\s*(\d{1,5})\s*(?:px)?\s*$", re.ASCII)
_SPACE_LEFT = re.compile(r" ([.,])")
_ALIGNMENTS = ("left", "center", "right")
# On an image for which the author wrote no words at all.
NO_ALT = press("no-alt")
# What is no word of a caption when it is read aloud.
_SILENT = [press("note"), press("citation")]


def place_figures(section: etree._Element, report: Report) -> None:
    """Make the figures, images and captions of the tree."""
    split_images(section)
    for image in list(section.iter(press("image"))):
        _place_image(image)
    for image in section.iter(h("img")):
        _fit_size(image, report)
    for paragraph in section.iter(h("p")):
        if len(paragraph) and _holds_only_images(paragraph):
            paragraph.set("class", " ".join([*paragraph.get("class", "").split(), "image"]))
    place_figure_rows(section)
    for token in list(section.iter(press("caption"))):
        _place_caption(token)


def _place_image(source: etree._Element) -> None:
    parent = source.getparent()
    if not len(source) and not (source.text or "").strip():
        source.text = source.get("fig-cap")
    caption = _words(source)
    image = new_element("img", src=source.get("src", ""))
    alt = source.get("alt", source.get("fig-alt"))
    image.set("alt", caption if alt is None else alt)
    if alt is None and not caption:
        image.set(NO_ALT, "")
    for name in ("title", "width", "height", "lang", AT):
        value = source.get(name)
        if value is not None:
            image.set(name, value)
    align = source.get("fig-align")
    if align in _ALIGNMENTS:
        source.set("class", " ".join([*source.get("class", "").split(), f"align-{align}"]))
    if parent is not None and parent.tag == h("p") and is_alone(source) and (caption or len(source)):
        replace(parent, _make_figure(source, image, parent))
        return
    for name in ("id", "class"):
        value = source.get(name)
        if value is not None:
            image.set(name, value)
    carry_mark(source, image)
    replace(source, image)
    _move_behind(source, image)


def _move_behind(source: etree._Element, image: etree._Element) -> None:
    """Put behind the image what of its words cannot stand in an attribute."""
    for element in reversed(list(source.iter(press("note"), press("citation"), press("mark")))):
        if element.tag == press("mark"):
            _empty_mark(element)
        element.tail, image.tail = image.tail, None
        image.addnext(element)


def _empty_mark(mark: etree._Element) -> None:
    """Let the mark have its words as its entry, when they are not to be shown a second time."""
    if mark.get("entry") is None:
        mark.set("entry", plain_text(mark))
    for child in list(mark):
        mark.remove(child)
    mark.text = None


def _make_figure(source: etree._Element, image: etree._Element, paragraph: etree._Element) -> etree._Element:
    figure = new_element("figure")
    for name in ("id", "class", AT):
        value = source.get(name) or paragraph.get(name)
        if value is not None:
            figure.set(name, value)
    short = source.get("short-caption") or source.get("fig-scap") or paragraph.get(SHORT_CAPTION)
    if short is not None:
        figure.set(SHORT_CAPTION, short)
    carry_mark(source, figure)
    figure.append(image)
    move_content(source, add_element(figure, "figcaption"))
    return figure


def _holds_only_images(paragraph: etree._Element) -> bool:
    """Whether the paragraph holds images, or links around images, and no word."""
    if plain_text(paragraph):
        return False
    return all(
        child.tag == h("img") or (child.tag == h("a") and len(child) == 1 and child[0].tag == h("img"))
        for child in paragraph
    )


def _words(source: etree._Element) -> str:
    """The caption in plain words: the alternative text of an image that has no other."""
    copied = copy_inline(source)
    for silent in list(copied.iter(*_SILENT)):
        remove(silent)
    return _SPACE_LEFT.sub(r"\1", plain_text(copied))


def _fit_size(image: etree._Element, report: Report) -> None:
    """Widths and heights are whole pixels in XHTML; a share of the measure is a matter of style."""
    style = []
    for name in ("width", "height"):
        value = take_attribute(image, name)
        if value is None:
            continue
        if match := _PIXELS.match(value):
            image.set(name, match.group(1))
        elif match := _PERCENT.match(value):
            style.append(f"{name}: {match.group(1)}%")
        else:
            message = f"The {name} “{value}” of this image is no number of pixels and no percentage."
            report.warn("bad-size", place_of(image), message, "Write 400px or 60%.")
    if style:
        image.set("style", "; ".join(style))


def _place_caption(token: etree._Element) -> None:
    paragraph = token.getparent()
    place = int(token.get("n", "0"))
    table = _captioned_table(paragraph) if paragraph is not None and not paragraph.text else None
    if paragraph is None or table is None:
        # Only text that looked like a caption.
        token.tail = f"Table: {token.tail or ''}"
        remove(token)
        return
    remove(token)
    caption = new_element("caption")
    move_content(paragraph, caption)
    for name in ("id", "class", SHORT_CAPTION):
        value = paragraph.get(name)
        if value is not None and table.get(name) is None:
            table.set(name, value)
    carry_mark(paragraph, table)
    table.set(AT, str(place))
    remove(paragraph)
    table.insert(0, caption)


def _captioned_table(paragraph: etree._Element) -> etree._Element | None:
    """The table that the paragraph stands after, or else before, when it has no caption yet."""
    for neighbour in (paragraph.getprevious(), paragraph.getnext()):
        if neighbour is not None and neighbour.tag == h("table") and neighbour.find(h("caption")) is None:
            return neighbour
    return None
