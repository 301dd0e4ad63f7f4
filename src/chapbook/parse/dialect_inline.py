"""Inline syntax of the dialect that Python-Markdown lacks.

Input: the text of a paragraph with its place tokens. Output: elements whose names begin with `press-`, for the tree
pass to read. What a citation says is parsed there, from the source text that the element holds.
"""
# ruff: noqa: N802, ARG002 – Python-Markdown names the methods and their arguments

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX, AtomicString

from chapbook.parse.attributes import Attributes, parse_attributes
from chapbook.parse.citations import KEY, LABEL
from chapbook.parse.dialect_brackets import NOTHING, Found, add_link_patterns, source_words
from chapbook.parse.index_attributes import MARK_ATTRIBUTES, PRINCIPAL
from chapbook.parse.index_latex import INDEX_COMMAND, read_index_command
from chapbook.parse.tokens import PLACE_PATTERN, drop_places

# Math as Pandoc reads it: a dollar that opens has no space behind it, one that closes none before and no digit behind,
# and dollars in the braces of \\text{…} are part of the formula. Dollars have places only where they may mean math.
_DISPLAY = rf"\$\${PLACE_PATTERN}.+?\$\${PLACE_PATTERN}(?: ?\{{(?P<attributes>#[^{{}}\n]*)\}})?"
_BODY = r"(?>\\(?:text\w*|mbox)\{(?:\\.|[^{}\\])*\}|\\.|[^$\\])"
_INLINE = rf"(?<!\$)\${PLACE_PATTERN}(?!\s){_BODY}+?(?<!\s)\${PLACE_PATTERN}(?!\d)"
_BACKTICKS = re.compile(rf"(\${PLACE_PATTERN})({STX}[^{ETX}]*{ETX})(\${PLACE_PATTERN})$")

_BRACKET = re.compile(r"[\[\]]")
_UP_TO_BRACE = re.compile(r"""(?:"[^"]*"|'[^']*'|[^}"'])*\}""")

# Up to white space, a bracket, or a sign of ours or of the library's.
_ADDRESS = r"(?<![\w/@.])(?:https?://|www\.)[^\s<>\[\]{}|\\^`\x02\x03\ufdd0-\ufdef]+"
_ENDS_NO_ADDRESS = "?!.,:;*_~'\"”’"
_LONGEST_BRACES = 2000
# What the library makes of a character behind a backslash.
_AS_ESCAPED = re.compile(rf"{STX}(\d+){ETX}")


def add_inline_patterns(md: Markdown) -> None:
    """Register every pattern. The order matters: what stands above has taken its part of the text before."""
    add_link_patterns(md)
    patterns = md.inlinePatterns
    patterns.register(MathPattern(rf"{_DISPLAY}|{_INLINE}", md), "math", 185)
    patterns.register(IndexCommandPattern(INDEX_COMMAND, md), "index_command", 186)
    # Before code: it is code with a format behind it.
    patterns.register(RawPattern(rf"(?<![\\`])(`+)([^`]+)\1\{{=({PLACE_PATTERN})([\w.+-]+)\}}", md), "raw", 192)
    patterns.register(InlineNotePattern(r"\^\[", md), "inline_note", 178)
    patterns.register(NoteCallPattern(rf"\[\^(?:{PLACE_PATTERN})?([^\]\n]+)\]", md), "note_call", 175)
    # The words of a span are read by the patterns after its own: three of them let spans stand inside spans.
    for depth in range(3):
        patterns.register(SpanPattern(r"\[", md), f"span_{depth}", 124 - depth / 10)
    patterns.register(CitationPattern(rf"\[[^\[\]]*@{PLACE_PATTERN}[^\[\]]*\]", md), "citation", 123)
    patterns.register(AddressPattern(_ADDRESS, md), "address", 96)
    patterns.register(BreakPattern(r"\\\n", md), "backslash_break", 101)
    locator = rf"(?:[ \n]?\[(?:{PLACE_PATTERN})?[^\[\]@]*\](?![(\[{{]))?"
    in_text = rf"@{PLACE_PATTERN}(?:(?={LABEL}){KEY}|{KEY}{locator})"
    patterns.register(ExamplePattern(rf"@{PLACE_PATTERN}([\w-]+)", md), "example", 178.5)
    patterns.register(InTextCitationPattern(in_text, md), "in_text_citation", 85)


class MathPattern(InlineProcessor):
    """`$x$`, `$$x$$` with `{#eq:label}`, and GitHub's `` $`x`$ ``: what they hold is no Markdown."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # the stubs forget str
        source = m.group()
        if STX in source:
            # The placeholder of code: the whole formula in GitHub's form, else code between two sums of money.
            code = _BACKTICKS.match(source)
            if code is None:
                return NOTHING
            source = f"{code[1]}`{unescape(self.unescape(code[2]))}`{code[3]}"
        element = ElementTree.Element("press-math")
        if m["attributes"]:
            source = source[: source.rindex("{")].rstrip(" ")
            attributes = parse_attributes(drop_places(m["attributes"]))
            element.set("id", attributes.id)
            if attributes.classes:
                element.set("class", " ".join(attributes.classes))
        element.text = AtomicString(source)
        return element, m.start(), m.end()


class RawPattern(InlineProcessor):
    """`` `text`{=format} ``: text for one output format."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        element = ElementTree.Element("press-raw", format=m.group(4), at=m.group(3))
        element.text = AtomicString(m.group(2))
        return element, m.start(), m.end()


