"""The blocks of a BibLaTeX file, found without understanding them.

Input: the file's text. Output: the strings and preambles that all entries share, the entries with their lines, and the
lines of what is no entry. One broken block would make pandoc refuse the whole file; bibtexparser tells them apart.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bibtexparser import model
from bibtexparser.splitter import Splitter

# What bibtexparser logs we report ourselves; a handler that does nothing keeps it off the terminal.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Block:
    """An entry as text; `line` counts from 1."""

    key: str
    line: int
    text: str


@dataclass(frozen=True)
class BibBlocks:
    """`shared`: strings and preambles as text; `broken`: line and sentence of each block that is no entry."""

    shared: str
    entries: tuple[Block, ...]
    broken: tuple[tuple[int, str], ...]


def bib_blocks(text: str) -> BibBlocks:
    """The blocks of the file, in order."""
    shared, entries, broken = [], [], []
    for block in Splitter(text).split().blocks:
        line, raw = (block.start_line or 0) + 1, str(block.raw)
        if isinstance(block, (model.Entry, model.DuplicateBlockKeyBlock)):
            key = block.key
            if key:
                entries.append(Block(str(key), line, raw))
            else:
                broken.append((line, "An entry has no key."))
        elif isinstance(block, (model.String, model.Preamble)):
            shared.append(raw)
        elif isinstance(block, model.DuplicateFieldKeyBlock):
            names = ", ".join(sorted(block.duplicate_keys))
            broken.append((line, f"An entry has a field twice: {names}."))
        elif isinstance(block, model.ParsingFailedBlock):
            broken.append((line, "An entry cannot be read: its braces or quotation marks do not close."))
    return BibBlocks("\n".join(shared), tuple(entries), tuple(broken))
