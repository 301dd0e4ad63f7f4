"""Step 6: whose the pictures are, under them and in a list.

Input: `img` elements with `data-credit`, numbered and listed, and the credit of the cover. Output: a `span
class="credit"` (DPUB-ARIA 1.1, "doc-credit") that ends the caption of the figure, where the author wants it there, and
`ol class="caption-list"` in the division of credits: a line for each picture, in the order of the book.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from chapbook.compose.bench import Bench, Piece
from chapbook.compose.captions import caption_of
from chapbook.compose.lists import caption_words
from chapbook.compose.typography import set_book_words
from chapbook.diagnostics import Diagnostic, Span, note, warning
from chapbook.model.draft import CREDIT, SHORT_CAPTION
from chapbook.model.fragment import add_element, find_all, h, new_element, plain_text
from chapbook.model.manuscript import Kind


@dataclass(frozen=True)
class _Picture:
    """An image with its credit, its figure if it has one, and its place in the manuscript."""

    piece: Piece
    image: etree._Element
    figure: etree._Element | None
    credit: str
    span: Span


def compose_credits(bench: Bench) -> None:
    """Set the credits, fill their list, and report what is shown nowhere."""
    pictures = list(_pictures(bench))
    credited = [picture for picture in pictures if picture.credit]
    lists = [piece for piece in bench.pieces if piece.kind is Kind.CREDITS]
    if credited:
        bench.found += _missing(pictures)
    lines = [_line(bench, picture) for picture in credited] if lists else []
    for picture in credited:
        if bench.manuscript.text.credits == "caption" and picture.figure is not None:
            _add_to_caption(picture.figure, set_book_words(bench, picture.credit))
        elif not lists:
            bench.found.append(_unshown(picture))
        del picture.image.attrib[CREDIT]
    for piece in lists:
        if lines or bench.manuscript.metadata.cover_credit:
            piece.tree.append(_list(bench, lines))
        else:
            message = "The order names “credits”, but no picture has one, so the list is left out."
            hint = 'Write them as {credit="Photo: Jan Novák"} on the images.'
            bench.found.append(warning("empty-division", piece.span, message, hint))
            bench.pieces.remove(piece)
    for piece in bench.pieces:  # their last reader was here
        for element in find_all(piece.tree, f".//*[@{SHORT_CAPTION}]"):
            del element.attrib[SHORT_CAPTION]


def _pictures(bench: Bench) -> Iterator[_Picture]:
    """All images that say something, in order; those that only adorn the page are nobody's."""
    for piece in bench.pieces:
        spans = {use.path: use.span for use in reversed(piece.draft.images)} if piece.draft else {}
        for image in piece.tree.iter(h("img")):
            credit = " ".join((image.get(CREDIT) or "").split())
            if credit or image.get("alt"):
                figure = next(image.iterancestors(h("figure")), None)
                yield _Picture(piece, image, figure, credit, spans.get(image.get("src", ""), piece.span))


def _add_to_caption(figure: etree._Element, credit: str) -> None:
    """The credit as the caption's last line, once for several images of one hand."""
    caption = caption_of(figure)
    if caption is None:
        caption = add_element(figure, "figcaption")
    if any(plain_text(span) == credit for span in find_all(caption, "./h:span[@class='credit']")):
        return
    last = caption[-1] if len(caption) else None
    if last is not None:
        last.tail = f"{(last.tail or '').rstrip()} "
    elif caption.text:
        caption.text = f"{caption.text.rstrip()} "
    add_element(caption, "span", credit, class_="credit", role="doc-credit")


def _line(bench: Bench, picture: _Picture) -> etree._Element:
    """A line of the list: number and caption, which lead to the picture, and the credit."""
    shown = picture.image if picture.figure is None else picture.figure
    if not shown.get("id"):
        shown.set("id", bench.names.claim(f"{picture.piece.id}-picture"))
    row = (*bench.figures, *bench.tables, *bench.listings)
    numbered = next((i for i in row if i.id == shown.get("id")), None)
    words = caption_words(bench, shown)
    item = new_element("li")
    link = add_element(item, "a", href=f"#{shown.get('id')}")
    if numbered is not None:
        add_element(link, "span", numbered.number, class_="contents-label").tail = " "
    elif not plain_text(words):
        words.text = set_book_words(bench, picture.image.get("alt") or picture.piece.short_name)
    link.append(words)
    words.tail = None
    link.tail = " "
    add_element(item, "span", set_book_words(bench, picture.credit), class_="credit", role="doc-credit")
    return item


def _list(bench: Bench, lines: list[etree._Element]) -> etree._Element:
    listed = new_element("ol", class_="caption-list")
    cover = bench.manuscript.metadata.cover_credit
    if cover:
        item = add_element(listed, "li")
        add_element(item, "span", bench.words.renderers.cover, class_="contents-text").tail = " "
        add_element(item, "span", set_book_words(bench, cover), class_="credit", role="doc-credit")
    listed.extend(lines)
    return listed


def _unshown(picture: _Picture) -> Diagnostic:
    why = "stands in no figure" if picture.figure is None else "is to have its credit in the list"
    message = f"“{picture.credit}” is shown nowhere: the image {why}, and the order names no “credits”."
    return warning("unshown-credit", picture.span, message, "Name “credits” in the front or back of [order].")


def _missing(pictures: list[_Picture]) -> Iterator[Diagnostic]:
    for picture in pictures:
        if not picture.credit:
            message = f"The image “{picture.image.get('src', '')}” has no credit, and others have."
            yield note("missing-credit", picture.span, message, 'Write {credit="…"} behind it, if it needs one.')
