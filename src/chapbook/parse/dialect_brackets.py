"""Code, HTML, links and images in running text, as CommonMark reads them.

Input: the text of a paragraph with its place tokens. Output: elements for Python-Markdown's tree. They stand in for
patterns of the library that let a link stand in a link, end a code span where none ends, or look through the rest of
the paragraph from every bracket.
"""
# ruff: noqa: N802, ARG002 – Python-Markdown names the methods and their arguments

from __future__ import annotations

import html
import re
from xml.etree import ElementTree

from markdown import Markdown
from markdown.inlinepatterns import ENTITY_RE, EscapeInlineProcessor, InlineProcessor
from markdown.treeprocessors import InlineProcessor as InlineTreeprocessor
from markdown.util import AMP_SUBSTITUTE, INLINE_PLACEHOLDER_RE, AtomicString, code_escape

from chapbook.parse.brackets import Brackets, Link
from chapbook.parse.dialect_links import LinkDefinitions

# What the library wants of a pattern: what stands for the match, and its ends; or nothing, to go on looking.
Found = tuple[ElementTree.Element | str | None, int | None, int | None]
NOTHING: Found = (None, None, None)

_TICKS = re.compile("`+")
_LINE_END = re.compile(r"\n[ \t]*")
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]{1,31}"
_AUTOLINK = rf"<(?P<address>{_SCHEME}://[^\s<>]*|(?:mailto|tel|doi|urn|MAILTO):[^\s<>]+)>"
_ATTRIBUTE = r"""\s+[A-Za-z_:\ufdd1][\w.:‖\ufde0-\ufde9-]*+(?:\s*=\s*(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+"""
_TAG = (
    rf"<[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>"
    r"|<!-->|<!--->|<!--(?:(?!-->).)*-->"
)
_MAIL = r"<(?P<mail>[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)>"


def add_link_patterns(md: Markdown) -> None:
    """Register the patterns in the place of the library's."""
    patterns = md.inlinePatterns
    for name in ("reference", "link", "short_reference", "image_link", "image_reference", "short_image_ref"):
        patterns.deregister(name)
    for name in ("autolink", "automail", "html", "entity"):
        patterns.deregister(name)
    patterns.register(CodePattern(r"\\[\\`]|`+", md), "backtick", 190)
    patterns.register(TagPattern(rf"\\.|(?<!\]\()(?:{_AUTOLINK}|{_MAIL}|{_TAG})", md), "html", 184)
    patterns.register(EscapePattern(r"\\(.)", md), "escape", 180)
    references = md.references
    if not isinstance(references, LinkDefinitions):
        raise TypeError("the parser was not given its definitions")
    # The words of a link are read by the patterns after its own: images stand in links, and links in descriptions.
    for depth in range(3):
        patterns.register(LinkPattern(r"!?\[", md, references, depth), f"link_{depth}", 170 - depth / 10)
    patterns.register(EntityPattern(ENTITY_RE, md), "entity", 80)


class CodePattern(InlineProcessor):
    """Text between runs of as many backticks; a run that has no fellow is text."""

    _data: str | None = None
    _last: dict[int, int]

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # the stubs forget str
        if m.group().startswith("\\"):
            return NOTHING
        length = len(m.group())
        if self._data is data and self._last.get(length, -1) < m.end():
            return NOTHING
        for closing in _TICKS.finditer(data, m.end()):
            if len(closing.group()) == length:
                return _make_code(data[m.end() : closing.start()]), m.start(), closing.end()
        self._data = data
        self._last = {len(run.group()): run.start() for run in _TICKS.finditer(data)}
        return NOTHING


def _make_code(text: str) -> ElementTree.Element:
    text = _LINE_END.sub(" ", text)
    if text.startswith(" ") and text.endswith(" ") and text.strip(" "):
        text = text[1:-1]
    element = ElementTree.Element("code")
    element.text = AtomicString(code_escape(text))
    return element


class TagPattern(InlineProcessor):
    """A tag, comment or address in angle brackets, kept as it is before anything in it can be read as markup."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        if m.group().startswith("\\"):
            return NOTHING
        address, mail = m["address"], m["mail"]
        if not address and not mail:
            return self.md.htmlStash.store(self.unescape(m.group())), m.start(), m.end()
        words = self.unescape(address or mail)
        element = ElementTree.Element("a", href=words if address else f"mailto:{words}")
        element.text = AtomicString(code_escape(words))
        return element, m.start(), m.end()


class EscapePattern(EscapeInlineProcessor):
    r"""A backslash before punctuation; `\&` begins no character reference."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        if m.group(1) == "&":
            return f"{AMP_SUBSTITUTE}amp;", m.start(), m.end()
        if m.group(1) == " ":  # Pandoc's space that does not break
            return "\u00a0", m.start(), m.end()
        return super().handleMatch(m, data)


class EntityPattern(InlineProcessor):
    """A character reference, left to whoever reads the HTML."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        return self.md.htmlStash.store(m.group()), m.start(), m.end()


class LinkPattern(InlineProcessor):
    """`[words](target "title")`, `[words][label]`, `[label][]`, `[label]`, and images, which have a `!` before them."""

    def __init__(self, pattern: str, md: Markdown, references: LinkDefinitions, depth: int) -> None:
        super().__init__(pattern, md)
        self.brackets = Brackets(references, self.label_source, references.note_missing)
        self.depth = depth

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        is_image = m.group().startswith("!")
        # What held a link in the first pass is none in the second.
        if self.depth and not is_image and "press-image" not in _inline(self.md).ancestors:
            return NOTHING
        link = self.brackets.find(data, m.end(), is_image)
        if link is None and is_image:
            is_image, link = False, self.brackets.find(data, m.end())
        if link is None or (self.depth and not is_image and "press-image" not in _inline(self.md).ancestors):
            return NOTHING
        words = data[link.start : link.words_end]
        element = self._make_image(link) if is_image else self._make_link(link)
        element.text = words
        return element, m.start() if is_image else m.end() - 1, link.end

    def _make_link(self, link: Link) -> ElementTree.Element:
        element = ElementTree.Element("a", href=self.unescape(link.target).replace(" ", "%20"))
        if link.title is not None:
            element.set("title", self.unescape(link.title))
        return element

    def _make_image(self, link: Link) -> ElementTree.Element:
        """An image whose description is read as text, because it may become a caption."""
        element = ElementTree.Element("press-image", src=self.unescape(link.target))
        if link.title:
            element.set("title", self.unescape(link.title))
        return element

    def label_source(self, text: str) -> str:
        """A label as the author wrote it."""
        return source_words(self.md, text)


def source_words(md: Markdown, text: str) -> str:
    """Text as the author wrote it, with the backticks of code in it."""
    stash = _inline(md).stashed_nodes

    def write(match: re.Match[str]) -> str:
        node = stash.get(match.group(1), "")
        if isinstance(node, str):
            return str(node)
        words = html.unescape("".join(node.itertext()))
        return f"`{words}`" if node.tag == "code" else words

    return INLINE_PLACEHOLDER_RE.sub(write, text)


def _inline(md: Markdown) -> InlineTreeprocessor:
    processor = md.treeprocessors["inline"]
    assert isinstance(processor, InlineTreeprocessor)  # noqa: S101 – registered by the library itself
    return processor
