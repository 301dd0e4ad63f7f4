"""Notes with a label: `[^label]: text`, with further paragraphs indented.

Input: the blocks of a chapter. Output: a `press-notes` element that ends the tree, with a `press-body` for each
definition, duplicates included. Python-Markdown's own extension keeps the last of several definitions and says nothing.
"""
# ruff: noqa: N802 – Python-Markdown names the methods and their arguments

from __future__ import annotations

from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteBlockProcessor, FootnoteExtension
from markdown.treeprocessors import Treeprocessor

from chapbook.parse.tokens import drop_places


class NotesExtension(FootnoteExtension):
    """Reads definitions as Python-Markdown does, and keeps every one of them."""

    def __init__(self) -> None:
        self.definitions: list[tuple[str, str]] = []
        super().__init__()

    def extendMarkdown(self, md: Markdown) -> None:
        md.registerExtension(self)
        self.parser = md.parser
        self.md = md
        md.parser.blockprocessors.register(FootnoteBlockProcessor(self), "footnote", 17)
        # Before the inline patterns, which then read the notes as well.
        md.treeprocessors.register(_NotesTreeprocessor(md, self), "notes", 50)

    def reset(self) -> None:
        super().reset()
        self.definitions = []

    def setFootnote(self, id: str, text: str) -> None:
        self.definitions.append((id, text))


class _NotesTreeprocessor(Treeprocessor):
    def __init__(self, md: Markdown, notes: NotesExtension) -> None:
        super().__init__(md)
        self._notes = notes

    def run(self, root: ElementTree.Element) -> None:
        if not self._notes.definitions:
            return
        parent = ElementTree.SubElement(root, "press-notes")
        read = 0
        # A note can hold the definition of another.
        while read < len(self._notes.definitions):
            label, text = self._notes.definitions[read]
            # The place stays in the attribute, for the tree pass; the label is free of it.
            body = ElementTree.SubElement(parent, "press-body", label=drop_places(label), at=label)
            self._notes.parser.parseChunk(body, text)
            read += 1
