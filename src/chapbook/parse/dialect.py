"""The Markdown dialect, and the only door to the Markdown library.

Input: a chapter's lines, already marked and normalised by `marks` and `blocks`. Output: HTML as a string, not yet well
formed, in which our own inline objects are elements named `press-…`.
"""
# ruff: noqa: N802 – Python-Markdown names the methods and their arguments

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from functools import lru_cache

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.admonition import AdmonitionExtension, AdmonitionProcessor
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from pymdownx.betterem import BetterEmExtension
from pymdownx.caret import InsertSupExtension
from pymdownx.saneheaders import SaneHeadersExtension
from pymdownx.tilde import DeleteSubExtension

from chapbook.parse.callouts import UNTITLED
from chapbook.parse.dialect_inline import add_inline_patterns
from chapbook.parse.dialect_links import AbbreviationsExtension, DefinitionLog, add_definitions, read_log
from chapbook.parse.dialect_notes import NotesExtension


def render_html(lines: Sequence[str]) -> tuple[str, DefinitionLog]:
    """The HTML of the lines, and what they define.

    Raises RecursionError when they are nested deeper than the library can follow.
    """
    md, abbreviations = _markdown()
    md.reset()
    try:
        html = md.convert("\n".join(lines))
    except RecursionError:
        _markdown.cache_clear()  # it stopped half-way, with state of this chapter left in it
        raise
    return html.removeprefix("<div>").removesuffix("</div>"), read_log(md, abbreviations)


@lru_cache(maxsize=1)
def _markdown() -> tuple[Markdown, AbbreviationsExtension]:
    """One parser for each process: making it costs more than parsing a page."""
    abbreviations = AbbreviationsExtension()
    md = Markdown(
        extensions=[
            NotesExtension(),
            TableExtension(use_align_attribute=True),
            AttrListExtension(),
            DefListExtension(),
            abbreviations,
            MarkdownInHtmlExtension(),
            SaneListExtension(),
            SaneHeadersExtension(),
            BetterEmExtension(),
            DeleteSubExtension(),
            InsertSupExtension(),
            _UntitledAdmonitions(),
        ],
        output_format="html",
    )
    add_definitions(md)
    md.stripTopLevelTags = False  # `render_html` does that, and cannot mistake a tag of the author's
    # CommonMark: a backslash before any ASCII punctuation escapes it.
    md.ESCAPED_CHARS = sorted({*md.ESCAPED_CHARS, *string.punctuation})
    md.block_level_elements.append("svg")  # a drawing on lines of its own stands in no paragraph
    add_inline_patterns(md)
    return md, abbreviations


class _UntitledAdmonitions(AdmonitionExtension):
    """Admonitions that get no English title when the author gave none."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.parser.blockprocessors.register(_UntitledProcessor(md.parser), "admonition", 105)


class _UntitledProcessor(AdmonitionProcessor):
    # `???` folds a box on a web page; in a book all are open.
    RE = re.compile(r"(?:^|\n)(?:!!!|\?\?\?\+?) ?([\w\-]+(?: +[\w\-]+)*)(?: +\"(.*?)\")? *(?:\n|$)")

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        name, _ = super().get_class_and_title(match)
        # An empty title is a wish for none.
        return (f"{name} {UNTITLED}" if match.group(2) == "" else name), match.group(2) or None