class AddressPattern(InlineProcessor):
    """A bare address in the text. What ends the sentence is none of it (GitHub Flavored Markdown 0.29, 6.9)."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        address = _trim_address(m.group())
        if "." not in address:
            return NOTHING
        element = ElementTree.Element("a", href=address if "://" in address else f"https://{address}")
        element.text = AtomicString(address)
        return element, m.start(), m.start() + len(address)


class BreakPattern(InlineProcessor):
    """A backslash at the end of a line breaks it."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        return ElementTree.Element("br"), m.start(), m.end()


class InlineNotePattern(InlineProcessor):
    """`^[a note]`, which may hold brackets and other inline markup."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        end = _closing_bracket(data, m.end())
        if end is None:
            return NOTHING
        element = ElementTree.Element("press-note")
        element.text = data[m.end() : end]
        return element, m.start(), end + 1


class NoteCallPattern(InlineProcessor):
    """`[^label]`; whether the label is defined is seen in the tree."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        element = ElementTree.Element("press-note", label=self.unescape(m.group(1)))
        element.text = AtomicString(self.unescape(m.group()))
        return element, m.start(), m.end()


class SpanPattern(InlineProcessor):
    """`[words]{.class lang=cs}`, and index marks, which are spans of the class `index`."""

    _data = ""
    _last = -1  # where in the text at hand the words of the last span end

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        if self._data is not data:
            self._data, self._last = data, data.rfind("]{")
        if self._last < m.end():
            return NOTHING
        end = _closing_bracket(data, m.end())
        if end is None or data[end + 1 : end + 2] != "{":
            return NOTHING
        close = _closing_brace(data, end + 2)
        if close is None:
            return NOTHING
        attributes = parse_attributes(drop_places(self.unescape(data[end + 2 : close])))
        words = data[m.end() : end]
        if "index" not in attributes.classes:
            return _plain_span(words, attributes, list(attributes.classes)), m.start(), close + 1
        written = _AS_ESCAPED.sub(lambda e: f"\\{chr(int(e[1]))}", source_words(self.md, data[end + 2 : close]))
        return _index_mark(words, parse_attributes(drop_places(written))), m.start(), close + 1


class IndexCommandPattern(InlineProcessor):
    r"""LaTeX's `\index{entry}`, which shows nothing."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        attributes, principal = read_index_command(drop_places(source_words(self.md, m["index"])))
        mark = ElementTree.Element("press-mark", attributes, at=m["at"])
        if principal:
            mark.set(PRINCIPAL, "")
        return mark, m.start(), m.end()


class CitationPattern(InlineProcessor):
    """`[see @key, p. 3; -@key]`."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        element = ElementTree.Element("press-citation")
        element.text = AtomicString(self.unescape(m.group()))
        return element, m.start(), m.end()


class InTextCitationPattern(CitationPattern):
    """`@key`, `@key [p. 3]` and `@fig:label` in the sentence. A citation cannot stand in a link."""

    ANCESTOR_EXCLUDES = ("a",)


class ExamplePattern(InlineProcessor):
    """`@label` of an example item, which is its number; `numbers` are those of the chapter."""

    numbers: dict[str, int]

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        number = self.numbers.get(m.group(1))
        return NOTHING if number is None else (str(number), m.start(), m.end())


def _trim_address(address: str) -> str:
    trimmed = address.rstrip(_ENDS_NO_ADDRESS)
    while trimmed.endswith(")") and trimmed.count(")") > trimmed.count("("):
        trimmed = trimmed[:-1].rstrip(_ENDS_NO_ADDRESS)
    return trimmed


def _index_mark(words: str, attributes: Attributes) -> ElementTree.Element:
    mark = ElementTree.Element("press-mark")
    for name in MARK_ATTRIBUTES:
        value = attributes.get(name)
        if value is not None:
            mark.set(name, value)
    if PRINCIPAL in attributes.classes:
        mark.set(PRINCIPAL, "")
    mark.text = words
    classes = [c for c in attributes.classes if c not in ("index", PRINCIPAL)]
    others = attributes.without(*MARK_ATTRIBUTES)
    if classes or attributes.id or others:
        inner = _plain_span("", Attributes(attributes.id, (), others), classes)
        inner.text, mark.text = mark.text, None
        mark.append(inner)
    return mark


def _plain_span(words: str, attributes: Attributes, classes: list[str]) -> ElementTree.Element:
    span = ElementTree.Element("span", dict(attributes.pairs))
    if attributes.id:
        span.set("id", attributes.id)
    if classes:
        span.set("class", " ".join(classes))
    span.text = words
    return span


def _closing_bracket(data: str, start: int) -> int | None:
    depth = 1
    for match in _BRACKET.finditer(data, start):
        depth += 1 if match.group() == "[" else -1
        if depth == 0:
            return match.start()
    return None


def _closing_brace(data: str, start: int) -> int | None:
    if data.find("}", start, start + _LONGEST_BRACES) < 0:
        return None
    quoted = _UP_TO_BRACE.match(data, start, start + _LONGEST_BRACES)
    end = quoted.end() - 1 if quoted else data.find("}", start)
    return end if end >= 0 else None
