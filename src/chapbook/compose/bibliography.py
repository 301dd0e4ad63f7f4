"""The list of references: the entries as the citation engine sorted them, put where the order names the bibliography.

Input: pandoc's blocks of the list. Output: `ul class="references"` with a `li` for each entry, and the apparatus.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.citation_nodes import CitationNodes
from chapbook.model.apparatus import Entry
from chapbook.model.fragment import add_element, make_fragment
from chapbook.model.manuscript import Kind


def list_references(bench: Bench, nodes: CitationNodes, blocks: Sequence[Any]) -> None:
    """The entries as pandoc sorted them, in the bibliography and in the apparatus."""
    items = nodes.entries(blocks)
    for _key, item in items:
        etree.cleanup_namespaces(item)
    bench.references = tuple(Entry(key, item.get("id", ""), make_fragment(item)) for key, item in items)
    bibliography = bench.piece_of_kind(Kind.BIBLIOGRAPHY)
    if bibliography is not None and items:
        add_element(bibliography.tree, "ul", class_="references").extend([item for _key, item in items])
