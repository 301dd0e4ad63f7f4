"""The Markdown dialect, and the only door to the Markdown library.

Input: the chapter's blocks as `blocks` read them, whose leaves hold inline Markdown. Output: HTML as a string, not yet
well formed, in which our own inline objects are elements named `press-…`. Python-Markdown's own parser of blocks is not
used: it splits the text at blank lines, and no fence, list or quotation of CommonMark can be read so.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from functools import lru_cache

from markdown import Markdown
from markdown.extensions.attr_list import AttrListExtension
from markdown.util import AtomicString
from pymdownx.betterem import BetterEmExtension
from pymdownx.caret import InsertSupExtension
from pymdownx.tilde import DeleteSubExtension

from chapbook.parse.dialect_inline import add_inline_patterns
from chapbook.parse.dialect_links import AbbreviationsExtension, DefinitionLog, add_definitions, read_log
from chapbook.parse.frame import Blocks

# A lone image is a paragraph of its own, as it is in Markdown.
_IMAGE = re.compile(r"\s*<img\b", re.IGNORECASE)


def render_html(blocks: Blocks, known: Sequence[tuple[str, str]] = ()) -> tuple[str, DefinitionLog]:
    """The HTML of the blocks, and what they define; `known` are abbreviations that are declared elsewhere.

    Raises RecursionError when they are nested deeper than the library can follow.
    """
    md, abbreviations = _markdown()
    md.reset()
    for name, value in blocks.definitions.links:
        md.references[name] = value  # type: ignore[assignment]  # the stubs forget that a title can be missing
    for short, long in blocks.definitions.abbreviations:
        abbreviations.abbrs[short] = long
    for short, long in known:
        abbreviations.abbrs.add_known(short, long)
    md.inlinePatterns["example"].numbers = blocks.examples  # type: ignore[attr-defined]  # our own pattern
    root = blocks.root
    for element, raw in blocks.raws:
        element.text = AtomicString(md.htmlStash.store(raw))
    try:
        for processor in md.treeprocessors:
            replaced = processor.run(root)
            root = root if replaced is None else replaced
        for element in (*(element for element, raw in blocks.raws if not _IMAGE.match(raw)), *blocks.bare):
            element.tag = None  # type: ignore[assignment]  # the serializer writes the text alone
        html = md.serializer(root)
    except RecursionError:
        _markdown.cache_clear()  # it stopped half-way, with state of this chapter left in it
        raise
    for postprocessor in md.postprocessors:
        html = postprocessor.run(html)
    return html.strip().removeprefix("<div>").removesuffix("</div>"), read_log(md, abbreviations)


@lru_cache(maxsize=1)
def _markdown() -> tuple[Markdown, AbbreviationsExtension]:
    """One parser for each process: making it costs more than parsing a page."""
    abbreviations = AbbreviationsExtension()
    md = Markdown(
        extensions=[
            AttrListExtension(),
            abbreviations,
            BetterEmExtension(),
            DeleteSubExtension(),
            InsertSupExtension(),
        ],
        output_format="html",
    )
    add_definitions(md)
    # CommonMark: a backslash before any ASCII punctuation escapes it.
    md.ESCAPED_CHARS = sorted({*md.ESCAPED_CHARS, *string.punctuation})
    add_inline_patterns(md)
    # They are all there; their registry would look for each text and each of them whether it is still sorted.
    patterns = list(md.inlinePatterns)
    md.treeprocessors["inline"].inlinePatterns = patterns  # type: ignore[attr-defined]  # the stubs take it for any other
    return md, abbreviations
