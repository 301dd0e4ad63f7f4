"""The structure of a part written into its PDF: input what each box belongs to, output marked content and a tree.

WeasyPrint marks every piece of a line by itself and tags it when all pages are drawn. Here pieces that follow each
other in one element are one piece of marked content (ISO 32000-1, 14.7.4), and the tree (14.7.2) is that of the
structure, with links at their elements (14.7.4.3) and the ids of its notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from pydyf import Array, Dictionary, String  # WeasyPrint writes with it

from chapbook.render.pdf.layout_elements import Element, Link
from chapbook.render.pdf.layout_structure import Structure
from chapbook.render.pdf.part import POINTS_PER_PIXEL


@dataclass(frozen=True)
class _Mark:
    """A piece of marked content: its box, its element, its number, and how long the stream was before and after it."""

    box: Any
    owner: Element
    number: int
    begin: int
    end: int = 0


@contextmanager
def content_marked(stream_type: Any, structure: Structure) -> Iterator[None]:
    """Mend the class `weasyprint.pdf.stream.Stream` inside the `with` statement.

    The numbers that a box got are in the stream's `_tags`.
    """
    original_marked, original_artifact = stream_type.marked, stream_type.artifact

    @contextmanager
    def marked(stream: Any, box: Any, _tag: str) -> Iterator[None]:
        owner = structure.owners.get(box)
        if stream._tags is None or owner is None:
            with original_artifact(stream):
                yield
            return
        _begin(stream, box, owner, structure.before.get(box))
        yield
        _end(stream)

    @contextmanager
    def artifact(stream: Any) -> Iterator[None]:
        """An artifact inside of marked content, such as the line under a word, interrupts it."""
        mark: _Mark | None = getattr(stream, "_open_mark", None)
        if mark is None:
            with original_artifact(stream):
                yield
            return
        _end(stream)
        with original_artifact(stream):
            yield
        _begin(stream, mark.box, mark.owner, mark.box)

    stream_type.marked, stream_type.artifact = marked, artifact
    try:
        yield
    finally:
        stream_type.marked, stream_type.artifact = original_marked, original_artifact


def _begin(stream: Any, box: Any, owner: Element, before: Any) -> None:
    """Begin marked content, or go on with the last, when that is what the text goes on from.

    What was drawn before need not be it: pictures in a line are drawn when all text is.
    """
    last: _Mark | None = getattr(stream, "_last_mark", None)
    if last is not None and last.box is before and last.end == len(stream.stream):
        stream.stream.pop()  # the end of the content that goes on
        number = last.number
    else:
        number = stream._tags.get(None, 0)
        stream._tags[None] = number + 1
        properties: dict[str, Any] = {"MCID": number}
        if words := owner.attributes.get("ActualText"):
            properties["ActualText"] = String(words)  # here too, for those who copy text and know no tags
        stream.begin_marked_content(owner.tag, Dictionary(properties))
    stream._tags.setdefault(box, []).append(number)
    stream._open_mark = _Mark(box, owner, number, len(stream.stream))


def _end(stream: Any) -> None:
    # After content that says its own text a new one begins: Poppler takes the end of the inner one for both.
    says_text = b"EMC" in stream.stream[stream._open_mark.begin :]
    stream.end_marked_content()
    stream._last_mark = None if says_text else replace(stream._open_mark, end=len(stream.stream))
    stream._open_mark = None


@contextmanager
def tags_written(pdf_module: Any, structure: Structure) -> Iterator[None]:
    """Mend the function `add_tags` of `weasyprint.pdf` inside the `with` statement."""
    original = pdf_module.add_tags

    def add_tags(pdf: Any, _document: Any, _version: Any, streams: Sequence[Any]) -> None:
        _Writer(pdf, streams).write(structure.document)

    pdf_module.add_tags = add_tags
    try:
        yield
    finally:
        pdf_module.add_tags = original


class _Writer:
    """Writes elements as objects of the PDF."""

    def __init__(self, pdf: Any, streams: Sequence[Any]) -> None:
        self.pdf = pdf
        # Where each box was drawn: page and numbers of the marked content.
        self.places: dict[Any, tuple[int, list[int]]] = {}
        self.owners: list[list[Any]] = []
        self.links: list[tuple[bytes, Any]] = []
        self.ids: dict[str, bytes] = {}
        for page, stream in enumerate(streams):
            count = stream._tags.pop(None, 0)
            self.owners.append([None] * count)
            self.places |= {box: (page, numbers) for box, numbers in stream._tags.items()}

    def write(self, document: Element) -> None:
        """Write the tree, the way back from content to it, and what the file says of both."""
        pdf = self.pdf
        root = Dictionary({"Type": "/StructTreeRoot"})
        pdf.add_object(root)
        root["K"] = Array([self._write(document, root.reference)])
        numbers = Array()
        for page, owners in enumerate(self.owners):
            numbers += [page, Array(owners)]
        for key, (element, annotation) in enumerate(self.links, len(self.owners)):
            annotation["StructParent"] = key
            numbers += [key, element]
        parents = Dictionary({"Nums": numbers})
        pdf.add_object(parents)
        root["ParentTree"] = parents.reference
        if self.ids:
            names = sorted(self.ids.items(), key=lambda pair: pair[0].encode())
            root["IDTree"] = Dictionary({"Names": Array([x for name, e in names for x in (String(name), e)])})
        pdf.catalog["StructTreeRoot"] = root.reference
        pdf.catalog["ViewerPreferences"] = Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = Dictionary({"Marked": "true"})
        self._drop_other_links()

    def _write(self, element: Element, parent: bytes) -> bytes:
        made = Dictionary({"Type": "/StructElem", "S": f"/{element.tag}", "P": parent})
        self.pdf.add_object(made)
        for name, words in element.attributes.items():
            made[name] = String(words)
        if "ID" in element.attributes:
            self.ids[element.attributes["ID"]] = made.reference
        if attributes := _attributes(element):
            made["A"] = attributes[0] if len(attributes) == 1 else Array(attributes)
        made["K"] = Array(self._kids(element, made))
        reference: bytes = made.reference
        return reference

    def _kids(self, element: Element, made: Any) -> Iterator[Any]:
        written: set[tuple[int, int]] = set()
        for kid in element.kids:
            if isinstance(kid, Element):
                yield self._write(kid, made.reference)
            elif isinstance(kid, Link):
                if kid.box.link_annotation is not None:
                    yield self._link(kid.box.link_annotation, made.reference)
            else:
                page, numbers = self.places.get(kid, (0, []))
                for number in numbers:
                    if (page, number) not in written:
                        written.add((page, number))
                        yield self._content(page, number, made)

    def _content(self, page: int, number: int, made: Any) -> Any:
        """A piece of content as a kid: by its number on the element's first page, else with the page that it is on."""
        self.owners[page][number] = made.reference
        reference = self.pdf.page_references[page]
        if made.setdefault("Pg", reference) == reference:
            return number
        return Dictionary({"Type": "/MCR", "Pg": reference, "MCID": number})

    def _link(self, annotation: Any, element: bytes) -> Any:
        self.links.append((element, annotation))
        return Dictionary({"Type": "/OBJR", "Obj": annotation.reference})

    def _drop_other_links(self) -> None:
        """Drop the annotations of boxes inside a link.

        WeasyPrint gives one to each, over the link's own; PDF/UA-1, 7.18.5, wants every one on a Link.
        """
        kept = {annotation.reference for _, annotation in self.links}
        for page in self.pdf.objects:
            if isinstance(page, dict) and page.get("Type") == "/Page" and "Annots" in page:
                page["Annots"] = Array([annotation for annotation in page["Annots"] if annotation in kept])
                if not page["Annots"]:
                    del page["Annots"]


def _attributes(element: Element) -> list[Any]:
    found = []
    if element.table:
        found.append(_owned("Table", {key: _value(value) for key, value in element.table.items()}))
    if element.list:
        found.append(_owned("List", {key: _value(value) for key, value in element.list.items()}))
    if box := element.layout.get("BBox"):
        found.append(_owned("Layout", {"BBox": Array([round(edge * POINTS_PER_PIXEL, 2) for edge in box])}))
    return found


def _owned(owner: str, attributes: dict[str, Any]) -> Any:
    return Dictionary({"O": f"/{owner}", **attributes})


def _value(value: Any) -> Any:
    return f"/{value}" if isinstance(value, str) else value
