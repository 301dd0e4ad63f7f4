r"""Chapters split over files: `{{< include part.md >}}`, and `{{#include file.rs:3:10}}` for code.

Input: the text of a chapter. Output: the same text with the files in the place of the lines that name them, and which
file each line comes from. The syntax is Quarto's and mdBook's. A path is relative to the file that names it, and no
file outside the manuscript's folder can be named. In fenced code only mdBook's form is read; a backslash before either
form prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error, warning
from chapbook.files import Folder, PathRefusedError, resolve_path
from chapbook.model.manuscript import SourceRun
from chapbook.read.front_matter import split_front_matter
from chapbook.read.text_file import read_text

# Files in files, and files in one chapter: more is a mistake, or a chapter that would never end.
DEEPEST = 20
MOST = 1000
# Characters in one chapter, far more than any book has.
LARGEST = 8_000_000

_LINE_END = re.compile(r"\r\n|\r|\n")
_QUARTO = re.compile(r"""(?P<pad>[ \t]*)\{\{<\s*include\s+(?P<q>["']?)(?P<path>[^"'>]+?)(?P=q)\s*>\}\}[ \t]*$""")
_MDBOOK = re.compile(r"(?P<pad>[ \t]*)\{\{#(?:rustdoc_)?include\s+(?P<path>[^}]+?)\s*\}\}[ \t]*$")
_ESCAPED = re.compile(r"([ \t]*)\\(\{\{(?:<\s*include\s|#(?:rustdoc_)?include\s).*)$")
_INSIDE_LINE = re.compile(r"(?<![`\\{])\{\{(?:<\s*include\s[^>`]*>|#(?:rustdoc_)?include\s[^}`]*)\}\}(?!`)")
_FENCE = re.compile(r"(?P<pad>(?:[ \t]|>|[-*+] |\d+[.)] )*)(?P<mark>`{3,}|~{3,})(?P<rest>.*)$")
_LIST = re.compile(r"[ \t]*(?:[-+*:]|\d{1,9}[.)]|\[\^[^\]]+\]:)(?:[ \t]|$)")
_ANCHOR = re.compile(r"ANCHOR(?P<end>_END)?:\s*(?P<name>[\w-]+)")
_SELECTION = re.compile(r":(?P<first>\d{0,9})(?P<colon>:?)(?P<last>\d{0,9})$")
_CODE_INDENT = 4


@dataclass(frozen=True)
class _Line:
    """A line and where it stands: its file, its line there (from 1), and how far it was moved to the right."""

    text: str
    path: str
    number: int
    indent: int = 0


@dataclass
class Includer:
    """Includes the files of one chapter: their paths are gathered in `included`, and what is wrong in `found`."""

    folder: Folder
    found: list[Diagnostic] = field(default_factory=list)
    included: set[str] = field(default_factory=set)
    _count: int = 0
    _size: int = 0

    def include(self, path: str, text: str, first_line: int) -> tuple[str, tuple[SourceRun, ...]]:
        """The whole text, and its runs; no runs when the chapter names no file."""
        if "{{" not in text:
            return text, ()
        lines = [_Line(line, path, first_line + n) for n, line in enumerate(_LINE_END.split(text))]
        whole = list(self._expand(lines, (path,)))
        return "\n".join(line.text for line in whole), _runs(whole, path, first_line)

    def _expand(self, lines: list[_Line], chain: tuple[str, ...]) -> Iterator[_Line]:
        """The lines with what they include; `chain` leads from the chapter to the file that they stand in."""
        number, around = 0, _Around()
        while number < len(lines):
            line = lines[number]
            fence = None if around.in_comment else _FENCE.match(line.text)
            if fence:
                end = _fence_end(lines, number, fence)
                yield from self._fenced(lines[number:end], fence, chain)
                number, around.after_blank = end, False
                continue
            number += 1
            if around.is_text(line.text) and "{{" in line.text:
                yield from self._directive(line, chain)
            else:
                yield line

    def _directive(self, line: _Line, chain: tuple[str, ...]) -> Iterator[_Line]:
        """What a line with braces stands for: a file, or only itself."""
        match = _QUARTO.match(line.text) or _MDBOOK.match(line.text)
        if match is None:
            self._report_inside_line(line)
            yield line
            return
        named, selection = (match["path"], "") if match.re is _QUARTO else _split_selection(match["path"])
        read = self._read(named, line, chain)
        if read is None:
            return
        path, text = read
        front, _ = split_front_matter(text, path)
        if front.values:
            message = f"The front matter of “{path}” counts for nothing, since the file is included."
            self.found.append(warning("included-front-matter", Span(path, 1, 1), message, "Delete it."))
        own = [_Line(t, path, front.first_line + n) for n, t in enumerate(_LINE_END.split(front.text))]
        if len(own) > 1 and not own[-1].text:
            own.pop()  # the end of the file's last line
        own = self._selected(own, selection, _span(line))
        for inner in self._expand(own, (*chain, path)):
            moved = match["pad"] + inner.text if inner.text.strip() else inner.text
            yield _Line(moved, inner.path, inner.number, inner.indent + len(match["pad"]))

    def _report_inside_line(self, line: _Line) -> None:
        match = _INSIDE_LINE.search(line.text)
        if match and "<!--" not in line.text[: match.start()]:
            message = "A file is included on a line of its own, so this stays as it is."
            hint = "Give it a line of its own, or put it in backticks if it is only mentioned."
            self.found.append(warning("include-in-line", _span(line, match.start()), message, hint))

    def _fenced(self, lines: list[_Line], fence: re.Match[str], chain: tuple[str, ...]) -> Iterator[_Line]:
        """A block of code; its fence is made longer when a file in it holds one like it."""
        if not any("{{#" in line.text for line in lines[1:]):
            yield from lines
            return
        body: list[_Line] = []
        for line in lines[1:]:
            body += self._code(line, chain)
        mark = fence["mark"]
        inner = body[:-1] if len(lines) > 1 and _closes(lines[-1].text, mark) else body
        longest = max((len(m["mark"]) for m in map(_FENCE.match, (b.text for b in inner)) if m), default=0)
        more = mark[0] * max(0, longest + 1 - len(mark)) if any(_closes(b.text, mark) for b in inner) else ""
        opening = fence["pad"] + mark + more + fence["rest"]
        yield _Line(opening, lines[0].path, lines[0].number, lines[0].indent)
        yield from inner
        if len(inner) < len(body):
            last = body[-1]
            yield _Line(last.text.rstrip() + more, last.path, last.number, last.indent)

    def _code(self, line: _Line, chain: tuple[str, ...]) -> Iterator[_Line]:
        """What a line of a code block stands for."""
        if escaped := _ESCAPED.match(line.text):
            yield _Line(escaped[1] + escaped[2], line.path, line.number, line.indent)
            return
        match = _MDBOOK.match(line.text)
        if match is None:
            yield line
            return
        named, selection = _split_selection(match["path"])
        read = self._read(named, line, chain)
        if read is None:
            return
        path, text = read
        lines = [_Line(t, path, n) for n, t in enumerate(_LINE_END.split(text), 1)]
        if lines and not lines[-1].text:
            lines.pop()
        for inner in self._selected(lines, selection, _span(line)):
            moved = match["pad"] + inner.text if inner.text.strip() else inner.text
            yield _Line(moved, path, inner.number, len(match["pad"]))

    def _read(self, named: str, line: _Line, chain: tuple[str, ...]) -> tuple[str, str] | None:
        """The path and the text of the file that the line names, or None when it has none to give."""
        span = _span(line)
        try:
            path = resolve_path(line.path, quote(named))
        except PathRefusedError:
            message = f"“{named}” lies outside the manuscript’s folder."
            self.found.append(error("path-refused", span, message, "Copy the file into the manuscript."))
            return None
        if path in chain:
            message = f"“{path}” includes itself: {' → '.join((*chain[chain.index(path) :], path))}."
            self.found.append(error("include-cycle", span, message, "Take one of these lines out."))
            return None
        self._count += 1
        if len(chain) > DEEPEST or self._count > MOST or self._size > LARGEST:
            if not any(d.code == "include-limit" for d in self.found):
                message = f"A chapter includes at most {MOST} files, {DEEPEST} deep, and {LARGEST // 10**6} MB of text."
                self.found.append(error("include-limit", span, message, "Make it several chapters."))
            return None
        text, faults = read_text(self.folder, path, span)
        self._size += len(text or "")
        if text is None:
            hint = did_you_mean(path, self.folder.paths())
            self.found += [replace(fault, hint=hint) for fault in faults]
            return None
        self.included.add(path)
        self.found += faults
        return path, text

    def _selected(self, lines: list[_Line], selection: str, span: Span) -> list[_Line]:
        """The lines that the selection names, without the lines that name anchors."""
        if not selection:
            return _without_anchors(lines)
        if match := _SELECTION.fullmatch(selection):
            first = int(match["first"] or 1)
            last = int(match["last"] or (len(lines) if match["colon"] else first))
            if not 1 <= first <= last <= len(lines):
                message = f"Lines {first} to {last} are asked for, but the file has {len(lines)}."
                self.found.append(error("missing-lines", span, message))
            return _without_anchors(lines[max(first - 1, 0) : last])
        name = selection[1:]
        marks = [(n, m) for n, line in enumerate(lines) if (m := _ANCHOR.search(line.text))]
        begin = next((n for n, m in marks if m["name"] == name and not m["end"]), None)
        if begin is None:
            names = {m["name"] for _, m in marks if not m["end"]}
            message = f"The file has no line “ANCHOR: {name}”."
            self.found.append(error("missing-anchor", span, message, did_you_mean(name, names)))
            return []
        end = next((n for n, m in marks if m["name"] == name and m["end"] and n > begin), len(lines))
        return _without_anchors(lines[begin + 1 : end])


def _split_selection(written: str) -> tuple[str, str]:
    """The path, and from its first colon on what is chosen of the file."""
    path, colon, selection = written.partition(":")
    return path.strip(), colon + selection.strip()


def _without_anchors(lines: list[_Line]) -> list[_Line]:
    return [line for line in lines if "ANCHOR" not in line.text or _ANCHOR.search(line.text) is None]


def _span(line: _Line, column: int | None = None) -> Span:
    begin = len(line.text) - len(line.text.lstrip()) if column is None else column
    return Span(line.path, line.number, max(begin - line.indent, 0) + 1)


def _fence_end(lines: list[_Line], start: int, fence: re.Match[str]) -> int:
    """The number of the line after the block; without a closing line, of the line after its opening."""
    return next((n + 1 for n in range(start + 1, len(lines)) if _closes(lines[n].text, fence["mark"])), start + 1)


def _closes(text: str, mark: str) -> bool:
    bare = text.strip(" \t>")
    return len(bare) >= len(mark) and set(bare) == {mark[0]}


@dataclass
class _Around:
    """What surrounds a line: a comment, a list, the line before."""

    in_comment: bool = False
    in_list: bool = False
    after_blank: bool = True

    def is_text(self, text: str) -> bool:
        """Whether the next line is neither code by its indentation nor part of a comment."""
        was_comment, after_blank, in_list = self.in_comment, self.after_blank, self.in_list
        self.in_comment = "-->" not in text if was_comment else text.rfind("<!--") > text.rfind("-->")
        self.after_blank = not text.strip()
        if text.strip():
            self.in_list = _LIST.match(text) is not None or (in_list and text[0] in " \t")
        wide = text.expandtabs(_CODE_INDENT)
        is_code = len(wide) - len(wide.lstrip()) >= _CODE_INDENT and after_blank and not in_list
        return not (is_code or was_comment or self.in_comment)


def _runs(lines: list[_Line], path: str, first_line: int) -> tuple[SourceRun, ...]:
    """Where the text goes over to another file or jumps; none when it never leaves the chapter."""
    runs: list[SourceRun] = []
    for at, line in enumerate(lines):
        if at == 0 or not _follows(lines[at - 1], line):
            runs.append(SourceRun(at, line.path, line.number, line.indent))
    return () if runs == [SourceRun(0, path, first_line)] else tuple(runs)


def _follows(line: _Line, after: _Line) -> bool:
    return line.path == after.path and after.number == line.number + 1 and line.indent == after.indent
